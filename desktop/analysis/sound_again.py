"""A recording that is listened to once more after it was written down, for as long as it lies where it did."""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TypeVar

from desktop.errors import BadInput
from desktop.media.decode import RecordingReader, Samples
from desktop.media.digest import Original

_Found = TypeVar("_Found")


class SoundAgain:
    """The sound of a recording as it was queued; nothing is found in one that is gone, changed or broken by now."""

    def __init__(self, path: Path, sha256: str) -> None:
        self._path = path
        self._original = Original(path, sha256)

    def blocks(self) -> Iterator[Samples]:
        """The sound from its beginning, as `RecordingReader.blocks` has it."""
        return RecordingReader(self._path).blocks()

    def found(self, listen: Callable[[], Generator[float, None, _Found]]) -> Generator[float, None, _Found | None]:
        """What listening finds; null where it was not to the recording that was queued, from beginning to end.

        Args:
            listen: listens to `blocks`, and yields how much of that is done, 0 to 1.
        """
        try:
            self._original.check()
            found = yield from listen()
            self._original.check()
        except BadInput:
            return None
        return found
