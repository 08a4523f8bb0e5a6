"""What the program asks of whatever reads turns: how customers feel in theirs, and what agents do in theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from desktop.model.score import Cue, Score
from desktop.model.turn import Turn


@dataclass(frozen=True, slots=True)
class TurnReading:
    """What the words of a turn show: the score of a customer's, the cues of an agent's, and nothing of anybody else's.

    The score's valence is of the words alone; `voice`, `of_words` and `estimate` are for others to fill in.
    """

    score: Score | None = None
    cues: tuple[Cue, ...] = ()


class Scorer(Protocol):
    """An estimate of how a customer's turns feel to them, and of what an agent does in theirs."""

    @property
    def label(self) -> str:
        """What the estimate is called wherever a figure of it is shown."""

    def reads(self, language: str) -> bool:
        """Whether feelings and cues can be read in a language."""

    def read(self, turns: Sequence[Turn]) -> list[TurnReading]:
        """Read a whole conversation.

        Args:
            turns: everybody's, in the order of time: what was said before is part of how a turn is read.

        Returns:
            a reading per turn, in the same order: without a score for everybody but customers, and without cues for
            everybody but agents.
        """
