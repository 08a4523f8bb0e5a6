"""What a command's end says to whoever called it."""

from enum import IntEnum

from desktop.errors import MissingModel, UserError
from desktop.protocol import Cause


class ExitStatus(IntEnum):
    """Exit statuses. argparse ends with 2 by itself; 130 is what a shell expects after Ctrl-C."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    BAD_INPUT = 3
    MISSING_MODEL = 4
    CANCELLED = 130


def status_of_error(error: UserError) -> ExitStatus:
    """The status for an error that is told in words."""
    return ExitStatus.MISSING_MODEL if isinstance(error, MissingModel) else ExitStatus.BAD_INPUT


def status_of_cause(cause: Cause) -> ExitStatus:
    """The status for a job that failed."""
    match cause:
        case Cause.BAD_INPUT:
            return ExitStatus.BAD_INPUT
        case Cause.MISSING_MODEL:
            return ExitStatus.MISSING_MODEL
        case Cause.UNEXPECTED:
            return ExitStatus.UNEXPECTED
