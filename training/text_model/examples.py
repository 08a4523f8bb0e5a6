"""What is learnt from: turns of customers, sentences of agents, and comments, each as the network is given them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.analysis.text.tokens import Place, Tokeniser, Tokens
from desktop.model.call import Role
from desktop.model.score import CueName, Emotion
from desktop.model.text.sentences import sentences_of
from desktop.model.utterance import Utterance
from training.conversations import VALENCES, Conversation, Line
from training.text_model.goemotions import Comment

SEEN_BEFORE = 2
CUES = [*CueName]
EMOTIONS = [*Emotion]
Flags = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Felt:
    """A customer's turn, in its context and alone, with the indices of its valence and its emotion.

    `divided` is its last sentence behind those before it, null where it has only one: of several feelings in a turn the
    last one is its label.
    """

    tokens: Tokens
    alone: Tokens
    divided: Tokens | None
    valence: int
    emotion: int


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """An agent's sentence with its cues, shape (16,), and for each of its tokens which it shows, shape (tokens, 16)."""

    tokens: Tokens
    alone: Tokens
    cues: Flags
    evidence: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Commented:
    """A comment with its emotions, shape (28,), and its sign, null where it has two."""

    tokens: Tokens
    emotions: Flags
    sign: int | None


Places = Sequence[tuple[Conversation, Iterable[int]]]


def felt_in(places: Places, tokeniser: Tokeniser) -> list[Felt]:
    """The customers' turns at some places of conversations."""
    return [
        _felt(conversation, index, tokeniser)
        for conversation, index in _lines(places)
        if conversation.lines[index].role is Role.CUSTOMER
    ]


def done_in(places: Places, tokeniser: Tokeniser) -> list[Done]:
    """The sentences of agents' turns at some places of conversations."""
    return [
        done
        for conversation, index in _lines(places)
        if conversation.lines[index].role is Role.AGENT
        for done in _sentences(conversation, index, tokeniser)
    ]


def commented(comments: Iterable[Comment], kinds: int, tokeniser: Tokeniser) -> list[Commented]:
    """Comments as if a customer had said them out of the blue."""
    return [
        Commented(tokeniser.tokens((), Utterance(Role.CUSTOMER, c.text)), _flags(c.emotions, kinds), c.sign)
        for c in comments
    ]


def before(conversation: Conversation, index: int) -> list[Utterance]:
    """The two turns before one."""
    return [Utterance(line.role, line.text) for line in conversation.lines[max(0, index - SEEN_BEFORE) : index]]


def _lines(places: Places) -> Iterator[tuple[Conversation, int]]:
    return ((conversation, index) for conversation, indices in places for index in indices)


def _felt(conversation: Conversation, index: int, tokeniser: Tokeniser) -> Felt:
    line = conversation.lines[index]
    if line.valence is None or line.emotion is None:
        raise ValueError("A customer's turn without its labels.")
    said = Utterance(line.role, line.text)
    return Felt(
        tokeniser.tokens(before(conversation, index), said),
        tokeniser.tokens((), said),
        _divided(line, tokeniser),
        VALENCES.index(line.valence),
        EMOTIONS.index(line.emotion),
    )


def _divided(line: Line, tokeniser: Tokeniser) -> Tokens | None:
    *earlier, last = [Utterance(line.role, line.text[start:end]) for start, end in sentences_of(line.text)]
    return tokeniser.tokens(earlier[-SEEN_BEFORE:], last) if earlier else None


def _sentences(conversation: Conversation, index: int, tokeniser: Tokeniser) -> Iterator[Done]:
    line = conversation.lines[index]
    for start, end in sentences_of(line.text):
        said = Utterance(line.role, line.text[start:end])
        earlier = [Utterance(line.role, tokeniser.ending(line.text, start))] if start else []
        tokens = tokeniser.tokens([*before(conversation, index), *earlier], said)
        evidence = _evidence(line, (start, end), tokens)
        yield Done(tokens, tokeniser.tokens((), said), evidence.any(axis=0).astype(np.float32), evidence)


def _evidence(line: Line, sentence: Place, tokens: Tokens) -> Flags:
    """Which tokens of a sentence show which cues; a cue belongs to the sentence in which most of its words stand."""
    flags = np.zeros((len(tokens.places), len(CUES)), np.float32)
    for name, words in line.cues:
        start = line.text.find(words)
        if sentence[0] <= start + len(words) / 2 <= sentence[1]:
            own = start - sentence[0], start + len(words) - sentence[0]
            inside = [own[0] <= first and last <= own[1] for first, last in tokens.places]
            flags[inside, CUES.index(CueName(name))] = 1.0
    return flags


def _flags(indices: Iterable[int], kinds: int) -> Flags:
    flags = np.zeros(kinds, np.float32)
    flags[[*indices]] = 1.0
    return flags
