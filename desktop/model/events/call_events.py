"""All events of a call in the order of time: what a lane of the timeline shows."""

from collections.abc import Sequence

from desktop.model.events.answers import answers_of
from desktop.model.events.event import Event, EventLimits
from desktop.model.events.floor import long_monologues_of
from desktop.model.events.overlaps import overlaps_of
from desktop.model.events.phrases import Voiced
from desktop.model.events.silences import silences_of
from desktop.model.events.speaking_rate import fast_speech_of
from desktop.model.score import Score
from desktop.model.turn import Turn


def events_of(
    turns: Sequence[Turn],
    scored: Sequence[tuple[Turn, Score]] = (),
    limits: EventLimits | None = None,
    voiced: Sequence[Voiced] = (),
) -> tuple[Event, ...]:
    """Find what happened in a call.

    Args:
        turns: of everybody, in any order; times in seconds of the recording.
        scored: the customer's turns with their scores, for the time to answer; others are left out.
        limits: what counts; null for the limits as they come.
        voiced: what a speech detector hears, for more exact silences; empty where it is not known.

    Returns:
        the events, sorted by start, end and kind.
    """
    limits = limits or EventLimits()
    events = (
        *silences_of(turns, limits, voiced),
        *overlaps_of(turns, limits),
        *fast_speech_of(turns, limits),
        *long_monologues_of(turns, limits),
        *answers_of(turns, scored, limits),
    )
    return tuple(sorted(events, key=lambda event: (event.start_s, event.end_s, event.kind, event.channel)))
