"""The first pass through a recording: what its channels hold and where somebody speaks in them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from desktop.analysis.speech import FRAME_SAMPLES, SAMPLE_RATE, Frames, Levels, Piece, SpeechDetector, pieces_of
from desktop.analysis.windows import Window, pack
from desktop.media.decode import RecordingReader, Samples
from desktop.media.doctor import Diagnosis, StereoDoctor, bleed_frames, frame_levels_db
from desktop.media.peaks import PeakMeter
from desktop.model.call import Layout, Recording
from desktop.model.events.phrases import Voiced
from desktop.model.peaks import Peaks

NO_SPEECH = "No speech was found in the recording."


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of a recording before a word of it is written down."""

    recording: Recording
    windows: tuple[Window, ...]
    peaks: Peaks

    @property
    def voiced(self) -> tuple[Voiced, ...]:
        """Where somebody is heard, in the order of time."""
        pieces = (piece for window in self.windows for piece in window.pieces)
        stretches = (Voiced(p.channel, p.voiced_start_s, p.voiced_end_s) for p in pieces)
        return tuple(sorted(stretches, key=lambda voiced: (voiced.start_s, voiced.channel)))


class Surveyor:
    """Reads a recording once, in constant memory but for a few numbers per frame of 32 ms."""

    def __init__(self, path: Path) -> None:
        self._reader = RecordingReader(path)
        self._doctor = StereoDoctor()
        self._meter = PeakMeter()
        self._detectors: list[SpeechDetector] = []
        self._probabilities: list[Frames] = []
        self._levels: list[Levels] = []
        self._samples = 0

    def read(self) -> Iterator[float]:
        """Read the recording; yields after each block how many seconds have been read.

        Raises:
            BadInput: see `RecordingReader.blocks`.
        """
        with ThreadPoolExecutor() as threads:
            for block in _whole_frames(self._reader.blocks()):
                self._detectors = self._detectors or [SpeechDetector() for _ in block]
                # The detectors work while the rest is measured here.
                heard = threads.map(SpeechDetector.probabilities, self._detectors, _padded(block))
                self._doctor.feed(block)
                self._meter.feed(block)
                self._levels.append(frame_levels_db(_padded(block)))
                self._probabilities.append(np.stack(list(heard)))
                self._samples += block.shape[1]
                yield self._samples / SAMPLE_RATE

    def survey(self) -> Survey:
        """What was found, once all has been read."""
        diagnosis = self._doctor.diagnose()
        recording = Recording(self._samples / SAMPLE_RATE, len(self._detectors), diagnosis.layout)
        windows = tuple(pack(self._pieces(recording, diagnosis)))
        silent = () if windows else (NO_SPEECH,)
        notices = (*self._reader.notices, *diagnosis.notices, *silent)
        return Survey(replace(recording, notices=notices), windows, self._meter.peaks())

    def _pieces(self, recording: Recording, diagnosis: Diagnosis) -> list[Piece]:
        probabilities, levels = np.concatenate(self._probabilities, 1), np.concatenate(self._levels, 1)
        if recording.layout is Layout.BLEED:
            probabilities = np.where(bleed_frames(levels, diagnosis.bleed_db), np.float32(0), probabilities)
        pieces = [p for c in recording.heard_channels for p in pieces_of(c, probabilities[c], levels[c])]
        return [_within(piece, recording.duration_s) for piece in pieces]


def _whole_frames(blocks: Iterator[Samples]) -> Iterator[Samples]:
    """The same sound in blocks of whole frames; only the last one may be cut short."""
    rest: Samples | None = None
    for block in blocks:
        joined = block if rest is None else np.concatenate([rest, block], 1)
        whole = joined.shape[1] // FRAME_SAMPLES * FRAME_SAMPLES
        rest = joined[:, whole:]
        if whole:
            yield joined[:, :whole]
    if rest is not None and rest.size:
        yield rest


def _padded(block: Samples) -> Samples:
    return np.pad(block, ((0, 0), (0, -block.shape[1] % FRAME_SAMPLES)))


def _within(piece: Piece, duration_s: float) -> Piece:
    """The last frame may reach beyond the end of the recording."""
    end_s, voiced_end_s = min(piece.end_s, duration_s), min(piece.voiced_end_s, duration_s)
    return Piece(piece.channel, piece.start_s, end_s, piece.voiced_start_s, voiced_end_s)
