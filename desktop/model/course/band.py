"""The band around an arc's line: how far the line moves when what it rests on is varied."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.model.arc import LinePoint, arc_of
from desktop.model.course.customers import customers_of
from desktop.model.score import Score
from desktop.model.scored_turn import ScoredTurn
from desktop.model.turn import Turn

Numbers = NDArray[np.float64]
_TRACE = 1e-6


@dataclass(frozen=True, slots=True)
class BandRules:
    """What is varied, and how far; a range is drawn from evenly.

    `smoothing_turns` is the kernel's standard deviation. `neutral` is the valence below which a turn counts as none of
    either kind, and `least_confidence` the confidence below which it is left out. A turn's confidence is 1 where a
    coach has set it, or else that of its score times that of its recognition: with this probability it is taken in at
    all, and its valence is moved with the standard deviation `doubt` × (1 − confidence). The band holds the share
    `coverage` of `draws` lines.
    """

    smoothing_turns: tuple[float, float] = (1.0, 2.25)
    neutral: tuple[float, float] = (0.0, 0.15)
    least_confidence: tuple[float, float] = (0.0, 0.35)
    doubt: float = 0.5
    coverage: float = 0.9
    draws: int = 200
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Band:
    """The edges of the band at the points of the line; empty where there is no line."""

    lower: tuple[LinePoint, ...] = ()
    upper: tuple[LinePoint, ...] = ()


def band_of(turns: Sequence[ScoredTurn], rules: BandRules | None = None) -> Band:
    """Draw the band around the arc of a call; it always holds the line.

    A sensitivity analysis by Monte Carlo: smoothing, thresholds, and what is heard, are drawn anew each time, and the
    line is smoothed through what comes of it. The same turns always give the same band.

    Args:
        turns: of everybody on the call, in any order. A score counts for a customer only; fewer than six of the
            customer's scored turns have neither line nor band.
        rules: what is varied.
    """
    rules = rules or BandRules()
    customers = customers_of(turns)
    line = arc_of(customers).line
    if not line:
        return Band()
    lines = np.array([*_lines(customers, rules)])
    outside = (1 - rules.coverage) / 2
    lower, upper = np.quantile(lines, (outside, 1 - outside), axis=0)
    return Band(
        tuple(LinePoint(p.t_s, min(p.value, float(v))) for p, v in zip(line, lower, strict=True)),
        tuple(LinePoint(p.t_s, max(p.value, float(v))) for p, v in zip(line, upper, strict=True)),
    )


def recognition_confidence(turn: Turn) -> float:
    """How sure the recogniser was of a turn's words, 0 to 1: their mean probability by letters."""
    letters = [max(len(word.text.strip()), 1) for word in turn.words]
    probabilities = [word.probability for word in turn.words]
    return float(np.clip(np.average(probabilities, weights=letters), 0.0, 1.0)) if letters else 0.0


def _confidence(turn: Turn, score: Score) -> float:
    # A coach has listened, and does not go by the words that were recognised.
    return 1.0 if score.corrected else score.confidence * recognition_confidence(turn)


def _lines(ordered: Sequence[tuple[Turn, Score]], rules: BandRules) -> Iterator[Numbers]:
    """The lines that come of what is drawn, each of shape (turns,)."""
    random = np.random.default_rng(rules.seed)
    values = np.array([score.valence for _, score in ordered])
    durations = np.array([turn.duration_s for turn, _ in ordered])
    confidences = np.array([_confidence(turn, score) for turn, score in ordered])
    for _ in range(rules.draws):
        sigma, neutral, least = (
            random.uniform(*each) for each in (rules.smoothing_turns, rules.neutral, rules.least_confidence)
        )
        moved = values + rules.doubt * (1 - confidences) * random.standard_normal(len(values))
        told = np.where(np.abs(moved) < neutral, 0.0, np.clip(moved, -1.0, 1.0))
        heard = (random.random(len(values)) < confidences) & (confidences >= least)
        yield _smoothed(told, np.where(heard, durations * confidences, 0.0), sigma)


def _smoothed(values: Numbers, weights: Numbers, sigma: float) -> Numbers:
    """As `arc.smooth`, in a time that grows with the turns and not with their square: far turns are left out."""
    reach = min(int(np.ceil(6 * sigma)), len(values) - 1)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    usable = np.maximum(weights / (float(weights.max()) or 1.0), _TRACE)
    middle = slice(reach, reach + len(values))
    line = np.convolve(usable * values, kernel)[middle] / np.convolve(usable, kernel)[middle]
    # A mean, which arithmetic may push out of its bounds by a trace.
    clipped: Numbers = np.clip(line, values.min(), values.max())
    return clipped
