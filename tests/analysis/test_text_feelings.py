"""From odds to a feeling: valence, confidence and emotion say the same."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desktop.analysis.text.feelings import feeling_of
from desktop.model.score import Emotion

LOGIT = st.floats(-12, 12)
EMOTIONS = [*Emotion]
POSITIVE = {Emotion.RELIEF, Emotion.GRATITUDE, Emotion.JOY}


def odds(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array(values, np.float64)


def emotion_odds(*likely: Emotion) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([len(likely) - likely.index(each) if each in likely else -9.0 for each in EMOTIONS], np.float64)


def test_a_strong_complaint_is_near_minus_one_and_sure() -> None:
    score = feeling_of(odds(6, 2, -2, -3, -4), emotion_odds(Emotion.ANGER), 1.0)

    assert score.valence < -0.9
    assert score.confidence > 0.95
    assert score.emotion is Emotion.ANGER


def test_the_emotion_is_one_that_goes_with_the_valence() -> None:
    score = feeling_of(odds(-3, -3, -1, 3, 1), emotion_odds(Emotion.NEUTRAL, Emotion.ANGER, Emotion.RELIEF), 1.0)

    assert score.valence > 0.4
    assert score.emotion is Emotion.RELIEF


def test_what_is_probably_bad_and_possibly_good_is_not_neutral() -> None:
    torn = np.log([0.05, 0.5, 0.05, 0.35, 0.05])
    assert feeling_of(torn, emotion_odds(Emotion.FRUSTRATION), 1.0).valence < -0.25


def test_what_is_surely_one_step_is_that_step() -> None:
    for step, valence in enumerate((-1.0, -0.5, 0.0, 0.5, 1.0)):
        sure = np.where(np.arange(5) == step, 30.0, 0.0)
        assert abs(feeling_of(sure, emotion_odds(Emotion.NEUTRAL), 1.0).valence - valence) < 1e-6


def test_confusion_may_be_neither_good_nor_bad() -> None:
    assert feeling_of(odds(-3, -1, 3, -1, -3), emotion_odds(Emotion.CONFUSION), 1.0).emotion is Emotion.CONFUSION
    assert feeling_of(odds(-3, 3, -1, -1, -3), emotion_odds(Emotion.CONFUSION), 1.0).emotion is Emotion.CONFUSION


def test_a_temperature_makes_less_sure_and_turns_nothing_round() -> None:
    hot, cold = (feeling_of(odds(-1, -1, 0, 3, 1), emotion_odds(Emotion.JOY), each) for each in (2.5, 1.0))

    assert hot.confidence < cold.confidence
    assert (hot.valence > 0) == (cold.valence > 0)


@given(st.lists(LOGIT, min_size=5, max_size=5), st.lists(LOGIT, min_size=11, max_size=11), st.floats(0.5, 4))
def test_every_feeling_is_within_its_bounds(valence: list[float], emotion: list[float], temperature: float) -> None:
    score = feeling_of(odds(*valence), odds(*emotion), temperature)

    assert -1 <= score.valence <= 1
    assert 1 / 3 - 1e-9 <= score.confidence <= 1
    assert score.voice is None
    assert score.estimate is None
    if score.emotion in POSITIVE:
        assert score.valence > -0.5
    elif score.emotion is not Emotion.NEUTRAL and score.confidence > 0.75:
        assert score.valence < 0.3
