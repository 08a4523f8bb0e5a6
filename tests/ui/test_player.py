import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.call.player.player import Player
from desktop.ui.call.player.sound_output import Mono, SilentOutput, SoundOutput

RATE = 16_000
LENGTH_S = 30.0


class Ear(SilentOutput):
    """Hears what the output takes, and when; can be told to break."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[tuple[float, Mono]] = []
        self.broken = self.deaf = False

    @property
    def working(self) -> bool:
        return not self.broken

    @property
    def stalled(self) -> bool:
        return self.deaf

    def write(self, samples: Mono) -> int:
        taken = super().write(samples)
        if taken:
            self.taken.append((time.monotonic(), samples[:taken]))
        return taken

    def loudness(self, last: int = 20) -> float:
        return float(np.abs(np.concatenate([samples for _, samples in self.taken[-last:]])).max())


@pytest.fixture
def ears() -> list[Ear]:
    """Every output that was asked for."""
    return []


@pytest.fixture
def player(qtbot: QtBot, ears: list[Ear]) -> Iterator[Player]:
    def find() -> tuple[SoundOutput, bool]:
        ears.append(Ear())
        return ears[-1], True

    made = Player(find_output=find)
    yield made
    made.close()


@pytest.fixture(scope="session")
def tones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a minute: 400 Hz in the left channel and nothing in the right one."""
    path = tmp_path_factory.mktemp("sound") / "tones.wav"
    t_s = np.arange(round(LENGTH_S * RATE)) / RATE
    samples = np.stack([0.5 * np.sin(2 * np.pi * 400 * t_s), np.zeros_like(t_s)]).astype(np.float32)
    with av.open(path, "w") as out:
        stream = out.add_stream("pcm_s16le", rate=RATE, layout="stereo")
        frame = av.AudioFrame.from_ndarray((samples * 32767).astype(np.int16).T.reshape(1, -1), "s16", "stereo")
        frame.sample_rate = RATE
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def waits_for(qtbot: QtBot, done: Callable[[], bool]) -> None:
    qtbot.waitUntil(done, timeout=8000)


def test_the_position_follows_the_clock(qtbot: QtBot, player: Player, tones: Path) -> None:
    player.open(tones, LENGTH_S)
    player.play()
    waits_for(qtbot, lambda: player.position_s > 0.1)
    began_s, at_s = time.monotonic(), player.position_s
    qtbot.wait(600)
    assert player.position_s - at_s == pytest.approx(time.monotonic() - began_s, abs=0.15)
    player.pause()
    paused_s = player.position_s
    qtbot.wait(150)
    assert player.position_s == paused_s


def test_twice_the_speed_is_twice_as_far(qtbot: QtBot, player: Player, tones: Path) -> None:
    player.open(tones, LENGTH_S)
    player.set_speed(2.0)
    player.play()
    waits_for(qtbot, lambda: player.position_s > 0.1)
    began_s, at_s = time.monotonic(), player.position_s
    qtbot.wait(600)
    assert player.position_s - at_s == pytest.approx(2 * (time.monotonic() - began_s), abs=0.3)


def test_a_seek_is_told_at_once_and_nothing_of_the_old_place_comes_after_it(
    qtbot: QtBot, player: Player, tones: Path
) -> None:
    player.open(tones, LENGTH_S)
    player.play()
    waits_for(qtbot, lambda: player.position_s > 0.1)
    told: list[float] = []
    player.position_changed.connect(told.append)
    player.seek(20.0)
    assert told == [20.0]
    waits_for(qtbot, lambda: player.position_s > 20.2)
    assert min(told) == 20.0
    assert told == sorted(told)


def test_a_seek_is_heard_within_a_tenth_of_a_second(qtbot: QtBot, player: Player, tones: Path, ears: list[Ear]) -> None:
    player.open(tones, LENGTH_S)
    player.play()
    waits_for(qtbot, lambda: bool(ears) and bool(ears[0].taken))
    for t_s in (25.0, 3.0, 17.0):
        ears[0].taken.clear()
        began_s = time.monotonic()
        player.seek(t_s)
        waits_for(qtbot, lambda: player.position_s > t_s)  # noqa: B023
        assert ears[0].taken[0][0] - began_s < 0.1


def test_at_the_end_it_pauses_and_plays_from_the_start_again(qtbot: QtBot, player: Player, tones: Path) -> None:
    player.open(tones, LENGTH_S)
    player.seek(LENGTH_S - 0.3)
    player.play()
    waits_for(qtbot, lambda: not player.playing)
    assert player.position_s == LENGTH_S
    player.play()
    waits_for(qtbot, lambda: 0.0 < player.position_s < 2.0)
    assert player.playing


def test_a_loop_goes_round_until_it_is_taken_away(qtbot: QtBot, player: Player, tones: Path) -> None:
    player.open(tones, LENGTH_S)
    player.seek(4.9)
    player.play()
    player.set_loop((5.0, 5.3))
    told: list[float] = []
    player.position_changed.connect(told.append)
    qtbot.wait(1200)
    assert sum(1 for a, b in pairwise(told) if b < a - 0.1) >= 2
    assert max(told) <= 5.3
    player.set_loop(None)
    waits_for(qtbot, lambda: player.position_s > 5.5)


def test_silences_are_jumped_over_while_it_plays(qtbot: QtBot, player: Player, tones: Path) -> None:
    player.open(tones, LENGTH_S)
    player.play()
    player.set_skipped([(0.5, 10.0)])
    told: list[float] = []
    player.position_changed.connect(told.append)
    waits_for(qtbot, lambda: player.position_s > 10.1)
    assert not [t_s for t_s in told if 0.55 < t_s < 9.95]


def test_a_channel_falls_silent_while_it_plays(qtbot: QtBot, player: Player, tones: Path, ears: list[Ear]) -> None:
    player.open(tones, LENGTH_S)
    player.play()
    waits_for(qtbot, lambda: player.position_s > 0.3)
    assert ears[0].loudness(3) > 0.3
    player.set_gain(0, 0.0)
    qtbot.wait(250)
    assert ears[0].loudness(3) == 0.0


def test_a_missing_recording_is_told_and_the_next_one_plays(
    qtbot: QtBot, player: Player, tones: Path, tmp_path: Path
) -> None:
    with qtbot.waitSignal(player.failed, timeout=8000) as failed:
        player.open(tmp_path / "gone.wav", 10.0)
        player.play()
    assert failed.args is not None
    assert failed.args[0] == f"The recording is not where it was: {tmp_path}."
    assert not player.playing
    with qtbot.waitSignal(player.position_changed):
        player.seek(4.0)
    player.play()
    assert (player.position_s, player.playing) == (4.0, False)
    player.open(tones, LENGTH_S)
    player.play()
    waits_for(qtbot, lambda: player.position_s > 0.1)


def test_a_file_that_is_no_recording_is_not_called_missing(qtbot: QtBot, player: Player, tmp_path: Path) -> None:
    (tmp_path / "notes.wav").write_text("no sound")
    with qtbot.waitSignal(player.failed, timeout=8000) as failed:
        player.open(tmp_path / "notes.wav", 10.0)
    assert "notes.wav" in failed.args[0]


def test_what_has_no_length_yet_is_not_played(qtbot: QtBot, player: Player, tones: Path) -> None:
    player.open(tones, 0.0)
    player.play()
    assert not player.playing


def test_a_device_that_breaks_is_replaced_and_the_call_goes_on(
    qtbot: QtBot, player: Player, tones: Path, ears: list[Ear]
) -> None:
    player.open(tones, LENGTH_S)
    player.seek(8.0)
    player.play()
    waits_for(qtbot, lambda: player.position_s > 8.2)
    ears[0].broken = True
    waits_for(qtbot, lambda: len(ears) == 2 and player.position_s > 8.6)
    assert player.playing
    assert ears[1].taken


def test_where_a_device_takes_nothing_more_the_call_goes_on_in_silence(
    qtbot: QtBot, player: Player, tones: Path, ears: list[Ear]
) -> None:
    player.open(tones, LENGTH_S)
    player.seek(8.0)
    player.play()
    waits_for(qtbot, lambda: player.position_s > 8.2)
    with qtbot.waitSignal(player.sound_changed, timeout=8000) as told:
        ears[0].deaf = True
    assert told.args == [False]
    waits_for(qtbot, lambda: player.position_s > 8.6)
    assert player.playing
    assert len(ears) == 1, "the device that takes nothing was asked once more"


def test_closing_ends_the_thread_and_opening_starts_it_again(qtbot: QtBot, player: Player, tones: Path) -> None:
    player.open(tones, LENGTH_S)
    player.play()
    waits_for(qtbot, lambda: player.position_s > 0.1)
    player.close()
    assert not player.playing
    player.open(tones, LENGTH_S)
    player.play()
    waits_for(qtbot, lambda: 0.05 < player.position_s < 3.0)


def test_a_computer_without_a_sound_device_plays_in_silence(qtbot: QtBot, tones: Path) -> None:
    player = Player()
    with qtbot.waitSignal(player.sound_changed, timeout=8000):
        player.open(tones, LENGTH_S)
        player.play()
    waits_for(qtbot, lambda: player.position_s > 0.1)
    player.close()
