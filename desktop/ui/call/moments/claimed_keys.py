"""Keys that a text field keeps for itself, although a shortcut of the window would take them."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent


def claims(event: QEvent, wanted: Callable[[QKeyEvent], bool]) -> bool:
    """Whether an event asks if the field wants a key that it does want; the event is accepted then."""
    if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and wanted(event):
        event.accept()
        return True
    return False
