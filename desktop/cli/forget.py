"""`upswing forget`: a call out of the library, with everything that was made of it."""

import argparse
from pathlib import Path

from desktop.cli.context import find_call, library_path
from desktop.cli.exit_status import ExitStatus
from desktop.export.wording import one_line
from desktop.storage.opening import open_library


def run(options: argparse.Namespace) -> ExitStatus:
    """Remove a call, its transcript, scores, moments and notes; the recording itself stays where it is."""
    with open_library(library_path(options)) as library:
        call = find_call(library, options.call)
        library.calls.remove(call.id)
    print(f"Forgot {one_line(Path(call.file).name)}. The recording and exported documents stay where they are.")
    return ExitStatus.DONE
