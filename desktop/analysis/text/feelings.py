"""From the network's odds to how a customer's turn felt: a valence, how sure it is, and the emotion with it."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from desktop.model.score import Emotion, Score

# The steps of valence that the network tells apart.
STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)
_APART, _HALF = 0.5, 0.5
_EMOTIONS = (*Emotion,)
_POSITIVE = frozenset({Emotion.RELIEF, Emotion.GRATITUDE, Emotion.JOY})
# Not to understand may trouble somebody or not.
_OF_SIGN: Mapping[int, frozenset[Emotion]] = MappingProxyType(
    {
        -1: frozenset(_EMOTIONS) - _POSITIVE - {Emotion.NEUTRAL},
        0: frozenset({Emotion.NEUTRAL, Emotion.CONFUSION}),
        1: _POSITIVE,
    }
)
Numbers = NDArray[np.float64]
Logits = NDArray[np.float32] | NDArray[np.float64]


def feeling_of(valence: Logits, emotion: Logits, temperature: float) -> Score:
    """Read the feeling of a turn.

    The valence is the median of the steps by their probabilities, taken between the steps: what is probably good and
    possibly bad is not therefore neutral, as its mean would be. The confidence is the probability that the
    turn is negative, neutral or positive, whichever is most probable: calibrated, so that of turns with a confidence of
    0.7 seven in ten are read right (temperature scaling: Guo et al. 2017, "On calibration of modern neural
    networks"). The emotion is the most probable of those that go with it.

    Args:
        valence: logits of the five steps, shape (5,).
        emotion: logits in the order of `Emotion`, shape (11,).
        temperature: by which the logits of valence are divided.
    """
    steps = softmax(valence / temperature)
    signs = {-1: float(steps[:2].sum()), 0: float(steps[2]), 1: float(steps[3:].sum())}
    sign = max(signs, key=lambda each: signs[each])
    fitting = [index for index, each in enumerate(_EMOTIONS) if each in _OF_SIGN[sign]]
    return Score(
        valence=median_of(steps),
        confidence=min(signs[sign], 1.0),
        emotion=_EMOTIONS[max(fitting, key=lambda index: float(emotion[index]))],
    )


def median_of(steps: Numbers) -> float:
    """The median of valence, −1 to +1, where each of the five steps stands for what is nearest to it."""
    reached = np.cumsum(steps)
    step = int(np.searchsorted(reached, _HALF * reached[-1]))
    within = (_HALF * reached[-1] - (reached[step] - steps[step])) / steps[step]
    return float(np.clip(STEPS[step] + _APART * (within - _HALF), -1.0, 1.0))


def softmax(logits: Logits) -> Numbers:
    """Logits as probabilities along the last axis."""
    odds = np.exp(logits.astype(np.float64) - logits.max(-1, keepdims=True))
    shares: Numbers = odds / odds.sum(-1, keepdims=True)
    return shares
