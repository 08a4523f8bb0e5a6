"""What a call's dots would be if a coach let one of them go where it is being dragged."""

from collections.abc import Iterable
from dataclasses import replace

from desktop.model.scored_turn import ScoredTurn


def previewed(turns: Iterable[ScoredTurn], moved: ScoredTurn, value: float) -> list[ScoredTurn]:
    """The same turns with one of them at another valence, set by the coach; what was estimated stays known.

    Args:
        turns: of a customer, with their scores.
        moved: one of them.
        value: −1 to +1.
    """
    return [_set(turn, value) if turn.turn == moved.turn else turn for turn in turns]


def _set(turn: ScoredTurn, value: float) -> ScoredTurn:
    if turn.score is None:
        return turn
    estimate = turn.score.valence if turn.score.estimate is None else turn.score.estimate
    return replace(turn, score=replace(turn.score, valence=value, confidence=1.0, estimate=estimate))
