"""The waveform of a recording, measured block by block in one pass."""

from pathlib import Path

import numpy as np

from desktop.media.decode import SAMPLE_RATE, RecordingReader, Samples
from desktop.model.peaks import BINS_PER_S, FULL_SCALE, Bins, Peaks

_BIN = SAMPLE_RATE // BINS_PER_S


class PeakMeter:
    """Takes a recording's blocks in order and knows its waveform at the end."""

    def __init__(self) -> None:
        self._low: list[Bins] = []
        self._high: list[Bins] = []
        self._rest: Samples | None = None

    def feed(self, block: Samples) -> None:
        """Take the next samples, of shape (channels, n), −1 to +1, at 16 kHz."""
        joined = block if self._rest is None else np.concatenate([self._rest, block], axis=1)
        whole = joined.shape[1] // _BIN * _BIN
        self._rest = joined[:, whole:]
        self._measure(joined[:, :whole])

    def peaks(self) -> Peaks:
        """The waveform of all that was fed; what is left over at the end fills a bin of its own."""
        if self._rest is not None and self._rest.shape[1]:
            self._measure(np.pad(self._rest, ((0, 0), (0, _BIN - self._rest.shape[1]))))
            self._rest = None
        if not self._low:
            return Peaks(np.zeros((1, 0), np.int8), np.zeros((1, 0), np.int8))
        return Peaks(np.concatenate(self._low, axis=1), np.concatenate(self._high, axis=1))

    def _measure(self, samples: Samples) -> None:
        bins = samples.reshape(samples.shape[0], -1, _BIN)
        self._low.append(np.rint(bins.min(axis=2) * FULL_SCALE).astype(np.int8))
        self._high.append(np.rint(bins.max(axis=2) * FULL_SCALE).astype(np.int8))


def peaks_of(path: Path) -> Peaks:
    """Measure a recording's waveform.

    Raises:
        BadInput: see `RecordingReader.blocks`.
    """
    meter = PeakMeter()
    for block in RecordingReader(path).blocks():
        meter.feed(block)
    return meter.peaks()
