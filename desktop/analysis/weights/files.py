"""Putting model files on disk so that nothing is ever seen half-written, and knowing them again by their hash."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from desktop.errors import BadInput, MissingModel
from desktop.paths import PRIVATE_FILE, private_folder

CHUNK_BYTES = 1 << 20
LOCK_FILE = ".lock"
LOCK_WAIT_S = 120.0
STAGED = ".part"
REPLACED = ".old"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file by its name, its size in bytes and the SHA-256 of its content in hexadecimal."""

    name: str
    size_bytes: int
    sha256: str


def record_of(path: Path) -> FileRecord:
    """Read a file through and say what it is.

    Raises:
        BadInput: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        return FileRecord(path.name, path.stat().st_size, digest.hexdigest())
    except OSError as error:
        raise BadInput(
            f"“{path.name}” cannot be read: {error.strerror or error}.", "Look at the file's rights and its disk."
        ) from error


def join_streams(streams: Iterable[IO[bytes]], target: Path) -> FileRecord:
    """Write streams one behind the other into a new file and say what it became."""
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        for stream in streams:
            while chunk := stream.read(CHUNK_BYTES):
                digest.update(chunk)
                size += file.write(chunk)
    return FileRecord(target.name, size, digest.hexdigest())


def copy_file(source: Path, target: Path) -> FileRecord:
    """Copy a file's content, not its rights, and say what it became."""
    with source.open("rb") as stream:
        return join_streams([stream], target)


@contextmanager
def changing(models: Path) -> Iterator[None]:
    """Hold the models folder for oneself while it is changed, and clear away what a killed program left there.

    Raises:
        MissingModel: another program holds the folder for minutes, or a file cannot be read or written.
    """
    try:
        private_folder(models)
        with FileLock(models / LOCK_FILE, timeout=LOCK_WAIT_S, mode=PRIVATE_FILE):
            _clear_leftovers(models)
            yield
    except Timeout as error:
        raise MissingModel(
            "Another program is changing the models folder.", "Wait until it is done, then try again."
        ) from error
    except OSError as error:
        raise MissingModel(
            f"The model could not be copied: {error.strerror or error}.",
            f"Look for free space in and the rights of “{models}”, then add the model again.",
        ) from error


@contextmanager
def published(target: Path) -> Iterator[Path]:
    """A staging folder beside the target that takes the target's place once everything in it is on the disk.

    Where the block raises, the staging folder is removed and the target stays as it was.
    """
    staging = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=STAGED, dir=target.parent))
    try:
        yield staging
        _make_durable(staging)
        _take_place(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _make_durable(folder: Path) -> None:
    for path in folder.iterdir():
        path.chmod(PRIVATE_FILE)
        with path.open("r+b") as file:
            os.fsync(file.fileno())
    _sync_folder(folder)


def _take_place(staging: Path, target: Path) -> None:
    """A folder cannot be renamed onto a full one: the old one steps aside first, and back where the rename fails."""
    aside = staging.with_suffix(REPLACED)
    if target.exists():
        target.rename(aside)
    try:
        staging.rename(target)
    except OSError:
        if aside.exists():
            aside.rename(target)
        raise
    _sync_folder(target.parent)
    shutil.rmtree(aside, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    """Bring a folder's entries to the disk; Windows opens no folders and needs no such call."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _clear_leftovers(models: Path) -> None:
    for path in models.glob(".*"):
        if path.suffix in (STAGED, REPLACED):
            shutil.rmtree(path, ignore_errors=True)
