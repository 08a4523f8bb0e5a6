"""Waveforms: stored without loss, and no extreme is lost on the way to a coarser level."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.peaks import Bins, Peaks


def waveform(channels: int, bins: int, seed: int) -> Peaks:
    pair = np.random.default_rng(seed).integers(-127, 128, (2, channels, bins)).astype(np.int8)
    return Peaks(pair.min(axis=0), pair.max(axis=0))


waveforms = st.builds(waveform, st.integers(1, 3), st.integers(0, 300), st.integers(0, 2**32))


def same(one: Bins, other: Bins) -> bool:
    return one.shape == other.shape and one.dtype == other.dtype and bool((one == other).all())


@given(waveforms)
def test_what_is_packed_comes_back_as_it_was(peaks: Peaks) -> None:
    back = Peaks.unpacked(peaks.packed())

    assert same(back.low, peaks.low)
    assert same(back.high, peaks.high)
    assert back.bins_per_s == peaks.bins_per_s


@given(waveforms)
def test_every_level_contains_the_extremes_of_the_finest(peaks: Peaks) -> None:
    for number, level in enumerate(peaks.pyramid()):
        factor = 4**number
        assert level.bins_per_s * factor == 100
        assert level.low.shape == level.high.shape == (len(peaks.low), -(-peaks.low.shape[1] // factor))
        for column in range(level.low.shape[1]):
            covered = slice(column * factor, (column + 1) * factor)
            assert (level.low[:, column] == peaks.low[:, covered].min(axis=1)).all()
            assert (level.high[:, column] == peaks.high[:, covered].max(axis=1)).all()


@given(waveforms)
def test_the_coarsest_level_is_a_few_columns(peaks: Peaks) -> None:
    levels = peaks.pyramid()

    assert levels[0] is peaks
    assert levels[-1].low.shape[1] <= 4
    assert all(level.duration_s >= peaks.duration_s for level in levels)


@given(st.binary(max_size=60))
def test_other_bytes_are_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match="no waveform"):
        Peaks.unpacked(packed)


@given(waveforms, st.integers(1, 40))
def test_a_waveform_cut_short_is_refused(peaks: Peaks, missing: int) -> None:
    with pytest.raises(ValueError, match="no waveform"):
        Peaks.unpacked(peaks.packed()[:-missing])


def test_a_waveform_of_another_size_than_it_says_is_refused() -> None:
    with pytest.raises(ValueError, match="no waveform"):
        Peaks.unpacked(b"\x03" + waveform(2, 30, 1).packed()[1:])


def test_an_hour_is_small() -> None:
    assert len(waveform(2, 360_000, 1).packed()) < 1_500_000
