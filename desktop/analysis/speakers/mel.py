"""What the speaker encoder listens to: the energy of sound in 40 mel bands, every 10 ms.

The bands are Slaney's ("Auditory Toolbox", 1998): linear below 1 kHz, logarithmic above, triangles of equal area. The
encoder was trained on energies, not on their logarithms.
"""

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
FRAME_SAMPLES = 400
HOP_SAMPLES = 160
FRAMES_A_SECOND = SAMPLE_RATE // HOP_SAMPLES
BANDS = 40
# Frames that are transformed at a time, so that an hour needs no more memory than half a minute.
_BLOCK_FRAMES = 3_000
_WINDOW = np.hanning(FRAME_SAMPLES + 1)[:-1]
_BREAK_HZ = 1_000.0
_BREAK_MEL = 15.0
_HZ_A_MEL = 200 / 3
_LOG_STEP = np.log(6.4) / 27
Mels = NDArray[np.float32]


class MelStream:
    """The energies of a sound as it streams by, in memory for what is handed over alone."""

    def __init__(self) -> None:
        self._bands = _bands().T
        self._rest = np.zeros(FRAME_SAMPLES // 2, np.float32)

    def feed(self, sound: NDArray[np.float32]) -> Mels:
        """The energies of the frames that are complete now.

        Args:
            sound: what follows, shape (n,), −1 to +1 at 16 kHz.

        Returns:
            shape (frames, 40).
        """
        sound = np.concatenate([self._rest, sound])
        count = max((len(sound) - FRAME_SAMPLES) // HOP_SAMPLES + 1, 0)
        self._rest = sound[count * HOP_SAMPLES :].copy()
        energies = np.empty((count, BANDS), np.float32)
        if count:
            frames = np.lib.stride_tricks.sliding_window_view(sound, FRAME_SAMPLES)[::HOP_SAMPLES]
            for first in range(0, count, _BLOCK_FRAMES):
                block = slice(first, min(first + _BLOCK_FRAMES, count))
                energies[block] = np.abs(np.fft.rfft(frames[block] * _WINDOW)) ** 2 @ self._bands
        return energies

    def end(self) -> Mels:
        """The energies of the frames that reach beyond the end, where there is silence."""
        return self.feed(np.zeros(FRAME_SAMPLES // 2, np.float32))


def mel_energies(sound: NDArray[np.float32]) -> Mels:
    """The energy in each band around each multiple of 10 ms.

    Args:
        sound: shape (n,), −1 to +1 at 16 kHz.

    Returns:
        shape (n // 160 + 1, 40); frames of 25 ms under a Hann window, with silence around the sound.
    """
    stream = MelStream()
    return np.concatenate([stream.feed(sound), stream.end()])


def _bands() -> NDArray[np.float64]:
    """The weight of each frequency of the spectrum in each band, shape (40, 201)."""
    edges = _hz(np.linspace(0, _mel(SAMPLE_RATE / 2), BANDS + 2))
    frequencies = np.fft.rfftfreq(FRAME_SAMPLES, 1 / SAMPLE_RATE)
    low, centre, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    triangles = np.minimum((frequencies - low) / (centre - low), (high - frequencies) / (high - centre))
    return np.asarray(np.maximum(triangles, 0) * 2 / (high - low))


def _mel(hz: float) -> float:
    """On Slaney's scale, above its break."""
    return float(_BREAK_MEL + np.log(hz / _BREAK_HZ) / _LOG_STEP)


def _hz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    above = _BREAK_HZ * np.exp(_LOG_STEP * (mels - _BREAK_MEL))
    return np.asarray(np.where(mels < _BREAK_MEL, mels * _HZ_A_MEL, above))
