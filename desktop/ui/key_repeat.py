"""Tells a key that goes down from one that is held: X11 often sends a held key as up and down, as if it were tapped."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent

# Between the up and the down of a held key; a finger is never as quick.
_AT_ONCE_MS = 1


class KeyRepeat:
    """Remembers the last key that came up."""

    def __init__(self) -> None:
        self._up: tuple[int, int] | None = None

    def repeats(self, event: QKeyEvent) -> bool:
        """Take note of a key, and say whether this is a press by which a held key repeats.

        Args:
            event: a release, or a press as it is first told (`ShortcutOverride`); each may be told more than once.
        """
        if event.type() == QEvent.Type.KeyRelease:
            self._up = (physical_key(event), event.timestamp())
            return False
        if event.isAutoRepeat():
            return True
        if self._up is None or not event.timestamp():
            return False
        key, up_ms = self._up
        return key == physical_key(event) and 0 <= event.timestamp() - up_ms <= _AT_ONCE_MS


def physical_key(event: QKeyEvent) -> int:
    """The key itself: on a keyboard whose digits need Shift, it may come up as another letter than it went down."""
    return event.nativeScanCode() or event.key()
