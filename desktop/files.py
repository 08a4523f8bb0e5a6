"""Files that are written whole or not at all and readable by their owner only; and the end of a long one."""

import errno
import os
import tempfile
from pathlib import Path

from desktop.errors import BadInput


def write_atomically(path: Path, data: bytes | str) -> None:
    """Write a file so that nobody ever sees half of it; an older file of that name is replaced.

    A pipe or a device, such as `/dev/null`, cannot be replaced and takes the content as it comes.

    Args:
        path: where the file shall stand; its folder must exist.
        data: the bytes, or text that is written as UTF-8.

    Raises:
        BadInput: the folder is missing or not writable, the disk is full, the path is a folder, or the older file is
            open in a program that does not let go of it.
    """
    content = data.encode("utf-8", "replace") if isinstance(data, str) else data
    try:
        if path.is_fifo() or path.is_char_device():
            path.write_bytes(content)
        else:
            _replace(path, content)
    except OSError as error:
        raise _in_words(path, error) from error


def last_lines(path: Path, most: int, *, most_bytes: int = 1_000_000) -> list[str]:
    """The last lines of a text file, however long it is; what is no UTF-8 is shown as a replacement character.

    Args:
        path: the file.
        most: how many lines at most.
        most_bytes: how much of the file's end is read at most.

    Raises:
        OSError: the file is not there or cannot be read.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        start = file.seek(max(size - most_bytes, 0))
        lines = file.read().decode("utf-8", "replace").splitlines()
    # A line whose beginning was not read is half a line.
    return lines[1 if start else 0 :][-most:]


def _replace(path: Path, content: bytes) -> None:
    # mkstemp makes the file with mode 0600, and a rename keeps the mode; only in the same folder is it atomic.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".upswing-", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _take_place(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _take_place(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    except PermissionError as error:
        if not path.is_file():
            raise
        # The folder took a new file, so that it is this one which does not give way.
        raise BadInput(
            f"“{path.name}” cannot be replaced: it is protected, or open in another program.",
            "Close it there, or give the new file another name.",
        ) from error


def _in_words(path: Path, error: OSError) -> BadInput:
    """What happened and what to do about it."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return BadInput(f"There is no room left on the disk for “{path.name}”.", "Free some space and try again.")
        case errno.ENOENT | errno.ENOTDIR:
            return BadInput(f"There is no folder “{path.parent}”.", "Make the folder first, or choose another one.")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return BadInput(
                f"“{path.name}” cannot be written to the folder “{path.parent}”.",
                "Choose a folder of your own, or ask for the right to write there.",
            )
        case errno.EISDIR | errno.ENOTEMPTY | errno.EEXIST:
            return BadInput(f"“{path}” is a folder, not a file.", "Give the file a name of its own.")
        case _:
            return BadInput(f"“{path.name}” could not be written ({error.strerror}).", "Try another name or folder.")
