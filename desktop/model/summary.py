"""A call in four parts, each with its evidence in the call's own words: nothing in it is made up."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.model.arc import EDGE_TURNS, Arc
from desktop.model.call import Role
from desktop.model.course.pivots import Direction, Pivot
from desktop.model.said.evidence import Evidence
from desktop.model.said.issue import issue_of
from desktop.model.said.outcome import Outcome, OutcomeKind, outcome_of
from desktop.model.score import Emotion
from desktop.model.scored_turn import ScoredTurn

__all__ = ["Evidence", "Feeling", "Outcome", "OutcomeKind", "Summary", "summary_of"]


@dataclass(frozen=True, slots=True)
class Feeling:
    """How the customer felt at one end of the call: the strongest emotion there, and the turn that shows it.

    `emotion` is null where the scorer tells none; `valence` is the arc's start or end.
    """

    valence: float
    emotion: Emotion | None
    said: ScoredTurn


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
    if not any(said.turn.role is Role.CUSTOMER for said in turns):
        return None
    felt = _felt(turns)
    figures = arc.figures
    upward = [pivot for pivot in pivots if pivot.direction is Direction.UP]
    return Summary(
        issue=issue_of(turns),
        start=_feeling(felt[:EDGE_TURNS], figures.start) if figures else None,
        end=_feeling(felt[-EDGE_TURNS:], figures.end) if figures else None,
        turned_by=max(upward, key=lambda pivot: pivot.change.size, default=None),
        outcome=outcome_of(turns),
    )


def _felt(turns: Sequence[ScoredTurn]) -> list[ScoredTurn]:
    """The turns that the arc is drawn through, in its order."""
    felt = [said for said in turns if said.turn.role is Role.CUSTOMER and said.score is not None]
    return sorted(felt, key=lambda said: said.turn.middle_s)


def _feeling(edge: Sequence[ScoredTurn], valence: float) -> Feeling | None:
    """The turn that weighs most on the side of the edge's own valence, as the arc weighs it."""
    if not edge:
        return None
    said = max(edge, key=lambda said: _weight_towards(said, valence))
    return Feeling(valence, said.score.emotion if said.score else None, said)


def _weight_towards(said: ScoredTurn, valence: float) -> float:
    if said.score is None:
        return 0.0
    side = 1.0 if valence >= 0 else -1.0
    return side * said.score.valence * said.score.confidence * said.turn.duration_s
