"""A customer's voice every 10 ms: level, tilt and pitch, from one spectrum per frame.

Level and tilt are of the telephone's band, so that a wide channel measures like a narrow one.
"""

from dataclasses import dataclass

import numpy as np

from desktop.analysis.speech import SAMPLE_RATE
from desktop.analysis.voice.customers import CustomerSound
from desktop.analysis.voice.pitch import FFT_SAMPLES, FRAME_SAMPLES, Candidates, Frames, candidates_of, pitch_of, window
from desktop.media.decode import Samples

HOP_S = 0.01
_HOP = round(HOP_S * SAMPLE_RATE)
# Frames that are looked at together: ten seconds, whatever the length of the turn.
_BATCH = 1000
_LOW_HZ, _MIDDLE_HZ, _HIGH_HZ = 300.0, 1000.0, 3400.0
_SILENT = 1e-12
_FEWEST_NOISE_FRAMES = 20
_NOISE_PERCENTILE = 20
_LEFT_OF_NOISE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class VoiceTrack:
    """A value per 10 ms, each array of shape (frames,).

    `level_db` is the energy in 300–3400 Hz; `tilt_db` that above 1 kHz by that below it; `pitch_hz` is not a number
    where the voice is not voiced.
    """

    level_db: Frames
    tilt_db: Frames
    pitch_hz: Frames


def track_of(sound: CustomerSound) -> VoiceTrack | None:
    """Measure the frames of a customer's turn; null where there is no sound or less than a frame of it.

    The turn is brought to full scale first and its level put back at the end: a gain on the channel moves every level
    alike and changes nothing else.
    """
    peak = float(np.abs(sound.samples).max(initial=0.0))
    if peak == 0.0 or len(sound.samples) < FRAME_SAMPLES:
        return None
    scaled = (sound.samples / np.float64(peak)).astype(np.float32)
    below, above, candidates = _measured(scaled)
    pitch_hz = pitch_of(candidates)
    below, above = (_without_noise(energy, energy[np.isnan(pitch_hz)]) for energy in (below, above))
    level_db = 10 * np.log10(below + above) + 20 * np.log10(peak)
    return VoiceTrack(level_db, 10 * np.log10(above / below), pitch_hz)


def _measured(samples: Samples) -> tuple[Frames, Frames, Candidates]:
    """The energy below and above 1 kHz, each of shape (frames,), and what may be the pitch."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME_SAMPLES)[::_HOP]
    below, above, candidates = [], [], []
    for first in range(0, len(frames), _BATCH):
        transform = np.fft.rfft(frames[first : first + _BATCH] * window(), FFT_SAMPLES, axis=1)
        spectrum = np.abs(transform).astype(np.float64) ** 2
        below.append(_energy(spectrum, _LOW_HZ, _MIDDLE_HZ))
        above.append(_energy(spectrum, _MIDDLE_HZ, _HIGH_HZ))
        candidates.append(candidates_of(spectrum))
    octaves, merits = (np.concatenate([getattr(each, name) for each in candidates]) for name in ("octaves", "merits"))
    return np.concatenate(below), np.concatenate(above), Candidates(octaves, merits)


def _energy(spectrum: Frames, low_hz: float, high_hz: float) -> Frames:
    first, last = (round(hz * FFT_SAMPLES / SAMPLE_RATE) for hz in (low_hz, high_hz))
    energy: Frames = spectrum[:, first:last].sum(axis=1) / FFT_SAMPLES**2 + _SILENT
    return energy


def _without_noise(energy: Frames, unvoiced: Frames) -> Frames:
    """Take out what is there while nobody speaks (Boll 1979): in a noisy line a quiet voice would seem bright.

    The noise is the least of the unvoiced frames, since the others may be consonants; a tenth of each frame stays.
    """
    if len(unvoiced) < _FEWEST_NOISE_FRAMES:
        return energy
    cleaned: Frames = np.maximum(energy - np.percentile(unvoiced, _NOISE_PERCENTILE), _LEFT_OF_NOISE * energy)
    return cleaned
