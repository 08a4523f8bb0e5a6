"""The transcript as a Qt model: one row per turn and per moment."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.ui.call.transcript.rows import MomentRow, Row, TurnRow

Index = QModelIndex | QPersistentModelIndex


class TranscriptModel(QAbstractListModel):
    """Rows that are exchanged as little as possible, so that the view keeps its place and its selection."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._turn_rows: list[int] = []

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The row as it is read aloud; the delegate asks for the row itself by `row`."""
        if index.isValid() and role == Qt.ItemDataRole.AccessibleTextRole:
            return self._rows[index.row()].described
        if index.isValid() and role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()].read_aloud
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every row can be selected, and the text of a turn edited."""
        flags = super().flags(index)
        if index.isValid() and isinstance(self._rows[index.row()], TurnRow):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def row(self, number: int) -> Row:
        """A row by its place."""
        return self._rows[number]

    def row_of_turn(self, turn: int) -> int:
        """Where a turn stands, by its place among the turns."""
        return self._turn_rows[turn]

    def row_of_moment(self, moment_id: int) -> int | None:
        """Where a moment stands, if it does."""
        rows = enumerate(self._rows)
        return next((n for n, row in rows if isinstance(row, MomentRow) and row.moment.id == moment_id), None)

    def reset(self, rows: Sequence[Row]) -> None:
        """Show another call."""
        self.beginResetModel()
        self._set_rows(list(rows))
        self.endResetModel()

    def exchange(self, rows: Sequence[Row]) -> None:
        """Show the same call after a change: only rows between the first and the last change are touched."""
        old, new = self._rows, list(rows)
        head = _same(old, new)
        tail = min(_same(old[::-1], new[::-1]), min(len(old), len(new)) - head)
        kept = min(len(old), len(new)) - tail
        if kept > head:
            self._set_rows([*new[:kept], *old[kept:]])
            self.dataChanged.emit(self.index(head), self.index(kept - 1))
        if len(new) > len(old):
            self.beginInsertRows(QModelIndex(), kept, len(new) - tail - 1)
            self._set_rows(new)
            self.endInsertRows()
        elif len(new) < len(old):
            self.beginRemoveRows(QModelIndex(), kept, len(old) - tail - 1)
            self._set_rows(new)
            self.endRemoveRows()

    def _set_rows(self, rows: list[Row]) -> None:
        self._rows = rows
        self._turn_rows = [number for number, row in enumerate(rows) if isinstance(row, TurnRow)]


def _same(old: Sequence[Row], new: Sequence[Row]) -> int:
    """How many rows at the beginning are the same."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(old), len(new)))
