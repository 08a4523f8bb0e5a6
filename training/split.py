"""Which conversations are learnt from and which are kept for the figures: whole scenarios, and nothing said in both."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from training.conversations import Conversation

_HELD_OUT_IN = 6
_MOST_SHARED = 0.5
Trigram = tuple[str, str, str]


def is_held_out(scenario: str) -> bool:
    """Whether a scenario is kept for the figures: one in six, by its name, whatever else is added."""
    return int(sha256(scenario.encode()).hexdigest(), 16) % _HELD_OUT_IN == 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation that is kept, and the places of the turns in it that the figures are of."""

    conversation: Conversation
    judged: tuple[int, ...]


def parted(conversations: Sequence[Conversation]) -> tuple[list[Conversation], list[Kept]]:
    """Conversations to learn from, and those that are kept.

    No turn that is judged shares more than half of its word trigrams with a turn that is learnt from: what everybody
    says, such as "is there anything else I can help you with", is passed over in the figures.
    """
    learnt = [conversation for conversation in conversations if not is_held_out(conversation.scenario)]
    said = _Said(line.text for conversation in learnt for line in conversation.lines)
    kept = [
        Kept(conversation, tuple(i for i, line in enumerate(conversation.lines) if not said.holds_most_of(line.text)))
        for conversation in conversations
        if is_held_out(conversation.scenario)
    ]
    return learnt, kept


def trigrams(text: str) -> frozenset[Trigram]:
    """The runs of three words of a text, whatever its case and punctuation."""
    words = re.findall(r"[\w']+", text.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


class _Said:
    """Turns by their trigrams."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._turns: dict[Trigram, list[int]] = defaultdict(list)
        for number, text in enumerate(texts):
            for trigram in trigrams(text):
                self._turns[trigram].append(number)

    def holds_most_of(self, text: str) -> bool:
        """Whether one of the turns has more than half of a text's trigrams."""
        own = trigrams(text)
        shared = Counter(number for trigram in own for number in self._turns.get(trigram, ()))
        return bool(shared) and max(shared.values()) > _MOST_SHARED * len(own)
