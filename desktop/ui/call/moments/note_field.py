"""A field for a note that is saved as it is typed."""

from collections.abc import Hashable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHideEvent, QKeyEvent, QPalette, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from desktop.ui.call.moments.claimed_keys import claims
from desktop.ui.theme import Look

SAVED_AFTER_MS = 600
_LEAST_LINES = 2
_LINES = 5


class NoteField(QPlainTextEdit):
    """Tells its text a moment after the last key, and at once when it is left."""

    saved = Signal(str)
    left = Signal()
    """Esc or Ctrl+Enter: the user is done here."""

    def __init__(self, name: str, placeholder: str, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._belongs_to: Hashable = None
        self._showing = False
        self._timer = QTimer(self, singleShot=True, interval=SAVED_AFTER_MS)
        self._timer.timeout.connect(self._save)
        self.textChanged.connect(self._typed)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        # Fusion shows the focus on fields of one line only: a plain frame takes a colour from the palette.
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        look.changed.connect(self._paint_frame)
        self._paint_frame()

    def show_text(self, text: str, belongs_to: Hashable) -> None:
        """Show a stored text; what is being typed on the same thing is kept, and so is the cursor."""
        same = belongs_to == self._belongs_to
        if same and (self._timer.isActive() or text == self.text()):
            return
        self._belongs_to = belongs_to
        self._timer.stop()
        at = self.textCursor().position() if same else 0
        self._showing = True
        self.setPlainText(text)
        self._showing = False
        self._put_cursor(min(at, self.document().characterCount() - 1))

    def text(self) -> str:
        """What stands in the field, letter for letter."""
        # toPlainText would turn no-break spaces into spaces.
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def flush(self) -> None:
        """Tell what has not been told yet."""
        if self._timer.isActive():
            self._save()

    def edit(self) -> None:
        """Go to the end of the text."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def minimumSizeHint(self) -> QSize:
        """Two lines."""
        return self._size_of(_LEAST_LINES)

    def sizeHint(self) -> QSize:
        """Five lines where there is room."""
        return self._size_of(_LINES)

    def event(self, event: QEvent) -> bool:
        """Claim the keys that leave before a shortcut of the window takes them."""
        return claims(event, _leaves) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type, or leave."""
        if _leaves(event):
            self.flush()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where typing goes."""
        super().focusInEvent(event)
        self._paint_frame()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Save at once."""
        super().focusOutEvent(event)
        self._paint_frame()
        self.flush()

    def hideEvent(self, event: QHideEvent) -> None:
        """Save at once."""
        super().hideEvent(event)
        self.flush()

    def _typed(self) -> None:
        if not self._showing:
            self._timer.start()

    def _save(self) -> None:
        self._timer.stop()
        self.saved.emit(self.text())

    def _size_of(self, lines: int) -> QSize:
        margins = 2 * (self.frameWidth() + round(self.document().documentMargin()))
        return QSize(0, lines * self.fontMetrics().lineSpacing() + margins)

    def _paint_frame(self) -> None:
        colours = QPalette()
        frame = self._look.colours.accent if self.hasFocus() else self._look.colours.outline
        colours.setColor(QPalette.ColorRole.WindowText, QColor(frame))
        self.setPalette(colours)

    def _put_cursor(self, position: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(position)
        self.setTextCursor(cursor)


def _leaves(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return event.key() == Qt.Key.Key_Escape or (enter and with_control)
