"""The table of calls: widths that suit the window until somebody sets them, and a selection that outlives a filter."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QModelIndex, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from desktop.model.drawing.palette import mixed
from desktop.ui.library.columns import Column
from desktop.ui.library.delegate import CallDelegate, row_height
from desktop.ui.library.table_model import CallTableModel, stretches
from desktop.ui.theme import GAP, Look, tabular

_TINT = 0.12
_FAINT_TINT = 0.06
_SET_BY_HAND = b"widths "
_AS_IT_FITS = b"sorted "
_SPARE = {Column.CALL: 0.45, Column.ARC: 0.35, Column.AGENT: 0.05}
# How much of its width a column can do without, before the table scrolls sideways.
_GIVES = {Column.CALL: 0.5, Column.ARC: 0.55, Column.AGENT: 0.25, Column.STATE: 0.3}


class CallTable(QTableView):
    """Shows a `CallTableModel`, a call per row."""

    def __init__(self, look: Look, model: CallTableModel) -> None:
        super().__init__()
        self._look = look
        self._calls = model
        self._fitting = False
        self._widths_set = False
        self._named = False
        self.setFont(tabular(self.font()))
        self.setModel(model)
        self.delegate = CallDelegate(look, self)
        self.setItemDelegate(self.delegate)
        self._choose_behaviour()
        self._prepare_headers()
        for changed in (model.modelReset, model.rowsInserted, model.dataChanged):
            changed.connect(self._follow_agents)
        look.changed.connect(self._choose_colours)
        self._choose_colours()
        self._follow_agents()

    def selected_ids(self) -> list[int]:
        """The calls that are selected, from top to bottom."""
        selection = self.selectionModel().selection()
        parts = [selection.at(at) for at in range(selection.count())]
        rows = {row for part in parts for row in range(part.top(), part.bottom() + 1)}
        return [self._calls.id_at(row) for row in sorted(rows)]

    def select_ids(self, call_ids: Iterable[int]) -> None:
        """Select the calls among these that are shown."""
        selection = QItemSelection()
        rows = sorted(row for row in map(self._calls.row_of, call_ids) if row is not None)
        for first, last in stretches(rows):
            corner = self._calls.index(last, len(Column) - 1)
            selection.append(QItemSelectionRange(self._calls.index(first, 0), corner))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def go_to_row(self, row: int) -> None:
        """Select one row, or the nearest there is, and bring it into sight."""
        index = self._calls.index(min(max(row, 0), self._calls.rowCount() - 1), 0)
        # Not selectRow, which would add to what is selected while Ctrl is held.
        how = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, how)
        self.scrollTo(index)

    @contextmanager
    def selection_kept(self) -> Iterator[None]:
        """Keep what is selected while the rows are replaced, and stay at the same call."""
        ids, current = self.selected_ids(), self.currentIndex()
        current_id = self._calls.id_at(current.row()) if current.isValid() else None
        yield
        row = self._calls.row_of(current_id) if current_id is not None else None
        if row is not None:
            index = self._calls.index(row, current.column())
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)
        self.select_ids(ids)

    def layout_state(self) -> bytes:
        """Widths and order, to be remembered."""
        mark = _SET_BY_HAND if self._widths_set else _AS_IT_FITS
        return mark + bytes(self.horizontalHeader().saveState().data())

    def restore_layout(self, state: bytes) -> None:
        """Take up widths and order again; what cannot be read changes nothing."""
        mark, header = state[: len(_SET_BY_HAND)], state[len(_SET_BY_HAND) :]
        if mark not in (_SET_BY_HAND, _AS_IT_FITS):
            return
        self._fitting = True
        restored = self.horizontalHeader().restoreState(header)
        self._fitting = False
        self._widths_set = restored and mark == _SET_BY_HAND
        self._sort_as_shown()
        self._fit_columns()

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End go to the first call and the last: a row is one thing here, whatever column one is in."""
        if action in (QAbstractItemView.CursorAction.MoveHome, QAbstractItemView.CursorAction.MoveEnd):
            modifiers |= Qt.KeyboardModifier.ControlModifier
        return super().moveCursor(action, modifiers)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        on_link = self.delegate.is_retry(self.indexAt(at), at)
        shape = Qt.CursorShape.PointingHandCursor if on_link else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def _choose_behaviour(self) -> None:
        self.setAccessibleName("Calls")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)

    def _prepare_headers(self) -> None:
        vertical, header = self.verticalHeader(), self.horizontalHeader()
        vertical.hide()
        vertical.setMinimumSectionSize(0)
        vertical.setDefaultSectionSize(row_height(self))
        header.setHighlightSections(False)
        header.setSectionsMovable(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(self.fontMetrics().horizontalAdvance("Low") + 4 * GAP)
        header.setSortIndicator(Column.STARTED, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        header.sectionResized.connect(lambda column, _old, _new: self._note_widths(column))

    def _sort_as_shown(self) -> None:
        header = self.horizontalHeader()
        self._calls.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())

    def _note_widths(self, column: int) -> None:
        """A width set by hand stays; the last column's changes with the window."""
        self._widths_set = self._widths_set or not (self._fitting or column == Column.STATE)

    def _follow_agents(self) -> None:
        """Make room for agents when the first is named; until then the calls' own names need it."""
        named = any(call.details.agent for call in self._calls.rows.all())
        if named != self._named:
            self._named = named
            self._fit_columns()

    def _fit_columns(self) -> None:
        """Give every column what its texts need; some gain by what is left, and some can do with less."""
        if self._widths_set or not self.isVisible():
            return
        needed = {column: self._needed_width(column) for column in Column}
        spare = self.viewport().width() - sum(needed.values())
        givable = sum(width * _GIVES.get(column, 0.0) for column, width in needed.items())
        given = min(max(-spare, 0) / givable, 1.0)
        self._fitting = True
        # The last column takes the rest by itself.
        for column, width in list(needed.items())[:-1]:
            gained = int(max(spare, 0) * _SPARE.get(column, 0.0))
            self.setColumnWidth(column, width + gained - int(given * width * _GIVES.get(column, 0.0)))
        self._fitting = False

    def _needed_width(self, column: Column) -> int:
        widest = {
            Column.AGENT: "agent 1234 m" if self._named else "",
            Column.STARTED: self._calls.phrases.widest_time(),
            Column.CALL: "a recording's name.wav",
            Column.LENGTH: "1:00:00",
            Column.ARC: "a small but readable arc",
            Column.COURSE: "−0.6 → +0.5",
            Column.LOW: "−0.8",
            Column.NEEDLE: "+1.1",
            Column.MOMENTS: "100",
            Column.STATE: "●  ready · win candidate",
        }[column]
        metrics = self.fontMetrics()
        header = metrics.horizontalAdvance(column.title) + 4 * GAP
        return max(metrics.horizontalAdvance(widest) + 3 * GAP, header)

    def _choose_colours(self) -> None:
        """A selection so light that the colours of the arcs keep their meaning on it."""
        colours, palette = self._look.colours, self.palette()
        role, group = QPalette.ColorRole, QPalette.ColorGroup
        palette.setColor(role.Highlight, QColor(mixed(colours.panel, colours.accent, _TINT)))
        palette.setColor(group.Inactive, role.Highlight, QColor(mixed(colours.panel, colours.text, _FAINT_TINT)))
        palette.setColor(role.HighlightedText, QColor(colours.text))
        self.setPalette(palette)
        self.horizontalHeader().setStyleSheet(
            f"QHeaderView::section {{ color: {colours.quiet}; background: {colours.panel}; border: none;"
            f" border-bottom: 1px solid {colours.line}; padding: {GAP - 2}px {GAP}px; }}"
        )
        self.viewport().update()
