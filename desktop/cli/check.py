"""`upswing check`: whether a library and what belongs to it are sound. It changes nothing."""

import argparse
import glob
import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE

from desktop.cli.context import library_path, settings
from desktop.cli.exit_status import ExitStatus
from desktop.errors import BadInput, UserError
from desktop.export.wording import one_line
from desktop.media.digest import sha256_of
from desktop.model.call import Call, name_of_file
from desktop.paths import PRIVATE_FILE, PRIVATE_FOLDER, Paths, default_paths
from desktop.storage.integrity import Fault
from desktop.storage.library import Library
from desktop.storage.opening import read_library

_UNFINISHED = ".upswing-*.part"
_MOST_NAMED = 10


def run(options: argparse.Namespace) -> ExitStatus:
    """Print what was looked at and a sentence for each fault; ends with 3 if there is one."""
    path, paths = library_path(options), default_paths()
    print(one_line(f"Library: {path}"))
    faults = [*_library(path, options.recordings), *_settings(), *_modes(path, paths)]
    for folder in sorted({path.parent, paths.home}):
        _tell_unfinished(folder)
    for fault in faults:
        print(one_line(f"{fault.what} {fault.fix}"))
    print("clean" if not faults else f"{len(faults)} faults" if len(faults) > 1 else "1 fault")
    return ExitStatus.DONE if not faults else ExitStatus.BAD_INPUT


def _library(path: Path, reads_recordings: bool) -> Iterator[Fault]:
    """Whatever is wrong with the library; one that cannot even be opened has no more to tell."""
    try:
        with read_library(path) as library:
            sound = True
            for part in library.inspect():
                print(f"  {part.count:>9,} {part.kind}")
                sound = sound and not part.faults
                yield from part.faults
            if sound:
                yield from _recordings(library, reads_recordings)
    except UserError as error:
        yield Fault(error.what, error.fix)


def _recordings(library: Library, reads: bool) -> Iterator[Fault]:
    calls = library.calls.all()
    print(f"  {len(calls):>9,} recordings ({'read through' if reads else 'looked for; --recordings reads them'})")
    # Path.is_file raises where a name is too long.
    lost = [call for call in calls if not os.path.isfile(call.file)]  # noqa: PTH113
    for call in lost[:_MOST_NAMED]:
        _notice(f"the recording “{call.file}” is not there any more; all the rest of its call is.")
    if len(lost) > _MOST_NAMED:
        _notice(f"neither are those of {len(lost) - _MOST_NAMED:,} other calls.")
    for call in calls if reads else ():
        if call not in lost:
            yield from _recording(call)


def _recording(call: Call) -> Iterator[Fault]:
    try:
        if sha256_of(Path(call.file)) != call.sha256:
            what = f"“{name_of_file(call.file)}” is not the recording any more that was analysed."
            yield Fault(
                what, f"Put that one back in its place ({call.file}), or analyse this one as a call of its own."
            )
    except BadInput as error:
        yield Fault(error.what, error.fix)


def _settings() -> Iterator[Fault]:
    try:
        settings()
    except UserError as error:
        yield Fault(error.what, error.fix)
    print("  settings")


def _modes(library: Path, paths: Paths) -> Iterator[Fault]:
    """Whoever else may read what is the owner's alone; Windows keeps a user's folder from others by itself."""
    if os.name != "posix":
        return
    folders = (paths.home, paths.models, paths.log.parent)
    beside = library.parent.glob(f"{glob.escape(library.name)}*")
    files = (*beside, paths.settings, paths.window_state, *paths.log.parent.glob("*.log"))
    print("  who may read the data folder and its files")
    for path, wanted in (*((folder, PRIVATE_FOLDER) for folder in folders), *((file, PRIVATE_FILE) for file in files)):
        yield from _mode(path, wanted)


def _mode(path: Path, wanted: int) -> Iterator[Fault]:
    try:
        mode = S_IMODE(path.stat().st_mode)
    except OSError:
        return
    if mode & ~wanted:
        fix = f"Run `chmod {wanted:o} {shlex.quote(str(path))}`."
        yield Fault(f"Others than you may use {path} (mode {mode:o}).", fix)


def _tell_unfinished(folder: Path) -> None:
    """Name what a write left that was broken off; the file that it was to become is whole all the same."""
    for path in sorted(folder.glob(_UNFINISHED)):
        _notice(f"{path} is what a write left that was broken off. Delete it while the program is closed.")


def _notice(sentence: str) -> None:
    print(one_line(f"Notice: {sentence}"))
