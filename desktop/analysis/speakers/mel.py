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
_BREAK_HZ = 1_000.0
_BREAK_MEL = 15.0
_HZ_A_MEL = 200 / 3
_LOG_STEP = np.log(6.4) / 27
Mels = NDArray[np.float32]


def mel_energies(sound: NDArray[np.float32]) -> Mels:
    """The energy in each band around each multiple of 10 ms.

    Args:
        sound: shape (n,), −1 to +1 at 16 kHz.

    Returns:
        shape (n // 160 + 1, 40); frames of 25 ms under a Hann window, with silence around the sound.
    """
    padded = np.pad(sound, FRAME_SAMPLES // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME_SAMPLES)[::HOP_SAMPLES]
    window = np.hanning(FRAME_SAMPLES + 1)[:-1]
    bands = _bands().T
    energies = np.empty((len(frames), BANDS), np.float32)
    for first in range(0, len(frames), _BLOCK_FRAMES):
        block = slice(first, first + _BLOCK_FRAMES)
        energies[block] = np.abs(np.fft.rfft(frames[block] * window)) ** 2 @ bands
    return energies


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
