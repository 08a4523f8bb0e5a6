"""Which calls the table shows and in what order: pure, and quick for ten thousand of them."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum

from desktop.storage.jobs import State
from desktop.storage.overviews import Overview
from desktop.ui.library.columns import Column, SortKey, file_name, sort_key


class Standing(StrEnum):
    """The calls that the table can be narrowed to by how far they have come."""

    ALL = "All calls"
    IN_WORK = "In work"
    READY = "Ready"
    WINS = "Win candidates"
    FAILED = "Failed"

    def holds(self, call: Overview) -> bool:
        """Whether a call is one of these."""
        match self:
            case Standing.ALL:
                return True
            case Standing.IN_WORK:
                return call.state in (State.QUEUED, State.RUNNING)
            case Standing.READY:
                return call.analysed
            case Standing.WINS:
                return call.win_candidate
            case Standing.FAILED:
                return call.state is State.FAILED


@dataclass(frozen=True, slots=True)
class Filter:
    """What the table is narrowed to: all the words in a call's own facts, or else said in it, which `found` holds."""

    words: str = ""
    standing: Standing = Standing.ALL
    found: Set[int] = frozenset()


class CallRows:
    """The calls of the library, those among them that a filter lets through, and their order."""

    def __init__(self) -> None:
        self._calls: dict[int, Overview] = {}
        self._facts: dict[int, str] = {}
        self._keys: dict[int, SortKey | None] = {}
        self._order: list[int] = []
        self._column, self._descending = Column.STARTED, True
        self._filter = Filter()
        self.shown: list[int] = []

    def __len__(self) -> int:
        return len(self._calls)

    def __contains__(self, call_id: int) -> bool:
        return call_id in self._calls

    def __getitem__(self, call_id: int) -> Overview:
        return self._calls[call_id]

    def all(self) -> Iterable[Overview]:
        """Every call, also those that the filter keeps back."""
        return self._calls.values()

    def replace(self, calls: Iterable[Overview]) -> None:
        """Show other calls in place of all."""
        self._calls = {call.call_id: call for call in calls}
        self._facts.clear()
        self._arrange()

    def put(self, call: Overview) -> None:
        """Add a call, or show a newer state of it; it may move, appear or vanish."""
        known = self._calls.get(call.call_id)
        self._calls[call.call_id] = call
        self._facts.pop(call.call_id, None)
        key = sort_key(call, self._column)
        if known is None or key != self._keys[call.call_id]:
            self._keys[call.call_id] = key
            self._put_in_order()
        else:
            self._narrow()

    def remove(self, call_ids: Iterable[int]) -> None:
        """Forget calls."""
        for call_id in set(call_ids):
            self._calls.pop(call_id, None)
            self._facts.pop(call_id, None)
            self._keys.pop(call_id, None)
        self._order = [call_id for call_id in self._order if call_id in self._calls]
        self._narrow()

    def sort(self, column: Column, *, descending: bool) -> None:
        """Order by a column; what is not known there comes last both ways, and the newest first among equals."""
        self._column, self._descending = column, descending
        self._arrange()

    def narrow(self, to: Filter) -> None:
        """Show only the calls that a filter lets through."""
        self._filter = to
        self._narrow()

    def _arrange(self) -> None:
        self._keys = {call_id: sort_key(call, self._column) for call_id, call in self._calls.items()}
        self._put_in_order()

    def _put_in_order(self) -> None:
        keys, newest_first = self._keys, sorted(self._calls, reverse=True)
        known = [call_id for call_id in newest_first if keys[call_id] is not None]
        known.sort(key=keys.__getitem__, reverse=self._descending)  # type: ignore[arg-type]  # none of these is null
        self._order = known + [call_id for call_id in newest_first if keys[call_id] is None]
        self._narrow()

    def _narrow(self) -> None:
        words = self._filter.words.casefold().split()
        standing, found = self._filter.standing, self._filter.found
        shown = self._order
        if standing is not Standing.ALL:
            shown = [call_id for call_id in shown if standing.holds(self._calls[call_id])]
        if words:
            facts = self._all_facts()
            shown = [i for i in shown if i in found or all(word in facts[i] for word in words)]
        self.shown = list(shown)

    def _all_facts(self) -> dict[int, str]:
        if len(self._facts) != len(self._calls):
            self._facts = {call_id: self._facts.get(call_id) or _facts(call) for call_id, call in self._calls.items()}
        return self._facts


def _facts(call: Overview) -> str:
    details = call.details
    facts = (file_name(call), details.agent, details.customer_ref, details.queue)
    return "\n".join(fact for fact in facts if fact).casefold()
