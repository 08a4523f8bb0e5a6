"""Recordings as they come, good, odd and bad, and what is to be said of each."""

import os
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from desktop.media.decode import RecordingReader

RATE = 16_000
SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "replacement-order.flac"
NOT_TOLD_APART = "is not a recording, or in a format that is not supported."
AGAIN = "Export or download the recording again."
Samples = NDArray[np.float32]
Make = Callable[[Path], object]


@dataclass(frozen=True)
class Animal:
    """A file: its name, how it is made, and what is said of it; no `fix` is said of what can be heard."""

    name: str
    make: Make
    what: str = ""
    fix: str = ""


def talk(seconds: float = 5.0, shift: int = 0) -> Samples:
    """Somebody who speaks, and the other who listens; each shift is another recording."""
    sound = next(RecordingReader(SAMPLE).blocks(block_s=seconds))
    return np.roll(sound, shift * 160, axis=1)


def write_wav(path: Path, sound: Samples, rate: int = RATE) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(sound))
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((sound.T * 32_767).astype("<i2").tobytes())
    return path


def write_silence(path: Path, seconds: int, rate: int = RATE) -> Path:
    """Two channels of nothing, which take no room on most disks."""
    write_wav(path, np.zeros((2, 0), np.float32), rate)
    header = bytearray(path.read_bytes())
    size = seconds * rate * 4
    header[4:8], header[40:44] = (size + 36).to_bytes(4, "little"), size.to_bytes(4, "little")
    path.write_bytes(header)
    os.truncate(path, size + 44)
    return path


def refused(talk: Samples) -> list[Animal]:
    """What cannot be heard."""
    lists = "is not a recording: it is a text that refers to other files."
    themselves = "Choose the recordings themselves."
    damaged = "is damaged or not complete and cannot be opened."
    return [
        Animal("empty.wav", _bytes(b""), "is empty.", AGAIN),
        Animal("zero-length.wav", lambda p: write_wav(p, talk[:, :0]), "holds no sound: its length is zero.", AGAIN),
        Animal("text.wav", _bytes(b"Dear team, please listen.\n" * 50), NOT_TOLD_APART, "Export or download it again"),
        Animal("letter.doc", _bytes(b"Dear customer, thank you.\n" * 50), NOT_TOLD_APART, "Choose a sound file"),
        Animal("concat.wav", _bytes(b"ffconcat version 1.0\nfile good-0.wav\n"), lists, themselves),
        Animal("playlist.wav", _bytes(b"#EXTM3U\n#EXTINF:9,\ngood-0.wav\n"), lists, themselves),
        Animal("playlist.m3u8", _bytes(b"#EXTM3U\n#EXTINF:9,\nhttp://127.0.0.1:9/x.ts\n"), lists, themselves),
        Animal("log-in.mp3", _bytes(b"<!DOCTYPE html><title>Log in</title>"), "is a web page", "Sign in"),
        Animal("calls.mp3", _bytes(b"PK\x03\x04" + bytes(3000)), "is an archive", "Unpack it"),
        Animal("zeros.wav", lambda p: (p.touch(), os.truncate(p, 1 << 26)), "begins with zeros", AGAIN),
        Animal("cut.m4a", lambda p: _cut(_encode(p, talk, "ipod", "aac")), damaged, AGAIN),
        Animal("tag.mp3", _bytes(b"ID3\x03\x00\x00\x00\x00\x10\x00" + bytes(2048)), damaged, AGAIN),
        Animal("film.mp4", _film, "has no sound in it.", "export the recording with its sound"),
        Animal("odd.wav", lambda p: _patch(write_wav(p, talk), 20, b"\x34\x12"), "coded in a way", "Export it again"),
        Animal("drm.m4a", _protected(talk), "is protected against copying", "without protection"),
        Animal("folder.wav", Path.mkdir, "is a folder.", "Choose the recordings in it."),
        Animal("gone.wav", lambda p: None, "does not exist.", "Check its name and folder."),
        *([Animal("loop.wav", lambda p: p.symlink_to(p), "leads nowhere", "the recording itself")] * _POSIX),
        *([Animal("pipe.wav", os.mkfifo, "is not a file.", "Choose a recording.")] * _POSIX),
        *([Animal(os.fsdecode(b"b\xfcro.wav"), lambda p: write_wav(p, talk), "cannot be read as text", "")] * _LINUX),
    ]


def heard(talk: Samples) -> list[Animal]:
    """What can be heard, with what there is to be said about it."""
    loud = np.clip(talk * 40, -1, 1)
    odd, lost = talk.copy(), np.full_like(talk, np.nan)
    odd[0, 1000], odd[1, 5000:5100] = np.nan, np.inf
    beat = np.sign(np.sin(np.arange(talk.shape[1]) / RATE * 13))
    chord = sum(np.sin(np.arange(talk.shape[1]) / RATE * 2 * np.pi * hz) for hz in (220, 277, 330)) * 0.1 * (beat + 1)
    early = "The file ends early: only 0:02 of 0:05 is there."
    no_numbers = "The file holds samples that are not numbers; they were replaced by silence."
    nobody = "No speech was found in the recording."
    return [
        Animal("cut.wav", lambda p: _cut(write_wav(p, talk)), early),
        Animal("cut.mp3", lambda p: _cut(_encode(p, talk, "mp3", "libmp3lame")), early),
        Animal("silence.wav", lambda p: write_silence(p, 60), nobody),
        Animal("music.wav", lambda p: write_wav(p, np.stack([chord, chord]).astype(np.float32)), nobody),
        Animal("one-sample.wav", lambda p: write_wav(p, np.zeros((2, 1), np.float32)), nobody),
        Animal("8-bit.wav", lambda p: _encode(p, talk, "wav", "pcm_u8", 8_000)),
        Animal("96-khz.wav", lambda p: _encode(p, talk, "wav", "pcm_s24le", 96_000)),
        Animal("six.wav", lambda p: _encode(p, np.repeat(talk, 3, 0), "wav", "pcm_s16le"), "The file has 6 channels"),
        Animal("nan.wav", lambda p: _encode(p, odd, "wav", "pcm_f32le"), no_numbers),
        Animal("all-nan.wav", lambda p: _encode(p, lost, "wav", "pcm_f32le"), no_numbers),
        Animal("clipped.wav", lambda p: write_wav(p, loud), "is clipped"),
        Animal("really-mp3.wav", lambda p: _encode(p, np.roll(talk, 7), "mp3", "libmp3lame")),
        Animal("ünï 電話 📞.wav", lambda p: write_wav(p, np.roll(talk, 1))),
        Animal("long" * 60 + ".wav", lambda p: write_wav(p, np.roll(talk, 2))),
        *([Animal('it\'s "quoted"\nand broken.wav', lambda p: write_wav(p, np.roll(talk, 3)))] * _POSIX),
        Animal("turned-\u202evaw.gpj.wav", lambda p: write_wav(p, np.roll(talk, 4))),
    ]


_POSIX, _LINUX = int(os.name == "posix"), int(os.uname().sysname == "Linux" if hasattr(os, "uname") else False)


def _bytes(content: bytes) -> Make:
    return lambda path: path.write_bytes(content)


def _cut(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def _patch(path: Path, at: int, content: bytes) -> None:
    whole = bytearray(path.read_bytes())
    whole[at : at + len(content)] = content
    path.write_bytes(whole)


def _protected(sound: Samples) -> Make:
    def make(path: Path) -> None:
        whole = _encode(path, sound, "ipod", "aac").read_bytes()
        path.write_bytes(whole.replace(b"mp4a", b"drms", 1))

    return make


def _film(path: Path) -> None:
    with av.open(str(path), "w") as out:
        stream: Any = out.add_stream("mpeg4", rate=5)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(5):
            out.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        out.mux(stream.encode(None))


def _encode(path: Path, sound: Samples, container: str, codec: str, rate: int = RATE) -> Path:
    layout = {2: "stereo", 6: "5.1"}[len(sound)]
    with av.open(str(path), "w", format=container) as out:
        stream: Any = out.add_stream(codec, rate=rate, layout=layout)
        context = stream.codec_context
        context.open()
        resampler = av.AudioResampler(context.format, layout, rate, frame_size=context.frame_size or 1024)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound, np.float32), format="fltp", layout=layout)
        frame.sample_rate, frame.pts = RATE, 0
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    return path
