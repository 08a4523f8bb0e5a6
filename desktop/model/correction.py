"""What a coach says a customer's turn felt like, against what was estimated."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from desktop.model.call import Role
from desktop.model.score import Emotion, Score
from desktop.model.scored_turn import ScoredTurn
from desktop.model.turn import Turn

_SURE = 1.0
_NEUTRAL = 0.2


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
    valence, said = corrections[-1].valence, turn.score
    emotion = said.emotion if said.emotion and _go_together(said.emotion, valence) else None
    score: Score = replace(said, valence=valence, confidence=_SURE, emotion=emotion, estimate=said.valence)
    return replace(turn, score=score)


def _go_together(emotion: Emotion, valence: float) -> bool:
    """Whether a turn may feel so and have that emotion: a coach who hears sarcasm hears no gratitude."""
    return abs(valence) < _NEUTRAL if emotion is Emotion.NEUTRAL else emotion.side * valence > 0
