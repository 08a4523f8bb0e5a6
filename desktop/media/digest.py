"""A file's bytes: their digest, by which the same file handed in twice is one call, and why they cannot be read."""

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from desktop.errors import BadInput

# What a failing disk answers, or a network drive that went away.
_LOST = frozenset(
    {errno.EIO, errno.ENXIO, errno.ENODEV, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.ENOTCONN}
)


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
        raise _in_words(path.name, error) from error


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes as 64 hexadecimal digits, read in small pieces.

    Raises:
        BadInput: the file cannot be read; see `opened`.
    """
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Original:
    """A recording that must stay as it was while it is worked on, though it lies where anybody may change it.

    To look whether it seems to have been touched costs next to nothing; only then is it read again.
    """

    def __init__(self, path: Path, sha256: str) -> None:
        self._path = path
        self._sha256 = sha256
        self._seen: tuple[int, int, int] | None = None

    def check(self) -> None:
        """Look whether it still is what it was; one that was taken away can be read on by whoever has it open.

        Raises:
            BadInput: its bytes are others, or it cannot be read; the first time also if it is not there.
        """
        try:
            found = self._path.stat()
        except OSError:
            if self._seen is not None:
                return
            found = None
        seen = (found.st_ino, found.st_size, found.st_mtime_ns) if found else None
        if seen is None or seen != self._seen:
            if sha256_of(self._path) != self._sha256:
                what = f"“{self._path.name}” is not the recording any more that was queued."
                raise BadInput(what, "Wait until nobody changes it any more, then analyse it anew by its name.")
            self._seen = seen


def _in_words(name: str, error: OSError) -> BadInput:
    if error.errno in _LOST:
        what = f"“{name}” cannot be read: its disk, or the network that it lies on, does not answer."
        return BadInput(what, "Connect it again, or copy the recording to this computer, and try again.")
    reason = error.strerror or "the system gives no reason"
    return BadInput(f"“{name}” cannot be read: {reason}.", "Check that you may open it and that its disk is connected.")


def _check(path: Path) -> None:
    """Refuse what would be opened in vain: a folder, or a pipe or device, on which a read may never end."""
    if path.is_dir():
        # “.” and “/” have no name of their own.
        name = path.name or path.resolve().name or str(path)
        raise BadInput(f"“{name}” is a folder.", "Choose the recordings in it.")
    if path.is_symlink() and not path.exists():
        raise BadInput(f"“{path.name}” is a link that leads nowhere.", "Choose the recording itself.")
    if not path.exists():
        raise BadInput(f"“{path.name}” does not exist.", "Check its name and folder.")
    if not path.is_file():
        raise BadInput(f"“{path.name}” is not a file.", "Choose a recording.")
    if path.stat().st_size == 0:
        raise BadInput(f"“{path.name}” is empty.", "Export or download the recording again.")
