"""Words given to another speaker: which spans go for it, and which come in their place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from desktop.model.span import Span
from desktop.model.turn import Turn


@dataclass(frozen=True, slots=True)
class Exchange:
    """Spans that go and those that come in their place, with the same words. Exchanged back, all is as it was."""

    gone: tuple[Span, ...] = ()
    come: tuple[Span, ...] = ()


def reassigned(spans: Iterable[Span], turn: Turn, channel: int) -> Exchange:
    """Give the words of a turn another channel; nothing goes where the spans have none of them.

    Args:
        spans: of the whole call, no two of one channel with one beginning.
        turn: whose words.
        channel: the one to give them.
    """
    spans, words = tuple(spans), set(turn.words)
    if channel == turn.channel:
        return Exchange()
    touched = [span for span in spans if span.channel == turn.channel and not words.isdisjoint(span.words)]
    parts = [part for s in touched for part in cut_by(s, [channel if w in words else s.channel for w in s.words])]
    begun = {(part.channel, part.start_s) for part in parts}
    gone = [span for span in spans if span in touched or (span.channel, span.start_s) in begun]
    return Exchange(tuple(gone), joined([*(span for span in gone if span not in touched), *parts]))


def cut_by(span: Span, channels: Sequence[int]) -> list[Span]:
    """Cut a span where its words change their channel.

    The first and the last part keep the ends of the span; between two, words say where one ends.

    Args:
        span: what is cut.
        channels: one for each of its words.

    Raises:
        ValueError: there are not as many channels as words.
    """
    owned = zip(channels, span.words, strict=True)
    runs = [(channel, tuple(w for _, w in run)) for channel, run in groupby(owned, key=lambda pair: pair[0])]
    parts = [Span(channel, words[0].start_s, words[-1].end_s, words) for channel, words in runs]
    if parts:
        parts[0] = replace(parts[0], start_s=span.start_s)
        parts[-1] = replace(parts[-1], end_s=span.end_s)
    return parts


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans of one channel with one beginning, by which a span is known; the rest stays, all in order of time."""
    found: dict[tuple[int, float], Span] = {}
    for span in spans:
        key = (span.channel, span.start_s)
        other = found.get(key)
        found[key] = span if other is None else _together(other, span)
    return tuple(sorted(found.values(), key=lambda span: (span.start_s, span.channel)))


def _together(one: Span, other: Span) -> Span:
    words = tuple(sorted((*one.words, *other.words), key=lambda word: (word.start_s, word.end_s)))
    return Span(one.channel, one.start_s, max(one.end_s, other.end_s), words)
