"""What can go wrong with the library file, in words."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.errors import LibraryError

_SCANTY_BYTES = 1 << 20
_RIGHTS = "Check the rights of the file, of the files beside it and of its folder."
_RESTORE = "Close the program, keep a copy of the file, and put back a backup of it."


@contextmanager
def faults_in_words(path: Path) -> Iterator[None]:
    """A block in which the library at a path is used.

    Raises:
        LibraryError: the disk is full, another program holds the file, it is damaged, and the like.
    """
    try:
        yield
    except (sqlite3.DatabaseError, UnicodeError) as error:
        raise explained(path, error) or error from error


def explained(path: Path, error: BaseException) -> LibraryError | None:
    """A sentence about an error that came out of a library; null where it is about something else."""
    match error:
        case sqlite3.DatabaseError():
            return _fault(path, error)
        case UnicodeDecodeError():
            # What SQLite says of a broken schema quotes it.
            return LibraryError(f"The library {path} is damaged.", _RESTORE)
        case UnicodeEncodeError():
            return LibraryError("A text that was handed over has broken characters.", "Write it anew.")
        case _:
            return None


def _is_full(path: Path) -> bool:
    """Whether there is hardly room for anything: the log and its index, which come first, fail with other words."""
    try:
        return shutil.disk_usage(path.parent).free < _SCANTY_BYTES
    except OSError:
        return False


def _fault(path: Path, error: sqlite3.DatabaseError) -> LibraryError:
    match getattr(error, "sqlite_errorname", type(error).__name__):
        case name if name == "SQLITE_FULL" or (name.startswith("SQLITE_IOERR") and _is_full(path)):
            what, fix = f"The disk of the library {path} is full.", "Make room on it and go on: nothing is lost."
        case "SQLITE_BUSY" | "SQLITE_LOCKED":
            what, fix = f"The library {path} is in use by another program.", "Close it first."
        case "SQLITE_NOTADB":
            what, fix = f"{path} is not a library of Upswing.", "Name another file, or put back a backup of it."
        case "SQLITE_CORRUPT" | "SQLITE_CORRUPT_VTAB" | "SQLITE_IOERR_SHORT_READ":
            what, fix = f"The library {path} is damaged.", _RESTORE
        case name if name.startswith("SQLITE_READONLY"):
            what, fix = f"The library {path} cannot be written.", _RIGHTS
        case name if name.startswith("SQLITE_CANTOPEN"):
            what, fix = f"The library {path} cannot be opened.", _RIGHTS
        case name if name.startswith("SQLITE_IOERR"):
            what = f"The disk of the library {path} could not be read or written."
            fix = "Check the disk and the room on it: what was stored before is kept."
        case name:
            what, fix = f"The library {path} cannot be used ({name}).", _RESTORE
    return LibraryError(what, fix)
