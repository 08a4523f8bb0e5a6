import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.drawing.time_view import SHORTEST_S, Scale, TimeView

durations = st.floats(0.0, 20_000.0)
times = st.floats(-1000.0, 25_000.0)


@given(durations, times, times, st.floats(0.001, 1000.0), times)
def test_a_view_never_leaves_the_call_nor_shrinks_below_a_second(
    duration_s: float, start_s: float, end_s: float, factor: float, at_s: float
) -> None:
    view = TimeView.whole(duration_s).moved_to(start_s, end_s)
    for changed in (view, view.zoomed(factor, at_s), view.panned(at_s), view.paged_to(at_s)):
        assert changed.start_s >= 0
        assert changed.end_s <= changed.duration_s + 1e-6
        assert changed.span_s >= SHORTEST_S - 1e-6


@given(st.floats(100.0, 10_000.0), st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.floats(1.0, 50.0))
def test_zooming_in_keeps_the_time_under_the_pointer(duration_s: float, begin: float, at: float, factor: float) -> None:
    view = TimeView.whole(duration_s).moved_to(begin * duration_s / 2, begin * duration_s)
    before = Scale(view, 10.0, 1000.0)
    t_s = before.t(1000 * at)
    after = Scale(view.zoomed(factor, t_s), 10.0, 1000.0)
    assert after.x(t_s) == pytest.approx(1000 * at, abs=0.01)
