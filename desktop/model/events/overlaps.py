"""Where two speak at once, and who cut in on whom."""

from collections.abc import Iterator, Sequence

from desktop.model.events.event import Event, EventKind, EventLimits, Measure, Reason, reaches
from desktop.model.events.phrases import Phrase, is_backchannel
from desktop.model.span import text_of

_Stretch = tuple[float, float]


def overlaps_of(phrases: Sequence[Phrase], limits: EventLimits) -> tuple[Event, ...]:
    """Stretches in which two people speak at once, named after the one who came in.

    Coming in is cutting in where the other has had the floor for a while, both speak on for a while, and neither only
    shows that they listen; an overlap at the very end of somebody's words is a turn taken early (Schegloff 2000,
    "Overlapping talk and the organization of turn-taking", calls it terminal). The reason's value is the time in which
    words really sound together; the event may hold short pauses besides.

    Args:
        phrases: of the whole call by its words, sorted by start.
        limits: from how long on an overlap counts, and from how long on it is an interruption.
    """
    events = []
    for first, second in _meeting(phrases):
        both = _together(first, second)
        spoken_s = sum(end_s - start_s for start_s, end_s in both)
        if both and reaches(spoken_s, limits.overlap_s):
            events.append(_event(first, second, both, spoken_s, limits))
    return tuple(events)


def _meeting(phrases: Sequence[Phrase]) -> Iterator[tuple[Phrase, Phrase]]:
    """Pairs of phrases of two speakers of which the second begins within the first."""
    for place, first in enumerate(phrases):
        for second in phrases[place + 1 :]:
            if second.start_s >= first.end_s:
                break
            if second.speaker != first.speaker:
                yield first, second


def _together(first: Phrase, second: Phrase) -> list[_Stretch]:
    """Where words of both sound at once."""
    both = []
    within = [word for word in first.words if word.end_s > second.start_s]
    for word in (word for word in second.words if word.start_s < first.end_s):
        for other in within:
            start_s, end_s = max(word.start_s, other.start_s), min(word.end_s, other.end_s)
            if start_s < end_s:
                both.append((start_s, end_s))
    return both


def _event(first: Phrase, second: Phrase, both: Sequence[_Stretch], spoken_s: float, limits: EventLimits) -> Event:
    start_s, end_s = min(start for start, _ in both), max(end for _, end in both)
    said = text_of(tuple(word for word in second.words if word.start_s < end_s))
    cut_in = (
        reaches(spoken_s, limits.interruption_s)
        and reaches(second.start_s - first.start_s, limits.interruption_s)
        and not any(is_backchannel(text_of(phrase.words)) for phrase in (first, second))
    )
    kind, limit = (EventKind.INTERRUPTION, limits.interruption_s) if cut_in else (EventKind.OVERLAP, limits.overlap_s)
    reason = Reason(Measure.SECONDS, spoken_s, limit, words=said)
    return Event(kind, start_s, end_s, second.speaker.role, second.speaker.channel, first.speaker.role, reason)
