"""`upswing moment` and `upswing note`: a coach's marks."""

import argparse

from desktop.cli.context import find_call, library_path, settings
from desktop.cli.exit_status import ExitStatus
from desktop.errors import BadInput
from desktop.model.call import Call
from desktop.model.moment import Moment, MomentType, Note
from desktop.model.timecode import format_timecode, parse_timecode
from desktop.storage.opening import open_library


def run_moment(options: argparse.Namespace) -> ExitStatus:
    """Mark a point or a range on a call's timeline."""
    start_s = parse_timecode(options.at)
    end_s = parse_timecode(options.until) if options.until else start_s
    if end_s < start_s:
        raise BadInput("The moment ends before it begins.", "Let --until be later than --at.")
    moment = Moment(MomentType(options.type), start_s, end_s, options.note, tuple(options.tags), settings().author)
    with open_library(library_path(options)) as library:
        call = find_call(library, options.call)
        _check_within(call, end_s)
        library.moments.add(call.id, moment)
    print(f"Marked {moment.type} at {format_timecode(start_s)}.")
    return ExitStatus.DONE


def run_note(options: argparse.Namespace) -> ExitStatus:
    """Write a note on a call."""
    if not options.text.strip():
        raise BadInput("The note is empty.", "Write what there is to say about the call.")
    with open_library(library_path(options)) as library:
        call = find_call(library, options.call)
        library.notes.add(call.id, Note(options.text, settings().author))
    print("Noted.")
    return ExitStatus.DONE


def _check_within(call: Call, end_s: float) -> None:
    if call.recording is not None and end_s > call.recording.duration_s:
        length = format_timecode(call.recording.duration_s)
        raise BadInput(f"The call is only {length} long.", "Mark a moment within it.")
