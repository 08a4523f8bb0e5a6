from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.call import Channel, Role
from desktop.model.curve import smooth_line
from desktop.model.lanes import lanes_of
from desktop.model.peaks import Peaks
from desktop.model.placing import Box, place_labels
from desktop.model.report import CallReport
from desktop.model.stacking import Room, rows_of, stacked
from desktop.model.ticks import finer_step_s, tick_label, tick_step_s, ticks_s
from desktop.model.time_view import SHORTEST_S, Scale, TimeView
from desktop.model.waveform import columns, coverage, gain_of

durations = st.floats(0.0, 20_000.0)
times = st.floats(-1000.0, 25_000.0)
extents = st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 200)), max_size=30).map(
    lambda pairs: sorted((start, start + length) for start, length in pairs)
)
rooms = st.lists(st.builds(Room, st.floats(1, 100), st.floats(0, 5), st.floats(100, 500)), min_size=1, max_size=6)


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


@given(extents, st.floats(0, 20), st.integers(1, 3))
def test_flags_overlap_in_a_row_only_where_all_rows_are_taken(
    extents: list[tuple[float, float]], gap: float, most: int
) -> None:
    rows = rows_of(extents, gap, most)
    assert all(0 <= row < most for row in rows)
    for position, (start, _) in enumerate(extents):
        taken = {row for row, (_, end) in zip(rows[:position], extents[:position], strict=True) if end > start - gap}
        if len(taken) < most:
            assert rows[position] not in taken


@given(st.floats(0, 2000), rooms)
def test_lanes_lie_one_below_the_other_and_within_the_height(total: float, rooms: list[Room]) -> None:
    lanes = stacked(total, rooms)
    bottom = 0.0
    for top, height in lanes:
        assert top == pytest.approx(bottom, abs=1e-6)
        bottom = top + height
    assert bottom <= total + 1e-6
    if sum(room.least for room in rooms) <= total:
        assert all(height >= room.least - 1e-6 for room, (_, height) in zip(rooms, lanes, strict=True))
        assert all(height <= max(room.most, room.least) + 1e-6 for room, (_, height) in zip(rooms, lanes, strict=True))


@given(st.integers(1, 3000), st.integers(0, 2**32 - 1), st.floats(0.001, 5.0), st.integers(-50, 500))
def test_no_peak_is_lost_at_any_zoom(bins: int, seed: int, s_per_px: float, first: int) -> None:
    chance = np.random.default_rng(seed)
    high = chance.integers(0, 128, (1, bins)).astype(np.int8)
    peaks = Peaks(-high, high)
    low, top = columns(peaks.pyramid(), 0, first, 200, s_per_px)
    assert low.shape == top.shape == (200,)
    assert np.all(low <= 0)
    assert np.all((top >= 0) & (top <= 1))
    if s_per_px >= 0.01:
        whole = columns(peaks.pyramid(), 0, 0, int(bins / 100 / s_per_px) + 2, s_per_px)[1]
        assert round(float(whole.max()) * 127) == int(high.max())


def test_a_waveform_does_not_flicker_while_it_moves() -> None:
    chance = np.random.default_rng(1)
    high = chance.integers(0, 128, (1, 5000)).astype(np.int8)
    pyramid = Peaks(-high, high).pyramid()
    still, moved = (columns(pyramid, 0, first, 100, 0.037)[1] for first in (100, 107))
    assert np.array_equal(still[7:], moved[:-7])


def test_silence_is_a_thin_line_and_full_scale_fills_the_lane() -> None:
    silent, loud = np.zeros(1, np.float32), np.ones(1, np.float32)
    assert 100 < int(coverage(silent, silent, 41).sum()) < 260
    assert int((coverage(-loud, loud, 41) > 200).sum()) >= 39


def test_quiet_recordings_are_drawn_larger_but_noise_is_not_blown_up() -> None:
    def gain(loudest: int) -> float:
        return gain_of(Peaks(np.full((1, 9), -loudest, np.int8), np.full((1, 9), loudest, np.int8)).pyramid())

    assert gain(127) == 1.0
    assert gain(64) == pytest.approx(1.98, abs=0.01)
    assert gain(1) == 8.0
    assert gain(0) == 1.0


@given(st.lists(st.tuples(st.integers(0, 100_000).map(lambda ms: ms / 100), st.floats(-1, 1)), min_size=1, max_size=30))
def test_the_line_meets_its_points_and_never_swings_beyond_them(points: list[tuple[float, float]]) -> None:
    ordered = sorted(dict(points).items())
    xs, ys = smooth_line([x for x, _ in ordered], [y for _, y in ordered])
    assert np.all(np.diff(xs) >= 0)
    assert ys.min() >= min(y for _, y in ordered) - 1e-9
    assert ys.max() <= max(y for _, y in ordered) + 1e-9
    assert all(np.any((np.abs(xs - x) < 1e-6) & (np.abs(ys - y) < 1e-6)) for x, y in ordered)


@given(st.lists(st.tuples(st.floats(0, 900), st.floats(0, 300)), max_size=12))
def test_labels_cover_neither_dots_nor_each_other(dots: list[tuple[float, float]]) -> None:
    circles = np.array([(x, y, 6.0) for x, y in dots], np.float64).reshape(-1, 3)
    within = Box(0, 0, 900, 300)
    boxes = place_labels([Box(x, 150, 80, 15) for x in (100.0, 400.0, 700.0)], circles, within, 9.0)
    for position, box in enumerate(boxes):
        assert box.left >= 0
        assert box.right <= 900
        assert not any(box.overlaps(other) for other in boxes[:position])
        nearest = [(max(box.left - x, x - box.right, 0), max(box.top - y, y - box.bottom, 0)) for x, y in dots]
        assert all(np.hypot(*away) >= 6.0 - 1e-9 for away in nearest)


def test_lanes_are_named_by_role_or_else_by_side(report: CallReport) -> None:
    def names(*roles: Role) -> list[str]:
        channels = tuple(Channel(index, role) for index, role in enumerate(roles))
        return [lane.name for lane in lanes_of(replace(report.call, channels=channels), 2)]

    assert names(Role.AGENT, Role.CUSTOMER) == ["Arc", "Moments", "Customer", "Agent", ""]
    assert names(Role.UNKNOWN, Role.UNKNOWN) == ["Arc", "Moments", "Left", "Right", ""]
    assert names(Role.AGENT, Role.UNKNOWN) == ["Arc", "Moments", "Agent", "Right", ""]
    assert names(Role.AGENT, Role.AGENT) == ["Arc", "Moments", "Left", "Right", ""]
    assert [lane.name for lane in lanes_of(report.call, 0)] == ["Arc", "Moments", "Sound", ""]
