"""Where the level of a customer's valence changes for long: change points of the arc's dots, with their certainty.

The dots are taken for levels that hold for some turns, with noise around them. The most probable cut into levels is
found exactly by dynamic programming (Jackson et al. 2005, "An algorithm for optimal partitioning of data on an
interval") over the levels' marginal likelihoods (Fearnhead 2006, "Exact and efficient Bayesian inference for multiple
changepoint problems"). Each change is then put where most of its posterior lies within one turn.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.model.arc import ENOUGH_TURNS, ArcPoint

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
Where = Places | slice | int
_TRACE = 1e-6


@dataclass(frozen=True, slots=True)
class ChangeRules:
    """When a change of level is one. Valences are −1 to +1.

    `shortest_turns` is how many turns a level lasts at the least. `smallest_change` is between two levels. `strictness`
    raises the evidence that a change needs, as a natural logarithm: at 0.8 about one flat arc in fifteen is given a
    change (benchmarks/pivots.py). `noise` is the standard deviation of turns around their level that is expected, and
    `noise_turns` for how many observed turns that expectation counts. `level_spread` is the standard deviation of
    levels around the call's mean.
    """

    shortest_turns: int = 3
    smallest_change: float = 0.2
    strictness: float = 0.8
    noise: float = 0.3
    noise_turns: float = 8.0
    level_spread: float = 0.4


@dataclass(frozen=True, slots=True)
class Change:
    """A lasting change of level. `turn` is the index of the first turn that has the new level.

    `before` and `after` are the weighted means from the change before and to the change after. `certainty` is the
    posterior probability, 0 to 1, that there is a change at this turn or next to it.
    """

    turn: int
    before: float
    after: float
    certainty: float

    @property
    def size(self) -> float:
        """How far the level moved: mean after − mean before."""
        return self.after - self.before


def changes_of(points: Sequence[ArcPoint], rules: ChangeRules | None = None) -> tuple[Change, ...]:
    """Find the changes of level in a customer's dots, in the order of time.

    Fewer than six turns have none: too few to speak of an arc.

    Args:
        points: the dots of an arc, in the order of time.
        rules: when a change is one.
    """
    rules = rules or ChangeRules()
    if len(points) < max(ENOUGH_TURNS, 2 * rules.shortest_turns):
        return ()
    dots = _Dots.of(points, rules)
    cuts = dots.placed(dots.best_cuts())
    while cuts and abs(dots.step(cuts, weakest := dots.weakest(cuts))) < rules.smallest_change:
        cuts = dots.placed([*cuts[:weakest], *cuts[weakest + 1 :]])
    return tuple(dots.change(cuts, index) for index in range(len(cuts)))


@dataclass(frozen=True, slots=True, eq=False)
class _Dots:
    """The dots as sums, so that any stretch of them is weighed at once.

    `counts` and `sums` are the cumulated precisions and precision × valence, shape (turns + 1,), in units of the noise.
    """

    counts: Numbers
    sums: Numbers
    mean: float
    rules: ChangeRules

    @classmethod
    def of(cls, points: Sequence[ArcPoint], rules: ChangeRules) -> "_Dots":
        values = np.array([point.value for point in points], dtype=np.float64)
        shares = _shares(np.array([point.weight for point in points], dtype=np.float64))
        mean = float(np.average(values, weights=shares))
        precisions = shares / _noise_variance(values, rules)
        return cls(_cumulated(precisions), _cumulated(precisions * (values - mean)), mean, rules)

    @property
    def turns(self) -> int:
        return len(self.counts) - 1

    @property
    def price(self) -> float:
        """The evidence that a change has to bring: the more turns there are, the more places it had to choose from."""
        return self.rules.strictness + 0.5 * math.log(self.turns)

    def evidence(self, first: Where, behind: Where) -> Numbers:
        """The log marginal likelihood of one level from `first` to before `behind`, but for what all cuts share."""
        count = self.counts[behind] - self.counts[first]
        total = self.sums[behind] - self.sums[first]
        variance = self.rules.level_spread**2
        likelihood: Numbers = 0.5 * (total**2 / (count + 1 / variance) - np.log1p(count * variance))
        return likelihood

    def best_cuts(self) -> list[int]:
        """The cuts of the most probable partition, in order."""
        shortest = self.rules.shortest_turns
        best = np.full(self.turns + 1, -np.inf)
        best[0] = self.price
        last = np.zeros(self.turns + 1, dtype=np.intp)
        for behind in range(shortest, self.turns + 1):
            firsts = slice(behind - shortest + 1)
            found = best[firsts] + self.evidence(firsts, behind) - self.price
            last[behind] = found.argmax()
            best[behind] = found[last[behind]]
        cuts = [int(last[self.turns])]
        while cuts[-1] > 0:
            cuts.append(int(last[cuts[-1]]))
        return cuts[-2::-1]

    def placed(self, cuts: Sequence[int]) -> list[int]:
        """Each cut moved to where most of its posterior lies within one turn, between its neighbours."""
        placed: list[int] = []
        for index in range(len(cuts)):
            places, probabilities = self._posterior([*placed, *cuts[index:]], index)
            placed.append(int(places[_within_one(probabilities).argmax()]))
        return placed

    def change(self, cuts: Sequence[int], index: int) -> Change:
        """What is known of a cut."""
        places, probabilities = self._posterior(cuts, index)
        certainty = float(_within_one(probabilities)[places == cuts[index]][0])
        first, cut, behind = self._around(cuts, index)
        return Change(cut, self._level(first, cut), self._level(cut, behind), certainty)

    def step(self, cuts: Sequence[int], index: int) -> float:
        """How far the level moves at a cut."""
        first, cut, behind = self._around(cuts, index)
        return self._level(cut, behind) - self._level(first, cut)

    def weakest(self, cuts: Sequence[int]) -> int:
        """The index of the cut at which the level moves least."""
        return min(range(len(cuts)), key=lambda index: abs(self.step(cuts, index)))

    def _posterior(self, cuts: Sequence[int], index: int) -> tuple[Places, Numbers]:
        """The places where a cut may be between its neighbours, with their probabilities; the rest is no cut at all."""
        first, _, behind = self._around(cuts, index)
        shortest = self.rules.shortest_turns
        places = np.arange(first + shortest, behind - shortest + 1)
        one_level = self.evidence(first, behind) + self.price
        gained = self.evidence(first, places) + self.evidence(places, behind) - one_level
        top = max(float(gained.max()), 0.0)
        odds = np.exp(gained - top)
        return places, odds / (odds.sum() + math.exp(-top))

    def _around(self, cuts: Sequence[int], index: int) -> tuple[int, int, int]:
        edges = [0, *cuts, self.turns]
        return edges[index], edges[index + 1], edges[index + 2]

    def _level(self, first: int, behind: int) -> float:
        total, count = self.sums[behind] - self.sums[first], self.counts[behind] - self.counts[first]
        return float(np.clip(self.mean + total / count, -1.0, 1.0))


def _shares(weights: Numbers) -> Numbers:
    """How much each turn counts, 1 on average.

    A long and sure turn is no more than one turn of a mood: a turn's variance is one part of the mood's own and one of
    the estimate's, which falls with the weight (DerSimonian & Laird 1986) and is half the first at the median weight.
    """
    half = float(np.median(weights[weights > 0])) / 2 if (weights > 0).any() else 0.0
    shares = weights / (weights + half) if half else np.ones(len(weights))
    usable: Numbers = np.maximum(shares / shares.mean(), _TRACE)
    return usable


def _noise_variance(values: Numbers, rules: ChangeRules) -> float:
    """From the differences of neighbours, which a change of level hardly touches (Rice 1984), and what is expected."""
    differences = np.diff(values)
    seen = float(differences @ differences) / 2
    return (rules.noise_turns * rules.noise**2 + seen) / (rules.noise_turns + len(differences))


def _cumulated(values: Numbers) -> Numbers:
    return np.concatenate(([0.0], np.cumsum(values)))


def _within_one(probabilities: Numbers) -> Numbers:
    """The probability of each place and of both beside it together."""
    padded = np.pad(probabilities, 1)
    together: Numbers = padded[:-2] + probabilities + padded[2:]
    return together
