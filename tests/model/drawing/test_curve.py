from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.drawing.curve import knots_of, smooth_line


@given(st.lists(st.tuples(st.integers(0, 100_000).map(lambda ms: ms / 100), st.floats(-1, 1)), min_size=1, max_size=30))
def test_the_line_meets_its_points_and_never_swings_beyond_them(points: list[tuple[float, float]]) -> None:
    ordered = sorted(dict(points).items())
    xs, ys = smooth_line([x for x, _ in ordered], [y for _, y in ordered])
    assert np.all(np.diff(xs) >= 0)
    assert ys.min() >= min(y for _, y in ordered) - 1e-9
    assert ys.max() <= max(y for _, y in ordered) + 1e-9
    assert all(np.any((np.abs(xs - x) < 1e-6) & (np.abs(ys - y) < 1e-6)) for x, y in ordered)


def test_without_points_there_is_no_line() -> None:
    assert [len(part) for part in smooth_line([], [])] == [0, 0]


@pytest.mark.parametrize("kind", [list, np.array])
def test_one_point_or_none_makes_no_trouble(kind: Callable[[list[float]], Sequence[float]]) -> None:
    for points in ([], [0.25]):
        xs, ys = smooth_line(kind(points), kind(points))
        knots = knots_of(kind(points), kind(points))
        assert [xs.tolist(), ys.tolist()] == [points, points]
        assert [len(part) for part in (knots.x, knots.y, knots.tangents)] == [len(points)] * 3
