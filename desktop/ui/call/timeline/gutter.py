"""The names of the lanes left of the canvas, each with a triangle that folds its lane, and the arc's scale."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.model.drawing.lanes import FOLDED_PX, MARK_ROW_PX, ROWS_TOP_PX, ArcShape, LaneKind, LaneSpec
from desktop.model.drawing.marks import EventRow
from desktop.ui.call.timeline.arc_lane import ArcLane
from desktop.ui.call.timeline.targets import Placed
from desktop.ui.call.timeline.words import ARC_LEGEND, CUES_LEGEND, EVENTS_LEGEND
from desktop.ui.theme import GRID, FontSize, Look, sized, tabular

_LONGEST_NAME = "Customer"
_LEGENDS = {LaneKind.ARC: ARC_LEGEND, LaneKind.EVENTS: EVENTS_LEGEND, LaneKind.CUES: CUES_LEGEND}
_FOLDING_KEYS = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}


class FoldButton(QToolButton):
    """A lane's name with a triangle; reached by Tab, pressed by click, Space or Enter."""

    def __init__(self, name: str, parent: QWidget | None = None, *, legend: str = "") -> None:
        super().__init__(parent)
        self._name = name
        self._legend = legend
        self.setText(name)
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(sized(self.font(), FontSize.CAPTION))
        self.show_folded(False)

    def show_folded(self, folded: bool) -> None:
        """Point right where the lane is folded, down where it is open."""
        self.setArrowType(Qt.ArrowType.RightArrow if folded else Qt.ArrowType.DownArrow)
        self.setAccessibleName(f"{self._name} lane, {'folded' if folded else 'open'}")
        self.setToolTip(f"<p>{'Open' if folded else 'Fold'} this lane</p>{self._legend}")

    def event(self, event: QEvent) -> bool:
        """Keep the keys that press a button from acting on the call while this button has the focus."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _FOLDING_KEYS
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button as Space does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)


class Gutter(QWidget):
    """As wide as the longest name; follows where the canvas lays its lanes."""

    fold_clicked = Signal(str)

    def __init__(self, look: Look, arc: ArcLane, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._arc = arc
        self._timeline = parent
        self._placed: Sequence[Placed] = ()
        self._buttons: dict[str, FoldButton] = {}
        self._width = FoldButton(_LONGEST_NAME).sizeHint().width() + GRID
        self.setFixedWidth(self._width)
        look.changed.connect(self.update)

    def place(self, placed: Sequence[Placed]) -> None:
        """Stand beside the lanes."""
        self._placed = placed
        named = {lane.lane.key: lane for lane in placed if lane.lane.name}
        for key in self._buttons.keys() - named.keys():
            self._buttons.pop(key).deleteLater()
        for key, lane in named.items():
            button = self._buttons.get(key) or self._new_button(key, lane.lane)
            button.show_folded(lane.folded)
            height = min(FOLDED_PX, lane.height)
            button.setGeometry(0, round(lane.top), min(button.sizeHint().width(), self._width), round(height))
        self._order_tabs()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines between lanes and the arc's scale."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._look.colours.window))
        painter.setPen(QColor(self._look.colours.line))
        for lane in self._placed:
            painter.drawLine(0, round(lane.top + lane.height) - 1, self.width(), round(lane.top + lane.height) - 1)
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        for lane in self._placed:
            if lane.lane.kind is LaneKind.ARC and not lane.folded and self._arc.seen is not ArcShape.NONE:
                self._draw_scale(painter, lane.top)
            if lane.lane.kind is LaneKind.EVENTS and not lane.folded:
                self._draw_rows(painter, lane.top)
        painter.end()

    def _new_button(self, key: str, lane: LaneSpec) -> FoldButton:
        button = FoldButton(lane.name, self, legend=_LEGENDS.get(lane.kind, ""))
        button.clicked.connect(lambda: self.fold_clicked.emit(key))
        self._buttons[key] = button
        button.show()
        return button

    def _order_tabs(self) -> None:
        """Tab leads from the timeline through its lanes from top to bottom, however late they came."""
        in_order: list[QWidget] = [
            self._buttons[lane.lane.key] for lane in self._placed if lane.lane.key in self._buttons
        ]
        for widget, following in pairwise((self._timeline, *in_order)):
            QWidget.setTabOrder(widget, following)

    def _draw_scale(self, painter: QPainter, top: float) -> None:
        painter.setFont(tabular(sized(self.font(), FontSize.CAPTION)))
        painter.setPen(QColor(self._look.colours.quiet))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for value, text in ((1, "+1"), (0, "0"), (-1, "−1")):
            painter.drawText(QRectF(0, top + self._arc.y_of(value) - 10, self.width() - 10, 20), right, text)

    def _draw_rows(self, painter: QPainter, top: float) -> None:
        """Whose events stand in a row: the customer's, the agent's."""
        painter.setFont(sized(self.font(), FontSize.CAPTION))
        painter.setPen(QColor(self._look.colours.quiet))
        for row, text in ((EventRow.CUSTOMER, "C"), (EventRow.AGENT, "A")):
            place = QRectF(0, top + ROWS_TOP_PX + row * MARK_ROW_PX, self.width() - 10, MARK_ROW_PX - 2)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
