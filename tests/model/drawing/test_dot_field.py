import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.arc import arc_of
from desktop.model.call import Role
from desktop.model.drawing.dot_field import MOST_RADIUS, DotField
from desktop.model.drawing.heights import Heights
from desktop.model.drawing.time_view import Scale, TimeView
from desktop.model.score import Score
from desktop.model.scored_turn import ScoredTurn
from desktop.model.turn import Turn


def field(values: list[float], estimates: dict[int, float] | None = None) -> DotField:
    known = estimates or {}
    turns = [
        ScoredTurn(Turn(Role.CUSTOMER, 1, 5.0 * n, 5.0 * n + 2, ()), Score(v, 0.8, estimate=known.get(n)))
        for n, v in enumerate(values)
    ]
    return DotField(turns, arc_of([(t.turn, t.score) for t in turns if t.score]).points)


@given(st.lists(st.floats(-1, 1), max_size=40), st.floats(0, 150), st.floats(1, 100))
def test_exactly_the_dots_that_can_be_seen_are_in_view(values: list[float], start_s: float, span_s: float) -> None:
    dots, scale = field(values), Scale(TimeView.whole(250.0).moved_to(start_s, start_s + span_s), 10.0, 500.0)
    circles = dots.circles(scale, Heights(60.0))
    seen = {n for n, (x, _, radius) in enumerate(circles) if -radius <= x <= 520.0 + radius}
    shown = range(len(values))[dots.in_view(scale, 520.0)]
    assert seen <= set(shown)
    assert np.all(circles[:, 2] <= MOST_RADIUS)


def test_what_a_coach_has_set_leaves_a_ghost() -> None:
    dots = field([0.1, 0.8, -0.2], {1: -0.6})
    assert dots.ghosts == [(6.0, 0.8, -0.6)]
    assert dots.looks(slice(0, 3))[2] == [False, True, False]
