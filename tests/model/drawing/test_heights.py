import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.drawing.heights import Heights, tenth


@given(st.floats(20.0, 300.0), st.integers(-10, 10))
def test_what_is_let_go_where_a_valence_stands_has_that_valence(middle: float, tenths: int) -> None:
    heights = Heights(middle)
    assert heights.value(heights.y(tenths / 10)) == tenths / 10


@given(st.floats(20.0, 300.0), st.floats(-1000.0, 1000.0))
def test_a_dot_is_set_to_a_tenth_within_the_scale(middle: float, y: float) -> None:
    value = Heights(middle).value(y)
    assert -1.0 <= value <= 1.0
    assert value * 10 == pytest.approx(round(value * 10))


def test_the_scale_is_whole_within_the_lane() -> None:
    assert 0 < Heights(100.0).y(1.0) < Heights(100.0).y(0.0) == 100.0 < Heights(100.0).y(-1.0) < 200.0
    assert Heights(0.0).value(10.0) == 0.0


def test_a_tenth_is_never_a_negative_nought_to_compare_with() -> None:
    assert [tenth(value) for value in (-0.04, 0.26, 1.7, -3.0)] == [0.0, 0.3, 1.0, -1.0]
