"""Activation: how much energy is in a customer's voice in a turn, relative to that customer on that call.

Nothing here was learned from labelled sound. Each measure is compared with the speaker's own median and spread and
bounded by itself, so that one mistaken measure cannot decide, and the five are summed with fixed weights: the form of
Bone, Lee & Narayanan (2014, “Robust unsupervised arousal rating: a rule-based framework with knowledge-inspired vocal
features”, IEEE Transactions on Affective Computing 5). The weights follow how sure each measure is:

- level, .4: the most direct trace of effort, and measured well even in a poor channel.
- pitch, .2, and its range, .1: they rise as reliably (Scherer 2003; Juslin & Laukka 2003), but a question raises them
  too, and an octave may be mistaken; a range needs more speech than a middle.
- tilt, .2: vocal effort moves energy above 1 kHz; half of level's, because much of it says the same again, and because
  the vowels that happen to be in a short turn move it.
- rate, .1: rises with anger, fear and joy on average, but least consistently, and a short turn hardly has one.
"""

import math
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.analysis.voice.customers import customer_sounds
from desktop.analysis.voice.features import VoiceFeatures, features_of
from desktop.media.decode import Samples
from desktop.model.activation import Activation
from desktop.model.arc import ENOUGH_TURNS
from desktop.model.turn import Turn

# The median absolute deviation of a normal distribution, times this, is its standard deviation.
_MAD_TO_DEVIATION = 1.4826
Deviations = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PerMeasure:
    """One number for each measure of the voice."""

    level: float
    pitch: float
    range: float
    tilt: float
    rate: float


@dataclass(frozen=True, slots=True)
class ActivationRule:
    """How measures become an activation.

    Attributes:
        weights: how much each measure counts.
        least_spread: below this a deviation is within what the measuring itself varies by, and somebody who speaks
            evenly is not made to look agitated: dB, semitones, semitones, dB, syllables a second.
        full: so many of the customer's own deviations above what is usual, a measure scores .76, which is tanh(1).
        least_voiced_s: with less voice a turn has no activation.
        sure_voiced_s: with so much voice an estimate is sure.
        fewest_turns: of fewer turns nobody knows what is usual for the customer.
    """

    weights: PerMeasure = PerMeasure(level=0.4, pitch=0.2, range=0.1, tilt=0.2, rate=0.1)
    least_spread: PerMeasure = PerMeasure(level=1.5, pitch=0.75, range=0.75, tilt=1.0, rate=0.4)
    full: float = 2.0
    least_voiced_s: float = 0.2
    sure_voiced_s: float = 1.5
    fewest_turns: int = ENOUGH_TURNS


def hear_activation(
    blocks: Iterable[Samples], turns: Sequence[Turn], rule: ActivationRule | None = None
) -> list[Activation | None]:
    """Estimate the activation in a call as its sound streams by; a turn's sound is dropped once it is measured.

    Args:
        blocks: samples of shape (channels, n) at 16 kHz, from the beginning of the recording.
        turns: everybody's, in the order of time.
        rule: see `ActivationRule`.

    Returns:
        an activation per turn, in the same order: null for everybody but customers, and as `activations_of` says.
    """
    measuring = measured_voices(blocks, turns)
    while True:
        try:
            next(measuring)
        except StopIteration as end:
            return activations_of(end.value, rule)


def measured_voices(
    blocks: Iterable[Samples], turns: Sequence[Turn], length_s: float = math.inf, *, bleed: bool = False
) -> Generator[float, None, list[VoiceFeatures | None]]:
    """Measure the customers' voices in a call as its sound streams by, for `activations_of`.

    Args:
        blocks: samples of shape (channels, n) at 16 kHz, from the beginning of the recording.
        turns: everybody's, in the order of time.
        length_s: how long the sound is.
        bleed: whether the channels leak into each other.

    Yields:
        how much of the sound has gone by, 0 to 1.

    Returns:
        what was measured in each turn, in the same order.
    """
    measured: list[VoiceFeatures | None] = [None] * len(turns)
    for index, sound in customer_sounds(blocks, turns, bleed=bleed):
        measured[index] = features_of(sound)
        yield min(max(turns[index].end_s, 0.0) / length_s, 1.0) if length_s > 0 else 1.0
    return measured


def activations_of(
    features: Sequence[VoiceFeatures | None], rule: ActivationRule | None = None
) -> list[Activation | None]:
    """Compare the turns of one customer on one call with each other.

    Args:
        features: of each turn, null where nothing was measured.
        rule: see `ActivationRule`.

    Returns:
        an activation per turn, in the same order: null where nothing or too little was measured, and for all where too
        few turns are left to know what is usual.
    """
    rule = rule or ActivationRule()
    usable = [each if each and each.voiced_s >= rule.least_voiced_s else None for each in features]
    known = [each for each in usable if each]
    if len(known) < rule.fewest_turns:
        return [None] * len(usable)
    deviations = _deviations(known, rule)
    heard = iter([_activation(each, own, rule) for each, own in zip(known, deviations, strict=True)])
    return [next(heard) if each else None for each in usable]


def _deviations(known: Sequence[VoiceFeatures], rule: ActivationRule) -> Deviations:
    """How far each turn is from what is usual, in the customer's own deviations; NaN where it was not measured."""
    rows = [(each.level_db, each.pitch_st, each.range_st, each.tilt_db, each.rate_hz) for each in known]
    columns = np.array(rows, np.float64).T
    return np.stack(
        [_column(own, least, rule) for own, least in zip(columns, _row(rule.least_spread), strict=True)], axis=1
    )


def _column(values: Deviations, least_spread: float, rule: ActivationRule) -> Deviations:
    measured = values[~np.isnan(values)]
    if len(measured) < rule.fewest_turns:
        return np.full(len(values), np.nan)
    middle = np.median(measured)
    spread = _MAD_TO_DEVIATION * float(np.median(np.abs(measured - middle)))
    column: Deviations = (values - middle) / max(spread, least_spread)
    return column


def _activation(features: VoiceFeatures, deviations: Deviations, rule: ActivationRule) -> Activation:
    weights = np.where(np.isnan(deviations), 0.0, _row(rule.weights))
    scores = np.tanh(np.nan_to_num(deviations) / rule.full)
    level, pitch, spread, tilt, rate = deviations.tolist()
    return Activation(
        value=float(weights @ scores / (weights.sum() or 1.0)),
        confidence=min(features.voiced_s / rule.sure_voiced_s, 1.0),
        level=level,
        pitch=pitch,
        range=_known(spread),
        tilt=tilt,
        rate=_known(rate),
    )


def _known(number: float) -> float | None:
    return None if math.isnan(number) else number


def _row(numbers: PerMeasure) -> tuple[float, ...]:
    return numbers.level, numbers.pitch, numbers.range, numbers.tilt, numbers.rate
