"""Which words are being spoken at a time: what the transcript lights while a call plays."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from desktop.model.turn import Turn

_STAYS_LIT_S = 0.3


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word by its turn and its place in it."""

    turn: int
    word: int


@dataclass(frozen=True, slots=True)
class _Lit:
    """One channel's words in the order of time, with when each lights up and goes out."""

    turns: list[int]
    words: list[int]
    starts: list[float]
    ends: list[float]


class SpokenWords:
    """The words of a call by time; a look-up takes microseconds."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._channels = [_lit(turns, channel) for channel in sorted({turn.channel for turn in turns})]

    def at(self, t_s: float) -> tuple[Spoken, ...]:
        """What is being said: at most one word in each channel.

        A word stays lit over the short gap before the next one, so that the light moves and does not flicker.
        """
        found = []
        for lit in self._channels:
            index = bisect_right(lit.starts, t_s) - 1
            if index >= 0 and t_s < lit.ends[index]:
                found.append(Spoken(lit.turns[index], lit.words[index]))
        return tuple(sorted(found, key=lambda spoken: spoken.turn))


def _lit(turns: Sequence[Turn], channel: int) -> _Lit:
    # Flat lists and no tuples for each word: ten thousand of those would wake the garbage collector.
    numbers, words, starts, ends = _lists(turns, channel)
    for number, (end_s, following_s) in enumerate(zip(ends, [*starts[1:], inf], strict=True)):
        if end_s < following_s <= end_s + _STAYS_LIT_S:
            ends[number] = following_s
    return _Lit(numbers, words, starts, ends)


def _lists(turns: Sequence[Turn], channel: int) -> tuple[list[int], list[int], list[float], list[float]]:
    """Turn, place, start and end of every word; the turns of one channel follow each other, as do their words."""
    own = [(number, turn.words) for number, turn in enumerate(turns) if turn.channel == channel]
    return (
        [number for number, words in own for _ in words],
        [place for _, words in own for place in range(len(words))],
        [word.start_s for _, words in own for word in words],
        [word.end_s for _, words in own for word in words],
    )


def spoken_together_s(turn: Turn, earlier: Turn) -> float:
    """For how long a turn is talked over an earlier one of another channel; 0 where it waits."""
    if turn.channel == earlier.channel:
        return 0.0
    return max(min(turn.end_s, earlier.end_s) - max(turn.start_s, earlier.start_s), 0.0)
