"""The emotion arc of a call: the customer's turns as dots, a smoothed line, and its figures."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.model.score import Score
from desktop.model.turn import Turn

ENOUGH_TURNS = 6
EDGE_TURNS = 3
SMOOTHING_TURNS = 1.5
Figures = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ArcPoint:
    """A customer's turn: its midpoint, its valence (−1 to +1) and duration × confidence as weight."""

    t_s: float
    value: float
    weight: float


@dataclass(frozen=True, slots=True)
class LinePoint:
    """A point of the smoothed line."""

    t_s: float
    value: float


@dataclass(frozen=True, slots=True)
class ArcFigures:
    """Start, end: weighted mean of the first and last three turns; low: minimum of the line; all −1 to +1.

    `needle` is end − start and `recovery` is end − low; `low_s` is when the low was.
    """

    start: float
    low: float
    low_s: float
    end: float
    mean: float
    needle: float
    recovery: float


@dataclass(frozen=True, slots=True)
class Arc:
    """The dots are always there; line and figures only where there are enough customer turns."""

    points: tuple[ArcPoint, ...] = ()
    line: tuple[LinePoint, ...] = ()
    figures: ArcFigures | None = None

    @property
    def enough(self) -> bool:
        """Whether the call has enough customer turns to speak of an arc."""
        return self.figures is not None


def arc_of(scored: Sequence[tuple[Turn, Score]]) -> Arc:
    """Draw the arc through a customer's scored turns, in the order of time.

    Fewer than six turns give the dots alone: too few to speak of an arc (see emotion.md, "what is known").
    """
    points = tuple(
        ArcPoint(turn.middle_s, score.valence, turn.duration_s * score.confidence)
        for turn, score in sorted(scored, key=lambda pair: pair[0].middle_s)
    )
    if len(points) < ENOUGH_TURNS:
        return Arc(points)
    smoothed = smooth([p.value for p in points], [p.weight for p in points])
    line = tuple(LinePoint(p.t_s, float(v)) for p, v in zip(points, smoothed, strict=True))
    return Arc(points, line, _figures(points, line))


def smooth(values: Sequence[float], weights: Sequence[float], sigma_turns: float = SMOOTHING_TURNS) -> Figures:
    """Weighted Gaussian kernel regression over the turns' order (Nadaraya 1964, Watson 1964).

    Args:
        values: valence per turn, shape (n,).
        weights: weight per turn, shape (n,), not negative; where all that count are zero they count alike.
        sigma_turns: the kernel's standard deviation in turns.

    Returns:
        the smoothed values, shape (n,).
    """
    order = np.arange(len(values), dtype=np.float64)
    kernel = np.exp(-0.5 * ((order[:, None] - order[None, :]) / sigma_turns) ** 2)
    value = np.asarray(values, dtype=np.float64)
    smoothed: Figures = kernel * _usable(weights)[None, :] @ value / (kernel @ _usable(weights))
    return np.clip(smoothed, value.min(), value.max())


def weighted_mean(points: Sequence[ArcPoint]) -> float:
    """The mean valence of some points, by weight."""
    return float(np.average([p.value for p in points], weights=_usable([p.weight for p in points])))


def _usable(weights: Sequence[float]) -> Figures:
    """Weights that never sum to zero: a turn of no length or confidence still counts a trace."""
    usable = np.asarray(weights, dtype=np.float64)
    return np.maximum(usable / (float(usable.max()) or 1.0), 1e-6)


def _figures(points: Sequence[ArcPoint], line: Sequence[LinePoint]) -> ArcFigures:
    start, end = weighted_mean(points[:EDGE_TURNS]), weighted_mean(points[-EDGE_TURNS:])
    low = min(line, key=lambda point: point.value)
    return ArcFigures(
        start=start,
        low=low.value,
        low_s=low.t_s,
        end=end,
        mean=weighted_mean(points),
        needle=end - start,
        recovery=end - low.value,
    )
