"""What is written is its owner's alone, and what is logged says nothing of anybody."""

import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from stat import S_IMODE

import pytest
from PySide6.QtCore import QObject
from sqlite_utils import Database

from desktop import child
from desktop.app import ErrorHook
from desktop.cli import main
from desktop.errors import UserError
from desktop.log import write_log
from desktop.model.moment import Note
from desktop.paths import Paths
from desktop.settings import Settings, write_settings
from desktop.storage.migrations import migrations
from desktop.storage.opening import open_library
from desktop.ui.window_state import WindowState

ROOT = Path(__file__).resolve().parents[1]
FAKE_WORKER = ROOT / "tests" / "cli" / "fake_worker.py"
TELLING = ("wilhelmina", "quackenbush", "4711", "cordelia", "ms.", "kettle", "ombudsman", "secret")
# As the real worker ends a job in a way that nobody foresaw: the message quotes what was said and where it lies.
FAILING_WORKER = """
import sys
from pathlib import Path
from desktop import worker

def run(job):
    raise RuntimeError(f"cannot score {Path(job.file).read_text(encoding='utf-8')} of {job.file}")
    yield

channel = worker._private_stdout()
worker.serve(worker._jobs(sys.stdin), run, channel)
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Paths]:
    """A data folder that the program has still to make, on a system that would let everybody read everything."""
    monkeypatch.setenv("UPSWING_HOME", str(tmp_path / "above" / "home"))
    monkeypatch.setattr(child, "program", lambda: [sys.executable, str(FAKE_WORKER)])
    before = os.umask(0)
    yield Paths(tmp_path / "above" / "home")
    os.umask(before)


@pytest.fixture
def call(tmp_path: Path) -> Path:
    path = tmp_path / "Wilhelmina Quackenbush, angry.wav"
    path.write_text("\n".join(["call", *(f"kettle {n}" for n in range(2, 9))]), encoding="utf-8")
    return path


class Window(QObject):
    """Somebody to be told of errors."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[UserError, str]] = []

    def show_error(self, error: UserError, details: str) -> None:
        self.told.append((error, details))


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def logged(paths: Paths) -> str:
    return "\n".join(path.read_text(encoding="utf-8").lower() for path in paths.log.parent.rglob("*"))


def telling(text: str) -> list[str]:
    return [word for word in TELLING if word in text]


# Who may read what is written


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_every_folder_and_file_is_its_owners_alone_under_a_permissive_mask(
    home: Paths, call: Path, tmp_path: Path
) -> None:
    theirs, ours = tmp_path / "theirs", tmp_path / "exports"
    theirs.mkdir(mode=0o755)
    assert run("analyse", call, "--json", theirs / "call.json") == 0
    assert run("moment", call, "--at", "0:10", "--type", "magic", "--note", "secret") == 0
    for option in ("--notes", "--story", "--json"):
        assert run("export", call, option, "--out", theirs / f"{option}.html") == 0
    write_settings(home.settings, Settings(author="Cordelia"))
    state = WindowState(home.window_state)
    state.keep_text("recording", str(call))
    state.flush()
    for _ in range(3):
        write_log(home, "x" * 1_500_000)
    _older_library(home.home / "older.sqlite")
    assert run("forget", call, "--library", home.home / "older.sqlite") == 3
    _run_demo(ours)

    written = [home.home.parent, *home.home.parent.rglob("*"), *theirs.iterdir(), ours, *ours.rglob("*")]
    names = {path.name for path in written}
    assert {"library.sqlite", "settings.toml", "window.ini", "upswing.log", "upswing.old.log"} <= names
    assert "older.sqlite.m001_first_tables.bak" in names
    modes = {path: S_IMODE(path.stat().st_mode) for path in written}
    assert {path: oct(mode) for path, mode in modes.items() if mode != (0o700 if path.is_dir() else 0o600)} == {}
    assert S_IMODE(theirs.stat().st_mode) == 0o755, "a folder of the user's was changed"


def _older_library(path: Path) -> None:
    """One that an earlier version has left, which is backed up before it is brought up to date."""
    with closing(sqlite3.connect(path)) as connection:
        migrations.apply(Database(connection, execute_plugins=False), stop_before="m002_overviews_and_peaks")
    path.chmod(0o600)


def _run_demo(folder: Path) -> None:
    """With the fake worker, which does not take the sample for a recording: the folder is made all the same."""
    assert run("demo", "--out", folder) != 0


# What is logged


def test_a_worker_that_fails_logs_nobodys_name_and_nobodys_words(
    home: Paths, call: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = tmp_path / "failing_worker.py"
    failing.write_text(f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{FAILING_WORKER}", encoding="utf-8")
    monkeypatch.setattr(child, "program", lambda: [sys.executable, str(failing)])

    assert run("analyse", call) == 1

    assert "runtimeerror" in logged(home), "nothing was logged"
    assert telling(logged(home)) == []


def test_commands_that_fail_log_nobodys_name_and_nobodys_words(home: Paths, call: Path, tmp_path: Path) -> None:
    for kind in ("bad", "no-model", "crash", "garbage"):
        broken = tmp_path / f"Cordelia {kind}.wav"
        broken.write_text(f"{kind}\nsecret", encoding="utf-8")
        assert run("analyse", broken) != 0
    assert run("analyse", call) == 0
    assert run("note", call, "Ms. Quackenbush wants the ombudsman.") == 0
    assert run("moment", call, "--at", "9:59:59", "--type", "magic", "--note", "secret") == 3
    assert run("search", "kettle") == 0

    assert telling(logged(home)) == []


def test_what_goes_wrong_in_the_window_is_logged_without_a_name_or_a_word(
    home: Paths, call: Path, qapp: object
) -> None:
    assert run("analyse", call) == 0
    window = Window()
    hook = ErrorHook(window, home, home.library)  # type: ignore[arg-type]
    with open_library(home.library) as library:
        for wrong in (
            lambda: {"Wilhelmina": 1}["Quackenbush said secret"],
            lambda: int("my kettle, 4711"),
            lambda: Path(f"/{call.name}/Cordelia").read_bytes(),
            lambda: library.notes.add(99, Note("Ms. Quackenbush wants the ombudsman.", "Cordelia")),
            lambda: library._db.execute("SELECT secret FROM kettle WHERE name = 'Wilhelmina'"),
        ):
            try:
                wrong()
            except Exception as error:  # noqa: BLE001
                hook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=lambda: {}["Quackenbush"])
    before, threading.excepthook = threading.excepthook, hook.of_thread
    thread.start()
    thread.join()
    threading.excepthook = before
    qapp.processEvents()  # type: ignore[attr-defined]

    assert len(window.told) == 6
    assert "keyerror" in logged(home)
    assert "valueerror" in logged(home)
    assert telling(logged(home)) == []
    assert not any(telling(details.lower()) for _, details in window.told)


def test_a_damaged_library_is_told_without_a_word_in_the_log(home: Paths, call: Path) -> None:
    assert run("analyse", call) == 0
    content = bytearray(home.library.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    home.library.write_bytes(content)

    assert run("search", "kettle") == 3
    assert run("check") == 3

    assert telling(logged(home)) == []


def test_the_log_of_a_worker_names_no_folder_which_may_be_called_after_somebody(
    home: Paths, call: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = tmp_path / "Cordelia" / "at" / "the" / "desk" / "failing_worker.py"
    failing.parent.mkdir(parents=True)
    failing.write_text(f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{FAILING_WORKER}", encoding="utf-8")
    monkeypatch.setattr(child, "program", lambda: [sys.executable, str(failing)])

    assert run("analyse", call) == 1

    assert "failing_worker.py" in logged(home)
    assert telling(logged(home)) == []
