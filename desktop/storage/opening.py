"""The library file: opened by one writer at a time, and brought up to date."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from sqlite_utils import Database

from desktop.errors import LibraryError
from desktop.model.rules import Rules
from desktop.paths import PRIVATE_FILE, private_folder
from desktop.storage.faults import faults_in_words
from desktop.storage.library import Library
from desktop.storage.migrations import migrations

# Longer than anybody but a stranger holds the file, and so short that a window may wait for it.
_BUSY_S = 0.5


@contextmanager
def open_library(path: Path, rules: Rules | None = None) -> Iterator[Library]:
    """Open a library for reading and writing, making it where there is none.

    Args:
        path: of the file.
        rules: how calls are read; null for the rules as they come.

    Raises:
        LibraryError: somebody else writes to it, it is not a library, it is damaged, it is from a newer program, or the
            disk does not take it; while it is open also what goes wrong with it in the block.
    """
    with ExitStack() as stack:
        stack.enter_context(faults_in_words(path))
        with _within_reach(path):
            private_folder(path.parent)
            stack.enter_context(_sole_writer(path))
            path.touch(mode=PRIVATE_FILE)
            _free_the_log(path)
        db = Database(stack.enter_context(closing(sqlite3.connect(path, timeout=_BUSY_S))), execute_plugins=False)
        _prepare(db, path)
        library = Library(db, rules)
        library.catch_up()
        yield library


@contextmanager
def read_library(path: Path, rules: Rules | None = None) -> Iterator[Library]:
    """Open a library for reading alone, also while somebody else writes to it.

    Args:
        path: of the file.
        rules: how calls are read; null for the rules as they come.

    Raises:
        LibraryError: as `open_library`, or there is none.
    """
    # Path.is_file raises where the folder may not be looked into.
    if not os.path.isfile(path):  # noqa: PTH113
        raise LibraryError(f"There is no library at {path}.", "Analyse a call first, or name another library.")
    uri = path.absolute().as_uri()
    with (
        faults_in_words(path),
        _tidied(path, uri),
        closing(sqlite3.connect(f"{uri}?{_how_to_read(path)}", uri=True)) as connection,
    ):
        db = Database(connection, execute_plugins=False, recursive_triggers=False)
        _check_origin(db, path)
        if not migrations.applied(db):
            raise LibraryError(f"The library {path} holds nothing yet.", "Analyse a call first.")
        if migrations.pending(db):
            raise LibraryError(
                f"The library {path} is from an older program.", "Open it once for writing to update it."
            )
        yield Library(db, rules)


def _how_to_read(path: Path) -> str:
    """On a disk that takes nothing SQLite cannot make the index of its log, and nobody writes meanwhile."""
    beside = (path.with_name(f"{path.name}-{ending}") for ending in ("wal", "shm"))
    at_rest = not os.access(path.parent, os.W_OK) and not any(file.exists() for file in beside)
    return "immutable=1" if at_rest else "mode=ro"


@contextmanager
def _tidied(path: Path, uri: str) -> Iterator[None]:
    """Let SQLite take its write-ahead log away again, which it does not where the last one to close only reads.

    Only an empty one: what a program that was killed has left there is for the next writer.
    """
    try:
        yield
    finally:
        log = path.with_name(f"{path.name}-wal")
        with suppress(OSError, sqlite3.Error):
            if log.stat().st_size == 0:
                with closing(sqlite3.connect(f"{uri}?mode=rw", uri=True, timeout=0)) as last:
                    last.execute("PRAGMA schema_version").fetchone()


def _prepare(db: Database, path: Path) -> None:
    # Before anything is set, for the file of another program must stay as it is.
    _check_origin(db, path)
    db.enable_wal()
    for pragma in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
        db.execute(f"PRAGMA {pragma}")
    if migrations.pending(db) and migrations.applied(db):
        _back_up(db, path)
    with db.atomic():
        migrations.apply(db)


def _check_origin(db: Database, path: Path) -> None:
    known = {migration.name for migration in migrations.pending(db)} | {m.name for m in migrations.applied(db)}
    with closing(sqlite3.connect(":memory:")) as empty:
        ours = {migration.name for migration in migrations.pending(Database(empty, execute_plugins=False))}
    if known - ours:
        raise LibraryError(
            f"The library {path} was written by a newer version of the program.", "Install that version to open it."
        )
    # A program that was killed while it made the library may have left the table of its steps and nothing else.
    if set(db.table_names()) - {migrations.migrations_table} and not migrations.applied(db):
        raise LibraryError(f"{path} is a database, but not a library of Upswing.", "Name another file.")


def _back_up(db: Database, path: Path) -> None:
    """Keep the file as it was before its schema changes."""
    last = migrations.applied(db)[-1].name
    backup = path.with_name(f"{path.name}.{last}.bak")
    backup.touch(mode=PRIVATE_FILE)
    with closing(sqlite3.connect(backup)) as copy:
        db.conn.backup(copy)


@contextmanager
def _sole_writer(path: Path) -> Iterator[None]:
    note = path.with_name(f"{path.name}.lock")
    lock = FileLock(note, mode=PRIVATE_FILE, blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        holder = _holder(path)
        raise LibraryError(
            f"The library {path} is in use by another window or command{holder}.", "Close it first."
        ) from error
    try:
        with suppress(OSError):
            _holder_file(path).touch(mode=PRIVATE_FILE)
            _holder_file(path).write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        _holder_file(path).unlink(missing_ok=True)
        lock.release()


def _free_the_log(path: Path) -> None:
    """What SQLite put beside a library while that was write-protected is so too, and stays so when that is not."""
    mode = path.stat().st_mode & 0o777
    for ending in ("-wal", "-shm"):
        with suppress(OSError):
            path.with_name(f"{path.name}{ending}").chmod(mode)


def _holder_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.holder")


def _holder(path: Path) -> str:
    try:
        return f" (process {int(_holder_file(path).read_text(encoding='ascii'))})"
    except (OSError, ValueError):
        return ""


@contextmanager
def _within_reach(path: Path) -> Iterator[None]:
    """Say what the system has against a library in its place."""
    try:
        yield
    except OSError as error:
        raise LibraryError(
            f"The library {path} cannot be opened or made: {error.strerror}.",
            "Check the folder and your rights there, or name another place.",
        ) from error
