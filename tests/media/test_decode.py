import errno
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from io import BufferedReader
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from desktop.errors import BadInput
from desktop.media import decode
from desktop.media.decode import SAMPLE_RATE, RecordingReader, open_recording, probe
from desktop.media.digest import sha256_of

Samples = NDArray[np.float32]
Recorder = Callable[..., Path]

STEREO = [
    ("wav", "pcm_u8", 8_000),
    ("wav", "pcm_s16le", 44_100),
    ("wav", "pcm_s24le", 48_000),
    ("wav", "pcm_f32le", 16_000),
    ("wav", "pcm_mulaw", 8_000),
    ("wav", "pcm_alaw", 8_000),
    ("w64", "pcm_s16le", 16_000),
    ("mp3", "libmp3lame", 22_050),
    ("mp4", "aac", 44_100),
    ("ipod", "aac", 16_000),
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
]
MONO = [("wav", "pcm_u8", 8_000), ("amr", "libopencore_amrnb", 8_000), ("3gp", "libopencore_amrnb", 8_000)]


class FailingDisk(decode._Bytes):
    """A disk that lets go after a third of a megabyte."""

    def __init__(self, file: BufferedReader) -> None:
        super().__init__(file)
        self.read = self._read  # type: ignore[assignment]

    def _read(self, size: int) -> bytes:
        if self._file.tell() > 300_000:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return self._file.read(size)


def decoded(path: Path, block_s: float = 30.0) -> tuple[Samples, tuple[str, ...]]:
    reader = RecordingReader(path)
    blocks = list(reader.blocks(block_s=block_s))
    return np.concatenate(blocks, axis=1), reader.notices


def loudest_hz(samples: Samples) -> float:
    return float(np.abs(np.fft.rfft(samples)).argmax() * SAMPLE_RATE / len(samples))


def refused(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        list(RecordingReader(path).blocks())
    assert path.name in caught.value.what
    assert caught.value.fix.endswith(".")
    return caught.value.what


@pytest.mark.parametrize(("container", "codec", "rate"), STEREO)
def test_every_format_keeps_both_channels_apart_and_the_length(
    recording: Recorder, tones: Samples, container: str, codec: str, rate: int
) -> None:
    samples, notices = decoded(recording(tones, container, codec, rate))
    assert samples.dtype == np.float32
    assert loudest_hz(samples[0]) == pytest.approx(400, abs=2)
    assert loudest_hz(samples[1]) == pytest.approx(1000, abs=2)
    assert samples.shape[1] / SAMPLE_RATE == pytest.approx(2.0, abs=0.2 if codec in {"aac", "wmav2"} else 0.002)
    assert notices == ()


@pytest.mark.parametrize(("container", "codec", "rate"), MONO)
def test_one_channel_stays_one(recording: Recorder, tones: Samples, container: str, codec: str, rate: int) -> None:
    samples, notices = decoded(recording(tones[:1], container, codec, rate))
    assert len(samples) == 1
    assert loudest_hz(samples[0]) == pytest.approx(400, abs=2)
    assert samples.shape[1] / SAMPLE_RATE == pytest.approx(2.0, abs=0.05)
    assert notices == ()


@pytest.mark.parametrize(("container", "codec"), [("wav", "pcm_s16le"), ("flac", "flac"), ("matroska", "libopus")])
@pytest.mark.parametrize("count", [4, 6])
def test_of_more_channels_the_first_two_are_used_unmixed(
    recording: Recorder, tones: Samples, container: str, codec: str, count: int
) -> None:
    loud = 0.5 * np.random.default_rng(0).standard_normal((count - 2, tones.shape[1])).clip(-1, 1).astype(np.float32)
    rate = 48_000 if codec == "libopus" else SAMPLE_RATE
    samples, notices = decoded(recording(np.concatenate([tones, loud]), container, codec, rate))
    assert notices == (f"The file has {count} channels; only the first two are used.",)
    assert samples.shape == tones.shape
    assert np.corrcoef(samples[0], tones[0])[0, 1] > 0.9
    assert np.corrcoef(samples[1], tones[1])[0, 1] > 0.9


def test_blocks_are_cut_to_length_and_lose_nothing(recording: Recorder, tones: Samples) -> None:
    path = recording(tones)
    blocks = list(RecordingReader(path).blocks(block_s=0.3))
    assert [b.shape for b in blocks] == [(2, 4800)] * 6 + [(2, 3200)]
    assert np.abs(np.concatenate(blocks, axis=1) - tones).max() < 1e-4


def test_resampling_loses_no_tail(recording: Recorder, tones: Samples) -> None:
    samples, _ = decoded(recording(tones, rate=11_025))
    assert abs(samples.shape[1] - tones.shape[1]) <= 2
    assert np.abs(samples[:, -1600:]).max() > 0.4


def test_samples_beyond_the_scale_and_without_a_number_are_mended(recording: Recorder, tones: Samples) -> None:
    broken = tones * 4
    broken[0, 1000], broken[1, 2000] = np.nan, np.inf
    samples, notices = decoded(recording(broken, codec="pcm_f32le"))
    assert np.isfinite(samples).all()
    assert samples.max() == 1.0
    assert samples[0, 1000] == samples[1, 2000] == 0.0
    assert notices == ("The file holds samples that are not numbers; they were replaced by silence.",)


def test_a_probe_says_what_the_header_says(recording: Recorder, tones: Samples) -> None:
    found = probe(recording(tones, "ipod", "aac", 44_100))
    assert (found.container, found.codec, found.channel_count, found.sample_rate) == ("mov", "aac", 2, 44_100)
    assert found.duration_s == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize(
    ("container", "codec"), [("wav", "pcm_s16le"), ("wav", "pcm_mulaw"), ("flac", "flac"), ("webm", "libopus")]
)
def test_a_cut_file_gives_what_is_there_and_says_so(
    recording: Recorder, tones: Samples, container: str, codec: str
) -> None:
    path = recording(np.tile(tones, 5), container, codec, 48_000 if codec == "libopus" else SAMPLE_RATE)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    samples, notices = decoded(path)
    assert samples.shape[1] / SAMPLE_RATE == pytest.approx(6.0, abs=0.5)
    assert [n for n in notices if n.startswith("The file ends early: only 0:0") and n.endswith(" of 0:10 is there.")]


@pytest.mark.parametrize("size", [0, 0xFFFF_FFFF])
def test_a_wav_written_into_a_pipe_is_complete(recording: Recorder, tones: Samples, size: int) -> None:
    path = recording(tones)
    content = bytearray(path.read_bytes())
    at = content.index(b"data") + 4
    content[4:8] = content[at : at + 4] = size.to_bytes(4, "little")
    path.write_bytes(content)
    samples, notices = decoded(path)
    assert samples.shape == tones.shape
    assert notices == ()


@pytest.mark.parametrize(("container", "codec"), [("mp3", "libmp3lame"), ("ipod", "aac")])
def test_damage_in_the_middle_costs_only_itself(
    recording: Recorder, tones: Samples, container: str, codec: str
) -> None:
    path = recording(np.tile(tones, 5), container, codec)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 600] = bytes(600)
    path.write_bytes(content)
    samples, notices = decoded(path)
    assert samples.shape[1] / SAMPLE_RATE > 9
    assert notices == ("Parts of the file are damaged and were skipped.",)


def test_random_damage_never_ends_in_a_crash(recording: Recorder, tones: Samples) -> None:
    rng = np.random.default_rng(3)
    outcomes = set()
    for container, codec in [("wav", "pcm_mulaw"), ("mp3", "libmp3lame"), ("ipod", "aac"), ("avi", "pcm_s16le")]:
        path = recording(tones, container, codec)
        whole = path.read_bytes()
        for _ in range(25):
            content = bytearray(whole)
            for at in rng.integers(0, 300, 12):
                content[at] = rng.integers(256)
            path.write_bytes(content)
            try:
                outcomes.add(decoded(path)[0].shape[1] > 0)
            except BadInput:
                outcomes.add(False)
    assert outcomes == {True, False}


def test_a_header_that_points_beyond_any_disk_is_not_blamed_on_the_disk(recording: Recorder, tones: Samples) -> None:
    path = recording(tones, "caf")
    content = bytearray(path.read_bytes())
    content[57] = 0xFF
    path.write_bytes(content)
    samples, _ = decoded(path)
    assert loudest_hz(samples[0]) == pytest.approx(400, abs=2)


def test_whatever_ffmpeg_stumbles_over_later_is_said_in_words(recording: Recorder, tones: Samples) -> None:
    with pytest.raises(BadInput, match="is damaged: its sound"), open_recording(recording(tones)):
        raise av.error.InvalidDataError(1, "odd layout")


def test_what_is_not_a_recording_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "notes.mp3"
    assert refused(path) == "“notes.mp3” does not exist."
    path.write_bytes(b"")
    assert refused(path) == "“notes.mp3” is empty."
    for content in (b"Dear team, " * 500, b"hi", np.random.default_rng(0).bytes(50_000)):
        path.write_bytes(content)
        assert refused(path) == "“notes.mp3” is not a recording, or in a format that is not supported."
    assert refused(tmp_path) == f"“{tmp_path.name}” is a folder."


@pytest.mark.parametrize(("path", "name"), [(".", "calls"), ("/", "/"), ("..", "..")])
@pytest.mark.skipif(sys.platform == "win32", reason="a drive has another name")
def test_a_folder_has_a_name_whatever_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, name: str
) -> None:
    (tmp_path / "calls").mkdir()
    monkeypatch.chdir(tmp_path / "calls")
    assert refused(Path(path)) == f"“{name}” is a folder."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    os.mkfifo(path)
    assert refused(path) == "“call.wav” is not a file."


def test_a_file_that_may_not_be_read_says_so(
    recording: Recorder, tones: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbid(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = recording(tones)
    monkeypatch.setattr(Path, "open", forbid)
    assert refused(path) == "“call.wav” cannot be read: Permission denied."


def test_a_header_alone_holds_no_sound(recording: Recorder, tones: Samples) -> None:
    path = recording(tones)
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"data") + 4] + bytes(4))
    assert refused(path) == "“call.wav” holds no sound: its length is zero."


@pytest.mark.parametrize(("container", "codec", "kept"), [("wav", "pcm_s16le", 30), ("ipod", "aac", 9_000)])
def test_a_file_cut_before_its_sound_is_called_damaged(
    recording: Recorder, tones: Samples, container: str, codec: str, kept: int
) -> None:
    path = recording(tones, container, codec)
    path.write_bytes(path.read_bytes()[:kept])
    assert refused(path) == f"“{path.name}” is damaged or not complete and cannot be opened."


def test_sound_in_a_coding_that_nobody_knows_is_refused(recording: Recorder, tones: Samples) -> None:
    path = recording(tones)
    content = bytearray(path.read_bytes())
    content[20:22] = (0x1234).to_bytes(2, "little")
    path.write_bytes(content)
    assert refused(path) == "The sound in “call.wav” is coded in a way that is not supported."


def test_what_is_protected_against_copying_is_refused_and_not_heard_as_noise(
    recording: Recorder, tones: Samples
) -> None:
    path = recording(tones, "ipod", "aac")
    path.write_bytes(path.read_bytes().replace(b"mp4a", b"drms", 1))
    assert refused(path) == f"“{path.name}” is protected against copying and cannot be read."


def test_sound_in_a_file_with_the_wrong_ending_is_heard(recording: Recorder, tones: Samples) -> None:
    path = recording(tones, "mp3", "libmp3lame")
    samples, notices = decoded(path.rename(path.with_name("really-mp3.wav")))
    assert loudest_hz(samples[0]) == pytest.approx(400, abs=2)
    assert notices == ()


@pytest.mark.parametrize("tag", [b"", b"ID3\x03\x00\x00\x00\x00\x10\x00" + bytes(2048)], ids=["bare", "tagged"])
def test_a_cut_mp3_says_so_where_its_encoder_wrote_the_length_down(
    recording: Recorder, tones: Samples, tag: bytes
) -> None:
    path = recording(np.tile(tones, 5), "mp3", "libmp3lame")
    whole = tag + path.read_bytes()
    path.write_bytes(whole)
    assert decoded(path)[1] == ()
    path.write_bytes(whole[: len(whole) * 6 // 10])
    samples, notices = decoded(path)
    assert samples.shape[1] / SAMPLE_RATE == pytest.approx(6.0, abs=0.5)
    assert [n for n in notices if n.startswith("The file ends early: only 0:0") and n.endswith(" of 0:10 is there.")]


def test_an_mp3_whose_length_is_a_guess_is_not_said_to_end_early(recording: Recorder, tones: Samples) -> None:
    path = recording(np.tile(tones, 5), "mp3", "libmp3lame")
    content = path.read_bytes().replace(b"Info", bytes(4), 1).replace(b"Xing", bytes(4), 1)
    path.write_bytes(content[: len(content) * 6 // 10])
    assert decoded(path)[1] == ()


def test_a_tag_without_sound_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "tag.mp3"
    path.write_bytes(b"ID3\x03\x00\x00\x00\x00\x10\x00" + bytes(2048))
    assert refused(path) == "“tag.mp3” is damaged or not complete and cannot be opened."


def test_a_disk_that_gives_up_in_the_middle_is_not_taken_for_the_end(
    recording: Recorder, tones: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network drive that goes away answers EIO; half a call must not pass for a whole one."""
    path = recording(np.tile(tones, 20))
    monkeypatch.setattr(decode, "_Bytes", FailingDisk)
    assert refused(path).startswith("“call.wav” cannot be read: its disk, or the network that it lies on, does not")


def test_pictures_without_sound_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "screen.mp4"
    with av.open(path, "w") as out:
        stream = out.add_stream("mpeg4", rate=5)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(5):
            out.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        out.mux(stream.encode(None))
    assert refused(path) == "“screen.mp4” has no sound in it."


def test_a_text_that_names_another_file_is_not_followed(
    recording: Recorder, tones: Samples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = recording(tones)
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "innocent.wav"
    for named in (other.name, other.as_posix()):
        path.write_text(f"ffconcat version 1.0\nfile {named}\n")
        assert refused(path) == "“innocent.wav” is not a recording: it is a text that refers to other files."


@pytest.mark.parametrize("ending", ["wav", "m3u8"])
def test_a_playlist_opens_no_connection(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"list.{ending}"
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/call.ts"
        path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{url}\n#EXT-X-ENDLIST\n")
        assert refused(path).endswith("it is a text that refers to other files.")
        server.settimeout(0.1)
        with pytest.raises(TimeoutError):
            server.accept()


def test_memory_does_not_grow_with_length(recording: Recorder, tones: Samples) -> None:
    pytest.importorskip("resource")
    path = recording(np.tile(tones, 10), codec="pcm_mulaw", rate=8_000)
    short, sound = path.with_name("short.wav"), path.read_bytes()
    short.write_bytes(sound)
    # FFmpeg reads to the end of the file where the header does not know the length.
    at = sound.index(b"data")
    path.write_bytes(sound[:at] + b"data" + b"\xff" * 4 + sound[at + 8 :] * 45)
    script = """
import resource, sys
from pathlib import Path
from desktop.media.decode import RecordingReader
for name in sys.argv[1:]:
    seconds = sum(b.shape[1] for b in RecordingReader(Path(name)).blocks()) / 16000
    print(round(seconds), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    command = [sys.executable, "-c", script, short, path]
    root = Path(__file__).parents[2]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root).stdout.split()
    short_s, short_peak, long_s, long_peak = map(int, printed)
    assert (short_s, long_s) == (20, 900)
    assert long_peak < short_peak * 1.3


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    assert sha256_of(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    with pytest.raises(BadInput, match="is a folder"):
        sha256_of(tmp_path)
    with pytest.raises(BadInput, match="does not exist"):
        sha256_of(tmp_path / "gone")


@pytest.mark.data
def test_eight_bit_recordings_are_read(data: Path) -> None:
    samples, notices = decoded(data / "calls" / "edge" / "mono-unsigned-8bit.wav")
    assert samples.shape == (1, round(277.66 * SAMPLE_RATE))
    assert notices == ()
