"""Who speaks, in one go after the other; and what a listener says without wanting the floor."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from desktop.model.call import Role
from desktop.model.span import Word
from desktop.model.turn import INTERRUPTING_S, Turn

_BACKCHANNELS = (
    r"m+|h+m+|m+[ -]?h+m+|u+h+m*|u+m+|e+r+m*|a+h+|o+h+|uh[ -]?huh|huh|wow|"
    r"yeah|yes|yep|yup|ya|ok|okay|o k|right|all ?right|alright|sure|exactly|absolutely|"
    r"i see|i know|got it|of course|oh dear|no problem|thank you|thanks|great|good|perfect"
)
_ONLY_BACKCHANNELS = re.compile(rf"(?:{_BACKCHANNELS})(?: (?:{_BACKCHANNELS}))*")
_NO_WORD = re.compile(r"[^\w' -]+")
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True, order=True)
class Speaker:
    """A person in a call: one role in one channel."""

    channel: int
    role: Role


@dataclass(frozen=True, slots=True)
class Voiced:
    """A stretch in which a speech detector hears somebody in a channel, in seconds; it need not have words."""

    channel: int
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Phrase:
    """What one person says in one go: words with less than half a second between them.

    What is only known to be voiced stands among the words as one without text.
    """

    speaker: Speaker
    start_s: float
    end_s: float
    words: tuple[Word, ...]


def speaker_of(turn: Turn) -> Speaker:
    """Whose turn it is."""
    return Speaker(turn.channel, turn.role)


def phrases_of(turns: Iterable[Turn], voiced: Iterable[Voiced] = ()) -> tuple[Phrase, ...]:
    """Everything that is said, phrase by phrase and sorted by start.

    Args:
        turns: of the whole call, in any order.
        voiced: what a speech detector hears besides, in any order. In a channel with turns of several roles it is taken
            for that of the turn before it; in one without turns it is left out, since nobody is known to speak there.
    """
    turns = tuple(turns)
    words: dict[Speaker, list[Word]] = {}
    for turn in turns:
        words.setdefault(speaker_of(turn), []).extend(turn.words)
    for speaker, word in _only_voiced(turns, voiced):
        words[speaker].append(word)
    phrases = [phrase for speaker, own in words.items() for phrase in _phrases(speaker, own)]
    return tuple(sorted(phrases, key=lambda phrase: (phrase.start_s, phrase.speaker)))


def told_apart(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """The turns of which each is one person's: a lone channel of nobody known may hold two people."""
    turns = tuple(turns)
    channels = {turn.channel for turn in turns}
    return tuple(turn for turn in turns if turn.role is not Role.UNKNOWN or len(channels) > 1)


def is_backchannel(text: str) -> bool:
    """Whether a few words only show that one listens ("mhm", "yeah, okay"), or thank, and do not ask for the floor.

    Listener responses after Yngve (1970), "On getting a word in edgewise".
    """
    said = " ".join(_NO_WORD.sub(" ", text.lower().replace("’", "'")).split())
    return len(said.split()) <= _MOST_WORDS and _ONLY_BACKCHANNELS.fullmatch(said) is not None


def _only_voiced(turns: Sequence[Turn], voiced: Iterable[Voiced]) -> Iterator[tuple[Speaker, Word]]:
    own: dict[int, list[Turn]] = {}
    for turn in sorted(turns, key=lambda turn: turn.start_s):
        own.setdefault(turn.channel, []).append(turn)
    for each in voiced:
        if each.channel in own and each.start_s < each.end_s:
            theirs = own[each.channel]
            place = bisect_right(theirs, each.start_s, key=lambda turn: turn.start_s) - 1
            yield speaker_of(theirs[max(place, 0)]), Word("", each.start_s, each.end_s, 1.0)


def _phrases(speaker: Speaker, words: Sequence[Word]) -> list[Phrase]:
    goes: list[list[Word]] = []
    until_s = float("-inf")
    for word in sorted(words, key=attrgetter("start_s", "end_s")):
        if word.start_s - until_s >= INTERRUPTING_S:
            goes.append([])
        goes[-1].append(word)
        until_s = max(until_s, word.end_s)
    return [Phrase(speaker, go[0].start_s, max(word.end_s for word in go), tuple(go)) for go in goes]
