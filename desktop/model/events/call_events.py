"""All events of a call in the order of time: what a lane of the timeline shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.model.events.answers import answers_of
from desktop.model.events.event import Event, EventLimits
from desktop.model.events.floor import Monologue, long_monologues_of, monologues_of
from desktop.model.events.overlaps import overlaps_of
from desktop.model.events.phrases import Phrase, Voiced, phrases_of
from desktop.model.events.silences import silences_of
from desktop.model.events.speaking_rate import fast_speech_of
from desktop.model.score import Score
from desktop.model.turn import Turn


@dataclass(frozen=True, slots=True)
class Talk:
    """Who talks when on a call: `worded` are the phrases by their words alone, `heard` those with what is voiced."""

    turns: tuple[Turn, ...]
    worded: tuple[Phrase, ...]
    heard: tuple[Phrase, ...]
    monologues: tuple[Monologue, ...]


def talk_of(turns: Sequence[Turn], limits: EventLimits, voiced: Sequence[Voiced] = ()) -> Talk:
    """Gather who talks when.

    Args:
        turns: of everybody, in any order; times in seconds of the recording.
        limits: what counts.
        voiced: what a speech detector hears, for more exact silences; empty where it is not known.
    """
    worded = phrases_of(turns)
    heard = phrases_of(turns, voiced) if voiced else worded
    return Talk(tuple(turns), worded, heard, monologues_of(turns, limits))


def events_of(talk: Talk, scored: Sequence[tuple[Turn, Score]], limits: EventLimits) -> tuple[Event, ...]:
    """Find what happened in a call.

    Args:
        talk: of everybody.
        scored: the customer's turns with their scores, for the time to answer; others are left out.
        limits: what counts.

    Returns:
        the events, sorted by start, end and kind.
    """
    events = (
        *silences_of(talk.heard, limits),
        *overlaps_of(talk.worded, limits),
        *fast_speech_of(talk.turns, limits),
        *long_monologues_of(talk.monologues, limits),
        *answers_of(talk.turns, scored, limits),
    )
    return tuple(sorted(events, key=lambda event: (event.start_s, event.end_s, event.kind, event.channel)))
