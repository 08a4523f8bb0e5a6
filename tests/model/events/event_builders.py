"""Turns of an invented call, by hand and by hypothesis, which draws times in 1/64 s so that bounds are exact."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from desktop.model.call import Role
from desktop.model.score import Score
from desktop.model.span import Span, Word
from desktop.model.turn import Turn, turns_of

AGENT, CUSTOMER = 0, 1
ROLES = {AGENT: Role.AGENT, CUSTOMER: Role.CUSTOMER}
TICK_S = 1 / 64


def turn(channel: int, start_s: float, end_s: float, text: str, role: Role | None = None) -> Turn:
    """A turn with its words evenly spread, none after a pause."""
    parts = text.split()
    each_s = (end_s - start_s) / len(parts)
    starts = [start_s + each_s * number for number in range(len(parts))]
    ends = [*starts[1:], end_s]
    words = tuple(Word(f" {part}", *times, 1.0) for part, *times in zip(parts, starts, ends, strict=True))
    return Turn(role or ROLES[channel], channel, start_s, end_s, words)


def agent(start_s: float, end_s: float, text: str = "so that is what it says here") -> Turn:
    return turn(AGENT, start_s, end_s, text)


def customer(start_s: float, end_s: float, text: str = "and it never came to my house") -> Turn:
    return turn(CUSTOMER, start_s, end_s, text)


def felt(turn: Turn, valence: float, confidence: float = 1.0) -> tuple[Turn, Score]:
    return turn, Score(valence, confidence)


def moved(turn: Turn, by_s: float = 0.0, factor: float = 1.0) -> Turn:
    """The same turn later, or in a recording that runs slower."""

    def at(t_s: float) -> float:
        return factor * t_s + by_s

    words = tuple(replace(word, start_s=at(word.start_s), end_s=at(word.end_s)) for word in turn.words)
    return replace(turn, start_s=at(turn.start_s), end_s=at(turn.end_s), words=words)


_GAPS = st.one_of(st.integers(0, 20), st.sampled_from([31, 32, 33, 191, 192, 193]), st.integers(0, 500))
_LENGTHS = st.one_of(st.integers(1, 40), st.sampled_from([16, 32, 33]))
_TEXTS = st.sampled_from([" so", " the", " lamp", " broke.", " mhm,", " okay.", " bear", " with", " me.", " really?"])


@st.composite
def calls(draw: st.DrawFn) -> Sequence[Turn]:
    """The turns of a call of two."""
    spans = []
    for channel in (AGENT, CUSTOMER):
        words, at = [], 0
        for gap, length, text in draw(st.lists(st.tuples(_GAPS, _LENGTHS, _TEXTS), max_size=40)):
            start, at = at + gap, at + gap + length
            words.append(Word(text, start * TICK_S, at * TICK_S, 1.0))
        if words:
            spans.append(Span(channel, words[0].start_s, words[-1].end_s, tuple(words)))
    return turns_of(spans, ROLES)
