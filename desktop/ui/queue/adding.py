"""Files and folders on their way into the library: found and hashed by a thread, stored by the window's own."""

import hashlib
import os
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.errors import BadInput
from desktop.media.digest import opened
from desktop.media.folders import recordings_in
from desktop.storage.faults import faults_in_words
from desktop.storage.library import Library
from desktop.ui.queue.chores import Chores

_PIECE = 1 << 20
_TOLD_EVERY_S = 0.1
_CLOSING_S = 1.0


@dataclass(frozen=True, slots=True)
class _Hashed:
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class _Refused:
    name: str
    what: str
    fix: str


@dataclass(slots=True)
class _Count:
    new: int = 0
    known: int = 0
    refused: int = 0


class Adding(QObject):
    """Adds what is dropped on the window; what is dropped meanwhile is added after it.

    `added` names the calls that are to be transcribed: new ones, and known ones that never were. `refused` tells of
    each file and folder its name, what is wrong and what to do about it.
    """

    added = Signal(list)
    refused = Signal(list)
    progressed = Signal(int, int)
    finished = Signal(int, int, int)
    failed = Signal(str, str)

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._reader: _Reader | None = None
        self._next: list[Path] = []
        self._count = _Count()
        self._ids: dict[int, None] = {}
        self._chores = Chores(self)
        self._chores.turn_ended.connect(self._tell_added)
        self._chores.failed.connect(self._break)

    @property
    def busy(self) -> bool:
        """Whether anything is being added."""
        return self._reader is not None

    def add(self, paths: Sequence[Path]) -> None:
        """Add files, whatever they are called, and the recordings in folders."""
        self._next += [path.absolute() for path in paths]
        if self._next and self._reader is None:
            self._start()

    def cancel(self) -> None:
        """Stop at once; what is added already stays."""
        self._next.clear()
        self._chores.clear()
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.stop()
            self._finish()

    def close(self) -> None:
        """Stop at the end of the program."""
        self.blockSignals(True)
        self.cancel()
        for reader in self.findChildren(_Reader):
            reader.wait(_CLOSING_S)

    def _start(self) -> None:
        paths, self._next = self._next, []
        self._reader = _Reader(paths, self)
        self._reader.read.connect(self._take)
        self._reader.progressed.connect(self.progressed)
        self._reader.ended.connect(self._end)
        self._reader.start()

    def _take(self, reader: "_Reader", results: list[_Hashed | _Refused]) -> None:
        """Add what a reader has read, unless it was stopped in the meantime."""
        if reader is not self._reader:
            return
        bad = [result for result in results if isinstance(result, _Refused)]
        if bad:
            self._refuse(bad)
        self._chores.add([partial(self._store, result) for result in results if isinstance(result, _Hashed)])

    def _store(self, hashed: _Hashed) -> None:
        try:
            with faults_in_words(self._library.file):
                known = self._library.calls.with_sha256(hashed.sha256)
                call = self._library.calls.add(hashed.path, hashed.sha256)
        except BadInput as error:
            self._refuse([_Refused(hashed.path.name, error.what, error.fix)])
            return
        self._count.known += known is not None
        self._count.new += known is None
        if call.analysis is None:
            self._ids[call.id] = None

    def _refuse(self, bad: Sequence[_Refused]) -> None:
        self._count.refused += len(bad)
        self.refused.emit([(_as_text(each.name), each.what, each.fix) for each in bad])

    def _tell_added(self) -> None:
        ids, self._ids = list(self._ids), {}
        if ids:
            self.added.emit(ids)

    def _end(self, reader: "_Reader") -> None:
        """Take note that a reader is through; what it read may still have to be stored."""
        if reader is self._reader:
            self._chores.add([self._finish_reading])

    def _finish_reading(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.wait(_CLOSING_S)
            reader.deleteLater()
        self._tell_added()
        if self._next:
            self._start()
        else:
            self._finish()

    def _finish(self) -> None:
        count, self._count = self._count, _Count()
        self._tell_added()
        self.finished.emit(count.new, count.known, count.refused)

    def _break(self, what: str, fix: str) -> None:
        self.cancel()
        self.failed.emit(what, fix)


class _Reader(QObject):
    """A thread that finds and hashes, and tells of it in batches; its news names it, since it may come late."""

    read = Signal(object, list)
    progressed = Signal(int, int)
    ended = Signal(object)

    def __init__(self, paths: Sequence[Path], parent: QObject) -> None:
        super().__init__(parent)
        self._paths = paths
        self._stopped = threading.Event()
        self._results: list[_Hashed | _Refused] = []
        self._told_s = 0.0
        # A disk that does not answer must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="adding", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End within the piece of a file at hand and tell nothing more."""
        self._stopped.set()

    def wait(self, longest_s: float) -> None:
        """Wait until it has ended."""
        self._thread.join(longest_s)

    def _run(self) -> None:
        try:
            self._read_all(list(self._found()))
        finally:
            if not self._stopped.is_set():
                self.ended.emit(self)

    def _read_all(self, files: Sequence[Path]) -> None:
        for done, path in enumerate(files):
            self._tell(done, len(files))
            try:
                digest = self._digest(path)
            except BadInput as error:
                self._results.append(_Refused(path.name, error.what, error.fix))
                continue
            if digest is None:
                return
            self._results.append(_Hashed(path, digest))
        self._tell(len(files), len(files), now=True)

    def _found(self) -> Iterator[Path]:
        for path in self._paths:
            if not os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises where a name is too long
                yield path
                continue
            found = 0
            for file in recordings_in(path, partial(self._refuse, path), self._stopped.is_set):
                found += 1
                yield file
            if not found and not self._stopped.is_set():
                none = BadInput(f"There are no recordings in “{path.name or path}”.", "Choose another folder.")
                self._refuse(path, none)

    def _refuse(self, path: Path, error: BadInput) -> None:
        self._results.append(_Refused(path.name or str(path), error.what, error.fix))

    def _digest(self, path: Path) -> str | None:
        """The SHA-256 of a file; null if the reader was stopped in the middle of it."""
        digest = hashlib.sha256()
        with opened(path) as file:
            while piece := file.read(_PIECE):
                if self._stopped.is_set():
                    return None
                digest.update(piece)
        return digest.hexdigest()

    def _tell(self, done: int, total: int, *, now: bool = False) -> None:
        if self._stopped.is_set() or not (now or time.monotonic() - self._told_s > _TOLD_EVERY_S):
            return
        self._told_s = time.monotonic()
        results, self._results = self._results, []
        self.read.emit(self, results)
        self.progressed.emit(done, total)


def _as_text(name: str) -> str:
    """A name that can be shown, also from a disk of a system with other letters."""
    return name.encode("utf-8", "replace").decode()
