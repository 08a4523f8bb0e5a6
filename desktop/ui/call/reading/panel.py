"""The tab with the reading of a call; a click or Enter on a line goes to where its words are heard."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLabel, QListView, QStackedWidget, QVBoxLayout, QWidget

from desktop.export.wording import UPDATING, wording
from desktop.model.report import CallReport
from desktop.ui.call.reading.delegate import ReadingDelegate
from desktop.ui.call.reading.lines import Line, reading_lines
from desktop.ui.call.reading.list_model import ReadingModel
from desktop.ui.theme import MARGIN, Look

_Key = Qt.Key
_MOVING = (_Key.Key_Up, _Key.Key_Down, _Key.Key_PageUp, _Key.Key_PageDown, _Key.Key_Home, _Key.Key_End)
_OPENING = (_Key.Key_Return, _Key.Key_Enter)
_NOT_YET = "This call has not been transcribed yet.\n\nWhat can be read from it will stand here."
_SILENT = "No speech was heard in this recording."


class ReadingPanel(QWidget):
    """Shows what was made of a call, and tells where the user wants to go."""

    seek_requested = Signal(float)

    def __init__(self, look: Look, locale: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = wording(locale)
        self._call_id: int | None = None
        self._waiting: tuple[CallReport, bool] | None = None
        self.lines = ReadingList(look)
        self._empty = QLabel()
        self._pages = QStackedWidget()
        self._lay_out()
        self.lines.seek_requested.connect(self.seek_requested)

    def show_report(self, report: CallReport, *, outdated: bool = False) -> None:
        """Show a call; `outdated` says that other scores are on their way."""
        self._waiting = (report, outdated)
        if self.isVisible():
            self._show_waiting()

    def showEvent(self, event: QShowEvent) -> None:
        """Write the lines only now that somebody looks, for most calls are opened to be heard."""
        super().showEvent(event)
        self._show_waiting()

    def _show_waiting(self) -> None:
        if self._waiting is None:
            return
        (report, outdated), self._waiting = self._waiting, None
        lines = () if outdated else reading_lines(report, self._words)
        same = report.call.id == self._call_id
        self._call_id = report.call.id
        self.lines.show_lines(lines, same_call=same)
        missing = _NOT_YET if report.call.analysis is None else _SILENT
        self._empty.setText(UPDATING if outdated else missing)
        self._pages.setCurrentIndex(0 if lines else 1)

    def _lay_out(self) -> None:
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setProperty("quiet", True)
        self._empty.setMargin(MARGIN)
        self._pages.addWidget(self.lines)
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)


class ReadingList(QListView):
    """Lines to read and to go from; it keeps the keys that move in it and leaves all others to the screen."""

    seek_requested = Signal(float)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.rows = ReadingModel(self)
        self._delegate = ReadingDelegate(look, self)
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Reading of this call")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, so that the width, and with it every line, does not depend on the height of the lines.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.clicked.connect(self._go)
        look.changed.connect(self.viewport().update)

    def show_lines(self, lines: Sequence[Line], *, same_call: bool) -> None:
        """Show lines; of the same call the place stays."""
        place = self.verticalScrollBar().value() if same_call else 0
        row = self.currentIndex().row() if same_call else -1
        if self.rows.show_lines(lines):
            self.doItemsLayout()
            self.verticalScrollBar().setValue(place)
            if 0 <= row < self.rows.rowCount():
                self.setCurrentIndex(self.rows.index(row))

    def event(self, event: QEvent) -> bool:
        """Claim the keys that move in the list before a shortcut of the screen takes them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move or go there; no search by letters, which mark and play."""
        if event.key() in _MOVING:
            super().keyPressEvent(event)
        elif event.key() in _OPENING:
            self._go(self.currentIndex())
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over what leads somewhere."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        leads = index.isValid() and self.rows.line(index.row()).t_s is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the lines out for the new width."""
        if event.size().width() != event.oldSize().width():
            self._delegate.forget_layouts()
        super().resizeEvent(event)

    def _go(self, index: QModelIndex) -> None:
        at_s = self.rows.line(index.row()).t_s if index.isValid() else None
        if at_s is not None:
            self.seek_requested.emit(at_s)


def _is_own(event: QKeyEvent) -> bool:
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
    return plain and event.key() in (*_MOVING, *_OPENING)
