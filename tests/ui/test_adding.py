"""Files and folders on their way into the library."""

import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop.model.request import Request
from desktop.paths import Paths
from desktop.storage.library import Library
from desktop.ui.queue.adding import Adding
from desktop.ui.queue.jobs import Jobs

PATIENCE_MS = 30_000


class Told:
    """What was said of an adding."""

    def __init__(self, adding: Adding) -> None:
        self.added: list[int] = []
        self.refused: list[tuple[str, str, str]] = []
        self.progress: list[tuple[int, int]] = []
        self.counts: list[tuple[int, int, int]] = []
        self.failures: list[str] = []
        adding.added.connect(self.added.extend)
        adding.refused.connect(self.refused.extend)
        adding.progressed.connect(lambda done, total: self.progress.append((done, total)))
        adding.finished.connect(lambda *counts: self.counts.append(counts))
        adding.failed.connect(lambda what, _: self.failures.append(what))


@pytest.fixture
def adding(qtbot: QtBot, library: Library) -> Iterator[Adding]:
    made = Adding(library)
    yield made
    made.close()
    assert not any(thread.name == "adding" for thread in threading.enumerate())


@pytest.fixture
def told(adding: Adding) -> Told:
    return Told(adding)


def sound(path: Path, content: str | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content or str(path), encoding="utf-8")
    return path


def add(qtbot: QtBot, adding: Adding, *paths: Path) -> None:
    with qtbot.waitSignal(adding.finished, timeout=PATIENCE_MS):
        adding.add(paths)


def names(library: Library, ids: list[int]) -> list[str]:
    return [Path(library.calls.get(call_id).file).name for call_id in ids]


def test_files_are_taken_whatever_they_are_called(
    qtbot: QtBot, adding: Adding, told: Told, library: Library, tmp_path: Path
) -> None:
    files = [sound(tmp_path / name) for name in ("call.wav", "voice", "recording.bin")]
    add(qtbot, adding, *files)
    assert names(library, told.added) == ["call.wav", "voice", "recording.bin"]
    assert told.counts == [(3, 0, 0)]
    assert told.progress[-1] == (3, 3)
    assert library.calls.get(told.added[0]).sha256 == hashlib.sha256(files[0].read_bytes()).hexdigest()


def test_a_folder_is_searched_for_recordings_alone(
    qtbot: QtBot, adding: Adding, told: Told, library: Library, tmp_path: Path
) -> None:
    outside = sound(tmp_path / "outside" / "secret.wav")
    folder = tmp_path / "calls"
    for name in ("b.MP3", "a/deep/er/c.opus", "a.flac", "notes.txt", ".hidden.wav", ".trash/d.wav", "playlist.m3u"):
        sound(folder / name)
    (folder / "link.wav").symlink_to(outside)
    (folder / "elsewhere").symlink_to(outside.parent)
    (folder / "here.wav").symlink_to(folder / "a.flac")
    (folder / "broken.wav").symlink_to(folder / "nothing.wav")
    add(qtbot, adding, folder)
    assert names(library, list(dict.fromkeys(told.added))) == ["a.flac", "b.MP3", "c.opus"]
    assert [name for name, _, _ in told.refused] == ["broken.wav"]
    assert told.counts == [(3, 1, 1)]


def test_the_same_sound_twice_is_one_call(
    qtbot: QtBot, adding: Adding, told: Told, library: Library, tmp_path: Path
) -> None:
    first, second = sound(tmp_path / "a.wav", "same"), sound(tmp_path / "b.wav", "same")
    add(qtbot, adding, first, second)
    add(qtbot, adding, second)
    assert told.counts == [(1, 1, 0), (0, 1, 0)]
    assert len(library.calls.all()) == 1


def test_a_call_that_was_removed_is_new_again(
    qtbot: QtBot, adding: Adding, told: Told, library: Library, tmp_path: Path
) -> None:
    path = sound(tmp_path / "a.wav")
    add(qtbot, adding, path)
    library.calls.discard(told.added)
    add(qtbot, adding, path)
    assert told.counts == [(1, 0, 0), (1, 0, 0)]
    assert len(library.calls.all()) == 1


def test_what_cannot_be_read_is_told_in_sentences_and_stops_nothing(
    qtbot: QtBot, adding: Adding, told: Told, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty.wav").touch()
    (tmp_path / "bare").mkdir()
    locked = tmp_path / "calls" / "locked"
    locked.mkdir(parents=True)
    sound(tmp_path / "calls" / "z.wav")
    scandir = os.scandir

    def guarded(path: str) -> object:
        if Path(path) == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    odd = tmp_path / os.fsdecode(b"caf\xe9.wav")
    odd.write_text("odd", encoding="utf-8")
    paths = [tmp_path / name for name in ("gone.wav", "empty.wav", "bare", "calls", "x" * 300)]
    add(qtbot, adding, *paths, odd)
    assert names(library, told.added) == ["z.wav"]
    assert told.counts == [(1, 0, 6)]
    said = {name: (what, fix) for name, what, fix in told.refused}
    assert said["gone.wav"][0] == "“gone.wav” does not exist."
    assert said["empty.wav"][0] == "“empty.wav” is empty."
    assert said["bare"][0] == "There are no recordings in “bare”."
    assert said["calls"][0] == "The folder “locked” cannot be read: Permission denied."
    assert all(text.endswith(".") for pair in said.values() for text in pair)
    for name in said:
        name.encode()


def test_what_is_dropped_meanwhile_is_added_after_it(
    qtbot: QtBot, adding: Adding, told: Told, library: Library, tmp_path: Path
) -> None:
    first = [sound(tmp_path / "one" / f"{n:03}.wav") for n in range(50)]
    second = sound(tmp_path / "two.wav")
    adding.add(first)
    assert adding.busy
    adding.add([second])
    qtbot.waitUntil(lambda: bool(told.counts), timeout=PATIENCE_MS)
    assert not adding.busy
    assert told.counts == [(51, 0, 0)]
    assert names(library, told.added)[-1] == "two.wav"


def test_what_is_read_is_taken_whoever_calls(
    qtbot: QtBot, adding: Adding, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt does not always know who sent a signal."""
    monkeypatch.setattr(Adding, "sender", lambda _adding: None)
    add(qtbot, adding, sound(tmp_path / "1.wav"))
    assert told.counts == [(1, 0, 0)]


def test_cancelling_stops_at_once_in_the_middle_of_a_long_file(
    qtbot: QtBot, adding: Adding, told: Told, library: Library, tmp_path: Path
) -> None:
    long = tmp_path / "long.wav"
    with long.open("wb") as file:
        file.truncate(20_000_000_000)
    adding.add([long])
    qtbot.wait(50)
    began_s = time.monotonic()
    adding.cancel()
    assert time.monotonic() - began_s < 0.05
    assert told.counts == [(0, 0, 0)]
    assert not adding.busy
    short = sound(tmp_path / "short.wav")
    add(qtbot, adding, short)
    assert names(library, told.added) == ["short.wav"]
    assert told.counts[1] == (1, 0, 0)
    qtbot.waitUntil(lambda: not any(thread.name == "adding" for thread in threading.enumerate()), timeout=PATIENCE_MS)


def test_closing_in_the_middle_ends_the_thread_and_tells_nothing(
    qtbot: QtBot, library: Library, tmp_path: Path
) -> None:
    adding = Adding(library)
    told = Told(adding)
    long = tmp_path / "long.wav"
    with long.open("wb") as file:
        file.truncate(20_000_000_000)
    adding.add([long])
    qtbot.wait(20)
    adding.close()
    assert not any(thread.name == "adding" for thread in threading.enumerate())
    qtbot.wait(20)
    assert not told.counts


def test_a_library_that_takes_nothing_ends_the_adding_in_words(
    qtbot: QtBot, adding: Adding, told: Told, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as broken:
        broken.setattr(library.calls, "add", refuse)
        add(qtbot, adding, sound(tmp_path / "a.wav"), sound(tmp_path / "b.wav"))
    assert len(told.failures) == 1
    assert not adding.busy
    add(qtbot, adding, tmp_path / "a.wav")
    assert len(told.added) == 1


def test_thousands_of_files_leave_the_window_free(
    qtbot: QtBot, adding: Adding, told: Told, library: Library, tmp_path: Path
) -> None:
    for n in range(1000):
        sound(tmp_path / "many" / f"{n % 10}" / f"{n}.wav")
    beats: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(time.monotonic()))
    timer.start(5)
    add(qtbot, adding, tmp_path / "many")
    assert told.counts == [(1000, 0, 0)]
    assert len(told.added) == 1000
    stalls = sorted(later - sooner for sooner, later in pairwise(beats))
    assert stalls[int(len(stalls) * 0.95)] < 0.1


def test_what_is_added_is_asked_for_even_if_the_window_closes_at_once(
    qtbot: QtBot, adding: Adding, library: Library, tmp_path: Path
) -> None:
    jobs = Jobs(library, Paths(tmp_path / "home"))
    jobs.pause()
    adding.added.connect(lambda ids: jobs.enqueue(ids, Request()))
    for n in range(200):
        sound(tmp_path / "many" / f"{n}.wav")
    add(qtbot, adding, tmp_path / "many")
    adding.close()
    jobs.close()
    assert len(library.jobs.waiting()) == len(library.calls.all()) == 200
