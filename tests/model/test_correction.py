"""A coach's word counts for the turn that it is about, and what the model had said stays beside it."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.model.call import Role
from desktop.model.correction import Correction, corrected
from desktop.model.score import Emotion, Score
from desktop.model.scored_turn import ScoredTurn
from desktop.model.turn import Turn


def set_to(valence: float, emotion: Emotion | None, estimate: float = 0.7) -> Score:
    """What counts for a turn of a customer's that a model had read and a coach has corrected."""
    turn = ScoredTurn(Turn(Role.CUSTOMER, 1, 1.0, 3.0, ()), Score(estimate, 0.6, emotion))
    (after,) = corrected([turn], [Correction(0.5, 0.0), Correction(1.5, -1.0), Correction(2.0, valence)])
    assert after.score is not None
    return after.score


def test_the_last_word_of_a_coach_counts_and_the_estimate_stays_beside_it() -> None:
    score = set_to(0.4, Emotion.GRATITUDE)
    assert (score.valence, score.confidence, score.estimate, score.corrected) == (0.4, 1.0, 0.7, True)


def test_an_emotion_stays_only_where_it_is_of_the_side_that_the_coach_says() -> None:
    assert set_to(-0.9, Emotion.GRATITUDE).emotion is None
    assert set_to(0.9, Emotion.WORRY).emotion is None
    assert set_to(0.0, Emotion.WORRY).emotion is None
    assert set_to(-0.6, Emotion.NEUTRAL).emotion is None
    assert set_to(0.1, Emotion.NEUTRAL).emotion is Emotion.NEUTRAL
    assert set_to(0.2, Emotion.GRATITUDE).emotion is Emotion.GRATITUDE
    assert set_to(-0.2, Emotion.WORRY).emotion is Emotion.WORRY


@given(st.floats(-1, 1), st.sampled_from([None, *Emotion]))
def test_no_pleasant_emotion_stands_beside_an_unhappy_valence_nor_the_other_way_round(
    valence: float, emotion: Emotion | None
) -> None:
    kept = set_to(valence, emotion).emotion
    assert kept in (None, emotion)
    assert kept is None or kept.side == 0 or kept.side * valence > 0
