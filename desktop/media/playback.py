"""A recording as it is listened to: from any instant, at any speed with the pitch kept, each channel as loud as wanted.

Only what is about to be heard is in memory, and nothing is written anywhere. Times count from the first sample that
can be decoded, as those of `RecordingReader` do.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import av
import numpy as np

from desktop.media.decode import Samples, open_recording

# A codec needs some sound before the wanted one: MP3 its reservoir, Opus 80 ms, AAC a frame. Where FFmpeg lands behind
# the wanted instant in spite of it, it is asked again for a place far before.
_BEFORE_S = (0.2, 5.0)
_LATE_S = 0.05
_PIECE_S = 0.02
_FADE_S = 0.004
# These have no table of places: FFmpeg reads all the way to an instant once, and remembers it.
_UNINDEXED = frozenset({"mp3", "aac", "amr"})
_INDEX_STEP_S = 30.0
_SAMPLE_RATES = range(4_000, 400_001)
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Sound that is ready for an output.

    Samples are mono, −1 to +1, at the rate of the output; the first belongs to the instant `start_s` of the recording,
    of which each second of samples holds `speed` seconds. A chunk may be empty: the sound is still on its way.
    """

    samples: Samples
    start_s: float
    speed: float


class PlaybackStream:
    """One recording that is open for listening; every call does a few milliseconds of work on a healthy disk.

    Every method may raise BadInput, as `open_recording` does, and the file is closed then.
    """

    def __init__(self, path: Path) -> None:
        self.gains = (1.0, 1.0)
        self._opened = ExitStack()
        self._chunks: Iterator[Chunk] = iter(())
        container = self._opened.enter_context(open_recording(path))
        self._places = self._guarded(lambda: _Places(container))

    def start(self, start_s: float, end_s: float = float("inf"), *, rate: int, speed: float = 1.0) -> None:
        """From now on read the sound between two instants, with the channels as loud as `gains` says at any time.

        Args:
            start_s: the first instant.
            end_s: the last one; infinity for all there is.
            rate: how many samples a second the output takes.
            speed: 0.5 to 2.
        """
        self._chunks = self._chunks_between(max(start_s, 0.0), end_s, rate, speed)

    def read(self) -> Chunk | None:
        """The next sound, perhaps empty, or null at the end of what was started."""
        return self._guarded(lambda: next(self._chunks, None))

    def prepare(self) -> bool:
        """Read ahead a little for later jumps, while nothing is played; says whether there is more to prepare."""
        self._chunks = iter(())
        return self._guarded(self._places.extend)

    def close(self) -> None:
        """Let go of the file."""
        self._chunks = iter(())
        self._opened.close()

    def _guarded(self, work: Callable[[], _Result]) -> _Result:
        """Let `open_recording` put into words whatever goes wrong, now or later, while its file is read."""
        with self._opened.pop_all() as opened:
            result = work()
            self._opened = opened.pop_all()
        return result

    def _chunks_between(self, start_s: float, end_s: float, rate: int, speed: float) -> Iterator[Chunk]:
        """The sound in chunks; empty ones while it is looked for, so that a caller can think again."""
        nothing = Chunk(np.zeros(0, np.float32), start_s, speed)
        while not self._places.reached(start_s):
            self._places.extend()
            yield nothing
        stretcher = _Stretcher(rate, speed)
        sound = self._places.sound_at(start_s, rate)
        now_s = max(start_s, sound.start_s)
        for piece in _pieces(sound, start_s, end_s, rate):
            samples = nothing.samples if piece is None else stretcher.stretched(self._mixed(piece))
            yield Chunk(samples, now_s, speed)
            now_s += len(samples) / rate * speed
        yield Chunk(stretcher.rest(), now_s, speed)

    def _mixed(self, piece: Samples) -> Samples:
        gains = np.array(self.gains[: len(piece)], np.float32)
        mixed: Samples = np.clip(np.nan_to_num(gains @ piece[:2], nan=0.0), -1.0, 1.0)
        return mixed


class _Places:
    """Where in a file which instant is."""

    def __init__(self, container: Any) -> None:
        self._container = container
        self._stream = container.streams.audio[0]
        self._tick_s = float(self._stream.time_base)
        self._first: int = next((frame.pts for frame in _frames(container) if frame and frame.pts is not None), 0)
        self._known_s = 0.0 if container.format.name in _UNINDEXED else float("inf")

    def reached(self, t_s: float) -> bool:
        """Whether a jump there takes but a few milliseconds."""
        return t_s <= self._known_s

    def extend(self) -> bool:
        """Get to know the next seconds of a file; says whether there are more."""
        if self._known_s == float("inf"):
            return False
        self._known_s += _INDEX_STEP_S
        duration = self._container.duration
        if not self._jumped(self._known_s) or (duration and self._known_s > duration / av.time_base):
            self._known_s = float("inf")
        return self._known_s != float("inf")

    def sound_at(self, t_s: float, rate: int) -> "_Sound":
        """Sound that begins at an instant or a little before it, or behind it where the file has a hole there."""
        first = None
        frames: Iterator[Any] = iter(())
        for before_s in _BEFORE_S:
            if not self._jumped(max(t_s - before_s, 0.0)):
                self._jumped(0.0)
            frames = _frames(self._container)
            first = next(filter(None, frames), None)
            if first is None or self._time(first) <= t_s + _LATE_S:
                break
        if first is None:
            return _Sound(t_s, iter(()))
        return _Sound(self._time(first), _resampled(chain((first,), frames), rate))

    def _jumped(self, t_s: float) -> bool:
        try:
            self._container.seek(round(t_s / self._tick_s) + self._first, stream=self._stream)
        except av.FFmpegError:
            return False
        return True

    def _time(self, frame: Any) -> float:
        return (frame.pts - self._first) * self._tick_s if frame.pts is not None else 0.0


@dataclass(frozen=True, slots=True)
class _Sound:
    """Blocks of shape (channels, n), the first of which begins at `start_s`; null where a block is not there yet."""

    start_s: float
    blocks: Iterator[Samples | None]


def _frames(container: Any) -> Iterator[Any]:
    """What can be decoded from here on; null for a packet that is damaged or gives no sound of its own."""
    packets = container.demux(container.streams.audio[0])
    while True:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            frames = packet.decode()
        except av.FFmpegError:
            frames = []
        yield from frames or (None,)


def _resampled(frames: Iterator[Any], rate: int) -> Iterator[Samples | None]:
    """Frames at the rate of the output, with a new resampler where they change kind."""
    resampler, kind = av.AudioResampler(format="fltp", rate=rate), None
    for frame in frames:
        made = []
        if frame is not None and frame.sample_rate in _SAMPLE_RATES:
            if kind not in (None, _kind(frame)):
                made = resampler.resample(None)
                resampler = av.AudioResampler(format="fltp", rate=rate)
            kind = _kind(frame)
            made += resampler.resample(frame)
        yield from (piece.to_ndarray() for piece in filter(None, made)) if made else (None,)
    yield from (piece.to_ndarray() for piece in filter(None, resampler.resample(None)))


def _kind(frame: Any) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


def _pieces(sound: _Sound, start_s: float, end_s: float, rate: int) -> Iterator[Samples | None]:
    """The sound of an order in short pieces, faded in and out where it is cut, so that a jump does not click."""
    wanted = round((start_s - sound.start_s) * rate)
    last = round((end_s - sound.start_s) * rate) if end_s < float("inf") else None
    at, fade = 0, round(_FADE_S * rate)
    for block in sound.blocks:
        if block is None:
            yield None
            continue
        kept = block[:, max(wanted - at, 0) : None if last is None else max(last - at, 0)].copy()
        if kept.shape[1] and at <= wanted and wanted > 0:
            _fade(kept, fade)
        at += block.shape[1]
        if last is not None and at >= last:
            _fade(kept[:, ::-1], fade)
        yield from _split(kept, round(_PIECE_S * rate))
        if last is not None and at >= last:
            return


def _fade(samples: Samples, count: int) -> None:
    """Let sound begin softly, in place."""
    count = min(count, samples.shape[1])
    samples[:, :count] *= np.linspace(0.0, 1.0, count, dtype=np.float32)


def _split(samples: Samples, size: int) -> Iterator[Samples]:
    return (samples[:, at : at + size] for at in range(0, samples.shape[1], size))


class _Stretcher:
    """Makes sound longer or shorter and keeps its pitch, by overlap and add (FFmpeg's `atempo`)."""

    def __init__(self, rate: int, speed: float) -> None:
        self._rate = rate
        self._graph: Any = None if speed == 1.0 else _tempo(rate, speed)
        self._count = 0

    def stretched(self, samples: Samples) -> Samples:
        """What is ready after these samples; at the recording's own speed that is the samples themselves."""
        if self._graph is None or not len(samples):
            return samples
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[None]), format="fltp", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = self._rate, Fraction(1, self._rate), self._count
        self._count += len(samples)
        self._graph.push(frame)
        return self._pulled()

    def rest(self) -> Samples:
        """What is left when no more samples come."""
        if self._graph is None or not self._count:
            return np.zeros(0, np.float32)
        self._graph.push(None)
        return self._pulled()

    def _pulled(self) -> Samples:
        made = [np.zeros(0, np.float32)]
        try:
            while True:
                made.append(self._graph.pull().to_ndarray()[0])
        except (av.BlockingIOError, av.EOFError):
            return np.concatenate(made)


def _tempo(rate: int, speed: float) -> Any:
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="fltp", sample_rate=rate, layout="mono", time_base=Fraction(1, rate))
    graph.link_nodes(source, graph.add("atempo", f"{speed:.4f}"), graph.add("abuffersink")).configure()
    return graph
