"""The rows of the list of moments, in the order of the call."""

from collections.abc import Sequence
from enum import IntEnum
from html import escape

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.model.editing.marking import in_order, said_at, when
from desktop.model.moment import Moment
from desktop.model.report import CallReport

Index = QModelIndex | QPersistentModelIndex


class RowRole(IntEnum):
    """What a row tells besides its text."""

    MOMENT = Qt.ItemDataRole.UserRole
    QUOTE = Qt.ItemDataRole.UserRole + 1


class MomentRows(QAbstractListModel):
    """Moments with what was said at each; changes only what changed, so that selection and scrolling stay."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[Moment, str]] = []

    def show_moments(self, report: CallReport) -> None:
        """Take over a call's moments."""
        rows = [(moment, said_at(report, moment.start_s)) for moment in in_order(report.moments)]
        self._remove_all_but({moment.id for moment, _ in rows})
        for place, row in enumerate(rows):
            self._bring(place, row)

    def moment(self, moment_id: int | None) -> Moment | None:
        """The moment with an id."""
        return next((moment for moment, _ in self._rows if moment.id == moment_id), None)

    def index_of(self, moment_id: int | None) -> QModelIndex:
        """Where a moment stands; an invalid index if it does not."""
        place = self._place(moment_id)
        return QModelIndex() if place is None else self.index(place)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        """How many moments there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A row as text, as a moment, or what was said."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        moment, quote = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            parts = [f"{moment.type.capitalize()} {when(moment)}", moment.note.strip(), ", ".join(moment.tags)]
            return " · ".join(part for part in parts if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tool_tip(moment, quote)
        return {RowRole.MOMENT: moment, RowRole.QUOTE: quote}.get(role)  # type: ignore[call-overload]

    def _remove_all_but(self, ids: set[int | None]) -> None:
        for place in reversed(range(len(self._rows))):
            if self._rows[place][0].id not in ids:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self._rows[place]
                self.endRemoveRows()

    def _bring(self, place: int, row: tuple[Moment, str]) -> None:
        """Let a row stand at a place, where all places before it are right already."""
        old = self._place(row[0].id)
        if old is None:
            self.beginInsertRows(QModelIndex(), place, place)
            self._rows.insert(place, row)
            self.endInsertRows()
            return
        if old != place:
            self.beginMoveRows(QModelIndex(), old, old, QModelIndex(), place)
            self._rows.insert(place, self._rows.pop(old))
            self.endMoveRows()
        if self._rows[place] != row:
            self._rows[place] = row
            self.dataChanged.emit(self.index(place), self.index(place))

    def _place(self, moment_id: int | None) -> int | None:
        ids: Sequence[int | None] = [moment.id for moment, _ in self._rows]
        return ids.index(moment_id) if moment_id is not None and moment_id in ids else None


def _tool_tip(moment: Moment, quote: str) -> str | None:
    """What the row may have had to cut."""
    parts = [moment.note.strip(), f"“{quote}”" if quote else "", ", ".join(moment.tags)]
    paragraphs = [f"<p style='white-space: pre-wrap'>{escape(part)}</p>" for part in parts if part]
    return "".join(paragraphs) or None
