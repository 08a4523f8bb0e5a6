"""The child process that listens: jobs on stdin, events on stdout, one JSON line each; stderr is for the log.

It ends as soon as its stdin does, so that it never outlives whoever started it, however that came to an end.
"""

import io
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from functools import cache
from typing import TextIO

from desktop.analysis.pipeline import Pipeline
from desktop.analysis.recognition.engines import LoadedRecogniser
from desktop.analysis.text.reader import TextReader
from desktop.errors import BadInput, MissingModel, UserError
from desktop.log import places_of
from desktop.protocol import Cause, Event, Failed, Job, ProtocolError, decode_job, encode_event

_NICENESS = 10
Run = Callable[[Job], Iterator[Event]]


def main() -> int:
    """Serve jobs until stdin ends."""
    _give_way()
    channel = _private_stdout()
    sys.stdin = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")

    @cache
    def pipeline() -> Pipeline:
        return Pipeline(LoadedRecogniser(), TextReader())

    # Made with a job in hand, which can be told to have failed where a model is missing.
    serve(_jobs(sys.stdin), lambda job: pipeline().run(job), channel)
    return 0


def serve(lines: Iterator[str], run: Run, channel: TextIO) -> None:
    """Work through jobs and write every event of theirs as a line."""
    for line in lines:
        for event in _events(line, run):
            channel.write(encode_event(event) + "\n")
            channel.flush()


def _events(line: str, run: Run) -> Iterator[Event]:
    try:
        yield from run(decode_job(line))
    except MissingModel as error:
        yield Failed(Cause.MISSING_MODEL, error.what, error.fix)
    except BadInput as error:
        yield Failed(Cause.BAD_INPUT, error.what, error.fix)
    except ProtocolError:
        yield Failed(Cause.UNEXPECTED, "The job could not be understood.", "Restart the program and try again.")
    except Exception as error:  # noqa: BLE001  # one of the two places that answer for everything
        yield _unexpected(error)


def _unexpected(error: Exception) -> Failed:
    """Log where it happened; the message of an exception may quote what somebody said, so it is left out."""
    if isinstance(error, UserError):
        return Failed(Cause.UNEXPECTED, error.what, error.fix)
    where = "\n".join([type(error).__name__, *places_of(error.__traceback__)])
    print(where, file=sys.stderr, flush=True)
    what = f"The call could not be analysed ({type(error).__name__})."
    return Failed(Cause.UNEXPECTED, what, "Try again; if it happens again, the log says where it went wrong.")


def _give_way() -> None:
    """Let whoever sits at the computer go first: without this, a window of ours stalled for up to 0.3 s at times."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)


def _private_stdout() -> TextIO:
    """Keep the real stdout for events alone and send what libraries print to stderr."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    return channel


def _jobs(stdin: TextIO) -> Iterator[str]:
    """Lines as they come. A thread reads them, for an end of stdin must be seen in the middle of a job."""
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_read, args=(stdin, lines), daemon=True).start()
    while True:
        yield lines.get()


def _read(stdin: TextIO, lines: queue.Queue[str]) -> None:
    try:
        for line in stdin:
            if line.strip():
                lines.put(line)
    finally:
        os._exit(0)
