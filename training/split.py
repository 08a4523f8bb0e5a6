"""Which conversations are learnt from and which are kept for the figures: whole scenarios, and nothing said in both."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256

from training.conversations import Conversation

_HELD_OUT_IN = 6
_MOST_SHARED = 0.5
Trigram = tuple[str, str, str]


def is_held_out(scenario: str) -> bool:
    """Whether a scenario is kept for the figures: one in six, by its name, whatever else is added."""
    return int(sha256(scenario.encode()).hexdigest(), 16) % _HELD_OUT_IN == 0


def parted(conversations: Sequence[Conversation]) -> tuple[list[Conversation], list[Conversation]]:
    """Conversations to learn from, and those that are kept.

    A conversation in which somebody says what somebody says in a kept one is left out of both: no kept turn shares
    more than half of its word trigrams with a turn that is learnt from.
    """
    kept = [conversation for conversation in conversations if is_held_out(conversation.scenario)]
    known = _Known(line.text for conversation in kept for line in conversation.lines)
    learnt = [
        conversation
        for conversation in conversations
        if not is_held_out(conversation.scenario) and not any(known.is_in(line.text) for line in conversation.lines)
    ]
    return learnt, kept


def trigrams(text: str) -> frozenset[Trigram]:
    """The runs of three words of a text, whatever its case and punctuation."""
    words = re.findall(r"[\w']+", text.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


class _Known:
    """Kept turns by their trigrams."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._sizes: list[int] = []
        self._turns: dict[Trigram, list[int]] = defaultdict(list)
        for number, own in enumerate(trigrams(text) for text in texts):
            self._sizes.append(len(own))
            for trigram in own:
                self._turns[trigram].append(number)

    def is_in(self, text: str) -> bool:
        """Whether a text has more than half of the trigrams of a kept turn."""
        shared: dict[int, int] = defaultdict(int)
        for trigram in trigrams(text):
            for number in self._turns.get(trigram, ()):
                shared[number] += 1
        return any(count > _MOST_SHARED * self._sizes[number] for number, count in shared.items())
