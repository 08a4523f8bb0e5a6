"""What lies beneath anger: the other feeling that the customer had let show before it, with the words.

A run is the customer's angry or frustrated turns that follow one another; a single neutral turn among them, such as an
order number, does not end it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.model.call import Role
from desktop.model.score import Emotion, Score
from desktop.model.scored_turn import ScoredTurn

_ANGRY = frozenset({Emotion.ANGER, Emotion.FRUSTRATION})
_NEUTRAL = 0.2
_BENEATH = frozenset(
    {Emotion.DISAPPOINTMENT, Emotion.WORRY, Emotion.CONFUSION, Emotion.EXHAUSTION, Emotion.SADNESS},
)


@dataclass(frozen=True, slots=True)
class Beneath:
    """A run of a customer's anger or frustration, and the strongest other negative emotion in their turns before it.

    `run` holds the angry turns alone. `emotion` and `quote` are null where nothing of the kind was heard.
    """

    run: tuple[ScoredTurn, ...]
    emotion: Emotion | None = None
    quote: ScoredTurn | None = None


def beneath_of(turns: Sequence[ScoredTurn]) -> tuple[Beneath, ...]:
    """Look beneath every run of anger or frustration of a customer's, in the order of time.

    The strongest feeling is that of the turn that is the most unhappy by valence × confidence, and of equals the later
    one. A turn whose valence speaks against its emotion, as where a coach has set it, counts for neither.

    Args:
        turns: of everybody on the call.
    """
    found: list[Beneath] = []
    strongest: ScoredTurn | None = None
    neutral = 0
    for turn in _of_customer(turns):
        if _is_angry(turn):
            goes_on = bool(found) and neutral <= 1
            found[-1:] = [_longer(found[-1], turn)] if goes_on else [*found[-1:], _run_from(turn, strongest)]
            neutral = 0
        elif _is_neutral(turn):
            neutral += 1
        else:
            neutral = 2
            strongest = _stronger(strongest, turn)
    return tuple(found)


def _of_customer(turns: Sequence[ScoredTurn]) -> list[ScoredTurn]:
    own = (t for t in turns if t.turn.role is Role.CUSTOMER and t.score is not None)
    return sorted(own, key=lambda scored: scored.turn.middle_s)


def _run_from(turn: ScoredTurn, strongest: ScoredTurn | None) -> Beneath:
    emotion = strongest.score.emotion if strongest and strongest.score else None
    return Beneath((turn,), emotion, strongest)


def _longer(run: Beneath, turn: ScoredTurn) -> Beneath:
    return Beneath((*run.run, turn), run.emotion, run.quote)


def _stronger(known: ScoredTurn | None, turn: ScoredTurn) -> ScoredTurn | None:
    if turn.score is None or turn.score.emotion not in _BENEATH or not _may_be_unhappy(turn.score):
        return known
    return turn if known is None or _strength(turn) >= _strength(known) else known


def _may_be_unhappy(score: Score) -> bool:
    """Around zero the sign of an estimate is noise, as where somebody is confused; a coach's is not."""
    return score.valence < (0.0 if score.corrected else _NEUTRAL)


def _strength(turn: ScoredTurn) -> float:
    return max(-turn.score.valence, 0.0) * turn.score.confidence if turn.score else 0.0


def _is_angry(turn: ScoredTurn) -> bool:
    return turn.score is not None and turn.score.emotion in _ANGRY and turn.score.valence < 0


def _is_neutral(turn: ScoredTurn) -> bool:
    """Whether a turn shows no feeling; one without an emotion may still be happy or unhappy by a coach's word."""
    if turn.score is None or turn.score.emotion is not None:
        return turn.score is not None and turn.score.emotion is Emotion.NEUTRAL
    return abs(turn.score.valence) < _NEUTRAL
