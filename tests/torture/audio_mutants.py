"""Mutated recordings: read, analysed and played as the program does it."""

import math
import random
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
import pretended_engine
from batch_files import write
from byte_mutations import ALL, truncated
from mutant_report import Report

from desktop.analysis.pipeline import Pipeline
from desktop.analysis.text.reader import TextReader
from desktop.media.decode import SAMPLE_RATE, probe
from desktop.media.digest import sha256_of
from desktop.media.playback import PlaybackStream
from desktop.model.peaks import Peaks
from desktop.model.request import Request
from desktop.protocol import Finished, Job, PeaksMeasured, RecordingRead, SpansHeard, decode_event, encode_event

_LENGTH_S = 3.0
_FORMATS = (
    ("wav", "pcm_s16le", 16_000),
    ("wav", "pcm_mulaw", 8_000),
    ("wav", "pcm_f32le", 16_000),
    ("wav", "pcm_u8", 8_000),
    ("w64", "pcm_s16le", 16_000),
    ("mp3", "libmp3lame", 22_050),
    ("ipod", "aac", 44_100),
    ("mov", "alac", 16_000),
    ("ogg", "libopus", 48_000),
    ("webm", "libopus", 48_000),
    ("matroska", "flac", 16_000),
    ("flac", "flac", 16_000),
    ("asf", "wmav2", 44_100),
    ("adts", "aac", 16_000),
    ("aiff", "pcm_s16be", 44_100),
    ("au", "pcm_s16be", 8_000),
    ("caf", "pcm_s16le", 16_000),
    ("avi", "pcm_s16le", 16_000),
    ("amr", "libopencore_amrnb", 8_000),
)
# What these lose at the end must be told, since their headers say how much there is.
_TELL_OF_LOSS = frozenset({"wav", "flac", "au", "aiff"})
_LOSS_S = 0.7
_CHUNKS = 400


class AudioMutants:
    """Recordings of three seconds in every format that the program reads and this computer can write."""

    def __init__(self, scratch: Path) -> None:
        pretended_engine.pretend()
        pretended_engine._BATCH_TAKES_S = 0.0
        self._file = scratch / "mutant.wav"
        self._pipeline = Pipeline(pretended_engine.PretendedModels(), TextReader())
        self._sound = {
            f"{container} {codec}": made
            for container, codec, rate in _FORMATS
            if (made := _made(scratch / f"sound.{container}", container, codec, rate))
        }

    def try_one(self, rng: random.Random, report: Report) -> None:
        """Mutate one of them and use it in every way."""
        name = rng.choice(sorted(self._sound))
        other = self._sound[rng.choice(sorted(self._sound))]
        mutate = rng.choice((*ALL, _chunks_swapped, _spliced_with(other)))
        content = mutate(rng, self._sound[name])
        report.mutation = f"{name}: {mutate.__name__}"
        self._file.write_bytes(content)
        report.use(lambda: probe(self._file))
        with report.using():
            self._analyse(report, tells_of_loss=mutate is truncated and name.split()[0] in _TELL_OF_LOSS)
        for start_s in (0.0, rng.uniform(0, _LENGTH_S), rng.choice((1e9, 0.0))):
            report.use(lambda start_s=start_s: self._play(start_s))
        report.claim(self._file.read_bytes() == content, "reading changed the file")

    def _analyse(self, report: Report, *, tells_of_loss: bool) -> None:
        job = Job(1, str(self._file), sha256_of(self._file), "", Request())
        events = list(self._pipeline.run(job))
        report.claim([decode_event(encode_event(event)) for event in events] == events, "an event changes on its way")
        recording = next(event.recording for event in events if isinstance(event, RecordingRead))
        peaks = next(Peaks.unpacked(event.packed) for event in events if isinstance(event, PeaksMeasured))
        spans = [span for event in events if isinstance(event, SpansHeard) for span in event.spans]
        report.claim(isinstance(events[-1], Finished), "it did not finish")
        report.claim(math.isfinite(recording.duration_s) and recording.duration_s > 0, "no length")
        report.claim(abs(peaks.duration_s - recording.duration_s) < 0.02, "the waveform has another length")
        report.claim(all(0 <= s.start_s <= s.end_s < recording.duration_s + 0.2 for s in spans), "words beyond the end")
        lost_s = _LENGTH_S - recording.duration_s
        report.claim(not tells_of_loss or lost_s < _LOSS_S or recording.notices, f"{lost_s:.1f} s lost in silence")

    def _play(self, start_s: float) -> None:
        stream = PlaybackStream(self._file)
        try:
            stream.prepare()
            stream.start(start_s, rate=SAMPLE_RATE, speed=1.5)
            for chunk in islice(iter(stream.read, None), _CHUNKS):
                assert chunk is not None
                assert np.isfinite(chunk.samples).all(), "sound that is no number"
        finally:
            stream.close()


def _made(path: Path, container: str, codec: str, rate: int) -> bytes:
    """A recording as bytes; none where there is no encoder for it."""
    rng = np.random.default_rng(len(codec))
    samples = rng.uniform(-0.4, 0.4, (1 if "amr" in codec else 2, round(_LENGTH_S * SAMPLE_RATE))).astype(np.float32)
    samples[:, SAMPLE_RATE : SAMPLE_RATE * 3 // 2] = 0
    try:
        return write(path, samples, codec, rate, container).read_bytes()
    except ValueError:
        return b""


def _chunks_swapped(rng: random.Random, content: bytes) -> bytes:
    """The names of two chunks, boxes or elements exchanged, as far as they are four letters."""
    places = [at for at in range(min(len(content) - 4, 4_096)) if content[at : at + 4].isalpha()]
    if len(places) < 2:
        return content[::-1]
    a, b = sorted(rng.sample(places, 2))
    changed = bytearray(content)
    changed[a : a + 4], changed[b : b + 4] = content[b : b + 4], content[a : a + 4]
    return bytes(changed)


def _spliced_with(other: bytes) -> Callable[[random.Random, bytes], bytes]:
    def spliced(rng: random.Random, content: bytes) -> bytes:
        """The beginning of one file and the end of another."""
        return content[: rng.randrange(1, len(content))] + other[rng.randrange(len(other)) :]

    return spliced
