"""How often pivots are found where they are, and where there are none, on arcs made for it.

    python benchmarks/pivots.py [--arcs 2000] [--seed 1]

Arcs have 20 to 40 customer turns and one change of 0.6, up or down, at least a fifth from either end, with noise of
standard deviation 0.3; a flat arc has no change. `around 0` changes from -0.3 to +0.3 or back; `anywhere` has its
levels anywhere in -1 to +1; `clipped` turns are cut to -1 to +1, as real ones are; `weighted` turns last and are sure
unevenly. The time of a change counts as found where any pivot lies within so many turns; `others` is the share of arcs
with pivots besides. `flat` is the share of flat arcs that are given a pivot.

The oracle knows both levels, the noise and that there is one change, and says only where it is (maximum likelihood).
The baselines are the largest difference of the means before and after in its standard error (the noise is told), and
the biggest step of the smoothed line. Each has the threshold with which it gives as many of these flat arcs a pivot as
the program does.
"""

import argparse
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.model.arc import ArcPoint, smooth
from desktop.model.course.changes import changes_of

CHANGE = 0.6
NOISE = 0.3
FEWEST, MOST = 20, 40
Numbers = NDArray[np.float64]
Find = Callable[[Sequence[ArcPoint]], list[int]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How arcs are made."""

    name: str
    anywhere: bool = False
    clipped: bool = False
    weighted: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """An arc with its levels; `turn` is the first on the new level, or null where it is flat."""

    points: tuple[ArcPoint, ...]
    levels: Numbers
    turn: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of arcs, 0 to 1."""

    within_one: float
    within_two: float
    others: float


KINDS = (
    Kind("around 0"),
    Kind("around 0, clipped", clipped=True),
    Kind("anywhere, clipped", anywhere=True, clipped=True),
    Kind("around 0, clipped, weighted", clipped=True, weighted=True),
)


def main() -> int:
    """Print the table."""
    options = _options()
    print(f"{options.arcs} arcs with a change of {CHANGE} and {options.arcs} flat ones a row, noise {NOISE}")
    print(f"{'':28} {'':18} {'within 1':>9} {'within 2':>9} {'others':>7} {'flat':>6}")
    for number, kind in enumerate(KINDS):
        random = np.random.default_rng([options.seed, number])
        changed = [made(random, kind, change=True) for _ in range(options.arcs)]
        flat = [made(random, kind, change=False) for _ in range(options.arcs)]
        print(_rows(kind, changed, flat), flush=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--arcs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def made(random: np.random.Generator, kind: Kind, *, change: bool) -> Made:
    """An arc of a kind."""
    turns = int(random.integers(FEWEST, MOST + 1))
    turn = int(random.integers(math.ceil(turns / 5), math.floor(turns - turns / 5) + 1))
    step = float(random.choice((-CHANGE, CHANGE))) if change else 0.0
    middle = random.uniform(abs(step) / 2 - 1, 1 - abs(step) / 2) if kind.anywhere else 0.0
    levels = middle + np.where(np.arange(turns) < turn, -step / 2, step / 2)
    values = levels + random.normal(0, NOISE, turns)
    values = np.clip(values, -1, 1) if kind.clipped else values
    weights = np.ones(turns)
    if kind.weighted:
        weights = np.exp(random.normal(1, 0.7, turns)) * random.uniform(0.3, 1, turns)
    points = (ArcPoint(5.0 * n, float(v), float(w)) for n, (v, w) in enumerate(zip(values, weights, strict=True)))
    return Made(tuple(points), levels, turn if change else None)


def figures_of(arcs: Sequence[Made], find: Find) -> Figures:
    """How often a finder finds the change."""
    one, two, others = 0, 0, 0
    for arc in arcs:
        found = find(arc.points)
        apart = [abs(turn - arc.turn) for turn in found if arc.turn is not None]
        one += min(apart, default=MOST) <= 1
        two += min(apart, default=MOST) <= 2
        others += len(found) > (min(apart, default=MOST) <= 2)
    return Figures(one / len(arcs), two / len(arcs), others / len(arcs))


def share_with_pivot(arcs: Sequence[Made], find: Find) -> float:
    """The share of arcs in which a finder finds anything."""
    return sum(bool(find(arc.points)) for arc in arcs) / len(arcs)


def ours(points: Sequence[ArcPoint]) -> list[int]:
    """The program."""
    return [change.turn for change in changes_of(points)]


def oracle(arc: Made) -> list[int]:
    """Where the change is, by somebody who knows all but that."""
    values = np.array([point.value for point in arc.points])
    nearer_before = (values - arc.levels[-1]) ** 2 - (values - arc.levels[0]) ** 2
    return [int(np.cumsum(nearer_before)[:-1].argmax()) + 1]


def halves(points: Sequence[ArcPoint]) -> tuple[int, float]:
    """The largest difference of the means before and after, in its standard error, at least three turns from an end."""
    values = np.array([point.value for point in points])
    places = range(3, len(values) - 2)
    sizes = [
        abs(values[:n].mean() - values[n:].mean()) / math.sqrt(1 / n + 1 / (len(values) - n)) / NOISE for n in places
    ]
    best = int(np.argmax(sizes))
    return places[best], sizes[best]


def steepest(points: Sequence[ArcPoint]) -> tuple[int, float]:
    """The biggest step of the smoothed line."""
    steps = np.abs(np.diff(smooth([p.value for p in points], [p.weight for p in points])))
    return int(steps.argmax()) + 1, float(steps.max())


def _rows(kind: Kind, changed: Sequence[Made], flat: Sequence[Made]) -> str:
    known = {id(arc.points): oracle(arc) for arc in changed}
    begun_s = time.perf_counter()
    false = share_with_pivot(flat, ours)
    each_ms = 1000 * (time.perf_counter() - begun_s) / len(flat)
    finders: dict[str, tuple[Find, float | None]] = {
        "upswing": (ours, false),
        "oracle": (lambda points: known[id(points)], None),
    }
    for name, strongest in (("means apart", halves), ("biggest step", steepest)):
        threshold = float(np.quantile([strongest(arc.points)[1] for arc in flat], 1 - false))
        find = _above(strongest, threshold)
        finders[name] = (find, share_with_pivot(flat, find))
    lines = [
        _row(kind.name if name == "upswing" else "", name, figures_of(changed, find), share)
        for name, (find, share) in finders.items()
    ]
    return "\n".join([*lines, f"{'':28} {each_ms:.2f} ms an arc"])


def _above(strongest: Callable[[Sequence[ArcPoint]], tuple[int, float]], threshold: float) -> Find:
    def find(points: Sequence[ArcPoint]) -> list[int]:
        place, size = strongest(points)
        return [place] if size > threshold else []

    return find


def _row(kind: str, name: str, figures: Figures, false: float | None) -> str:
    found = f"{figures.within_one:>9.1%} {figures.within_two:>9.1%} {figures.others:>7.1%}"
    return f"{kind:28} {name:18} {found} {'' if false is None else format(false, '.1%'):>6}"


if __name__ == "__main__":
    raise SystemExit(main())
