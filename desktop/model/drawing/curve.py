"""A smooth line through points that never swings beyond them: cubic pieces, or many points close together.

Tangents are those of Fritsch and Butland (1984), so the lowest point of the line is one of the points.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Knots:
    """The points of a smooth line, x rising, with its slope at each: three arrays of shape (points,)."""

    x: Numbers
    y: Numbers
    tangents: Numbers


def knots_of(xs: Sequence[float], ys: Sequence[float]) -> Knots:
    """What a smooth line is drawn from: x rising; of two points at one place the later is left out."""
    x, kept = np.unique(np.asarray(xs, np.float64), return_index=True)
    y = np.asarray(ys, np.float64)[kept]
    gaps = np.diff(x)
    return Knots(x, y, _tangents(np.diff(y) / gaps, gaps)[: len(x)])


def smooth_line(xs: Sequence[float], ys: Sequence[float], pieces: int = 8) -> tuple[Numbers, Numbers]:
    """Points along the line, each stretch between two given points cut into so many pieces.

    Args:
        xs: where the points are, rising; of two at one place the later is left out.
        ys: their heights.
        pieces: into how many straight lines a stretch is cut.
    """
    if not len(xs):
        return np.array([]), np.array([])
    knots = knots_of(xs, ys)
    x, y, tangents = knots.x, knots.y, knots.tangents
    gaps = np.diff(x)
    share = np.arange(pieces) / pieces
    left, right = _hermite(share)
    inner = y[:-1, None] + np.diff(y)[:, None] * (share**2 * (3 - 2 * share))
    inner = inner + gaps[:, None] * (tangents[:-1, None] * left + tangents[1:, None] * right)
    along = x[:-1, None] + gaps[:, None] * share
    return np.append(along.ravel(), x[-1]), np.append(inner.ravel(), y[-1])


def _hermite(share: Numbers) -> tuple[Numbers, Numbers]:
    """The weights of the tangents at the left and the right end of a stretch."""
    return share * (1 - share) ** 2, share**2 * (share - 1)


def _tangents(slopes: Numbers, gaps: Numbers) -> Numbers:
    """The weighted harmonic mean of the slopes on both sides; level at the ends and where the two disagree."""
    tangents = np.zeros(len(slopes) + 1)
    before, after = slopes[:-1], slopes[1:]
    agree = np.sign(before) * np.sign(after) > 0
    left, right = 2 * gaps[1:] + gaps[:-1], gaps[1:] + 2 * gaps[:-1]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        mean = (left + right) / (left / before + right / after)
    tangents[1:-1][agree] = mean[agree]
    return tangents
