"""The table of calls as Qt reads it. Order and filter are those of `rows`, so that Qt compares nothing itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.storage.overviews import Overview
from desktop.storage.transcripts import Found
from desktop.ui.library.columns import Column
from desktop.ui.library.rows import CallRows, Filter
from desktop.ui.library.words import CallRow, Phrases, RowWords
from desktop.ui.queue.jobs import Running

ROW_ROLE = Qt.ItemDataRole.UserRole
_NO_PARENT = QModelIndex()
_MOST_WORDS = 2000
_MOST_STRETCHES = 20
Index = QModelIndex | QPersistentModelIndex


class CallTableModel(QAbstractTableModel):
    """A row per call. `ROW_ROLE` gives the `RowWords` from which a delegate paints."""

    def __init__(self, calls: Iterable[Overview], locale: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.phrases = Phrases(locale)
        self.rows = CallRows()
        self._ids: list[int] = []
        self._at: dict[int, int] = {}
        self._running: dict[int, Running] = {}
        self._found: Mapping[int, Found] = {}
        self._searched = ""
        self._words: dict[int, RowWords] = {}
        self.set_rows(calls)

    def set_rows(self, calls: Iterable[Overview]) -> None:
        """Show other calls in place of all."""
        self._words.clear()
        self._reset(lambda: self.rows.replace(calls))

    def update_row(self, call: Overview) -> None:
        """Show a newer state of a call, or a call that is new; its row moves where the order asks for it."""
        self._words.pop(call.call_id, None)
        self.rows.put(call)
        before, after = self.row_of(call.call_id), self._wanted_row(call.call_id)
        if before is None and after is not None:
            self.beginInsertRows(_NO_PARENT, after, after)
            self._adopt()
            self.endInsertRows()
        elif before is not None and after is None:
            self.beginRemoveRows(_NO_PARENT, before, before)
            self._adopt()
            self.endRemoveRows()
        elif before is not None and after is not None:
            self._move(before, after)
            self.dataChanged.emit(self.index(after, 0), self.index(after, len(Column) - 1))

    def remove_rows(self, call_ids: Iterable[int]) -> None:
        """Take calls out of the table."""
        gone = set(call_ids)
        rows = sorted(self._at[call_id] for call_id in gone if call_id in self._at)
        runs = stretches(rows)
        if len(runs) > _MOST_STRETCHES:
            self._reset(lambda: self.rows.remove(gone))
            return
        for first, last in reversed(runs):
            self.beginRemoveRows(_NO_PARENT, first, last)
            del self._ids[first : last + 1]
            self._at = {call_id: row for row, call_id in enumerate(self._ids)}
            self.endRemoveRows()
        self.rows.remove(gone)

    def show_progress(self, call_id: int, running: Running | None) -> None:
        """Show how far a call has come; only what changes with it is painted again."""
        if self._running.get(call_id) == running:
            return
        starts_or_ends = running is None or call_id not in self._running
        columns = list(Column) if starts_or_ends else [Column.ARC, Column.STATE]
        if running is None:
            self._running.pop(call_id, None)
        else:
            self._running[call_id] = running
        self._words.pop(call_id, None)
        row = self.row_of(call_id)
        if row is not None:
            for column in columns:
                self.dataChanged.emit(self.index(row, column), self.index(row, column))

    def running_ids(self) -> set[int]:
        """The calls that progress is shown of."""
        return set(self._running)

    def narrow(self, to: Filter, found: Mapping[int, Found]) -> None:
        """Show only what a filter lets through, with the sentence that was found in each call."""
        for call_id in self._found.keys() | found.keys():
            self._words.pop(call_id, None)
        self._found, self._searched = found, to.words
        self._reset(lambda: self.rows.narrow(to))

    def id_at(self, row: int) -> int:
        """The call in a row."""
        return self._ids[row]

    def row_of(self, call_id: int) -> int | None:
        """Where a call stands; null where it is not shown."""
        return self._at.get(call_id)

    def row_at(self, row: int) -> CallRow:
        """What a row is painted from."""
        call_id = self._ids[row]
        return CallRow(self.rows[call_id], self._running.get(call_id), self._found.get(call_id), self._searched)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words_of(row).cells[column]
        if role == ROW_ROLE:
            return self._words_of(row)
        return self._besides(row, Column(column), role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        column = Column(section)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title
            case Qt.ItemDataRole.ToolTipRole:
                return column.hint
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(Column):
            return
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        ids = [self._ids[index.row()] for index in kept]
        self.rows.sort(Column(column), descending=order == Qt.SortOrder.DescendingOrder)
        self._adopt()
        moved = [self.index(self._at[i], index.column()) for i, index in zip(ids, kept, strict=True)]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def _besides(self, row: int, column: Column, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ToolTipRole:
                return self.phrases.hint(self.row_at(row), column) or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.phrases.spoken(self.row_at(row), column)
        return None

    def _reset(self, change: Callable[[], None]) -> None:
        self.beginResetModel()
        change()
        self._adopt()
        self.endResetModel()

    def _adopt(self) -> None:
        """Let Qt see what the rows are by now."""
        self._ids = list(self.rows.shown)
        self._at = {call_id: row for row, call_id in enumerate(self._ids)}

    def _wanted_row(self, call_id: int) -> int | None:
        shown = self.rows.shown
        known = self._at.get(call_id)
        if known is not None and known < len(shown) and shown[known] == call_id:
            return known
        return shown.index(call_id) if call_id in shown else None

    def _move(self, before: int, after: int) -> None:
        if before == after:
            return
        # Qt counts where a row goes before it is taken out from where it was.
        self.beginMoveRows(_NO_PARENT, before, before, _NO_PARENT, after + 1 if after > before else after)
        self._adopt()
        self.endMoveRows()

    def _words_of(self, row: int) -> RowWords:
        call_id = self._ids[row]
        if call_id not in self._words:
            if len(self._words) >= _MOST_WORDS:
                self._words.clear()
            self._words[call_id] = self.phrases.row(self.row_at(row))
        return self._words[call_id]


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.is_figure else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def stretches(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Sorted rows as runs without a gap, each by its first and last."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
