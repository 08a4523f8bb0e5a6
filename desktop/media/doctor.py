"""The stereo doctor: whether the two channels of a recording are two people, and what to do about it if not.

Each half second becomes five figures, 0.3 MB for an hour, and the verdict is made from these at the end. Everything
rests on the loudest peak of the normalised cross-correlation in the telephone band: two people on two lines rarely
reach 0.2, a copy stays near 1, and what a microphone hears of the other side lies in between.
"""

from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from desktop.media.decode import SAMPLE_RATE, Samples
from desktop.model.call import Layout
from desktop.model.timecode import format_timecode

Levels = NDArray[np.float64]
Mask = NDArray[np.bool_]

FRAME = 512
NO_BLEED = (-np.inf, -np.inf)

_STRETCH = SAMPLE_RATE // 2
_STRETCH_S = _STRETCH / SAMPLE_RATE
_LAG = SAMPLE_RATE * 60 // 1_000
_BAND_HZ = (200.0, 3_400.0)
_FLOOR_DB = -120.0

# Set on telephone calls of two lines (Harper Valley and others), and on these with copies, bleed and faults put in.
_ACTIVE_DB = 20.0
_SILENT_DBFS = -60.0
_STEADY_DB = 6.0
_FAR_BELOW_DB = 20.0
_COPY = 0.85
_COPY_SHARE = 0.9
_COPY_SPREAD_DB = 6.0
_FAINT_COPY_DB = 12.0
_HEARD_ACROSS = 0.4
_HEARD_SHARE = 0.5
_HEARD_STRETCHES = 4
_INAUDIBLE_DB = -40.0
_UNUSED_DBFS = -80.0
_LATE_S = 5.0
_BINS = 400
_CLIPPED_SHARE = 5e-4
_CLIPPED_HEAP = 3.0
_NAMES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the channels are, in sentences for a supervisor and in numbers for the treatment.

    Attributes:
        layout: what the channels hold.
        notices: whole sentences; none where all is well.
        loud_dbfs: level of the loudest passages, one per channel.
        clipped: one per channel.
        starts_s: when each channel comes to life; 0 unless it is late.
        bleed_db: how loud the left channel is heard in the right one, and the right in the left, relative to the
            original; −inf where it is not.
    """

    layout: Layout
    notices: tuple[str, ...]
    loud_dbfs: tuple[float, ...]
    clipped: tuple[bool, ...]
    starts_s: tuple[float, ...]
    bleed_db: tuple[float, float] = NO_BLEED


class StereoDoctor:
    """Listens to a recording as it streams by; `diagnose` may be asked at any time."""

    def __init__(self) -> None:
        self._rest: Samples | None = None
        self._figures: list[_Figures] = []
        self._amplitudes: NDArray[np.int64] | None = None

    def feed(self, block: Samples) -> None:
        """Take the next block, of shape (channels, n) with one or two channels at 16 kHz, of any length."""
        if self._rest is not None:
            block = np.concatenate([self._rest, block], axis=1)
        whole = block.shape[1] // _STRETCH * _STRETCH
        self._rest = block[:, whole:].copy()
        if whole:
            self._figures.append(_figures(block[:, :whole]))
            counts = _amplitudes(block[:, :whole])
            self._amplitudes = counts if self._amplitudes is None else self._amplitudes + counts

    def diagnose(self) -> Diagnosis:
        """Say what the channels hold, from all that was fed so far.

        Raises:
            ValueError: nothing was fed.
        """
        if self._rest is None:
            raise ValueError("a diagnosis needs at least one block")
        if self._amplitudes is None:
            short = np.pad(self._rest, ((0, 0), (0, _STRETCH - self._rest.shape[1])))
            return _diagnosis(_figures(short), _amplitudes(short))
        return _diagnosis(_joined(self._figures), self._amplitudes)


def frame_levels_db(samples: Samples) -> Levels:
    """The level of each whole 32 ms frame in dB of full scale, RMS and not below −120.

    Args:
        samples: shape (channels, n) at 16 kHz.

    Returns:
        shape (channels, n // 512).
    """
    count = samples.shape[1] // FRAME
    frames = samples[:, : count * FRAME].reshape(len(samples), count, FRAME)
    return _rms_db(frames)


def bleed_frames(levels_db: Levels, bleed_db: tuple[float, float], *, margin_db: float = 6.0) -> Mask:
    """Say in which frames a channel holds nothing but what it hears of the other one.

    Args:
        levels_db: level of each 32 ms frame in dB of full scale, shape (2, n), as of `frame_levels_db`.
        bleed_db: as in a `Diagnosis`: the left channel as heard in the right one, and the right as heard in the left.
        margin_db: how far above the expected bleed a frame may lie and still be taken for it.

    Returns:
        shape (2, n): true where the frame's sound is only the other channel's. The other channel's loudest of the
        frames just before, at and just after it counts, for sound comes across with a delay.
    """
    padded = np.pad(levels_db, ((0, 0), (1, 1)), mode="edge") if levels_db.shape[1] else np.zeros((2, 2))
    around = np.maximum(np.maximum(padded[:, :-2], padded[:, 1:-1]), padded[:, 2:])
    into_left, into_right = bleed_db[1], bleed_db[0]
    return np.stack(
        [levels_db[0] <= around[1] + into_left + margin_db, levels_db[1] <= around[0] + into_right + margin_db]
    )


@dataclass(frozen=True, slots=True)
class _Figures:
    """Per half second: the channels' levels, shape (channels, n), and how alike they are, shape (n,)."""

    level_db: Levels
    likeness: Levels
    gain_db: Levels


def _figures(samples: Samples) -> _Figures:
    stretches = samples.reshape(len(samples), -1, _STRETCH)
    level_db = _rms_db(stretches)
    if len(samples) == 1:
        return _Figures(level_db, np.zeros(level_db.shape[1]), np.zeros((2, level_db.shape[1])))
    likeness, gain_db = np.zeros(level_db.shape[1]), np.full(level_db.shape, _FLOOR_DB)
    # Where a channel is digital silence, as for hours of some files, there is nothing to correlate.
    alive = stretches.any(axis=-1).all(axis=0)
    if alive.any():
        likeness[alive], gain_db[:, alive] = _correlated(stretches[:, alive])
    return _Figures(level_db, likeness, gain_db)


def _joined(parts: list[_Figures]) -> _Figures:
    return _Figures(
        np.concatenate([p.level_db for p in parts], axis=1),
        np.concatenate([p.likeness for p in parts]),
        np.concatenate([p.gain_db for p in parts], axis=1),
    )


def _rms_db(frames: Samples) -> Levels:
    power = np.mean(np.square(frames, dtype=np.float64), axis=-1)
    level_db: Levels = 10 * np.log10(np.maximum(power, 10 ** (_FLOOR_DB / 10)))
    return level_db


def _correlated(stretches: Samples) -> tuple[Levels, Levels]:
    """Normalised cross-correlation of both channels within the telephone band, at its loudest lag of up to 60 ms.

    Hum lies below the band, so that two lines with the same mains are not taken for the same line.

    Returns:
        its magnitude, shape (n,); and the least-squares gain in dB with which the other channel is heard at that lag,
        shape (2, n): left heard in right, right heard in left.
    """
    size = 2 * _STRETCH
    spectrum = np.fft.rfft(stretches, size)
    hertz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    spectrum[..., (hertz < _BAND_HZ[0]) | (hertz > _BAND_HZ[1])] = 0
    power = np.maximum(np.sum(np.abs(spectrum) ** 2, axis=-1) * 2 / size, 1e-12)
    lags = np.abs(np.fft.irfft(spectrum[0] * np.conj(spectrum[1]), size))
    peak = np.maximum(lags[:, :_LAG].max(axis=1), lags[:, -_LAG:].max(axis=1))
    gain = np.maximum(peak / power, 1e-6)
    return peak / np.sqrt(power[0] * power[1]), 20 * np.log10(gain)


def _amplitudes(samples: Samples) -> NDArray[np.int64]:
    """How often each amplitude occurs, in bins from 0 to full scale, shape (channels, bins)."""
    bins = np.minimum(np.abs(samples) * _BINS, _BINS - 1).astype(np.int64)
    return np.stack([np.bincount(channel, minlength=_BINS) for channel in bins])


def _diagnosis(figures: _Figures, amplitudes: NDArray[np.int64]) -> Diagnosis:
    loud = np.array([_loud(level) for level in figures.level_db])
    layout, bleed_db = _layout(figures, loud)
    both = layout in (Layout.STEREO, Layout.BLEED)
    starts_s = tuple(_start_s(figures.level_db, c) if both else 0.0 for c in range(len(loud)))
    clipped = tuple(_is_clipped(counts) for counts in amplitudes)
    notices = (
        *_layout_notices(layout, figures, loud, bleed_db),
        *_start_notices(starts_s),
        *_clipping_notices(clipped, layout),
    )
    return Diagnosis(layout, notices, tuple(loud.tolist()), clipped, starts_s, bleed_db)


def _loud(level_db: Levels) -> float:
    """The level of the second loudest half second: a single knock is no voice."""
    return float(np.sort(level_db)[-2:].min())


def _layout(figures: _Figures, loud: Levels) -> tuple[Layout, tuple[float, float]]:
    if len(loud) == 1:
        return Layout.MONO, NO_BLEED
    if loud.max() < _SILENT_DBFS:
        return Layout.STEREO, NO_BLEED
    fainter = int(loud.argmin())
    dead = (Layout.DEAD_LEFT, Layout.DEAD_RIGHT)[fainter]
    if _is_copy(figures, loud):
        return (dead if np.ptp(loud) > _FAINT_COPY_DB else Layout.SAME_TWICE), NO_BLEED
    if _is_dead(figures.level_db[fainter], loud.max()):
        return dead, NO_BLEED
    bleed_db = (_bleed_db(figures, loud, 0), _bleed_db(figures, loud, 1))
    return (Layout.STEREO if bleed_db == NO_BLEED else Layout.BLEED), bleed_db


def _is_dead(level_db: Levels, other_loud_dbfs: float) -> bool:
    """Nothing, or hum and hiss that keep their level and lie far below the other channel."""
    loud = _loud(level_db)
    steady = loud - float(np.percentile(level_db, 20)) < _STEADY_DB and loud < other_loud_dbfs - _FAR_BELOW_DB
    return loud < _SILENT_DBFS or steady


def _is_copy(figures: _Figures, loud: Levels) -> bool:
    """The channels are alike whenever there is sound, and always at the same distance in level.

    The distance tells a copy from two microphones that hear each other well: there it changes with who speaks.
    """
    active = np.any(figures.level_db > loud[:, None] - _ACTIVE_DB, axis=0)
    alike = active & (figures.likeness > _COPY)
    if alike.sum() < _COPY_SHARE * active.sum():
        return False
    distance = np.subtract(*figures.level_db[:, alike])
    return bool(np.ptp(np.percentile(distance, (5, 95))) < _COPY_SPREAD_DB)


def _bleed_db(figures: _Figures, loud: Levels, source: int) -> float:
    """How loud a channel is heard in the other one: the median over stretches in which it alone seems to speak."""
    own, other = figures.level_db[source], figures.level_db[1 - source]
    alone = (own > loud[source] - _ACTIVE_DB) & (other < own - _STEADY_DB)
    heard = alone & (figures.likeness > _HEARD_ACROSS)
    if heard.sum() < max(_HEARD_STRETCHES, _HEARD_SHARE * alone.sum()):
        return -np.inf
    level = float(np.median(figures.gain_db[source][heard]))
    return level if level > _INAUDIBLE_DB else -np.inf


def _start_s(level_db: Levels, channel: int) -> float:
    """When a channel comes to life, or 0 where it was there from the beginning.

    Lines that send nothing at all between words are silent at first whenever the other side speaks first: only a
    silence at the start that is far longer than any other one is a late start.
    """
    runs = [(key, len(list(run))) for key, run in groupby((level_db[channel] < _UNUSED_DBFS).tolist())]
    unused, first = runs[0]
    longest_later = max((length for key, length in runs[1:] if key), default=0)
    late = unused and first * _STRETCH_S > _LATE_S and first > 3 * longest_later
    other_alive = bool(np.any(level_db[1 - channel, :first] > _SILENT_DBFS))
    return first * _STRETCH_S if late and other_alive else 0.0


def _is_clipped(counts: NDArray[np.int64]) -> bool:
    """Samples heap up at the top of the scale, whatever the scale, whereas those of a voice thin out towards it."""
    peak = int(np.flatnonzero(counts).max()) + 1
    top, below = (int(counts[round(peak * a) : round(peak * b)].sum()) for a, b in ((0.95, 1.0), (0.9, 0.95)))
    return peak > _BINS // 4 and top > max(_CLIPPED_SHARE * int(counts.sum()), _CLIPPED_HEAP * below)


def _layout_notices(layout: Layout, figures: _Figures, loud: Levels, bleed_db: tuple[float, float]) -> tuple[str, ...]:
    if loud.max() < _SILENT_DBFS:
        return ("The recording is silent.",)
    match layout:
        case Layout.SAME_TWICE:
            return ("Both channels hold the same sound, so the speakers cannot be told apart by channel.",)
        case Layout.DEAD_LEFT | Layout.DEAD_RIGHT:
            return (_dead_notice(0 if layout is Layout.DEAD_LEFT else 1, figures, loud),)
        case Layout.BLEED:
            return (_bleed_notice(bleed_db),)
        case _:
            return ()


def _dead_notice(dead: int, figures: _Figures, loud: Levels) -> str:
    name, other = _NAMES[dead], _NAMES[1 - dead]
    if _is_copy(figures, loud):
        return f"The {name} channel holds only a faint copy of the {other} one; only the {other} one is transcribed."
    return f"The {name} channel is silent from beginning to end; only the {other} one is transcribed."


def _bleed_notice(bleed_db: tuple[float, float]) -> str:
    level = f"about −{abs(max(bleed_db)):.0f} dB"
    treated = "what only came across is left out"
    if min(bleed_db) > -np.inf:
        return f"The channels hear each other ({level}); {treated}."
    source = int(np.argmax(bleed_db))
    return f"The {_NAMES[1 - source]} channel hears the {_NAMES[source]} one ({level}); {treated}."


def _start_notices(starts_s: tuple[float, ...]) -> tuple[str, ...]:
    return tuple(
        f"The {_NAMES[c]} channel starts at {format_timecode(start_s)}."
        for c, start_s in enumerate(starts_s)
        if start_s
    )


def _clipping_notices(clipped: tuple[bool, ...], layout: Layout) -> tuple[str, ...]:
    told = "loud passages are distorted and words may be wrong."
    if len(clipped) == 1 or layout is Layout.SAME_TWICE:
        return (f"The recording is clipped: {told}",) if clipped[0] else ()
    return tuple(f"The {_NAMES[c]} channel is clipped: {told}" for c, is_clipped in enumerate(clipped) if is_clipped)
