"""A field for a time within the call, checked as it is typed."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.errors import BadInput
from desktop.model.moment import Moment
from desktop.ui.call.moments.claimed_keys import claims
from desktop.ui.theme import GRID, Look, tabular

_WIDEST = "00:00:00.0"


class TimeField(QLineEdit):
    """Turns what was typed into the moment that it makes, or says why it makes none."""

    changed = Signal(Moment)
    refused = Signal(str, str)
    """What is wrong with the text, and what to type instead; both empty once it is right."""
    left = Signal()

    def __init__(
        self, name: str, look: Look, made_of: Callable[[str], Moment | None], parent: QWidget | None = None
    ) -> None:
        """Make the field; `made_of` makes a moment of what is typed and raises BadInput where it cannot."""
        super().__init__(parent)
        self._look = look
        self._made_of = made_of
        self._shown = ""
        self.setAccessibleName(name)
        self.setMaxLength(len(_WIDEST))
        self.setFont(tabular(self.font()))
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(_WIDEST) + 3 * GRID)
        self.textEdited.connect(self._check)
        self.returnPressed.connect(self._take)

    def show_time(self, text: str, *, keep_typed: bool) -> None:
        """Show a stored time; `keep_typed` leaves alone what is being typed and not yet taken."""
        self._shown = text
        if not (keep_typed and self.isModified()):
            self._put(text)

    def event(self, event: QEvent) -> bool:
        """Claim Esc before a shortcut of the window takes it."""
        return claims(event, _is_escape) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type, or go back to what was there and leave."""
        if _is_escape(event):
            self._put(self._shown)
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed, or go back to what was there if it is no time."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.flush()

    def flush(self) -> None:
        """Take what was typed and not yet taken, as when the field is left."""
        self._take()
        if self.isModified():
            self._put(self._shown)

    def _take(self) -> None:
        moment = self._made() if self.isModified() else None
        if moment is not None:
            self.setModified(False)
            self.changed.emit(moment)
            self._put(self._shown)

    def _check(self) -> None:
        self._made()

    def _made(self) -> Moment | None:
        """The moment that the text makes; says so if it makes none."""
        if self.text().strip() == self._shown:
            self._say("", "")
            self.setModified(False)
            return None
        try:
            moment = self._made_of(self.text())
        except BadInput as error:
            self._say(error.what, error.fix)
            return None
        self._say("", "")
        return moment

    def _put(self, text: str) -> None:
        self.setText(text)
        self.setModified(False)
        self._say("", "")

    def _say(self, what: str, fix: str) -> None:
        colours = QPalette()
        if what:
            colours.setColor(QPalette.ColorRole.Text, QColor(self._look.colours.error))
        self.setPalette(colours)
        self.refused.emit(what, fix)


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape
