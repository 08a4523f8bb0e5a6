"""The dots of an arc as arrays: where they lie for a scale, and what each looks like."""

from collections.abc import Sequence

import numpy as np

from desktop.model.arc import ArcPoint
from desktop.model.drawing.heights import Heights
from desktop.model.drawing.rings import Ring, ring_of
from desktop.model.drawing.time_view import Numbers, Scale
from desktop.model.scored_turn import ScoredTurn

_LEAST_RADIUS, MOST_RADIUS = 3.5, 7.0
# A dot with its ring.
_EDGE_PX = 2 * MOST_RADIUS
Ghost = tuple[float, float, float]


class DotField:
    """The dots of a customer's turns; `ghosts` are time, valence and estimate of those that a coach has set."""

    def __init__(self, turns: Sequence[ScoredTurn], points: Sequence[ArcPoint]) -> None:
        self.points = tuple(points)
        scores = [turn.score for turn in turns if turn.score is not None]
        self._dots = np.array([(p.t_s, p.value, p.weight) for p in points], np.float64).reshape(-1, 3)
        self._rings = [ring_of(score.voice) for score in scores]
        self._by_coach = [score.corrected for score in scores]
        pairs = zip(self.points, scores, strict=True)
        self.ghosts: list[Ghost] = [(p.t_s, p.value, s.estimate) for p, s in pairs if s.estimate is not None]
        self._placed: tuple[Scale, Heights, Numbers] | None = None

    def in_view(self, scale: Scale, width: float) -> slice:
        """Which dots are seen, at least in part."""
        edge_s = _EDGE_PX * scale.s_per_px
        begin_s, end_s = scale.t(0.0) - edge_s, scale.t(width) + edge_s
        first, last = np.searchsorted(self._dots[:, 0], (begin_s, end_s))
        return slice(int(first), int(last))

    def circles(self, scale: Scale, heights: Heights) -> Numbers:
        """Where all dots lie, of shape (dots, 3): x, y, radius.

        The area says the weight; all are smaller where they are dense.
        """
        if self._placed is None or self._placed[:2] != (scale, heights):
            self._placed = (scale, heights, self._circles(scale, heights))
        return self._placed[2]

    def looks(self, shown: slice) -> tuple[Numbers, Sequence[Ring], Sequence[bool]]:
        """Of some dots the valences, the rings, and whether a coach has set them."""
        return self._dots[shown, 1], self._rings[shown], self._by_coach[shown]

    def _circles(self, scale: Scale, heights: Heights) -> Numbers:
        heaviest = float(self._dots[:, 2].max()) if len(self._dots) else 0.0
        share = np.sqrt(self._dots[:, 2] / heaviest) if heaviest > 0 else np.zeros(len(self._dots))
        room = scale.view.duration_s / max(len(self._dots), 1) / scale.s_per_px
        radius = (_LEAST_RADIUS + (MOST_RADIUS - _LEAST_RADIUS) * share) * min(max(room / 12, 0.5), 1.0)
        ys = heights.middle - heights.per_valence * self._dots[:, 1]
        return np.column_stack([scale.xs(self._dots[:, 0]), ys, radius])
