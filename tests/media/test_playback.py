from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from desktop.errors import BadInput
from desktop.media.decode import SAMPLE_RATE, RecordingReader
from desktop.media.playback import PlaybackStream
from desktop.media.reel import Fed, Reel

Samples = NDArray[np.float32]
Recorder = Callable[..., Path]
RATE = 48_000
CLICKS_S = (0.5, 3.25, 7.75)
FORMATS = [
    ("wav", "pcm_s16le", 16_000),
    ("wav", "pcm_mulaw", 8_000),
    ("flac", "flac", 16_000),
    ("mp3", "libmp3lame", 16_000),
    ("mp3", "libmp3lame", 44_100),
    ("ipod", "aac", 16_000),
    ("adts", "aac", 16_000),
    ("ogg", "libopus", 48_000),
    ("matroska", "libopus", 48_000),
    ("asf", "wmav2", 44_100),
    ("amr", "libopencore_amrnb", 8_000),
]


@pytest.fixture
def clicks() -> Samples:
    """Ten seconds of next to nothing in two channels, with short loud tones at known instants in the left one."""
    samples = np.random.default_rng(1).normal(0, 0.001, (2, 10 * SAMPLE_RATE)).astype(np.float32)
    for t_s in CLICKS_S:
        at = round(t_s * SAMPLE_RATE)
        samples[0, at : at + 160] = 0.7 * np.sin(np.arange(160) * 0.4)
    return samples


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Closes what was opened."""
    with ExitStack() as opened:
        yield opened


def loud_at(samples: Samples) -> int:
    level = np.abs(samples)
    return int((level > level.max() * 0.3).argmax())


def heard(stream: PlaybackStream, start_s: float, end_s: float, speed: float = 1.0) -> tuple[Samples, list[float]]:
    """All samples between two instants, and the instant of each."""
    stream.start(start_s, end_s, rate=RATE, speed=speed)
    parts, times = [], []
    while (chunk := stream.read()) is not None:
        parts.append(chunk.samples)
        times.append(chunk.start_s + np.arange(len(chunk.samples)) / RATE * chunk.speed)
    return np.concatenate(parts), list(np.concatenate(times))


@pytest.mark.parametrize(("container", "codec", "rate"), FORMATS)
@pytest.mark.parametrize("speed", [1.0, 0.5, 2.0])
def test_a_click_is_heard_where_the_transcript_puts_it(
    stack: ExitStack, recording: Recorder, clicks: Samples, container: str, codec: str, rate: int, speed: float
) -> None:
    path = recording(clicks[:1], container, codec, rate)
    whole = np.concatenate(list(RecordingReader(path).blocks()), axis=1)[0]
    stream = stack.enter_context(closing(PlaybackStream(path)))
    for t_s in (CLICKS_S[2], CLICKS_S[0], CLICKS_S[1]):
        start_s = t_s - 0.4
        samples, times = heard(stream, start_s, t_s + 0.4, speed)
        about = round(start_s * SAMPLE_RATE)
        expected_s = start_s + loud_at(whole[about : about + round(0.8 * SAMPLE_RATE)]) / SAMPLE_RATE
        assert times[loud_at(samples)] == pytest.approx(expected_s, abs=0.025 if speed != 1.0 else 0.005)
        assert len(samples) / RATE == pytest.approx(0.8 / speed, abs=0.07)


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.5, 2.0])
def test_speed_keeps_the_pitch(stack: ExitStack, recording: Recorder, tones: Samples, speed: float) -> None:
    stream = stack.enter_context(closing(PlaybackStream(recording(tones[:1]))))
    samples, _ = heard(stream, 0.2, 1.8, speed)
    spectrum = np.abs(np.fft.rfft(samples))
    assert spectrum.argmax() * RATE / len(samples) == pytest.approx(400, abs=8)


def test_one_channel_is_listened_to_alone(stack: ExitStack, recording: Recorder, tones: Samples) -> None:
    stream = stack.enter_context(closing(PlaybackStream(recording(tones))))
    for gains, loudest in (((1.0, 0.0), 400), ((0.0, 1.0), 1000)):
        stream.gains = gains
        samples, _ = heard(stream, 0.0, 1.5)
        spectrum = np.abs(np.fft.rfft(samples))
        other = 1400 - loudest
        assert spectrum.argmax() * RATE / len(samples) == pytest.approx(loudest, abs=2)
        assert spectrum[round(other * len(samples) / RATE)] < spectrum.max() / 100


def test_a_gain_takes_effect_in_the_middle_of_a_long_frame(
    stack: ExitStack, recording: Recorder, tones: Samples
) -> None:
    stream = stack.enter_context(closing(PlaybackStream(recording(tones, "flac", "flac"))))
    stream.start(0.5, rate=RATE)
    first = stream.read()
    while first is not None and not len(first.samples):
        first = stream.read()
    stream.gains = (0.0, 0.0)
    second = stream.read()
    assert first is not None
    assert second is not None
    assert np.abs(first.samples).max() > 0.1
    assert np.abs(second.samples).max() == 0.0


def test_preparing_ends_and_leaves_jumps_exact(stack: ExitStack, recording: Recorder, clicks: Samples) -> None:
    stream = stack.enter_context(closing(PlaybackStream(recording(clicks, "mp3", "libmp3lame"))))
    assert sum(1 for _ in iter(stream.prepare, False)) < 100
    samples, times = heard(stream, 7.0, 8.5)
    assert times[loud_at(samples)] == pytest.approx(CLICKS_S[2], abs=0.06)


@pytest.mark.parametrize("name", ["missing.wav", "text.wav", "half.mp3"])
def test_what_cannot_be_played_is_said_in_words(tmp_path: Path, name: str) -> None:
    if name == "text.wav":
        (tmp_path / name).write_text("ffconcat version 1.0\nfile other.wav\n")
    if name == "half.mp3":
        (tmp_path / name).write_bytes(b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\x00" * 500)
    with pytest.raises(BadInput) as caught:
        PlaybackStream(tmp_path / name)
    assert name in caught.value.what


def test_damage_in_the_middle_is_played_over(stack: ExitStack, recording: Recorder, tones: Samples) -> None:
    path = recording(np.tile(tones, 4), "mp3", "libmp3lame")
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 2000] = b"\xff\xfb\x00\x55" * 500
    path.write_bytes(content)
    samples, _ = heard(stack.enter_context(closing(PlaybackStream(path))), 0.5, 100.0)
    assert len(samples) / RATE > 5.0


def fed(reel: Reel, seconds: float) -> Samples:
    """What an output with endless room gets at most."""
    taken: list[Samples] = []

    def write(samples: Samples) -> int:
        taken.append(samples)
        return len(samples)

    while sum(map(len, taken)) < seconds * RATE and reel.feed(write) is not Fed.ENDED:
        pass
    return np.concatenate([np.zeros(0, np.float32), *taken])


def test_a_loop_goes_round_without_a_gap(stack: ExitStack, recording: Recorder, clicks: Samples) -> None:
    reel = stack.enter_context(closing(Reel(recording(clicks))))
    reel.reroute((3.0, 3.5), (), 0.0)
    reel.start(3.0, RATE)
    samples = fed(reel, 5.0)
    level = np.abs(samples[: 5 * RATE]).reshape(-1, RATE // 100).max(axis=1) > 0.3
    starts = np.flatnonzero(np.diff(level.astype(int)) == 1) + 1
    assert len(starts) == 10
    assert np.all(np.abs(np.diff(starts) - 50) <= 1)
    assert reel.heard_s(round(1.25 * RATE)) == pytest.approx(3.25, abs=0.01)


def test_silence_is_jumped_over(stack: ExitStack, recording: Recorder, clicks: Samples) -> None:
    reel = stack.enter_context(closing(Reel(recording(clicks))))
    reel.reroute(None, [(1.0, 3.0), (4.0, 7.5)], 0.0)
    reel.start(0.0, RATE)
    samples = fed(reel, 100.0)
    assert len(samples) / RATE == pytest.approx(4.5, abs=0.02)
    assert reel.heard_s(round(1.25 * RATE)) == pytest.approx(3.25, abs=0.01)


def test_a_loop_behind_the_end_of_the_sound_ends(stack: ExitStack, recording: Recorder, clicks: Samples) -> None:
    reel = stack.enter_context(closing(Reel(recording(clicks))))
    reel.reroute((50.0, 60.0), (), 0.0)
    reel.start(52.0, RATE)
    assert len(fed(reel, 1.0)) == 0
