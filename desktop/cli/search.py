"""`upswing search`: where words were said."""

import argparse
from pathlib import Path

from desktop.cli.context import library_path
from desktop.cli.exit_status import ExitStatus
from desktop.export.wording import one_line
from desktop.model.timecode import format_timecode
from desktop.storage.opening import read_library


def run(options: argparse.Namespace) -> ExitStatus:
    """Print a line for each place: recording, time, and what was said."""
    with read_library(library_path(options)) as library:
        found = library.transcripts.search(" ".join(options.words))
        names = {place.call_id: one_line(Path(library.calls.get(place.call_id).file).name) for place in found}
    for place in found:
        print(f"{names[place.call_id]} {format_timecode(place.start_s)} {one_line(place.text)}")
    return ExitStatus.DONE
