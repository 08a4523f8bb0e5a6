"""Marks on the lanes of events and of cues: when they are, in which row, and which are too close to be told apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from desktop.model.call import Role
from desktop.model.course.pivots import Pivot
from desktop.model.drawing.evidence import heard_s
from desktop.model.events.event import Event, EventKind, exceeds
from desktop.model.score import Cue
from desktop.model.scored_turn import ScoredTurn

_REACHED_S = 0.05


class EventRow(IntEnum):
    """The rows of the lane of events, from the top down: whose doing something is."""

    NOBODY = 0
    CUSTOMER = 1
    AGENT = 2


@dataclass(frozen=True, slots=True)
class SaidCue:
    """A cue with the agent's turn that it was found in."""

    cue: Cue
    said: ScoredTurn


@dataclass(frozen=True, slots=True)
class Mark:
    """An event or a cue where it stands on the time axis, in seconds, and in which row of its lane."""

    start_s: float
    end_s: float
    row: int
    thing: Event | SaidCue


def event_marks(events: Iterable[Event], silence_s: float) -> tuple[Mark, ...]:
    """The events that are shown, in the order of time; an answer is one only where a silence would be one."""
    shown = (e for e in events if e.kind is not EventKind.ANSWER or exceeds(e.length_s, silence_s))
    return _in_time(Mark(event.start_s, event.end_s, _row_of(event), event) for event in shown)


def cue_marks(turns: Iterable[ScoredTurn]) -> tuple[Mark, ...]:
    """The cues of a call, each where the words are heard that are its evidence, in the order of time."""
    said = (SaidCue(cue, turn) for turn in turns if turn.turn.role is Role.AGENT for cue in turn.cues)
    return _in_time(Mark(*heard_s(each.said.turn, each.cue.start_char, each.cue.end_char), 0, each) for each in said)


def bunched(starts_s: Sequence[float], least_s: float) -> list[range]:
    """Which marks are drawn as one, so that two are never closer than `least_s`; each by its place among all.

    It depends on the distances alone, so marks do not join and part while a call is panned.

    Args:
        starts_s: when the marks of a row begin, in the order of time.
        least_s: the time that a mark takes.
    """
    bunches: list[range] = []
    for place, start_s in enumerate(starts_s):
        if bunches and start_s - starts_s[bunches[-1].start] < least_s:
            bunches[-1] = range(bunches[-1].start, place + 1)
        else:
            bunches.append(range(place, place + 1))
    return bunches


def heard_before(pivot: Pivot) -> float:
    """From when on one hears what happened just before a pivot: the agent's answer, or else the customer's turn."""
    return pivot.agent.turn.start_s if pivot.agent is not None else pivot.customer.start_s


def stop_after(stops_s: Sequence[float], t_s: float) -> int | None:
    """The place of the first of some stops, in order, that lies behind an instant; null behind the last."""
    return next((place for place, stop_s in enumerate(stops_s) if stop_s > t_s + _REACHED_S), None)


def stop_before(stops_s: Sequence[float], t_s: float) -> int | None:
    """The place of the last of some stops, in order, that lies before an instant; null before the first."""
    return next((place for place in reversed(range(len(stops_s))) if stops_s[place] < t_s - _REACHED_S), None)


def _row_of(event: Event) -> EventRow:
    if event.kind in {EventKind.SILENCE, EventKind.HOLD}:
        return EventRow.NOBODY
    return EventRow.AGENT if event.role is Role.AGENT else EventRow.CUSTOMER


def _in_time(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(marks, key=lambda mark: (mark.start_s, mark.end_s)))
