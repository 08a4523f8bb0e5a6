"""What lies beneath anger: the other feeling that the customer had let show before it, with the words."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.model.score import Emotion
from desktop.model.scored_turn import ScoredTurn


@dataclass(frozen=True, slots=True)
class Beneath:
    """A run of a customer's anger or frustration, and the strongest other negative emotion in their turns before it.

    `emotion` and `quote` are null where nothing of the kind was heard.
    """

    run: tuple[ScoredTurn, ...]
    emotion: Emotion | None = None
    quote: ScoredTurn | None = None


def beneath_of(turns: Sequence[ScoredTurn]) -> tuple[Beneath, ...]:
    """Look beneath every run of anger or frustration of a customer's, in the order of time.

    Args:
        turns: of everybody on the call.
    """
    return ()
