"""Where somebody speaks in a channel: Silero's voice activity detector, cut into pieces that lose no short answer.

The detector is Silero VAD 6 (MIT) as faster-whisper ships it.
"""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnxruntime
from faster_whisper.utils import get_assets_path
from numpy.typing import NDArray

FRAME_SAMPLES = 512
SAMPLE_RATE = 16_000
FRAME_S = FRAME_SAMPLES / SAMPLE_RATE
LONGEST_PIECE_S = 28.0
_CONTEXT_SAMPLES = 64
_STATE = 128
# After so much digital silence the detector's memory stays as it is: hours on hold need not be listened to.
_SETTLING_SAMPLES = 10 * SAMPLE_RATE
Frames = NDArray[np.float32]
Levels = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Piece:
    """Speech in one channel, in seconds; `voiced_*` is the speech itself, within the margins that are decoded."""

    channel: int
    start_s: float
    end_s: float
    voiced_start_s: float
    voiced_end_s: float

    @property
    def length_s(self) -> float:
        """How much sound the piece has."""
        return self.end_s - self.start_s

    @property
    def voiced_length_s(self) -> float:
        """How much of it is speech."""
        return self.voiced_end_s - self.voiced_start_s


@dataclass(frozen=True, slots=True)
class Cutting:
    """How probabilities become pieces.

    Speech begins at `onset` and ends below `offset` for `pause_s`. On a telephone the detector gives a short answer
    ("thank you", "you too, bye") as little as 0.15: one that is about as loud as the channel's other speech is kept
    from `faint_onset` on.
    """

    onset: float = 0.5
    offset: float = 0.35
    faint_onset: float = 0.2
    faint_below_speech_db: float = 12.0
    pause_s: float = 0.16
    margin_s: float = 0.4


class SpeechDetector:
    """The probability of speech in each frame of 32 ms of one channel, as its sound streams by."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        model = Path(get_assets_path()) / "silero_vad_v6.onnx"
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._memory = [np.zeros((1, 1, _STATE), np.float32), np.zeros((1, 1, _STATE), np.float32)]
        self._before = np.zeros(_CONTEXT_SAMPLES, np.float32)
        self._settled = False

    def probabilities(self, samples: Frames) -> Frames:
        """Go on listening.

        Args:
            samples: the sound that follows what was given before, shape (n,), n a multiple of 512; −1 to +1 at 16 kHz.

        Returns:
            a probability per frame, shape (n / 512,).
        """
        if not samples.size:
            return np.zeros(0, np.float32)
        silent = samples.size >= _SETTLING_SAMPLES and not samples.any()
        if silent and self._settled:
            return np.zeros(samples.size // FRAME_SAMPLES, np.float32)
        self._settled = silent
        frames = samples.reshape(-1, FRAME_SAMPLES)
        tails = np.concatenate([self._before[None], frames[:-1, -_CONTEXT_SAMPLES:]])
        inputs = {"input": np.concatenate([tails, frames], axis=1), "h": self._memory[0], "c": self._memory[1]}
        heard, *self._memory = self._session.run(None, inputs)
        self._before = samples[-_CONTEXT_SAMPLES:].copy()
        return np.asarray(heard, np.float32).reshape(-1)


def pieces_of(channel: int, probabilities: Frames, levels_db: Levels, cutting: Cutting | None = None) -> list[Piece]:
    """Cut a channel into pieces of speech, in order, apart from each other and none longer than 28 s.

    Args:
        channel: the index to give the pieces.
        probabilities: of speech, per frame of 32 ms, shape (n,).
        levels_db: the level of each frame in dBFS, shape (n,).
        cutting: the thresholds.
    """
    cutting = cutting or Cutting()
    voiced = _runs(probabilities, cutting.onset, cutting.offset, cutting.pause_s)
    typical_db = _typical_level(levels_db, voiced)
    faint = [
        run
        for run in _runs(probabilities, cutting.faint_onset, cutting.faint_onset, cutting.pause_s)
        if levels_db[slice(*run)].max() >= typical_db - cutting.faint_below_speech_db
    ]
    runs = [part for run in _union(voiced, faint) for part in _split(run, probabilities)]
    return _with_margins(channel, runs, len(probabilities), cutting.margin_s)


Run = tuple[int, int]


def _runs(probabilities: Frames, onset: float, offset: float, pause_s: float) -> list[Run]:
    """Frames from an onset to where the probability stays below the offset for a pause (hysteresis)."""
    pause = round(pause_s / FRAME_S)
    runs: list[Run] = []
    start: int | None = None
    last = 0
    for index, probability in enumerate(probabilities):
        if probability >= (onset if start is None else offset):
            start, last = index if start is None else start, index
        elif start is not None and index - last > pause:
            runs.append((start, last + 1))
            start = None
    return runs if start is None else [*runs, (start, last + 1)]


def _typical_level(levels_db: Levels, runs: list[Run]) -> float:
    """The median level of speech; where there is none, nothing faint can be compared with it."""
    return float(np.median(np.concatenate([levels_db[slice(*run)] for run in runs]))) if runs else np.inf


def _union(runs: list[Run], more: list[Run]) -> list[Run]:
    """Add the runs of `more` that touch none of `runs`: what was cut well already is not made longer."""
    apart = [b for b in more if not any(a[0] <= b[1] and b[0] <= a[1] for a in runs)]
    return sorted([*runs, *apart])


def _split(run: Run, probabilities: Frames) -> list[Run]:
    """Halve what is too long for a window at its least speech-like frame, away from the edges."""
    start, end = run
    if (end - start) * FRAME_S <= LONGEST_PIECE_S - 1:
        return [run]
    quarter = (end - start) // 4
    middle = start + quarter + int(np.argmin(probabilities[start + quarter : end - quarter]))
    return _split((start, middle), probabilities) + _split((middle, end), probabilities)


def _with_margins(channel: int, runs: list[Run], frames: int, margin_s: float) -> list[Piece]:
    """Widen each run by a margin, or by half of the gap to its neighbour where that is less."""
    if not runs:
        return []
    margin = round(margin_s / FRAME_S)
    middles = [(before[1] + after[0]) // 2 for before, after in pairwise(runs)]
    earliest, latest = [0, *middles], [*middles, frames]
    return [
        Piece(
            channel,
            max(start - margin, first) * FRAME_S,
            min(end + margin, last) * FRAME_S,
            start * FRAME_S,
            end * FRAME_S,
        )
        for (start, end), first, last in zip(runs, earliest, latest, strict=True)
    ]
