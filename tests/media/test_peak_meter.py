"""The waveform is that of the samples, in whatever pieces they come."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desktop.media.decode import Samples
from desktop.media.peaks import PeakMeter
from desktop.model.peaks import Peaks

BIN = 160


def measured(sound: Samples, cuts: Sequence[int] = ()) -> Peaks:
    meter = PeakMeter()
    for block in np.split(sound, sorted(cuts), axis=1):
        meter.feed(block)
    return meter.peaks()


def noise(samples: int, seed: int) -> Samples:
    return np.random.default_rng(seed).uniform(-1, 1, (2, samples)).astype(np.float32)


@given(st.integers(1, 3000), st.lists(st.integers(0, 3000), max_size=6), st.integers(0, 1000))
def test_the_pieces_do_not_matter(samples: int, cuts: list[int], seed: int) -> None:
    sound = noise(samples, seed)
    whole, pieces = measured(sound), measured(sound, [min(cut, samples) for cut in cuts])

    assert np.array_equal(whole.low, pieces.low)
    assert np.array_equal(whole.high, pieces.high)
    assert whole.low.shape == (2, -(-samples // BIN))


@given(st.integers(1, 3000), st.integers(0, 1000))
def test_every_bin_has_the_extremes_of_its_samples(samples: int, seed: int) -> None:
    sound = noise(samples, seed)
    peaks = measured(sound)

    for bin_ in range(samples // BIN):
        own = sound[:, bin_ * BIN : (bin_ + 1) * BIN]
        assert np.abs(peaks.low[:, bin_] / 127 - own.min(axis=1)).max() <= 0.5 / 127 + 1e-6
        assert np.abs(peaks.high[:, bin_] / 127 - own.max(axis=1)).max() <= 0.5 / 127 + 1e-6


def test_full_scale_does_not_wrap_round() -> None:
    peaks = measured(np.array([[1.0] * BIN, [-1.0] * BIN], np.float32))

    assert (peaks.low.tolist(), peaks.high.tolist()) == ([[127], [-127]], [[127], [-127]])


def test_nothing_was_fed() -> None:
    assert PeakMeter().peaks().duration_s == 0.0
