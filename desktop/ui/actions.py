"""Actions with their keys, made in one way, so that the sheet of keys can be written from the actions themselves."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.ui.key_repeat import KeyRepeat

_GROUP = "upswing_group"


class Group(StrEnum):
    """The headings of the sheet of keys, in its order."""

    ANYWHERE = "Anywhere"
    LIBRARY = "Library"
    LISTENING = "Listening"
    MOMENTS = "Moments"
    TIMELINE = "Timeline"
    TRANSCRIPT = "Transcript"


def add_action(
    owners: QWidget | Sequence[QWidget],
    group: Group,
    text: str,
    triggered: Callable[[], object],
    *keys: str,
    repeats: bool = False,
) -> QAction:
    """Make an action and give it to the widgets within which its keys work.

    Args:
        owners: keys act while one of these or a child of theirs has the focus; a window means everywhere in it.
        group: the heading under which the action stands on the sheet of keys.
        text: what it does, as a button or the sheet of keys says it.
        triggered: is called without arguments.
        keys: in Qt's portable text, such as `Ctrl+Shift+Z`; the first is the one that buttons show.
        repeats: whether holding the key does it again and again.
    """
    owners = [owners] if isinstance(owners, QWidget) else owners
    action = QAction(text, owners[0])
    action.setShortcuts([QKeySequence.fromString(key) for key in keys])
    action.setShortcutContext(_context(owners))
    action.setAutoRepeat(repeats)
    list_action(action, group)
    action.triggered.connect(lambda _checked=False: triggered())
    for owner in owners:
        owner.addAction(action)
    if not repeats:
        _once_a_press(owners).guard(action, owners)
    return action


class _OnceAPress(QObject):
    """Keeps a held key from doing again and again what should be done once, where Qt takes it for many presses."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._keys = KeyRepeat()
        self._repeats = False

    def guard(self, action: QAction, owners: Sequence[QWidget]) -> None:
        """Let an action that works within some widgets act once while its key is held."""
        for watched in (action, *owners):
            watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the keys of the widgets; keep those that repeat from the actions."""
        kind = event.type()
        if kind in {QEvent.Type.ShortcutOverride, QEvent.Type.KeyRelease} and isinstance(event, QKeyEvent):
            self._repeats = self._keys.repeats(event)
        return kind == QEvent.Type.Shortcut and self._repeats and isinstance(watched, QAction)


def _once_a_press(owners: Sequence[QWidget]) -> _OnceAPress:
    """One for all actions of the same widgets, which are asked about every event."""
    found = owners[0].findChild(_OnceAPress, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found or _OnceAPress(owners[0])


def _context(owners: Sequence[QWidget]) -> Qt.ShortcutContext:
    """A window's keys work even where no widget in it has the focus."""
    if any(owner.isWindow() for owner in owners):
        return Qt.ShortcutContext.WindowShortcut
    return Qt.ShortcutContext.WidgetWithChildrenShortcut


def list_action(action: QAction, group: Group) -> None:
    """Let an action that was made elsewhere stand on the sheet of keys."""
    action.setProperty(_GROUP, group.value)


def actions_by_group(root: QObject) -> dict[Group, list[QAction]]:
    """Every action below an object that was made here, in the order in which they were made."""
    found: dict[Group, list[QAction]] = {group: [] for group in Group}
    for action in root.findChildren(QAction):
        name = action.property(_GROUP)
        if name is not None:
            found[Group(name)].append(action)
    return {group: actions for group, actions in found.items() if actions}


def shown_keys(action: QAction) -> str:
    """An action's keys as this system writes them, or nothing where it has none."""
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(sequence.toString(native) for sequence in action.shortcuts())
