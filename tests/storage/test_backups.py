"""What was kept of a library before its schema changed goes with the first call that is forgotten."""

from pathlib import Path

import pytest
from storage_builders import talked

from desktop.errors import LibraryError
from desktop.storage.opening import open_library


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "library [1].sqlite"


@pytest.fixture
def backup(file: Path) -> Path:
    kept = file.with_name(f"{file.name}.m001_first_tables.bak")
    kept.write_bytes(b"every call that there was")
    return kept


def test_a_backup_is_kept_while_no_call_is_forgotten(file: Path, backup: Path) -> None:
    for _ in range(2):
        with open_library(file) as library:
            talked(library)
    assert backup.exists()


def test_a_forgotten_call_is_in_no_backup_either(file: Path, backup: Path) -> None:
    other = file.with_name("other.sqlite.m001_first_tables.bak")
    other.touch()
    with open_library(file) as library:
        library.calls.remove(talked(library).id)
        assert not backup.exists()
    assert other.exists()


def test_a_discarded_call_is_in_the_backup_until_it_is_purged(file: Path, backup: Path) -> None:
    with open_library(file) as library:
        library.calls.discard([talked(library).id])
        assert backup.exists()
    with open_library(file):
        assert not backup.exists()


def test_a_call_is_not_said_to_be_forgotten_while_a_backup_holds_it(file: Path, backup: Path) -> None:
    backup.unlink()
    backup.mkdir()
    with open_library(file) as library:
        call = talked(library)
        with pytest.raises(LibraryError, match="backups of the library"):
            library.calls.remove(call.id)
        assert library.calls.get(call.id) == call


def test_a_backup_that_cannot_be_deleted_keeps_nobody_from_the_library(file: Path, backup: Path) -> None:
    backup.unlink()
    backup.mkdir()
    with open_library(file) as library:
        library.calls.discard([talked(library).id])
    with open_library(file) as library:
        assert library.calls.all() == []
    backup.rmdir()
    with open_library(file) as library:
        assert not library._db.table("calls").count
