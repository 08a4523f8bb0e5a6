"""The file itself: who may read it, who may write it, what is refused, and what survives a bad end."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from stat import S_IMODE

import pytest
from sqlite_utils import Database, Migrations
from storage_builders import added, analysed, batch, queued, sha

from desktop.errors import LibraryError
from desktop.storage import opening
from desktop.storage.faults import explained, faults_in_words
from desktop.storage.jobs import State
from desktop.storage.migrations import migrations
from desktop.storage.opening import open_library, read_library

ROOT = Path(__file__).resolve().parents[2]
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "library.sqlite"


@pytest.fixture
def filled(path: Path) -> Path:
    with open_library(path) as library:
        analysed(library, "a", *(f"the lamp came broken number {n}" for n in range(40)))
    return path


@contextmanager
def refusal() -> Iterator[pytest.ExceptionInfo[LibraryError]]:
    """What is refused says what happened and what to do, each in a sentence."""
    with pytest.raises(LibraryError) as caught:
        yield caught
    for sentence in (caught.value.what, caught.value.fix):
        assert sentence[0].isupper() or sentence.startswith("/"), sentence
        assert sentence.endswith("."), sentence


def contents(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


# Who may read it


def test_only_the_owner_may_read_the_library_and_what_lies_beside_it(path: Path) -> None:
    before = os.umask(0)
    try:
        with open_library(path) as library:
            analysed(library)
            modes = {file.name: S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        folder = S_IMODE(path.parent.stat().st_mode)
    finally:
        os.umask(before)

    assert {"library.sqlite", "library.sqlite-wal", "library.sqlite-shm"} <= set(modes)
    assert modes == dict.fromkeys(modes, 0o600)
    assert folder == 0o700


def test_folders_above_that_are_made_are_private_too(tmp_path: Path) -> None:
    with open_library(tmp_path / "one" / "two" / "library.sqlite"):
        pass

    assert S_IMODE((tmp_path / "one").stat().st_mode) == 0o700
    assert S_IMODE((tmp_path / "one" / "two").stat().st_mode) == 0o700


def test_nothing_lies_beside_a_closed_library_but_its_lock(filled: Path) -> None:
    assert {file.name for file in filled.parent.iterdir()} <= {"library.sqlite", "library.sqlite.lock"}


def test_what_was_removed_cannot_be_found_in_the_file_any_more(path: Path) -> None:
    with open_library(path) as library:
        analysed(library, "b", "an ordinary call about a lamp")
        library.calls.remove(analysed(library, "a", "my name is Wilhelmina Quackenbush").id)

    content = path.read_bytes().lower()
    assert b"ordinary" in content
    assert b"wilhelmina" not in content
    assert b"quackenbush" not in content


# One writer


def test_a_second_writer_is_told_who_holds_the_library(path: Path) -> None:
    with open_library(path), refusal() as caught, open_library(path):
        pass

    assert str(path) in caught.value.what
    assert str(os.getpid()) in caught.value.what


def test_the_one_that_was_refused_does_not_take_the_holder_away(path: Path) -> None:
    with open_library(path):
        for _ in range(2):
            with refusal() as caught, open_library(path):
                pass
            assert str(os.getpid()) in caught.value.what


def test_a_library_can_be_read_while_it_is_written(filled: Path) -> None:
    with open_library(filled) as writer, read_library(filled) as reader:
        added(writer, "b")
        assert [call.sha256 for call in reader.calls.all()] == [sha("b"), sha("a")]


def test_a_reader_does_not_keep_a_writer_out(filled: Path) -> None:
    with read_library(filled) as reader, open_library(filled) as writer:
        reader.calls.all()
        added(writer, "b")


def test_a_writer_does_not_wait_long_for_a_stranger_who_holds_the_file(filled: Path) -> None:
    with open_library(filled) as writer, closing(sqlite3.connect(filled)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        began_s = time.perf_counter()
        with pytest.raises(LibraryError, match="in use by another program"), faults_in_words(writer.file):
            added(writer, "b")
        assert 0.3 < time.perf_counter() - began_s < 2.0
        stranger.rollback()
        added(writer, "b")


def test_a_reader_cannot_write(filled: Path) -> None:
    with read_library(filled) as reader, pytest.raises((LibraryError, sqlite3.OperationalError)):
        added(reader, "b")


def test_after_an_error_the_library_can_be_opened_again(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), open_library(path):
        raise ZeroDivisionError

    with open_library(path):
        pass


def test_an_error_that_has_nothing_to_do_with_the_library_is_not_blamed_on_it(path: Path) -> None:
    for error in (PermissionError("elsewhere"), BrokenPipeError(), FileNotFoundError("elsewhere")):
        with pytest.raises(type(error)), open_library(path):
            raise error


# What is refused


def test_there_must_be_a_library_to_read(path: Path) -> None:
    with refusal(), read_library(path):
        pass

    assert not path.parent.exists()


def test_a_library_of_a_newer_program_is_refused_and_left_alone(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection, connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('upswing', 'm999_later', '2030')"
        )
    before = contents(filled)

    for opener in (open_library, read_library):
        with refusal() as caught, opener(filled):
            pass
        assert "newer" in caught.value.what
    assert contents(filled) == before


@pytest.mark.parametrize("opener", [open_library, read_library])
def test_another_programs_database_is_refused_and_not_a_byte_of_it_changes(tmp_path: Path, opener: object) -> None:
    foreign = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(foreign)) as connection, connection:
        connection.execute("CREATE TABLE calls (id INTEGER PRIMARY KEY, url TEXT)")
    before = foreign.read_bytes()

    with refusal() as caught, opener(foreign):  # type: ignore[operator]
        pass

    assert "not a library" in caught.value.what
    assert foreign.read_bytes() == before


def test_another_sqlite_utils_database_is_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "llm.db"
    theirs = Migrations("llm")
    theirs()(_their_first_table)
    with closing(sqlite3.connect(foreign)) as connection:
        theirs.apply(Database(connection, execute_plugins=False))
    before = foreign.read_bytes()

    with refusal(), open_library(foreign):
        pass

    assert foreign.read_bytes() == before


def _their_first_table(db: Database) -> None:
    db.execute("CREATE TABLE calls (id INTEGER PRIMARY KEY)")


@pytest.mark.parametrize(
    "content", [b"RIFF\x00\x00\x00\x00WAVEfmt " * 500, b"hello", b"SQLite format 3\x00" + b"\xff" * 4096]
)
@pytest.mark.parametrize("opener", [open_library, read_library])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes, opener: object) -> None:
    file = tmp_path / "call.wav"
    file.write_bytes(content)

    with refusal(), opener(file):  # type: ignore[operator]
        pass

    assert file.read_bytes() == content


@pytest.mark.parametrize("opener", [open_library, read_library])
def test_a_folder_is_no_library(tmp_path: Path, opener: object) -> None:
    with refusal(), opener(tmp_path):  # type: ignore[operator]
        pass


def test_a_library_cannot_lie_within_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with refusal(), open_library(tmp_path / "file" / "library.sqlite"):
        pass


def test_an_empty_file_becomes_a_library(path: Path) -> None:
    path.parent.mkdir()
    path.touch()

    with open_library(path) as library:
        added(library)


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_library_is_refused_in_a_sentence_or_still_sound(filled: Path, seed: int) -> None:
    """Whatever bytes are lost, nothing but a sentence comes out, and what reads on has lost nothing silently."""
    chance = random.Random(seed)  # noqa: S311
    content = bytearray(filled.read_bytes())
    if seed % 2:
        del content[chance.randrange(100, len(content)) :]
    else:
        start = chance.randrange(0, len(content) - 4096)
        content[start : start + 4096] = chance.randbytes(4096)
    filled.write_bytes(content)

    try:
        with open_library(filled) as library:
            faults = library.faults()
            reports = [library.report(call) for call in library.calls.all()]
            library.transcripts.search("lamp")
    except LibraryError as error:
        assert error.what.endswith("."), error.what  # noqa: PT017  # either outcome is right
    else:
        assert faults or len(reports[0].turns) == 40


@pytest.mark.skipif(AS_ROOT, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_refused(filled: Path) -> None:
    filled.parent.chmod(0o500)
    try:
        with refusal(), open_library(filled):
            pass
    finally:
        filled.parent.chmod(0o700)


# A full disk


def test_a_full_disk_is_told_in_a_sentence_and_loses_nothing_that_was_stored(path: Path) -> None:
    with open_library(path) as library:
        job = queued(library, added(library))
        library.apply(job.id, batch(1, 9, "what was heard before"))
    with refusal() as caught, open_library(path) as library:
        pages = next(iter(library._db.query("PRAGMA page_count")))["page_count"]
        library._db.execute(f"PRAGMA max_page_count = {pages}")
        for done in range(2, 9):
            library.apply(job.id, batch(done, 9, "a word " * 5000))

    assert "full" in caught.value.what
    with open_library(path) as library:
        assert library.faults() == []
        assert library.jobs.get(job.id).windows_done == len(library.transcripts.spans(job.id))


FILE_LIMIT = """
import resource, sys
from pathlib import Path
sys.path.insert(0, "tests/storage")
from storage_builders import added, batch, queued
from desktop.errors import LibraryError
from desktop.storage.opening import open_library
try:
    with open_library(Path(sys.argv[1])) as library:
        job = queued(library, added(library))
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        for done in range(1, 50):
            library.apply(job.id, batch(done, 50, "word " * 2000))
except LibraryError as error:
    print(error.what, error.fix)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such limit")
def test_a_write_that_the_system_refuses_is_told_in_a_sentence(path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FILE_LIMIT, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )

    assert ended.returncode == 0, ended.stderr
    assert str(path) in ended.stdout
    assert "backup" not in ended.stdout, "a library that cannot grow needs no backup put back"
    with open_library(path) as library:
        assert library.faults() == []
        (job,) = library.jobs.waiting()
        assert job.windows_done == len(library.transcripts.spans(job.id))


@pytest.mark.parametrize("name", ["SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_WRITE", "SQLITE_FULL"])
def test_a_full_disk_is_called_full_whatever_sqlite_fails_at_first(
    path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A library that is opened on a full disk fails at the index of its log, which says nothing of room."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = name
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 4096))
    told = explained(path, error)
    assert told is not None
    assert told.what == f"The disk of the library {path} is full."
    assert told.fix.endswith("nothing is lost.")


def test_a_disk_with_room_that_fails_is_not_called_full_nor_by_numbers(path: Path) -> None:
    path.parent.mkdir()
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_READ"
    told = explained(path, error)
    assert told is not None
    assert told.what == f"The disk of the library {path} could not be read or written."


@pytest.mark.skipif(sys.platform == "win32", reason="a file has no mode there")
def test_what_was_left_beside_a_write_protected_library_is_not_in_the_way_later(filled: Path) -> None:
    """SQLite gives its log the mode that the library has at that moment."""
    with read_library(filled):
        beside = [filled.with_name(f"{filled.name}-{ending}") for ending in ("wal", "shm")]
        kept = [file.read_bytes() for file in beside]
    for file, content in zip(beside, kept, strict=True):
        file.write_bytes(content)
        file.chmod(0o400)
    with open_library(filled) as library:
        library.catch_up()
        assert {S_IMODE(file.stat().st_mode) for file in beside} == {0o600}


# Migrations


@pytest.fixture
def next_program(monkeypatch: pytest.MonkeyPatch) -> Migrations:
    """The program as a later version, whose migrations begin with this one's."""
    later = Migrations("upswing")
    for migration in migrations._migrations:
        later(name=migration.name)(migration.fn)
    monkeypatch.setattr(opening, "migrations", later)
    return later


def test_a_library_is_backed_up_before_its_schema_changes(filled: Path, next_program: Migrations) -> None:
    before = contents(filled)
    next_program()(_m002_mood)

    with open_library(filled) as library:
        assert library.calls.all()[0].sha256 == sha("a")

    (backup,) = filled.parent.glob("*.bak")
    assert contents(backup) == before
    assert S_IMODE(backup.stat().st_mode) == 0o600
    with open_library(filled):
        assert len(list(filled.parent.glob("*.bak"))) == 1


def test_a_backup_can_be_put_back_and_opened(filled: Path, next_program: Migrations) -> None:
    next_program()(_m002_mood)
    with open_library(filled):
        pass

    (backup,) = filled.parent.glob("*.bak")
    shutil.copy(backup, filled)

    with open_library(filled) as library:
        assert len(library.report(library.calls.all()[0]).turns) == 40


def test_a_new_library_needs_no_backup(path: Path, next_program: Migrations) -> None:
    next_program()(_m002_mood)
    with open_library(path):
        pass

    assert not list(path.parent.glob("*.bak"))


def test_a_migration_that_fails_leaves_the_library_as_it_was(
    filled: Path, next_program: Migrations, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(filled)
    next_program()(_m002_that_fails)

    with refusal(), open_library(filled):
        pass

    assert contents(filled) == before
    monkeypatch.undo()
    with open_library(filled) as library:
        assert library.faults() == []


def test_an_older_library_is_not_read_before_it_is_updated(filled: Path, next_program: Migrations) -> None:
    next_program()(_m002_mood)

    with refusal() as caught, read_library(filled):
        pass

    assert "older" in caught.value.what


def _m002_mood(db: Database) -> None:
    db.execute("ALTER TABLE calls ADD COLUMN mood TEXT")


def _m002_that_fails(db: Database) -> None:
    db.execute("ALTER TABLE calls ADD COLUMN mood TEXT")
    db.execute("INSERT INTO nowhere VALUES (1)")


# Bad ends

WRITER = """
import sys, time
from pathlib import Path
sys.path.insert(0, "tests/storage")
from storage_builders import added, batch, queued, span
from desktop.storage.opening import open_library
with open_library(Path(sys.argv[1])) as library:
    job = queued(library, added(library))
    library.apply(job.id, batch(1, 9, "kept"))
    with library._db.atomic():
        library.transcripts.add_spans(job.id, [span(f"lost {n}", float(n)) for n in range(20_000)])
        print("amid", flush=True)
        time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_writer_killed_amid_a_transaction_leaves_a_sound_library_and_frees_it(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "amid\n"
        with refusal() as caught, open_library(path):
            pass
        assert str(writer.pid) in caught.value.what
        writer.send_signal(signal.SIGKILL)

    with open_library(path) as library:
        assert library.faults() == []
        (job,) = library.jobs.waiting()
        assert job.state is State.QUEUED
        assert [span.text for span in library.transcripts.spans(job.id)] == ["kept"]
        assert library.transcripts.search("lost") == []
