"""The child process that listens: how it is started, and what is said where it ends before its job does."""

import os
from pathlib import Path

import desktop
from desktop.paths import PRIVATE_FILE, private_folder, program
from desktop.protocol import Cause, Failed

_GO_ON = "Try again: it goes on behind what is stored."


def command() -> list[str]:
    """The program and its arguments; jobs go in on stdin, events come out on stdout, the rest on stderr."""
    return [*program(), "worker"]


def working_folder() -> Path:
    """Where it runs: not where the recordings lie, since `python -m` would import what it finds there."""
    return Path(desktop.__file__).parents[1]


def writable_log(log: Path) -> Path:
    """The log, ready to take its stderr; without one, calls are analysed all the same."""
    try:
        private_folder(log.parent)
        log.touch(mode=PRIVATE_FILE)
        # One that is there may be its owner's and still not be written.
        log.open("ab").close()
    except OSError:
        return Path(os.devnull)
    return log


def unexpected_end(how: str) -> Failed:
    """The end of a job that the child did not tell of itself; `how` goes on with "The process that listens"."""
    return Failed(Cause.UNEXPECTED, f"The process that listens {how}.", _GO_ON)
