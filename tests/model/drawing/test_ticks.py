import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.drawing.ticks import finer_step_s, tick_label, tick_step_s, ticks_s


@given(st.floats(0.0005, 50.0), st.floats(20.0, 90.0))
def test_labels_of_ticks_never_overlap_and_steps_are_round(s_per_px: float, label_px: float) -> None:
    step_s = tick_step_s(s_per_px, label_px)
    assert step_s >= s_per_px * label_px
    assert step_s in {0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800} or step_s % 3600 == 0
    assert step_s / finer_step_s(step_s) == pytest.approx(round(step_s / finer_step_s(step_s)))


@given(st.floats(0.0, 10_000.0), st.floats(0.0, 100.0), st.sampled_from([0.1, 0.5, 1.0, 15.0, 60.0]))
def test_ticks_are_the_multiples_within_a_stretch(start_s: float, length_s: float, step_s: float) -> None:
    ticks = ticks_s(start_s, start_s + length_s, step_s)
    assert abs(len(ticks) - length_s / step_s) <= 1 + 1e-6
    assert all(start_s - 1e-3 <= t_s <= start_s + length_s + 1e-3 for t_s in ticks)
    assert all(t_s / step_s == pytest.approx(round(t_s / step_s)) for t_s in ticks)


@pytest.mark.parametrize(
    ("t_s", "step_s", "duration_s", "written"),
    [
        (72.0, 30.0, 150.0, "1:12"),
        (72.5, 0.5, 150.0, "1:12.5"),
        (0.3, 0.1, 150.0, "0:00.3"),
        (72.0, 30.0, 3600.0, "0:01:12"),
        (3725.0, 5.0, 7200.0, "1:02:05"),
        (600.0, 600.0, 7200.0, "0:10:00"),
    ],
)
def test_ticks_are_written_as_the_length_of_the_call_asks(
    t_s: float, step_s: float, duration_s: float, written: str
) -> None:
    assert tick_label(t_s, step_s, duration_s) == written
