"""What the program asks of whatever estimates the feelings of customers."""

from collections.abc import Sequence
from typing import Protocol

from desktop.model.score import Score
from desktop.model.turn import Turn


class Scorer(Protocol):
    """An estimate of how a customer's turns feel to them."""

    @property
    def label(self) -> str:
        """What the estimate is called wherever a figure of it is shown."""

    def reads(self, language: str) -> bool:
        """Whether feelings can be estimated in a language."""

    def score(self, turns: Sequence[Turn]) -> list[Score | None]:
        """Estimate a whole conversation.

        Args:
            turns: everybody's, in the order of time: what was said before is part of how a turn is read.

        Returns:
            a score per turn, in the same order: null for everybody but customers.
        """
