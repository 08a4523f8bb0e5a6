"""The jobs behind the queue strip, as a list: what runs, what waits and what failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

_NO_PARENT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Entry:
    """A job of the queue; one that failed can be tried again, any other can be cancelled."""

    call_id: int
    name: str
    words: str
    failed: bool = False

    @property
    def line(self) -> str:
        """The job in one line."""
        return f"{self.name}  ·  {self.words}"


class QueueModel(QAbstractListModel):
    """A row per job; `UserRole` gives the `Entry`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these jobs. Where they are the same ones as before, only their words are painted again."""
        same = [entry.call_id for entry in entries] == [entry.call_id for entry in self._entries]
        if not same:
            self.beginResetModel()
            self._entries = list(entries)
            self.endResetModel()
            return
        changed = [row for row, entry in enumerate(entries) if entry != self._entries[row]]
        self._entries = list(entries)
        for row in changed:
            self.dataChanged.emit(self.index(row), self.index(row))

    def entry(self, row: int) -> Entry:
        """The job in a row."""
        return self._entries[row]

    def row_of(self, call_id: int) -> int | None:
        """Where the job of a call stands; null where it is not in the list."""
        return next((row for row, entry in enumerate(self._entries) if entry.call_id == call_id), None)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.line
            case Qt.ItemDataRole.UserRole:
                return entry
            case Qt.ItemDataRole.ToolTipRole:
                return entry.words if entry.failed else None
        return None
