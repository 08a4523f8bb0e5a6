"""Turns: who spoke when, a pure function of the spans that were heard.

A turn is one role's speech until the other role speaks for 0.5 s or more, or the speaker pauses for 1.5 s, or
15 s are reached at a sentence end. A shorter sound of the other role ("mhm", "okay") cuts nothing.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from desktop.model.call import Role
from desktop.model.span import Span, Word, text_of

Stretch = tuple[float, float]

INTERRUPTING_S = 0.5
PAUSE_S = 1.5
LONG_TURN_S = 15.0
_SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！")
_IN_TIME = attrgetter("start_s", "end_s")
_CLOSING = "\"'”’)]»"


@dataclass(frozen=True, slots=True)
class Turn:
    """One role's uninterrupted speech; times in seconds of the recording."""

    role: Role
    channel: int
    start_s: float
    end_s: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words as they are read."""
        return text_of(self.words)

    @property
    def duration_s(self) -> float:
        """How long the turn lasts."""
        return self.end_s - self.start_s

    @property
    def middle_s(self) -> float:
        """Where the turn's dot stands on the time axis."""
        return (self.start_s + self.end_s) / 2


def turns_of(spans: Iterable[Span], roles: Mapping[int, Role]) -> tuple[Turn, ...]:
    """Cut spans into turns, sorted by start.

    Args:
        spans: what was heard, in any order and in one or two channels.
        roles: the role of each channel; a channel that is not named is unknown.
    """
    words = _words_by_channel(spans)
    turns = [
        _turn(roles.get(channel, Role.UNKNOWN), channel, run)
        for channel, own in words.items()
        for run in _runs(own, _interruptions(words, channel))
    ]
    return tuple(sorted(turns, key=lambda turn: (turn.start_s, turn.channel)))


def _words_by_channel(spans: Iterable[Span]) -> dict[int, list[Word]]:
    words: dict[int, list[Word]] = {}
    for span in spans:
        words.setdefault(span.channel, []).extend(span.words)
    return {c: sorted(own, key=_IN_TIME) for c, own in words.items() if own}


def _interruptions(words: Mapping[int, list[Word]], channel: int) -> list[Stretch]:
    """When somebody in another channel speaks for long enough to take the floor, from when to when."""
    return sorted(
        (stretch[0].start_s, stretch[-1].end_s)
        for other, theirs in words.items()
        if other != channel
        for stretch in _stretches(theirs)
        if stretch[-1].end_s - stretch[0].start_s >= INTERRUPTING_S
    )


def _stretches(words: list[Word]) -> list[list[Word]]:
    """Words with no gap of half a second between them: what is heard as one go."""
    stretches = [[words[0]]]
    for before, word in pairwise(words):
        if word.start_s - before.end_s >= INTERRUPTING_S:
            stretches.append([])
        stretches[-1].append(word)
    return stretches


def _runs(words: list[Word], interruptions: list[Stretch]) -> list[list[Word]]:
    starts = [start_s for start_s, _ in interruptions]
    begun = [bisect_right(starts, word.start_s) for word in words]
    runs = [[words[0]]]
    for (before, word), (earlier, now) in zip(pairwise(words), pairwise(begun), strict=True):
        if (
            # Somebody else took the floor between the two, or had it there for long enough.
            now > earlier
            or (earlier and min(interruptions[earlier - 1][1], word.start_s) - before.end_s >= INTERRUPTING_S)
            or _ends_turn(runs[-1][0], before, word)
        ):
            runs.append([])
        runs[-1].append(word)
    return runs


def _ends_turn(first: Word, before: Word, word: Word) -> bool:
    """Whether a speaker who began with `first` ends the turn between two neighbouring words of their own accord."""
    if word.start_s - before.end_s >= PAUSE_S:
        return True
    return before.end_s - first.start_s >= LONG_TURN_S and _ends_sentence(before)


def _ends_sentence(word: Word) -> bool:
    return word.text.rstrip().rstrip(_CLOSING).endswith(_SENTENCE_ENDS)


def _turn(role: Role, channel: int, words: list[Word]) -> Turn:
    return Turn(role, channel, words[0].start_s, max([word.end_s for word in words]), tuple(words))
