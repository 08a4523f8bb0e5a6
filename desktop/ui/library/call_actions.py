"""What can be done with the selected calls: each an action with its key, in the table's menu as well."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop.storage.jobs import State
from desktop.ui.actions import Group, add_action
from desktop.ui.library.words import CallRow

Handler = Callable[[list[int]], object]


@dataclass(frozen=True, slots=True)
class Handlers:
    """Who is told, with the calls that it is about."""

    open_call: Handler
    details: Handler
    retry: Handler
    cancel: Handler
    again: Handler
    rescore: Handler
    show_folder: Handler
    remove: Handler


class CallActions:
    """The actions on the calls that are selected; each is enabled where it means something for one of them."""

    def __init__(self, table: QWidget, selected: Callable[[], Sequence[CallRow]], handlers: Handlers) -> None:
        self._table = table
        self._selected = selected
        self._meant: list[tuple[QAction, Callable[[CallRow], bool]]] = []
        self._add("Open", handlers.open_call, _any, "Return", "Enter")
        self._add("Details…", handlers.details, _any, "F2")
        self._separate()
        self._add("Retry", handlers.retry, _can_be_retried, "Ctrl+R")
        self._add("Cancel", handlers.cancel, _in_work, "Ctrl+.")
        self._add("Score again", handlers.rescore, _can_be_repeated, "Ctrl+Shift+R")
        self._add("Transcribe again", handlers.again, _can_be_repeated)
        self._separate()
        self._add("Show recording's folder", handlers.show_folder, _any)
        self._add("Remove from library", handlers.remove, _any, "Del")
        self.update()

    def update(self) -> None:
        """Enable what fits the selection."""
        rows = self._selected()
        for action, fits in self._meant:
            action.setEnabled(any(fits(row) for row in rows))

    def _add(self, text: str, handler: Handler, fits: Callable[[CallRow], bool], *keys: str) -> None:
        def trigger() -> None:
            handler([row.call.call_id for row in self._selected() if fits(row)])

        self._meant.append((add_action(self._table, Group.LIBRARY, text, trigger, *keys), fits))

    def _separate(self) -> None:
        separator = QAction(self._table)
        separator.setSeparator(True)
        self._table.addAction(separator)


def _any(_row: CallRow) -> bool:
    return True


def _in_work(row: CallRow) -> bool:
    return row.in_work


def _can_be_retried(row: CallRow) -> bool:
    return not row.in_work and row.call.state in (State.FAILED, State.CANCELLED)


def _can_be_repeated(row: CallRow) -> bool:
    return not row.in_work and row.call.analysed
