"""What is wrong around a recording: a sentence, an end with 3, and nothing lost once it is mended."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
from cli_builders import Upswing, recording

from desktop.storage.opening import open_library

Trouble = Callable[[Upswing], AbstractContextManager[None]]


@contextmanager
def _replaced(path: Path, content: bytes | None) -> Iterator[None]:
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(content if content is not None else b"")
    yield
    if before is None:
        path.unlink()
    else:
        path.write_bytes(before)


def _with_settings(content: bytes) -> Trouble:
    return lambda upswing: _replaced(upswing.home / "settings.toml", content)


def _damaged(upswing: Upswing) -> AbstractContextManager[None]:
    content = bytearray(upswing.library.read_bytes())
    for page in range(4096, len(content), 4096):
        content[page : page + 200] = b"\xa5" * 200
    return _replaced(upswing.library, bytes(content))


@contextmanager
def _from_a_newer_program(upswing: Upswing) -> Iterator[None]:
    def do(statement: str) -> None:
        with closing(sqlite3.connect(upswing.library)) as db, db:
            db.execute(statement)

    do("INSERT INTO _sqlite_migrations VALUES (99, 'upswing', 'm999_later', '2040')")
    yield
    do("DELETE FROM _sqlite_migrations WHERE id = 99")


@contextmanager
def _open_in_a_window(upswing: Upswing) -> Iterator[None]:
    with open_library(upswing.library):
        yield


@contextmanager
def _locked_by_a_stranger(upswing: Upswing) -> Iterator[None]:
    with closing(sqlite3.connect(upswing.library, isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def _without_its_log(upswing: Upswing) -> Iterator[None]:
    """Something else stands where SQLite wants to put the index of its log."""
    shm = upswing.library.with_name(f"{upswing.library.name}-shm")
    shm.mkdir()
    yield
    shm.rmdir()


TROUBLES: dict[str, tuple[Trouble, str]] = {
    "settings with an error": (_with_settings(b"model = \n"), "cannot be read: Invalid value (at line 1"),
    "settings in UTF-16": (_with_settings('model = "base"'.encode("utf-16")), "were not saved as UTF-8"),
    "a setting that is none": (_with_settings(b'modle = "base"'), "which is no setting"),
    "a damaged library": (_damaged, "is damaged"),
    "a text for a library": (lambda upswing: _replaced(upswing.library, b"Dear team, " * 99), "is not a library"),
    "a library from a newer program": (_from_a_newer_program, "by a newer version of the program"),
    "a library in use": (_open_in_a_window, "in use by another window or command"),
    "a locked library": (_locked_by_a_stranger, "in use by another program"),
    "a library that cannot have its log": (_without_its_log, "The library"),
}


@pytest.mark.parametrize(("trouble", "what"), TROUBLES.values(), ids=TROUBLES)
def test_it_is_told_in_a_sentence_and_nothing_is_lost(
    upswing: Upswing, call: Path, tmp_path: Path, trouble: Trouble, what: str
) -> None:
    assert upswing("analyse", call).status == 0
    other = recording(tmp_path / "other.wav", name="order")
    with trouble(upswing):
        refused = upswing("analyse", other)
    assert refused.status == 3
    (told,) = refused.err.splitlines()
    assert told.startswith("upswing: ")
    assert what in told
    assert told.endswith(".")
    for jargon in ("SQLITE", "Errno", "codec", "Error"):
        assert jargon not in told

    assert upswing("analyse", call, other).status == 0
    assert [Path(job["file"]).name for job in upswing.jobs] == ["lamp.wav", "other.wav"]
    assert upswing("check").status == 0, upswing("check").out


@pytest.mark.parametrize("kind", ["--notes", "--story", "--json"])
def test_a_full_disk_keeps_the_document_that_was_there(
    upswing: Upswing, call: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def fail(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert upswing("analyse", call).status == 0
    out = tmp_path / "exports" / "document"
    out.parent.mkdir()
    assert upswing("export", call, kind, "--out", out).status == 0
    before = out.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        refused = upswing("export", call, kind, "--out", out, "--include-names")
    assert refused.status == 3
    assert refused.err == (
        "upswing: There is no room left on the disk for “document”. Free some space and try again.\n"
    )
    assert out.read_bytes() == before
    assert list(out.parent.iterdir()) == [out]
