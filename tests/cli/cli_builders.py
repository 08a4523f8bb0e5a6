"""Commands as the tests run them, in this process or another, with a worker that pretends to hear."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import main
from desktop.errors import LibraryError
from desktop.storage.opening import read_library

FAKE_WORKER = Path(__file__).with_name("fake_worker.py")
FAKE_CLI = Path(__file__).with_name("fake_cli.py")


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def jsons(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


class Upswing:
    """Runs commands in this process."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.library = home / "library.sqlite"
        self.log = home / "jobs.log"
        self._capsys = capsys

    def __call__(self, *arguments: object) -> Ended:
        self._capsys.readouterr()
        try:
            status = int(main([str(argument) for argument in arguments]))
        except SystemExit as left:
            status = int(str(left.code))
        captured = self._capsys.readouterr()
        assert "Traceback" not in captured.err
        return Ended(status, captured.out, captured.err)

    @property
    def jobs(self) -> list[dict[str, Any]]:
        """What the worker was asked to do."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return [json.loads(line) for line in lines]


def recording(path: Path, first: str = "call", name: str = "lamp") -> Path:
    """A text that the fake worker takes for a recording."""
    path.write_text("\n".join([first, *(f"{name} {n}" for n in range(2, 9))]), encoding="utf-8")
    return path


def started(*arguments: object) -> "subprocess.Popen[str]":
    """Run a command in a process of its own, the first of its group as on a terminal."""
    return subprocess.Popen(
        [sys.executable, str(FAKE_CLI), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
    )


def wait_for_batches(library: Path, batches: int) -> None:
    """Wait until so many batches of a running job are stored; reading does not disturb whoever writes."""
    until_s = time.monotonic() + 60
    while time.monotonic() < until_s:
        time.sleep(0.05)
        try:
            with read_library(library) as opened:
                if any(job.windows_done >= batches for job in opened.jobs.waiting()):
                    return
        except LibraryError:
            continue
    raise AssertionError("the batches never came")
