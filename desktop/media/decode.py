"""Any common recording as samples: 16 kHz, one or two channels kept apart, in blocks, whatever the length.

A file is hostile until it is decoded. FFmpeg gets its bytes through three methods and never a path or a name, may
choose only among demuxers that read one file, and has no protocol with which to open another.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from desktop.errors import BadInput
from desktop.media.digest import opened
from desktop.media.mp3 import states_length
from desktop.media.refusal import AGAIN, not_a_recording
from desktop.model.timecode import format_timecode

SAMPLE_RATE = 16_000
Samples = NDArray[np.float32]

DEMUXERS = "wav,w64,mp3,mov,ogg,flac,asf,amr,matroska,aac,aiff,au,caf,avi"
_OPTIONS = {"format_whitelist": DEMUXERS, "protocol_whitelist": "none"}
# Of these the length is stated by the header; elsewhere FFmpeg estimates it, and an estimate proves nothing.
_STATES_LENGTH = frozenset({"wav", "mov", "flac", "asf", "matroska", "aiff", "au"})
# Apple's mark of what only its buyer's devices can decode.
_PROTECTED = "drms"
_DAMAGED = "Parts of the file are damaged and were skipped."
_SAMPLE_RATES = range(4_000, 400_001)
_TOLERANCE_S = 0.5
_UNKNOWN_RIFF_SIZE = 0x7FFF_F000


@dataclass(frozen=True, slots=True)
class Probe:
    """What a file says of itself before it is decoded; the duration is null where it says nothing.

    `container` and `codec` are FFmpeg's names, `channel_count` and `sample_rate` (Hz) are those of the file.
    """

    container: str
    codec: str
    channel_count: int
    sample_rate: int
    duration_s: float | None


@contextmanager
def open_recording(path: Path) -> Iterator[Any]:
    """Open a recording that holds sound as a PyAV input container.

    Raises:
        BadInput: the file cannot be read, is not a recording or not one that can be decoded.
    """
    with opened(path) as file, _container(file, path.name) as container:
        _check_sound(container, path.name)
        try:
            yield container
        except av.FFmpegError as error:
            raise _damaged(path.name) from error


def probe(path: Path) -> Probe:
    """Say what a file holds, from its header.

    Raises:
        BadInput: as `open_recording`.
    """
    with open_recording(path) as container:
        stream = container.streams.audio[0]
        return Probe(
            container=_container_name(container),
            codec=stream.codec_context.codec.canonical_name,
            channel_count=stream.codec_context.channels,
            sample_rate=stream.codec_context.sample_rate,
            duration_s=_duration_s(container),
        )


class RecordingReader:
    """One pass through a recording, and the sentences about what was odd in the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._notices: dict[str, None] = {}

    @property
    def notices(self) -> tuple[str, ...]:
        """What a user should know of the file; complete once `blocks` has ended."""
        return tuple(self._notices)

    def blocks(self, *, block_s: float = 30.0) -> Iterator[Samples]:
        """Decode the file from its beginning.

        Args:
            block_s: length of a block in seconds; the last one is as long as what is left.

        Yields:
            samples of shape (channels, n), −1 to +1, at 16 kHz. One or two channels are as they are in the file, left
            first; of more the first two.

        Raises:
            BadInput: as `open_recording`, or nothing in the file can be decoded.
        """
        with open_recording(self._path) as container:
            self._note_layout(container)
            stated_s, riff_share = _stated_s(container, self._path), _riff_share(self._path)
            channel_count = min(container.streams.audio[0].codec_context.channels, 2)
            chunks = (_as_channels(f.to_ndarray(), channel_count) for f in _resampled(self._frames(container)))
            decoded_s = 0.0
            for block in _blocks(chunks, round(block_s * SAMPLE_RATE)):
                decoded_s += block.shape[1] / SAMPLE_RATE
                yield self._clean(block)
            self._note_length(decoded_s, max(stated_s, decoded_s * riff_share))

    def _note(self, notice: str) -> None:
        self._notices[notice] = None

    def _note_layout(self, container: Any) -> None:
        tracks = container.streams.audio
        if len(tracks) > 1:
            self._note(f"The file has {len(tracks)} sound tracks; only the first one is used.")
        if tracks[0].codec_context.channels > 2:
            self._note(f"The file has {tracks[0].codec_context.channels} channels; only the first two are used.")

    def _note_length(self, decoded_s: float, stated_s: float) -> None:
        if not decoded_s and _DAMAGED in self._notices:
            raise _damaged(self._path.name)
        if not decoded_s:
            raise BadInput(f"“{self._path.name}” holds no sound: its length is zero.", AGAIN)
        if decoded_s < stated_s * 0.99 - _TOLERANCE_S:
            there, whole = format_timecode(decoded_s), format_timecode(round(stated_s, 1))
            self._note(f"The file ends early: only {there} of {whole} is there.")

    def _clean(self, samples: Samples) -> Samples:
        if not np.isfinite(samples).all():
            self._note("The file holds samples that are not numbers; they were replaced by silence.")
            samples = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
        return np.clip(samples, -1.0, 1.0)

    def _frames(self, container: Any) -> Iterator[Any]:
        """Every frame that can be decoded; a damaged packet costs its own sound and no more."""
        packets = container.demux(container.streams.audio[0])
        while True:
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                yield from packet.decode()
            except av.FFmpegError:
                self._note(_DAMAGED)


def _container(file: BufferedReader, name: str) -> Any:
    try:
        return av.open(_Bytes(file), "r", container_options=_OPTIONS, metadata_errors="replace")
    except av.FFmpegError as error:
        file.seek(0)
        raise not_a_recording(file.read(64), name) from error


class _Bytes:
    """What FFmpeg may see of a file: its bytes, and no name whose ending could choose the demuxer."""

    def __init__(self, file: BufferedReader) -> None:
        self.read = file.read
        self.tell = file.tell
        self._file = file

    def seek(self, offset: int, whence: int) -> int:
        """Move as asked; a damaged header may ask for a place that no file has, and the disk is sound."""
        try:
            return self._file.seek(offset, whence)
        except OSError:
            return -1


def _damaged(name: str) -> BadInput:
    return BadInput(f"“{name}” is damaged: its sound cannot be decoded.", AGAIN)


def _check_sound(container: Any, name: str) -> None:
    if not container.streams.audio:
        raise BadInput(f"“{name}” has no sound in it.", "Choose another file, or export the recording with its sound.")
    context = container.streams.audio[0].codec_context
    if context is None:
        raise BadInput(
            f"The sound in “{name}” is coded in a way that is not supported.", "Export it again as WAV (PCM) or MP3."
        )
    if context.codec_tag == _PROTECTED:
        raise BadInput(f"“{name}” is protected against copying and cannot be read.", "Export it without protection.")
    if not context.channels or context.sample_rate not in _SAMPLE_RATES:
        raise BadInput(f"“{name}” is damaged: its header makes no sense.", AGAIN)


def _container_name(container: Any) -> str:
    """The first of FFmpeg's names: “mov” for “mov,mp4,m4a,…”."""
    return str(container.format.name).split(",", maxsplit=1)[0]


def _duration_s(container: Any) -> float | None:
    stream = container.streams.audio[0]
    if stream.duration is not None:
        return float(stream.duration * stream.time_base)
    return container.duration / 1e6 if container.duration is not None else None


def _stated_s(container: Any, path: Path) -> float:
    """How long the sound is by the header, or 0 where the header cannot be taken at its word."""
    name = _container_name(container)
    states = states_length(path) if name == "mp3" else name in _STATES_LENGTH
    return (_duration_s(container) or 0.0) if states else 0.0


def _riff_share(path: Path) -> float:
    """The size in a RIFF header by that of the file: FFmpeg itself trims the duration of a cut WAV to what is there."""
    with path.open("rb") as file:
        head = file.read(8)
    size = int.from_bytes(head[4:8], "little")
    # Those who write into a pipe do not know the size and leave 0 or the largest number.
    known = head[:4] == b"RIFF" and size < _UNKNOWN_RIFF_SIZE
    return (size + 8) / path.stat().st_size if known else 1.0


def _resampled(frames: Iterable[Any]) -> Iterator[Any]:
    """Frames as planar floats at 16 kHz with the channels they have; a new resampler where the frames change kind."""
    resampler, kind = _resampler(), None
    for frame in frames:
        if frame.sample_rate not in _SAMPLE_RATES:
            continue
        if kind not in (None, _kind(frame)):
            yield from filter(None, resampler.resample(None))
            resampler = _resampler()
        kind = _kind(frame)
        yield from resampler.resample(frame)
    # An idle resampler hands the None that flushes it back as it is.
    yield from filter(None, resampler.resample(None))


def _resampler() -> Any:
    return av.AudioResampler(format="fltp", rate=SAMPLE_RATE)


def _kind(frame: Any) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


def _as_channels(samples: Samples, channel_count: int) -> Samples:
    """The first channels; where a file turns to mono halfway, its one channel is heard on both sides."""
    return samples[:channel_count] if len(samples) >= channel_count else np.repeat(samples[:1], channel_count, axis=0)


def _blocks(chunks: Iterable[Samples], size: int) -> Iterator[Samples]:
    """Join and cut chunks into blocks of `size` samples a channel; the last one may be shorter."""
    waiting: list[Samples] = []
    count = 0
    for chunk in chunks:
        waiting.append(chunk)
        count += chunk.shape[1]
        if count >= size:
            joined = np.concatenate(waiting, axis=1)
            whole = count // size * size
            yield from np.split(joined[:, :whole], whole // size, axis=1)
            waiting, count = [joined[:, whole:]], count - whole
    if count:
        yield np.concatenate(waiting, axis=1)
