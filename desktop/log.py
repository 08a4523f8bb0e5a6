"""The log: when and where something went wrong, with ids only and never a word of anybody's."""

import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from desktop.paths import PRIVATE_FILE, Paths, private_folder

_LARGEST = 2_000_000


def write_log(paths: Paths, text: str) -> None:
    """Add an entry to the log, which begins anew once it has grown too large.

    Raises:
        OSError: the log cannot be written.
    """
    private_folder(paths.log.parent)
    paths.log.touch(mode=PRIVATE_FILE)
    if paths.log.stat().st_size > _LARGEST:
        paths.log.replace(paths.log.with_suffix(".old.log"))
        paths.log.touch(mode=PRIVATE_FILE)
    with paths.log.open("a", encoding="utf-8") as log:
        log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {text.rstrip()}\n")


def places_of(trace: TracebackType | None) -> list[str]:
    """The lines that an error went through, without the folders above the programs, which may be called after somebody.

    The lines themselves and the message of the error are left out: either may quote what somebody said.
    """
    return [_place(frame) for frame in traceback.extract_tb(trace)]


def _place(frame: traceback.FrameSummary) -> str:
    return f"  {'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} in {frame.name}"
