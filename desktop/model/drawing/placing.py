"""Where labels and flags stand so that they cover neither marks nor each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np
from numpy.typing import NDArray

Circles = NDArray[np.float64]
Extent = tuple[float, float]
# No circle is larger than this.
_FAR = 40.0
_ROUNDS = 6
_ASIDE = (0.0, 0.62, -0.62, 1.0, -1.0)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height

    def overlaps(self, other: "Box") -> bool:
        """Whether two boxes share a pixel."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def place_labels(
    anchors: Sequence[Box], circles: Circles, within: Box, reach: float, taken: Sequence[Box] = ()
) -> list[Box]:
    """For each label in turn the place nearest to its anchor where it covers nothing.

    Args:
        anchors: each label's size, centred on what it names.
        circles: what must not be covered, of shape (n, 3): x, y, radius.
        within: where labels may stand.
        reach: how far above or below its anchor's middle a label begins at the least.
        taken: other places that must not be covered.

    Returns:
        one box per anchor; where no place is free, the nearest one within.
    """
    placed: list[Box] = []
    for anchor in anchors:
        free = _first_free(anchor, reach, circles, within, [*taken, *placed])
        placed.append(free or _inside(_places(anchor, reach)[0], within))
    return placed


def rows_of(extents: Sequence[Extent], gap: float, most: int) -> list[int]:
    """The row of each stretch, in the order in which they begin: the first row that is free, of at most so many.

    Where no row is free, the one that is free soonest is taken.
    """
    ends: list[float] = []
    rows: list[int] = []
    for start, end in extents:
        free = (row for row, last in enumerate(ends) if start - last >= gap)
        row = next(free, len(ends) if len(ends) < most else min(range(most), key=ends.__getitem__))
        if row == len(ends):
            ends.append(end)
        ends[row] = max(ends[row], end)
        rows.append(row)
    return rows


def widths_that_fit(
    starts: Sequence[float], widths: Sequence[float], narrow: float, weights: Sequence[float]
) -> list[float]:
    """How wide each chip of a row can be: in full, or only as wide as its sign, or 0 where there is no room for it.

    Args:
        starts: where they begin, in pixels.
        widths: what each takes in full.
        narrow: what a sign takes.
        weights: the heaviest comes first.
    """
    fitted = [0.0] * len(starts)
    for narrowly in (False, True):
        for place in sorted(range(len(starts)), key=lambda place: -weights[place]):
            start, width = starts[place], min(narrow, widths[place]) if narrowly else widths[place]
            others = [(starts[other], wide) for other, wide in enumerate(fitted) if wide]
            if not fitted[place] and all(start >= at + wide or at >= start + width for at, wide in others):
                fitted[place] = width
    return fitted


def _first_free(anchor: Box, reach: float, circles: Circles, within: Box, placed: Sequence[Box]) -> Box | None:
    tries = [_inside(box, within) for box in _places(anchor, reach)]
    clear = _clear_of(tries, circles)
    return next(
        (box for box, free in zip(tries, clear, strict=True) if free and not any(map(box.overlaps, placed))), None
    )


def _places(anchor: Box, reach: float) -> list[Box]:
    """Below and above an anchor and to either side, the nearest first."""
    x, middle = anchor.left + anchor.width / 2, anchor.top + anchor.height / 2
    places = []
    for step in range(_ROUNDS):
        away = reach + step * anchor.height * 0.7
        tops = (middle + away, middle - away - anchor.height)
        lefts = [anchor.left + aside * anchor.width for aside in _ASIDE]
        places += [Box(left, top, anchor.width, anchor.height) for left in lefts for top in tops]
    return sorted(places, key=lambda box: hypot(_beyond(x, box.left, box.right), _beyond(middle, box.top, box.bottom)))


def _beyond(at: float, least: float, most: float) -> float:
    return max(least - at, at - most, 0.0)


def _inside(box: Box, within: Box) -> Box:
    left = max(min(box.left, within.right - box.width), within.left)
    top = max(min(box.top, within.bottom - box.height), within.top)
    return Box(left, top, box.width, box.height)


def _clear_of(boxes: Sequence[Box], circles: Circles) -> list[bool]:
    """Of each box, whether it covers no circle."""
    edges = np.array([(box.left, box.top, box.right, box.bottom) for box in boxes])[:, :, None]
    near = (circles[:, 0] > edges[:, 0].min() - _FAR) & (circles[:, 0] < edges[:, 2].max() + _FAR)
    x, y, radius = circles[near].T
    across = np.maximum(np.maximum(edges[:, 0] - x, x - edges[:, 2]), 0.0)
    along = np.maximum(np.maximum(edges[:, 1] - y, y - edges[:, 3]), 0.0)
    covered = np.hypot(across, along) < radius
    return [bool(free) for free in ~covered.any(axis=1)]
