"""A field for tags between commas, each completed from those in use."""

from collections.abc import Hashable, Iterable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from desktop.model.editing.marking import tags_of
from desktop.ui.call.moments.claimed_keys import claims
from desktop.ui.call.moments.note_field import SAVED_AFTER_MS


class _LastTag(QCompleter):
    """Completes what stands behind the last comma."""

    def splitPath(self, path: str) -> list[str]:
        return [path.rpartition(",")[2].strip()]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        field = self.widget()
        before = field.text().rpartition(",")[0] if isinstance(field, QLineEdit) else ""
        return f"{before}, {index.data()}" if before else str(index.data())


class TagField(QLineEdit):
    """Tells the tags a moment after the last key, and at once when it is left."""

    saved = Signal(tuple)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._belongs_to: Hashable = None
        self._known = QStringListModel(self)
        self._timer = QTimer(self, singleShot=True, interval=SAVED_AFTER_MS)
        self._timer.timeout.connect(self._save)
        self.setAccessibleName("Tags, separated by commas")
        self.setPlaceholderText("Tags, separated by commas")
        self.setToolTip("Tags, separated by commas, as you use them on other calls")
        completer = _LastTag(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.textEdited.connect(lambda _text: self._timer.start())
        completer.activated.connect(lambda _text: self._timer.start())

    def offer(self, tags: Iterable[str]) -> None:
        """Complete from these tags."""
        offered = sorted(set(tags), key=str.casefold)
        if offered != self._known.stringList():
            self._known.setStringList(offered)

    def show_tags(self, tags: tuple[str, ...], belongs_to: Hashable) -> None:
        """Show stored tags; what is being typed on the same thing is kept."""
        same = belongs_to == self._belongs_to
        if same and (self._timer.isActive() or tags == tags_of(self.text())):
            return
        self._belongs_to = belongs_to
        self._timer.stop()
        self.setText(", ".join(tags))

    def flush(self) -> None:
        """Tell what has not been told yet."""
        if self._timer.isActive():
            self._save()

    def event(self, event: QEvent) -> bool:
        """Claim Esc before a shortcut of the window takes it."""
        return claims(event, _leaves) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type, or leave."""
        if _leaves(event):
            self.flush()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Save at once, unless it is only the list of completions that opens."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.flush()
            self.setText(", ".join(tags_of(self.text())))

    def hideEvent(self, event: QHideEvent) -> None:
        """Save at once."""
        super().hideEvent(event)
        self.flush()

    def _save(self) -> None:
        self._timer.stop()
        self.saved.emit(tags_of(self.text()))


def _leaves(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape
