"""The command line with recordings as they come: each bad one gets its sentence and costs no other one anything.

The child process, the reading and the speech detector are the real ones; only the words are made up.
"""

import io
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
import zoo

from desktop import child, cli
from desktop.cli import analyse
from desktop.cli.exit_status import ExitStatus
from desktop.export.wording import one_line
from desktop.media.digest import sha256_of
from desktop.model.analysis_version import ANALYSIS_VERSION
from desktop.model.request import Request
from desktop.model.rules import Rules
from desktop.storage.library import Library
from desktop.storage.opening import open_library, read_library

WORKER = Path(__file__).with_name("mortal_worker.py")
REFUSED = zoo.refused(zoo.talk())
HEARD = zoo.heard(zoo.talk())
GOOD = 3


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        return [line.removeprefix("upswing: ") for line in self.err.splitlines() if line.startswith("upswing: ")]

    def told_of(self, name: str) -> str:
        """What is told of a call that was heard."""
        lines = self.out.splitlines()
        first = next(n for n, line in enumerate(lines) if line.startswith(f"{one_line(name)} · "))
        last = next((n for n in range(first + 1, len(lines)) if not lines[n].startswith("  ")), len(lines))
        return "\n".join(lines[first:last])


@contextmanager
def _program(home: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UPSWING_HOME", str(home))
        patch.setenv("MORTAL_WORKER_HOME", str(home))
        patch.setenv("MORTAL_WORKER_SILERO", "1")
        patch.setattr(child, "program", lambda: [sys.executable, str(WORKER)])
        yield


def upswing(*arguments: object) -> Ended:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = int(cli.main([str(argument) for argument in arguments]))
    assert "Traceback" not in err.getvalue()
    return Ended(status, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    folder.chmod(0o700)
    return folder


@pytest.fixture(scope="module")
def batch(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """All of them at once, with a good recording first, in between and last."""
    folder = tmp_path_factory.mktemp("zoo")
    for animal in (*REFUSED, *HEARD):
        animal.make(folder / animal.name)
    good = [zoo.write_wav(folder / f"good-{n}.wav", zoo.talk(shift=n + 1)) for n in range(GOOD)]
    again = folder / "good-again.wav"
    again.write_bytes(good[0].read_bytes())
    bad, odd = ([folder / animal.name for animal in animals] for animals in (REFUSED, HEARD))
    with _program(home):
        return upswing("analyse", good[0], *bad, good[1], *odd, again, good[2])


@pytest.mark.parametrize("animal", REFUSED, ids=lambda animal: os.fsencode(animal.name).decode(errors="replace"))
def test_what_cannot_be_heard_gets_one_sentence_and_what_to_do(batch: Ended, animal: zoo.Animal) -> None:
    name = one_line(os.fsencode(animal.name).decode(errors="replace").replace("\ufffd", "?"))
    (told,) = [line for line in batch.complaints if f"“{name}”" in line]
    assert animal.what in told
    assert animal.fix in told
    assert told.count(name) == 1
    assert told.endswith(".")


@pytest.mark.parametrize("animal", HEARD, ids=lambda animal: one_line(animal.name)[:20])
def test_what_can_be_heard_is_with_what_there_is_to_say(batch: Ended, animal: zoo.Animal) -> None:
    told = batch.told_of(animal.name)
    assert animal.what in told
    assert " turns" in told


def test_the_good_ones_between_them_are_heard(batch: Ended, home: Path) -> None:
    assert batch.status == ExitStatus.BAD_INPUT
    assert all(batch.told_of(f"good-{n}.wav") for n in range(GOOD))
    assert "“good-again.wav” is the same recording as “good-0.wav”. Both are one call." in batch.complaints
    assert len(batch.complaints) == len(REFUSED) + 1
    with read_library(home / "library.sqlite") as library:
        assert library.jobs.waiting() == []
        done = [call for call in library.calls.all() if call.analysis is not None]
        assert len(done) == len(HEARD) + GOOD


def test_afterwards_the_library_is_sound(batch: Ended, home: Path) -> None:
    with _program(home):
        checked = upswing("check")
    assert checked.status == ExitStatus.DONE, checked.out


@pytest.fixture
def own_home(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    with _program(folder):
        yield folder


def test_what_changes_or_vanishes_before_its_turn_is_told_and_the_others_are_heard(
    own_home: Path, tmp_path: Path
) -> None:
    names = ("grown.wav", "first.wav", "gone.wav", "replaced.wav", "emptied.wav", "last.wav")
    files = {name: zoo.write_wav(tmp_path / name, zoo.talk(shift=n)) for n, name in enumerate(names)}
    with open_library(own_home / "library.sqlite") as library:
        for file in files.values():
            library.jobs.enqueue(library.calls.add(file, sha256_of(file)), Request(), ANALYSIS_VERSION)
    with files["grown.wav"].open("ab") as recorder:
        recorder.write(bytes(10_000))
    files["gone.wav"].unlink()
    zoo.write_wav(files["replaced.wav"], zoo.talk(shift=99))
    files["emptied.wav"].write_bytes(b"")

    ended = upswing("analyse")

    assert ended.status == ExitStatus.BAD_INPUT
    told = "\n".join(ended.complaints)
    for name in ("grown.wav", "replaced.wav"):
        assert f"“{name}” is not the recording any more that was queued." in told
    assert "“gone.wav” does not exist." in told
    assert "“emptied.wav” is empty." in told
    assert len(ended.complaints) == 4
    assert ended.told_of("first.wav")
    assert ended.told_of("last.wav")
    assert upswing("analyse", files["grown.wav"], files["replaced.wav"]).status == ExitStatus.DONE


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told_and_the_others_are_heard(own_home: Path, tmp_path: Path) -> None:
    secret, folder = zoo.write_wav(tmp_path / "secret.wav", zoo.talk()), tmp_path / "locked"
    folder.mkdir()
    inside, good = zoo.write_wav(folder / "in.wav", zoo.talk(shift=1)), zoo.write_wav(tmp_path / "a.wav", zoo.talk())
    secret.chmod(0)
    folder.chmod(0)
    ended = upswing("analyse", secret, inside, good)
    folder.chmod(0o700)
    assert ended.status == ExitStatus.BAD_INPUT
    assert [line.partition(":")[0] for line in ended.complaints] == [
        "“secret.wav” cannot be read",
        "“in.wav” cannot be read",
    ]
    assert ended.told_of("a.wav")


def test_a_disk_that_fills_in_the_middle_costs_nothing_that_was_heard(
    own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [zoo.write_wav(tmp_path / f"{n}.wav", zoo.talk(40.0, shift=n)) for n in range(3)]
    assert upswing("analyse", files[0]).status == ExitStatus.DONE
    with monkeypatch.context() as patch:
        patch.setattr(analyse, "open_library", _nearly_full)
        full = upswing("analyse", *files[1:])
    assert full.status == ExitStatus.BAD_INPUT
    assert full.complaints == [
        f"The disk of the library {own_home / 'library.sqlite'} is full. Make room on it and go on: nothing is lost."
    ]

    freed = upswing("analyse", *files)

    assert freed.status == ExitStatus.DONE
    assert all(freed.told_of(file.name) for file in files)
    assert upswing("check").status == ExitStatus.DONE


def test_with_the_clock_set_back_nothing_is_lost_or_heard_twice(own_home: Path, tmp_path: Path) -> None:
    """Files and rows seem to come from the future then."""
    file = zoo.write_wav(tmp_path / "call.wav", zoo.talk())
    assert upswing("analyse", file).status == ExitStatus.DONE
    with open_library(own_home / "library.sqlite") as library:
        library._db.execute("UPDATE calls SET added_at = '2999-01-01T00:00:00+00:00'")
        library._db.execute("UPDATE jobs SET queued_at = '2999-01-01T00:00:00+00:00'")
    os.utime(file, (32_000_000_000, 32_000_000_000))
    other = zoo.write_wav(tmp_path / "other.wav", zoo.talk(shift=1))
    ended = upswing("analyse", file, other)
    assert ended.status == ExitStatus.DONE
    assert ended.told_of("other.wav")
    heard = own_home / f"{zlib.crc32(b'call'):08x}.windows"
    assert heard.read_text().split() == ["1"]
    assert upswing("check").status == ExitStatus.DONE


def test_a_quarter_of_an_hour_on_hold_is_heard_without_ado(own_home: Path, tmp_path: Path) -> None:
    """Three hours take half a minute."""
    ended = upswing("analyse", zoo.write_silence(tmp_path / "hold.wav", 900, 8_000))
    assert ended.status == ExitStatus.DONE
    assert "15:00" in ended.out
    assert "The recording is silent." in ended.out


@contextmanager
def _nearly_full(path: Path, rules: Rules) -> Iterator[Library]:
    """A library that has room for what is queued and not for what is heard."""
    with open_library(path, rules) as library:
        library._db.execute("VACUUM")
        pages = next(iter(library._db.query("PRAGMA page_count")))["page_count"]
        library._db.execute(f"PRAGMA max_page_count = {pages}")
        yield library
