"""A recording's waveform: the lowest and highest sample of each hundredth of a second, and coarser levels of these."""

import struct
import zlib
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

BINS_PER_S = 100
FULL_SCALE = 127
_FACTOR = 4
_HEADER = struct.Struct("<HI")
Bins = NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Peaks:
    """Extremes of the samples: `low` and `high` of shape (channels, bins), where ±127 is full scale."""

    low: Bins
    high: Bins
    bins_per_s: float = BINS_PER_S

    @property
    def duration_s(self) -> float:
        """How long the recording is, to the bin."""
        return float(self.low.shape[1] / self.bins_per_s)

    def pyramid(self) -> tuple["Peaks", ...]:
        """The same waveform in ever coarser levels, each a quarter of the one before; the finest comes first."""
        levels = [self]
        while levels[-1].low.shape[1] > _FACTOR:
            levels.append(levels[-1]._coarser())
        return tuple(levels)

    def packed(self) -> bytes:
        """The waveform as a compressed string of bytes, as it is stored."""
        channels, bins = self.low.shape
        samples = np.stack([self.low, self.high]).tobytes()
        return _HEADER.pack(channels, bins) + zlib.compress(samples, level=6)

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        """The waveform from its stored form.

        Raises:
            ValueError: the bytes are no waveform.
        """
        try:
            channels, bins = _HEADER.unpack_from(packed)
            samples = np.frombuffer(zlib.decompress(packed[_HEADER.size :]), np.int8)
            low, high = samples.reshape(2, channels, bins)
        except (struct.error, zlib.error, ValueError) as error:
            raise ValueError("These bytes are no waveform.") from error
        return cls(low, high)

    def _coarser(self) -> "Peaks":
        missing = -self.low.shape[1] % _FACTOR
        low, high = (np.pad(bins, ((0, 0), (0, missing)), mode="edge") for bins in (self.low, self.high))
        shape = (low.shape[0], -1, _FACTOR)
        # Column by column, which is many times as fast as to let numpy reduce an axis of four.
        lowest = np.minimum.reduce([*np.moveaxis(low.reshape(shape), 2, 0)])
        highest = np.maximum.reduce([*np.moveaxis(high.reshape(shape), 2, 0)])
        return Peaks(lowest, highest, self.bins_per_s / _FACTOR)
