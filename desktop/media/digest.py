"""A file's bytes: their digest, by which the same file handed in twice is one call, and why they cannot be read."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from desktop.errors import BadInput


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """Open a file to read its bytes.

    Raises:
        BadInput: the file is missing, a folder, something else that is no file, empty, or cannot be read, also later
            while it is read.
    """
    try:
        _check(path)
        with path.open("rb") as file:
            yield file
    except OSError as error:
        reason = error.strerror or "the system gives no reason"
        raise BadInput(
            f"“{path.name}” cannot be read: {reason}.", "Check that you may open it and that its disk is connected."
        ) from error


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes as 64 hexadecimal digits, read in small pieces.

    Raises:
        BadInput: the file cannot be read; see `opened`.
    """
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check(path: Path) -> None:
    """Refuse what would be opened in vain: a folder, or a pipe or device, on which a read may never end."""
    if path.is_dir():
        # “.” and “/” have no name of their own.
        name = path.name or path.resolve().name or str(path)
        raise BadInput(f"“{name}” is a folder.", "Choose the recordings in it.")
    if not path.exists():
        raise BadInput(f"“{path.name}” does not exist.", "Check its name and folder.")
    if not path.is_file():
        raise BadInput(f"“{path.name}” is not a file.", "Choose a recording.")
    if path.stat().st_size == 0:
        raise BadInput(f"“{path.name}” is empty.", "Export or download the recording again.")
