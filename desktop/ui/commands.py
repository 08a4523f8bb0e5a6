"""What can be undone: each command keeps before and after, and how to store either."""

import sys
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

Kept = TypeVar("Kept")


class Change(QUndoCommand, Generic[Kept]):
    """One change of something that is stored; undone by storing what was there before.

    Where `topic` is not zero, changes of one topic that follow each other are undone as one, such as the letters of a
    note that is saved while it is typed.
    """

    def __init__(
        self, text: str, before: Kept, after: Kept, store: Callable[[Kept], object], *, topic: int = 0
    ) -> None:
        super().__init__(text)
        self._before = before
        self._after = after
        self._store = store
        self._topic = topic
        self._skips_redo = False
        self.refused = False

    def make(self) -> None:
        """Store what is to be there; raises what storing raises."""
        self._store(self._after)
        self._skips_redo = True

    def redo(self) -> None:
        """Store again what was there after the change; pushed on a stack, it is made already."""
        if self._skips_redo:
            self._skips_redo = False
        else:
            self._put(self._after)

    def undo(self) -> None:
        """Store what was there."""
        self._put(self._before)

    def id(self) -> int:
        """The topic, or −1 where this change stands for itself."""
        return self._topic or -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in the change that follows on this one."""
        if not isinstance(other, Change):
            return False
        self._after = other._after
        return True

    def _put(self, kept: Kept) -> None:
        if self.refused:
            # The stack goes back over it: nothing has changed since.
            self.refused = False
            return
        try:
            self._store(kept)
        except Exception as error:  # noqa: BLE001  # told to the hook of the event loop, as by any other slot
            # An error that goes through Qt's stack leaves PySide with a command that is there no more, and it crashes.
            self.refused = True
            sys.excepthook(type(error), error, error.__traceback__)


class ChangeStack(QUndoStack):
    """Changes that can be undone; an undo or redo that could not be stored has not happened and can be tried again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.indexChanged.connect(self._go_back_over_refused)

    def make(self, change: Change[Any]) -> None:
        """Make a change that can be undone; where storing it raises, there is nothing to undo."""
        change.make()
        self.push(change)

    def _go_back_over_refused(self, index: int) -> None:
        for place, before in ((index, index + 1), (index - 1, index - 1)):
            change = self.command(place) if 0 <= place < self.count() else None
            if isinstance(change, Change) and change.refused:
                self.setIndex(before)
                return
