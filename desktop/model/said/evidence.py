"""Words of a turn that stand as evidence, and the sentences that a turn falls into."""

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.model.scored_turn import ScoredTurn
from desktop.model.text.sentences import sentences_of as places_of


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a turn: `start_char` to `end_char` of its text, behind the last character."""

    said: ScoredTurn
    start_char: int
    end_char: int

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.said.turn.text[self.start_char : self.end_char]


def sentences_of(said: ScoredTurn) -> Iterator[Evidence]:
    """The sentences of a turn in order."""
    return (Evidence(said, start, end) for start, end in places_of(said.turn.text))


def plain(text: str) -> str:
    """Text as rules read it: lower case with straight apostrophes, every character still in its place."""
    straight = text.replace("’", "'")
    lowered = straight.lower()
    # A few letters, such as İ, become two.
    return lowered if len(lowered) == len(straight) else "".join(_lower(letter) for letter in straight)


def _lower(letter: str) -> str:
    return letter.lower() if len(letter.lower()) == 1 else letter
