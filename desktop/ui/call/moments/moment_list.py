"""The list of moments: it keeps the keys that move in it and leaves all others to the screen around it."""

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyleOptionViewItem, QWidget

from desktop.model.report import CallReport
from desktop.ui.call.moments.moment_delegate import MomentDelegate
from desktop.ui.call.moments.moment_rows import MomentRows, RowRole
from desktop.ui.theme import Look

_Key = Qt.Key
_MOVING = (_Key.Key_Up, _Key.Key_Down, _Key.Key_PageUp, _Key.Key_PageDown, _Key.Key_Home, _Key.Key_End)
_LEAST_ROWS = 3
_OPENING = (_Key.Key_Return, _Key.Key_Enter, _Key.Key_F2)


class MomentList(QListView):
    """Rows to choose from by mouse or keys."""

    chosen = Signal(int)
    """A user went to a moment, perhaps to the one that was selected already."""
    opened = Signal()
    """Enter or a double click: the note of the selected moment is wanted."""
    removal_requested = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = MomentRows(self)
        self._before_press: int | None = None
        self.setModel(self._rows)
        self.setItemDelegate(MomentDelegate(look, self))
        self.setAccessibleName("Moments of this call")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setMinimumHeight(_LEAST_ROWS * self.itemDelegate().sizeHint(self._option(), QModelIndex()).height())
        self.clicked.connect(self._clicked)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        look.changed.connect(self.viewport().update)

    @property
    def rows(self) -> MomentRows:
        """What is listed."""
        return self._rows

    def show_moments(self, report: CallReport, selected: int | None) -> None:
        """List a call's moments and select one of them."""
        self._rows.show_moments(report)
        self.select(selected)

    def select(self, moment_id: int | None) -> None:
        """Select a moment, or none, without telling anybody."""
        index = self._rows.index_of(moment_id)
        if not index.isValid():
            self.clearSelection()
        elif index != self.currentIndex() or self._chosen() != moment_id:
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def event(self, event: QEvent) -> bool:
        """Claim the keys that move in the list before a shortcut of the screen takes them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, open the note or ask for removal; no search by letters, which mark and play."""
        if event.key() in _MOVING:
            before = self._chosen()
            super().keyPressEvent(event)
            chosen = self._chosen()
            if chosen is not None and chosen != before:
                self.chosen.emit(chosen)
        elif event.key() in _OPENING:
            self.opened.emit()
        elif event.key() == _Key.Key_Delete and self._chosen() is not None:
            self.removal_requested.emit(self._chosen())
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember what was selected, so that a click on it again can be told from a choice."""
        self._before_press = self._chosen()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press that was dragged on to another row chooses where it ends."""
        super().mouseReleaseEvent(event)
        chosen = self._chosen()
        if chosen is not None and chosen != self._before_press:
            self._before_press = chosen
            self.chosen.emit(chosen)

    def _clicked(self, index: QModelIndex) -> None:
        """Go there again; a new choice is told when the mouse is released."""
        moment = index.data(RowRole.MOMENT)
        if moment is not None and moment.id == self._before_press:
            self.chosen.emit(moment.id)

    def _option(self) -> QStyleOptionViewItem:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        return option

    def _chosen(self) -> int | None:
        indexes = self.selectedIndexes()
        return indexes[0].data(RowRole.MOMENT).id if indexes else None


def _is_own(event: QKeyEvent) -> bool:
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
    return plain and event.key() in (*_MOVING, *_OPENING, _Key.Key_Delete)
