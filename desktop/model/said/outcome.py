"""How a call ended for what it was about: resolved, promised, or open, with the words by which that can be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.model.said.doing import done_by_agent, said_to_be_done
from desktop.model.said.ending import (
    ends_badly,
    ends_well,
    left_open_by_customer,
    settled_by_customer,
    unhappiest,
    welcomed_by_customer,
)
from desktop.model.said.evidence import Evidence
from desktop.model.score import CueName
from desktop.model.scored_turn import ScoredTurn


class OutcomeKind(StrEnum):
    """How a call ended for what it was about."""

    RESOLVED = "resolved"
    PROMISED = "promised"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended, with the words by which that can be told; none where nothing was heard either way."""

    kind: OutcomeKind
    evidence: tuple[Evidence, ...] = ()


def outcome_of(turns: Sequence[ScoredTurn]) -> Outcome:
    """Tell how a call ended.

    Resolved: the customer says so, or the agent named a remedy that is not refused in the end, or the agent says that
    it is done and the customer thanks for it, or the customer leaves pleased. Promised: the agent is to come back, and
    the customer has not refused that. Open: neither, or the customer leaves unhappy.

    Args:
        turns: of everybody on the call.
    """
    ordered = sorted(turns, key=lambda said: said.turn.start_s)
    remedy, promise = (_last(ordered, name) for name in (CueName.RELIEF, CueName.FOLLOW_UP))
    refused = left_open_by_customer(ordered)
    unhappy = refused is not None or ends_badly(ordered)
    settled, welcome = settled_by_customer(ordered), welcomed_by_customer(ordered)
    if settled and not unhappy and not promise:
        return _outcome(OutcomeKind.RESOLVED, remedy, settled)
    if promise and not (refused and _is_after(refused, promise)):
        return _outcome(OutcomeKind.PROMISED, promise)
    if remedy and not unhappy:
        return _outcome(OutcomeKind.RESOLVED, remedy, welcome if welcome and _is_after(welcome, remedy) else None)
    done = next(reversed(list(said_to_be_done(ordered))), None)
    if welcome and done and _is_after(welcome, done) and not unhappy:
        return _outcome(OutcomeKind.RESOLVED, done, welcome)
    if welcome and ends_well(ordered) and not unhappy:
        return _outcome(OutcomeKind.RESOLVED, welcome)
    away = _later(_last(ordered, CueName.DEFLECTION), _last(ordered, CueName.TRANSFER))
    return _outcome(OutcomeKind.OPEN, away, (refused or unhappiest(ordered)) if unhappy else None)


def _last(turns: Sequence[ScoredTurn], name: CueName) -> Evidence | None:
    return next(reversed(list(done_by_agent(turns, name))), None)


def _is_after(later: Evidence, earlier: Evidence) -> bool:
    return later.said.turn.start_s > earlier.said.turn.start_s


def _later(one: Evidence | None, other: Evidence | None) -> Evidence | None:
    if one is None or other is None:
        return one or other
    return one if _is_after(one, other) else other


def _outcome(kind: OutcomeKind, *evidence: Evidence | None) -> Outcome:
    known = (each for each in evidence if each is not None)
    return Outcome(kind, tuple(sorted(known, key=lambda each: each.said.turn.start_s)))
