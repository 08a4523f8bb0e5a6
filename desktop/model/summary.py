"""A call in four parts, each with its evidence in the call's own words: nothing in it is made up."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.model.arc import Arc
from desktop.model.course.pivots import Pivot
from desktop.model.score import Emotion
from desktop.model.scored_turn import ScoredTurn


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


class OutcomeKind(StrEnum):
    """How a call ended for what it was about."""

    RESOLVED = "resolved"
    PROMISED = "promised"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Feeling:
    """How the customer felt at one end of the call: the strongest emotion there, and the turn that shows it.

    `emotion` is null where the scorer tells none; `valence` is the arc's start or end.
    """

    valence: float
    emotion: Emotion | None
    said: ScoredTurn


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended, with the words by which that can be told; none where nothing was heard either way."""

    kind: OutcomeKind
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """Issue: the customer's first clear request, null where none was heard. Start and end: null where there is no arc.

    `turned_by` is the upward pivot with the largest change, null where there is none.
    """

    issue: Evidence | None
    start: Feeling | None
    end: Feeling | None
    turned_by: Pivot | None
    outcome: Outcome


def summary_of(turns: Sequence[ScoredTurn], arc: Arc, pivots: Sequence[Pivot]) -> Summary | None:
    """Sum up a call; null where nobody is known to be the customer.

    Args:
        turns: of everybody on the call, with scores and cues.
        arc: of the call.
        pivots: of the call.
    """
    return None
