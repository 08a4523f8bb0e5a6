"""What a look at a library leaves behind, and what SQLite alone would not find."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from storage_builders import added, analysed

from desktop.storage.opening import open_library, read_library

ROOT = Path(__file__).resolve().parents[2]
KILLED = """
import os, sys
from pathlib import Path
from desktop.storage.opening import open_library
with open_library(Path(sys.argv[1])) as library:
    library.calls.add(Path("/calls/late.wav"), "f" * 64)
    os._exit(9)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with open_library(tmp_path / "library.sqlite") as library:
        analysed(library, "a", "the lamp came broken", "we send another lamp")
    return tmp_path / "library.sqlite"


def beside(path: Path) -> set[str]:
    return {file.name.removeprefix(path.name) for file in path.parent.iterdir()}


def test_whoever_only_reads_leaves_nothing_behind_and_changes_no_byte(path: Path) -> None:
    before, content = beside(path), path.read_bytes()

    with read_library(path) as library, read_library(path) as other:
        assert library.calls.all() == other.calls.all()
        assert library.faults() == []

    assert beside(path) == before
    assert path.read_bytes() == content


def test_whoever_only_reads_takes_nothing_away_from_a_writer(path: Path) -> None:
    with open_library(path) as library:
        for digit in "bcd":
            with read_library(path) as reader:
                reader.calls.all()
            added(library, digit)
            assert {"-wal", "-shm"} <= beside(path)
        with read_library(path) as reader:
            assert len(reader.calls.all()) == 4
    assert {"-wal", "-shm"} & beside(path) == set()


def test_whoever_only_reads_leaves_what_a_killed_program_wrote_to_the_next_writer(path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, path], cwd=ROOT, check=False)
    log = path.with_name(f"{path.name}-wal").read_bytes()
    assert log

    with read_library(path) as library:
        assert len(library.calls.all()) == 2
        assert not any(part.faults for part in library.inspect())

    assert path.with_name(f"{path.name}-wal").read_bytes() == log
    with open_library(path) as library:
        assert len(library.calls.all()) == 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_library_that_may_only_be_read_can_be_read(path: Path) -> None:
    path.chmod(0o400)

    with read_library(path) as library:
        assert library.faults() == []


@pytest.mark.parametrize(
    "damage",
    [
        "INSERT INTO said(said, rowid, text) SELECT 'delete', id, text FROM spans WHERE id = 1",
        "INSERT INTO said(rowid, text) VALUES (99, 'nobody')",
        "DELETE FROM said_docsize WHERE id = 1",
        "DELETE FROM said_data WHERE id > 10",
    ],
)
def test_an_index_that_is_not_of_what_was_said_is_found(path: Path, damage: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(damage)

    for opener in (read_library, open_library):
        with opener(path) as library:
            assert [fault.partition(".")[0] for fault in library.faults()] == ["The index of words is wrong"]


def test_the_index_can_be_made_anew_as_it_is_said(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO said(rowid, text) VALUES (99, 'nobody')")
    with read_library(path) as library:
        (fault,) = library.faults()

    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(fault.split("`")[1])

    with read_library(path) as library:
        assert library.faults() == []
        assert len(library.transcripts.search("lamp")) == 2
