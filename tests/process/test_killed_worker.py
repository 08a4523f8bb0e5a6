"""A worker that is killed, once at every stage of a job, under the command line and under the window.

However it ends, the other recordings are done, the one at hand is told of and offered again, and then it comes to the
same transcript as one that nobody disturbed.
"""

import sys
import wave
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop import child, cli
from desktop.media.digest import sha256_of
from desktop.model.call import Side
from desktop.model.report import CallReport
from desktop.model.request import Engine, Request
from desktop.paths import Paths
from desktop.storage.jobs import State
from desktop.storage.library import Library
from desktop.storage.opening import open_library, read_library
from desktop.storage.overviews import Overview
from desktop.ui.queue.jobs import Jobs

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")

WORKER = Path(__file__).with_name("mortal_worker.py")
RATE = 16_000
WINDOWS = 3
# Behind the last event of a job the worker is not needed any more.
FATAL = ("reading", "surveyed", "loading", "half-a-line", "between", "listening", "split", "scoring", "scored")
NAMES = ("unharmed", *FATAL, "resting", "last")
# Where it died after a batch was stored, nothing of that batch is heard again; a batch at hand is lost.
HEARD_TWICE = {"half-a-line": 2, "listening": 1}
PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("calls")
    return [
        (_two_on_one_microphone if name == "split" else _talk)(folder / f"{name}.wav", seed)
        for seed, name in enumerate(NAMES)
    ]


@pytest.fixture
def mortal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the worker remembers its deaths."""
    memory, home = tmp_path / "memory", tmp_path / "home"
    memory.mkdir()
    home.mkdir()
    monkeypatch.setenv("MORTAL_WORKER_HOME", str(memory))
    monkeypatch.setenv("UPSWING_HOME", str(home))
    monkeypatch.setattr(child, "program", lambda: [sys.executable, str(WORKER)])
    return memory


@pytest.fixture(scope="module")
def undisturbed(recordings: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, CallReport]:
    """What the recordings come to where nobody dies."""
    home, memory = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("memory")
    for name in NAMES:
        (memory / f"{name}.died").touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MORTAL_WORKER_HOME", str(memory))
        patch.setenv("UPSWING_HOME", str(home))
        patch.setattr(child, "program", lambda: [sys.executable, str(WORKER)])
        assert _analyse(recordings) == 0
    with read_library(home / "library.sqlite") as library:
        return _reports(library)


def test_under_the_command_line_it_is_offered_again_and_comes_to_the_same(
    mortal: Path, recordings: list[Path], undisturbed: dict[str, CallReport], capsys: pytest.CaptureFixture[str]
) -> None:
    home = mortal.parent / "home"
    assert _analyse(recordings) == 1
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("upswing: ")]
    assert [line.split(":")[1].strip() for line in told] == [f"{name}.wav" for name in FATAL]
    assert all("ended unexpectedly" in line and "goes on behind what is stored" in line for line in told)
    with read_library(home / "library.sqlite") as library:
        assert _states(library) == {name: State.FAILED if name in FATAL else State.DONE for name in NAMES}

    assert _analyse(recordings) == 0
    with read_library(home / "library.sqlite") as library:
        _assert_same(library, undisturbed, mortal)


def test_under_the_window_it_is_offered_again_and_comes_to_the_same(
    qtbot: QtBot, mortal: Path, recordings: list[Path], undisturbed: dict[str, CallReport]
) -> None:
    paths = Paths(mortal.parent / "home")
    request = Request(engine=Engine.FASTER_WHISPER, agent_side=Side.LEFT)
    with open_library(paths.library) as library, _queue(library, paths) as jobs:
        ids = [library.calls.add(file, sha256_of(file)).id for file in recordings]
        jobs.enqueue(ids, request)
        failed = {name: State.FAILED if name in FATAL else State.DONE for name in NAMES}
        qtbot.waitUntil(lambda: _states(library) == failed, timeout=PATIENCE_MS)
        failures = [_overviews(library)[name].failure for name in FATAL]
        assert all(failure is not None and "ended unexpectedly" in failure.what for failure in failures)

        jobs.retry([call_id for call_id, name in zip(ids, NAMES, strict=True) if name in FATAL])
        qtbot.waitUntil(lambda: set(_states(library).values()) == {State.DONE}, timeout=PATIENCE_MS)
        _assert_same(library, undisturbed, mortal)


@contextmanager
def _queue(library: Library, paths: Paths) -> Iterator[Jobs]:
    """The window's queue, which is closed at the end."""
    jobs = Jobs(library, paths)
    jobs.start()
    try:
        yield jobs
    finally:
        jobs.close()


def _analyse(files: Sequence[Path]) -> int:
    return int(cli.main(["analyse", "--engine", "faster-whisper", "--agent-channel", "left", *map(str, files)]))


def _reports(library: Library) -> dict[str, CallReport]:
    return {Path(call.file).stem: library.report(call) for call in library.calls.all()}


def _overviews(library: Library) -> dict[str, Overview]:
    found = [(Path(call.file).stem, library.overviews.of(call.id)) for call in library.calls.all()]
    return {name: overview for name, overview in found if overview is not None}


def _states(library: Library) -> dict[str, State | None]:
    return {name: overview.state for name, overview in _overviews(library).items()}


def _assert_same(library: Library, undisturbed: dict[str, CallReport], memory: Path) -> None:
    assert library.faults() == []
    found = _reports(library)
    assert set(found) == set(undisturbed)
    for name, report in undisturbed.items():
        # Who of two on one microphone the customer is cannot be guessed from such words.
        assert any(each.score is not None for each in report.turns) or name == "split"
        assert (report.call.split_confidence is not None) is (name == "split")
        assert found[name].call.split_confidence == report.call.split_confidence, name
        assert found[name].turns == report.turns, name
        assert found[name].arc == report.arc, name
        assert found[name].call.channels == report.call.channels, name
        assert found[name].call.recording == report.call.recording, name
        heard = sum(map(int, (memory / f"{zlib.crc32(name.encode()):08x}.windows").read_text().split()))
        assert heard == WINDOWS + HEARD_TWICE.get(name, 0), name


def _talk(path: Path, seed: int) -> Path:
    """Two people who take turns: bursts of noise of 15 s, each of which fills a window."""
    noise = np.random.default_rng(seed)
    sound = np.zeros((2, 50 * RATE))
    for number, start_s in enumerate((1, 17, 33)):
        burst = noise.choice((-0.4, -0.2, 0.2, 0.4), 15 * RATE)
        sound[number % 2, start_s * RATE : (start_s + 15) * RATE] = burst
    return _written(path, sound)


def _two_on_one_microphone(path: Path, seed: int) -> Path:
    """A voice that hisses, one that hums, and the first again."""
    noise, t_s = np.random.default_rng(seed), np.arange(15 * RATE) / RATE
    hiss = noise.choice((-0.4, -0.2, 0.2, 0.4), t_s.size)
    hum = 0.2 * sum(np.sin(2 * np.pi * 220 * tone * t_s) / tone for tone in range(1, 12))
    sound = np.zeros((1, 50 * RATE))
    for start_s, burst in ((1, hiss), (17, hum), (33, hiss)):
        sound[0, start_s * RATE : (start_s + 15) * RATE] = burst
    return _written(path, sound)


def _written(path: Path, sound: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(sound))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound.T * 32767).astype("<i2").tobytes())
    return path
