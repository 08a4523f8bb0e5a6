"""The library screen: every call in a table with its small arc, the queue below it, and files dropped anywhere."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from desktop.storage.jobs import State
from desktop.storage.overviews import Overview
from desktop.storage.transcripts import PLACES_LOOKED_AT, Found, FoundCalls
from desktop.ui.library.blank import NothingFound, Welcome
from desktop.ui.library.call_actions import CallActions, Handlers
from desktop.ui.library.columns import file_name
from desktop.ui.library.drop import DropVeil, dropped_paths
from desktop.ui.library.filter_bar import FilterBar
from desktop.ui.library.older_strip import OlderStrip
from desktop.ui.library.queue_model import Entry
from desktop.ui.library.queue_strip import QueueStrip
from desktop.ui.library.rows import Filter, Standing
from desktop.ui.library.table import CallTable
from desktop.ui.library.table_model import CallTableModel
from desktop.ui.library.words import CallRow, is_older
from desktop.ui.queue.jobs import QueueState
from desktop.ui.theme import GAP, MARGIN, Look

# Shorter beginnings of words are said in nearly every call.
_SHORTEST_SEARCH = 3
Search = Callable[[str], FoundCalls]


class LibraryScreen(QWidget):
    """Shows what it is handed and says what is asked for; it changes no call itself."""

    call_opened = Signal(int, object)
    removal_requested = Signal(list)
    retry_requested = Signal(list)
    cancel_requested = Signal(list)
    again_requested = Signal(list)
    rescore_requested = Signal(list)
    details_requested = Signal(list)
    folder_requested = Signal(int)
    add_requested = Signal()
    sample_requested = Signal()
    files_dropped = Signal(list)
    pause_requested = Signal()
    resume_requested = Signal()

    def __init__(self, look: Look, locale: str, search: Search) -> None:
        super().__init__()
        self._search = search
        self._found: dict[int, Found] = {}
        self._older = False
        self._searched = ""
        self._queue = QueueState()
        self.model = CallTableModel((), locale, self)
        self.table = CallTable(look, self.model)
        self.filter_bar = FilterBar()
        self.queue_strip = QueueStrip()
        self.older_strip = OlderStrip(self.model.phrases.number)
        self.nothing_found = NothingFound()
        self.welcome = Welcome(look)
        self._veil = DropVeil(look, self)
        self._actions = CallActions(self.table, self._selected_rows, self._handlers())
        self._late = QTimer(self, singleShot=True, interval=0)
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)

    def show_rows(self, calls: Iterable[Overview]) -> None:
        """Show these calls and no others."""
        with self.table.selection_kept():
            self.model.set_rows(calls)
        self._refresh()

    def show_row(self, call: Overview) -> None:
        """Show a call that is new or has changed."""
        self.model.update_row(call)
        self._late.start()

    def drop_rows(self, call_ids: Sequence[int]) -> None:
        """Take calls out of the table; the selection goes to what stands there then."""
        rows = [row for row in map(self.model.row_of, call_ids) if row is not None]
        selected = bool(set(call_ids) & set(self.selected()))
        self.model.remove_rows(call_ids)
        if selected:
            self.table.go_to_row(min(rows))
        self._refresh()

    def show_queue(self, queue: QueueState) -> None:
        """Show where the queue stands: in the strip, and in the row of each call that is being worked on."""
        self._queue = queue
        running = {each.call_id: each for each in queue.running}
        for call_id in self.model.running_ids() | set(running):
            self.model.show_progress(call_id, running.get(call_id))
        self._late.start()

    def selected(self) -> list[int]:
        """The calls that are selected, from top to bottom."""
        return self.table.selected_ids()

    def select(self, *call_ids: int) -> None:
        """Select calls and bring the first row of them into sight; nothing where the filter keeps all of them back."""
        rows = [row for row in map(self.model.row_of, call_ids) if row is not None]
        if rows:
            self.table.go_to_row(min(rows))
            self.table.select_ids(call_ids)

    def show_call(self, call_id: int) -> None:
        """Bring a call into sight and select it, or stay with several that are selected where it is one of them."""
        self.select(call_id, *(self.selected() if call_id in self.selected() else ()))

    def state(self) -> bytes:
        """Widths of columns and the order, to be remembered."""
        return self.table.layout_state()

    def restore_state(self, state: bytes) -> None:
        """Take up what was remembered."""
        self.table.restore_layout(state)

    def take_focus(self) -> None:
        """Let the keyboard be at what matters most."""
        # Not by a focus proxy, for Tab would lead from the last widget to that instead of to the first one.
        if not len(self.model.rows):
            self.welcome.add_button.setFocus()
        elif self.model.rowCount():
            self.table.setFocus()
        else:
            self.nothing_found.clear_button.setFocus()

    def focus_search(self) -> None:
        """Let the user type what to search for."""
        self.filter_bar.field.setFocus()
        self.filter_bar.field.selectAll()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()
            self._veil.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._veil.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._veil.hide()
        paths = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._veil.setGeometry(self.rect())

    def _selected_rows(self) -> list[CallRow]:
        rows = (self.model.row_of(call_id) for call_id in self.selected())
        return [self.model.row_at(row) for row in rows if row is not None]

    def _narrow(self) -> None:
        """Filter at once by what is known of the calls, and by what was found in them so far."""
        # While a word is typed on, what its beginning found is nearer to the truth than nothing.
        if not (self._searched and self.filter_bar.words.startswith(self._searched)):
            self._found, self._older = {}, False
        to = Filter(self.filter_bar.words, self.filter_bar.standing, self._found.keys())
        with self.table.selection_kept():
            self.model.narrow(to, self._found)
        self._refresh()

    def _search_words(self) -> None:
        words = self.filter_bar.words
        long_enough = any(len(word) >= _SHORTEST_SEARCH for word in words.split())
        found = self._search(words) if long_enough else FoundCalls()
        self._found = {each.call_id: each for each in found.places}
        self._older = found.older
        self._searched = words
        self._narrow()

    def _go_to_table(self) -> None:
        if not self.model.rowCount():
            return
        if not self.selected():
            self.table.go_to_row(0)
        self.table.setFocus()

    def _open(self, call_ids: list[int]) -> None:
        current = self.table.currentIndex()
        current_id = self.model.id_at(current.row()) if current.isValid() else None
        call_id = current_id if current_id in call_ids else call_ids[0]
        found = self._found.get(call_id)
        self.call_opened.emit(call_id, found.start_s if found else None)

    def _scored_by_older(self) -> list[int]:
        return [call.call_id for call in self.model.rows.all() if is_older(call)]

    def _refresh(self) -> None:
        """Bring everything around the rows up to date with them."""
        rows, shown = self.model.rows, self.model.rowCount()
        phrases = self.model.phrases
        searched = phrases.searched(PLACES_LOOKED_AT) if self._older else ""
        self.filter_bar.show_count(phrases.counted(shown, len(rows)), searched)
        self.queue_strip.show_queue(self._queue, self._entries())
        self.older_strip.show_count(len(self._scored_by_older()))
        standing = self.filter_bar.standing
        self.nothing_found.explain(self.filter_bar.words, None if standing is Standing.ALL else standing)
        self._body.setCurrentWidget(self.table if shown else self.nothing_found)
        page = self._page if len(rows) else self.welcome
        if page is not self._pages.currentWidget():
            self._turn_to(page)
        self._actions.update()

    def _turn_to(self, page: QWidget) -> None:
        """Show another page; whoever was at the one before finds the keyboard at what matters on this one."""
        focused = QApplication.focusWidget()
        was_there = focused is not None and self._pages.isAncestorOf(focused)
        self._pages.setCurrentWidget(page)
        if was_there:
            self.take_focus()

    def _entries(self) -> list[Entry]:
        """Every job of the queue: what runs, what waits, what failed."""
        phrases, running = self.model.phrases, {each.call_id: each for each in self._queue.running}
        entries = [Entry(each.call_id, each.name, phrases.running(each)) for each in self._queue.running]
        others = [call for call in self.model.rows.all() if call.call_id not in running]
        waiting = sorted((call for call in others if call.state is State.QUEUED), key=lambda call: call.call_id)
        entries += [Entry(call.call_id, file_name(call), "waiting") for call in waiting]
        failed = (call for call in others if call.state is State.FAILED)
        return entries + [Entry(call.call_id, file_name(call), phrases.failure(CallRow(call)), True) for call in failed]

    def _handlers(self) -> Handlers:
        return Handlers(
            open_call=self._open,
            details=self.details_requested.emit,
            retry=self.retry_requested.emit,
            cancel=self.cancel_requested.emit,
            again=self.again_requested.emit,
            rescore=self.rescore_requested.emit,
            show_folder=lambda call_ids: self.folder_requested.emit(call_ids[0]),
            remove=self.removal_requested.emit,
        )

    def _connect(self) -> None:
        self._late.timeout.connect(self._refresh)
        self.table.selectionModel().selectionChanged.connect(lambda *_parts: self._actions.update())
        self.table.doubleClicked.connect(lambda index: self._open([self.model.id_at(index.row())]))
        self.table.delegate.retry_clicked.connect(lambda call_id: self.retry_requested.emit([call_id]))
        self.filter_bar.filter_changed.connect(self._narrow)
        self.filter_bar.search_requested.connect(self._search_words)
        self.filter_bar.left_downward.connect(self._go_to_table)
        self.filter_bar.add_requested.connect(self.add_requested)
        self.nothing_found.clear_requested.connect(self.filter_bar.clear)
        self.older_strip.rescore_requested.connect(lambda: self.rescore_requested.emit(self._scored_by_older()))
        self.welcome.add_requested.connect(self.add_requested)
        self.welcome.sample_requested.connect(self.sample_requested)
        for name in ("pause_requested", "resume_requested", "cancel_requested", "retry_requested"):
            getattr(self.queue_strip, name).connect(getattr(self, name))

    def _lay_out(self) -> None:
        self._body = QStackedWidget()
        self._body.addWidget(self.table)
        self._body.addWidget(self.nothing_found)
        self._page = QWidget()
        page = QVBoxLayout(self._page)
        page.setContentsMargins(MARGIN, GAP, MARGIN, MARGIN)
        page.setSpacing(GAP)
        page.addWidget(self.filter_bar)
        page.addWidget(self._body, 1)
        page.addWidget(self.older_strip)
        # Below, so that no row moves under the pointer when it unfolds.
        page.addWidget(self.queue_strip)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._page)
        self._pages.addWidget(self.welcome)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self._order_tabs()

    def _order_tabs(self) -> None:
        bar, strip = self.filter_bar, self.queue_strip
        way = (bar.field, bar.standing_box, bar.add_button, self.table, self.nothing_found.clear_button)
        for widget, following in pairwise((*way, *self.older_strip.tab_order(), *strip.tab_order())):
            QWidget.setTabOrder(widget, following)
