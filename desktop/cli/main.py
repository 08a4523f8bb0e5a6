"""Reading the arguments, running the command, and saying in one line what went wrong."""

import os
import sys
from collections.abc import Sequence

from desktop.cli.arguments import parser
from desktop.cli.exit_status import ExitStatus, status_of_error
from desktop.errors import UserError
from desktop.export.wording import one_line


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    _speak_utf8()
    options = parser().parse_args(arguments)
    try:
        status: ExitStatus = options.run(options)
        sys.stdout.flush()
    except UserError as error:
        print(one_line(f"upswing: {error.what} {error.fix}"), file=sys.stderr)
        return status_of_error(error)
    except KeyboardInterrupt:
        print("upswing: cancelled; what was heard is kept, and `upswing analyse` goes on behind it.", file=sys.stderr)
        return ExitStatus.CANCELLED
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python must not try once more to write the rest when it ends.
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        return ExitStatus.DONE
    return status


def _speak_utf8() -> None:
    """A console with another encoding must not stop a call whose words it cannot show."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
