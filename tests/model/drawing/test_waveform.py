import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.drawing.waveform import columns, coverage, gain_of
from desktop.model.peaks import Peaks


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
