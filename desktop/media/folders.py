"""The recordings in a folder, by the names of files, without opening any of them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from desktop.errors import BadInput

_ENDINGS = (
    "3gp aac aif aifc aiff amr asf au avi caf flac m4a m4b m4v mka mkv mov mp3 mp4 oga ogg opus snd w64 wav wave weba"
    " webm wma wmv"
)
RECORDING_SUFFIXES = frozenset(f".{ending}" for ending in _ENDINGS.split())


def recordings_in(
    folder: Path, refuse: Callable[[BadInput], None], stopped: Callable[[], bool] = lambda: False
) -> Iterator[Path]:
    """Find recordings in a folder and those below it, in the order of their names.

    Hidden files and folders are passed over, and so are links that lead out of the folder.

    Args:
        folder: where to look.
        refuse: is told of every folder that cannot be read.
        stopped: is asked in every folder whether to leave it at that.
    """
    inside = folder.resolve()
    for place, folders, names in os.walk(folder, onerror=lambda error: refuse(_unreadable(error, folder))):
        if stopped():
            return
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(place, name)
            if _looks_like_one(name) and not _leads_out(file, inside):
                yield file


def _leads_out(file: Path, folder: Path) -> bool:
    """Whether a file is a link to somewhere else; one that leads nowhere is for its reader to tell of."""
    try:
        return file.is_symlink() and not file.resolve().is_relative_to(folder)
    except (OSError, RuntimeError):
        # A link that leads in circles.
        return False


def _looks_like_one(name: str) -> bool:
    return not name.startswith(".") and os.path.splitext(name)[1].lower() in RECORDING_SUFFIXES  # noqa: PTH122


def _unreadable(error: OSError, folder: Path) -> BadInput:
    name = Path(error.filename or folder).name or str(folder)
    reason = error.strerror or "the system gives no reason"
    return BadInput(
        f"The folder “{name}” cannot be read: {reason}.", "Check that you may open it and that its disk is connected."
    )
