"""What can be undone: each command keeps before and after, and how to store either."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtGui import QUndoCommand

Kept = TypeVar("Kept")


class Change(QUndoCommand, Generic[Kept]):
    """One change of something that is stored, made when it is pushed; undone by storing what was there before.

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

    def redo(self) -> None:
        """Store what is to be there."""
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
        try:
            self._store(kept)
        except BaseException:
            # What could not be stored has not happened, and there is nothing to undo or do again.
            self.setObsolete(True)
            raise
