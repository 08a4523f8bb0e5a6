"""What a coach says a customer's turn felt like, against what was estimated."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from desktop.model.call import Role
from desktop.model.score import Score
from desktop.model.scored_turn import ScoredTurn
from desktop.model.turn import Turn

_SURE = 1.0


@dataclass(frozen=True, slots=True)
class Correction:
    """A valence of −1 to +1 for the customer's turn that is heard at `t_s`, however the call is cut into turns."""

    t_s: float
    valence: float
    author: str = ""
    made_at: datetime | None = None


def corrected(turns: Iterable[ScoredTurn], corrections: Iterable[Correction]) -> tuple[ScoredTurn, ...]:
    """Let the coach's word stand for the customer's turns that it is about, with the model's beside it.

    Args:
        turns: of the whole call.
        corrections: in the order in which they were made; of several about one turn the last one counts.
    """
    known = tuple(corrections)
    return tuple(_corrected(turn, [c for c in known if _is_about(c, turn.turn)]) for turn in turns)


def _is_about(correction: Correction, turn: Turn) -> bool:
    return turn.role is Role.CUSTOMER and turn.start_s <= correction.t_s <= turn.end_s


def _corrected(turn: ScoredTurn, corrections: list[Correction]) -> ScoredTurn:
    if not corrections or turn.score is None:
        return turn
    score: Score = replace(turn.score, valence=corrections[-1].valence, confidence=_SURE, estimate=turn.score.valence)
    return replace(turn, score=score)
