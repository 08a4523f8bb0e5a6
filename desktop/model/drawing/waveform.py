"""A waveform as columns of pixels: extremes from the level of the pyramid that suits, and how they cover pixels."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from desktop.model.peaks import FULL_SCALE, Peaks

Heights = NDArray[np.float32]
_MOST_GAIN = 8.0
_THINNEST = 0.6


def gain_of(pyramid: Sequence[Peaks]) -> float:
    """By what the samples are multiplied so that the loudest of the recording fills its lane; at most 8."""
    top = pyramid[-1]
    loudest = max((int(np.abs(bins.astype(np.int16)).max()) for bins in (top.low, top.high) if bins.size), default=0)
    return min(FULL_SCALE / loudest, _MOST_GAIN) if loudest else 1.0


def columns(pyramid: Sequence[Peaks], channel: int, first: int, count: int, s_per_px: float) -> tuple[Heights, Heights]:
    """Lowest and highest sample of each column of pixels, −1 to +1, of shape (count,).

    Column `n` stands for the time from `n * s_per_px` to `(n + 1) * s_per_px`, whatever is in view, so that a shape
    does not flicker while it moves. Outside of the recording both are zero.
    """
    level = _level_for(pyramid, s_per_px)
    bins_per_px = level.bins_per_s * s_per_px
    edges = (np.arange(first, first + count + 1) * bins_per_px).astype(np.float64)
    if bins_per_px < 1:
        middle = (edges[:-1] + edges[1:]) / 2 - 0.5
        return _between(level.low[channel], middle), _between(level.high[channel], middle)
    return _reduced(level.low[channel], edges, np.minimum), _reduced(level.high[channel], edges, np.maximum)


def coverage(low: Heights, high: Heights, height: int) -> NDArray[np.uint8]:
    """How much of each pixel the shape covers, 0 to 255, of shape (height, columns); at least a thin line."""
    half = height / 2
    top, bottom = half - high * (half - 1), half - low * (half - 1)
    thin = np.maximum(_THINNEST - (bottom - top), 0.0) / 2
    top, bottom = (top - thin).astype(np.float32), (bottom + thin).astype(np.float32)
    row = np.arange(height, dtype=np.float32)[:, None]
    covered = np.minimum(bottom, row + 1) - np.maximum(top, row)
    return np.asarray(np.clip(covered, 0.0, 1.0) * 255, np.uint8)


def _level_for(pyramid: Sequence[Peaks], s_per_px: float) -> Peaks:
    """The coarsest level that still has a bin for every pixel, or else the finest."""
    fine_enough = [level for level in pyramid if level.bins_per_s * s_per_px >= 1]
    return min(fine_enough, key=lambda level: level.bins_per_s, default=pyramid[0])


def _reduced(bins: NDArray[np.int8], edges: NDArray[np.float64], extreme: np.ufunc) -> Heights:
    padded = np.append(bins, np.int8(0))
    begins = np.clip(np.floor(edges).astype(np.int64), 0, len(bins))
    reduced = extreme.reduceat(padded, begins)[:-1].astype(np.float32)
    reduced[begins[:-1] == begins[1:]] = 0
    return np.asarray(reduced / FULL_SCALE, np.float32)


def _between(bins: NDArray[np.int8], at: NDArray[np.float64]) -> Heights:
    """Values between neighbouring bins, on straight lines; a smooth outline where one bin is many pixels wide."""
    if not len(bins):
        return np.zeros(len(at), np.float32)
    first, last = max(math.floor(at[0]) - 1, 0), min(math.ceil(at[-1]) + 2, len(bins))
    near = np.arange(first, max(last, first + 1))
    known = np.interp(at, near, bins[np.minimum(near, len(bins) - 1)], left=0.0, right=0.0)
    return np.asarray(known / FULL_SCALE, np.float32)
