"""The pitch of a customer's voice, by autocorrelation and the cheapest path through its peaks.

After Boersma 1993, “Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise ratio of a
sampled sound”, Proc. Institute of Phonetic Sciences 17, with the costs that are given there and in Praat. It hears the
period that the harmonics have in common, which is there even where the telephone has cut off the fundamental; and since
a voice hardly leaps by an octave within 10 ms, a path through a whole turn is mistaken less often than its frames.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.analysis.speech import SAMPLE_RATE

# Three periods of the lowest pitch, as Boersma asks for.
FRAME_SAMPLES = round(0.04 * SAMPLE_RATE)
FFT_SAMPLES = 1024
_BAND_HZ = (60.0, 1500.0)
_PITCH_HZ = (75.0, 600.0)
# The lags are those of 8 kHz: nothing above 1.5 kHz is in the autocorrelation.
_LAG_RATE = SAMPLE_RATE // 2
_CANDIDATES = 4
_OCTAVE_COST = 0.01
_LEAP_COST = 0.35
_VOICING_COST = 0.14
_UNVOICED = 0.45
_NO_PEAK = -1e3
_TINY = 1e-12
Frames = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The likeliest pitches of each frame, both of shape (frames, 4): octaves above 1 Hz, and what speaks for each."""

    octaves: Frames
    merits: Frames


def window() -> NDArray[np.float32]:
    """The window through which frames are looked at, shape (n,)."""
    return np.hanning(FRAME_SAMPLES + 2)[1:-1].astype(np.float32)


def candidates_of(spectrum: Frames) -> Candidates:
    """The highest peaks of the autocorrelation.

    Args:
        spectrum: the power of windowed frames, shape (frames, bins).
    """
    lags = np.arange(int(_LAG_RATE / _PITCH_HZ[1]), int(_LAG_RATE / _PITCH_HZ[0]) + 2)
    likeness = _likeness(spectrum, lags)
    inner = likeness[:, 1:-1]
    is_peak = (inner > likeness[:, :-2]) & (inner >= likeness[:, 2:])
    # Every multiple of the period is a peak as well: of equals the shortest is meant.
    merit = np.where(is_peak, inner - _OCTAVE_COST * np.log2(lags[1:-1] / lags[0]), _NO_PEAK)
    best = np.argpartition(merit, -_CANDIDATES, axis=1)[:, -_CANDIDATES:] + 1
    before, top, after = (np.take_along_axis(likeness, best + shift, 1) for shift in (-1, 0, 1))
    bend = np.maximum(2 * top - before - after, _TINY)
    lag = lags[best] + np.clip((after - before) / (2 * bend), -0.5, 0.5)
    return Candidates(np.log2(_LAG_RATE / lag), np.take_along_axis(merit, best - 1, 1))


def _likeness(spectrum: Frames, lags: NDArray[np.int64]) -> Frames:
    """How much each frame is like itself a lag later, the window's own fall taken out; shape (frames, lags)."""
    first, last = (round(hz * FFT_SAMPLES / SAMPLE_RATE) for hz in _BAND_HZ)
    bins = FFT_SAMPLES * _LAG_RATE // SAMPLE_RATE // 2 + 1
    band = np.zeros((len(spectrum), bins))
    band[:, first:last] = spectrum[:, first:last]
    falling = np.fft.irfft(np.abs(np.fft.rfft(window(), FFT_SAMPLES)[:bins]) ** 2)
    correlation = np.fft.irfft(band, axis=1)
    likeness: Frames = correlation[:, lags] / (correlation[:, :1] + _TINY) / (falling[lags] / falling[0])
    return likeness


def pitch_of(candidates: Candidates) -> Frames:
    """The pitch of each frame in Hz, shape (frames,); not a number where the voice is not voiced."""
    count = len(candidates.octaves)
    octaves = np.column_stack([candidates.octaves, np.full(count, np.nan)])
    merits = np.column_stack([candidates.merits, np.full(count, _UNVOICED)])
    chosen = octaves[np.arange(count), _best_path(merits, _step_costs(octaves))]
    pitch_hz: Frames = 2**chosen
    return pitch_hz


def _step_costs(octaves: Frames) -> Frames:
    """What it costs to go from each pitch of a frame to each of the next, shape (frames − 1, 5, 5)."""
    before, after = octaves[:-1, :, None], octaves[1:, None, :]
    voicing = np.where(np.isnan(before) == np.isnan(after), 0.0, _VOICING_COST)
    costs: Frames = np.nan_to_num(_LEAP_COST * np.abs(after - before), nan=0.0) + voicing
    return costs


def _best_path(merits: Frames, costs: Frames) -> NDArray[np.intp]:
    """The choice in each frame that makes merits less costs the most (Viterbi 1967)."""
    sums, came_from = merits[0], np.zeros(merits.shape, np.intp)
    every = np.arange(merits.shape[1])
    for frame, cost in enumerate(costs, start=1):
        ways = sums[:, None] - cost
        came_from[frame] = best = ways.argmax(axis=0)
        sums = ways[best, every] + merits[frame]
    path = np.empty(len(merits), np.intp)
    path[-1] = sums.argmax()
    for frame in range(len(merits) - 1, 0, -1):
        path[frame - 1] = came_from[frame, path[frame]]
    return path
