"""A desk to try the program at: a screen that nobody sees, a hand on mouse and keyboard, and the window as it is seen.

The hand is `xdotool`, so the program gets what an X server sends and cannot tell it from a person. There is no window
manager: windows have no frame and lie where they ask to, the dialogs above the window that opened them.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from select import select
from typing import TypeVar

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0
_FOLDER = Path(__file__).parent
_SCREEN = "1280x800x24"
_STEPS = 4
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table or a list."""

    texts: tuple[str, ...]
    at: tuple[int, int, int, int]
    selected: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """Something on the screen: what it is, what it is called, what it says, and where it is."""

    kind: str
    name: str
    text: str
    at: tuple[int, int, int, int]
    focused: bool
    enabled: bool
    rows: tuple[Row, ...]

    @property
    def called(self) -> str:
        """How a user would refer to it."""
        return self.name or self.text.replace("&", "")


def waited_for(what: str, look: Callable[[], _Found | None], patience_s: float = PATIENCE_S) -> _Found:
    """Look until there is something to be seen."""
    until_s = time.monotonic() + patience_s
    while time.monotonic() < until_s:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {what}")


@contextmanager
def screen() -> Iterator["Desk"]:
    """An X server of its own, with a hand."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (tools/system_libraries.py --with-tests does it).")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", _SCREEN, "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told, server:
        number = told.readline().strip()
        assert number, "Xvfb did not start"
        yield Desk(f":{number}")
        server.terminate()


class Desk:
    """The screen, and what a hand does at it."""

    def __init__(self, display: str) -> None:
        # Sound would be heard by whoever happens to sit at this computer.
        self.environment = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "PULSE_SERVER": "unix:/nonexistent",
            "LC_ALL": "C.UTF-8",
        }

    def click(self, at: tuple[int, int, int, int], across: float = 0.5, down: float = 0.5) -> None:
        """Click on something, in its middle or at a share of its width and height."""
        left, top, width, height = at
        self._do("mousemove", left + round(width * across), top + round(height * down), "click", 1)

    def press(self, *keys: str) -> None:
        """Press and release keys such as `ctrl+e`, one after the other."""
        self._do("key", *keys)

    def write(self, text: str) -> None:
        """Type."""
        self._do("type", "--delay", 5, text)

    @contextmanager
    def dragged(self, path: Path, to: tuple[int, int, int, int]) -> Iterator[None]:
        """Drag a file out of another program and drop it; that program stays until the block is left."""
        environment = {**self.environment, "HOME": str(path.parent)}
        command = [sys.executable, str(_FOLDER / "drag_source.py"), str(path)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as source:
            assert source.stdout is not None
            left, top, width, height = json.loads(source.stdout.readline())
            here, there = (left + width // 2, top + height // 2), (to[0] + to[2] // 2, to[1] + to[3] // 2)
            self._do("mousemove", *here, "mousedown", 1)
            for step in range(_STEPS + 1):
                x, y = (round(a + (b - a) * (0.1 + 0.9 * step / _STEPS)) for a, b in zip(here, there, strict=True))
                self._do("mousemove", x, y, "sleep", 0.2)
            self._do("mouseup", 1)
            yield
            source.kill()

    def _do(self, *what: object) -> None:
        subprocess.run(["xdotool", *map(str, what)], check=True, env=self.environment, timeout=PATIENCE_S)


class Window:
    """The program in a process of its own, started as `python -m desktop window` and looked at through the probe."""

    def __init__(self, desk: Desk, home: Path) -> None:
        environment = {**desk.environment, "UPSWING_HOME": str(home), "HOME": str(home), "PYTHONPATH": str(ROOT)}
        self._errors = (home / "stderr.txt").open("a+", encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, str(_FOLDER / "window_probe.py"), "window"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            encoding="utf-8",
        )

    def seen(self) -> list[Seen]:
        """Everything that can be seen now."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        assert select([self._process.stdout], [], [], PATIENCE_S)[0], f"the window hangs:\n{self._said()}"
        line = self._process.stdout.readline()
        assert line, f"the window is gone:\n{self._said()}"
        return [_seen(**each) for each in json.loads(line)]

    def find(self, called: str, kind: str = "") -> Seen:
        """What has this name or text, as soon as it is there and can be used."""

        def look() -> Seen | None:
            matching = (each for each in self.seen() if each.called == called and each.kind.startswith(kind))
            return next((each for each in matching if each.enabled), None)

        try:
            return waited_for(f"“{called}”", look)
        except AssertionError as error:
            there = ", ".join(f"{each.kind} “{each.called}”" for each in self.seen() if each.called)
            raise AssertionError(f"{error}; there is {there}\n{self._said()}") from None

    def sees(self, called: str) -> bool:
        """Whether something with this name or text is there now."""
        return any(each.called == called for each in self.seen())

    def sees_kind(self, kind: str) -> bool:
        """Whether something of this kind is there now."""
        return any(each.kind == kind for each in self.seen())

    def children(self) -> list[int]:
        """The processes that it has started and that still run."""
        return running_children(self._process.pid)

    def ended(self) -> int:
        """Wait for its end and return its exit status."""
        status = self._process.wait(PATIENCE_S)
        self._close()
        return status

    def kill(self) -> None:
        """Pull the plug."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._close()

    def _close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream is not None:
                stream.close()

    def _said(self) -> str:
        self._errors.seek(0)
        return self._errors.read()


@contextmanager
def opened(desk: Desk, home: Path) -> Iterator[Window]:
    """The program, which is gone at the end whatever happened."""
    window = Window(desk, home)
    try:
        yield window
    finally:
        window.kill()


def running_children(pid: int) -> list[int]:
    """The children of a process."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = (line.split() for line in listed.splitlines())
    return [int(child) for child, parent, state in rows if int(parent) == pid and not state.startswith("Z")]


def runs(pid: int) -> bool:
    """Whether a process is there."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def _seen(rows: list[dict[str, object]], at: list[int], **rest: object) -> Seen:
    told = tuple(Row(tuple(row["texts"]), tuple(row["at"]), bool(row["selected"])) for row in rows)  # type: ignore[arg-type]
    return Seen(at=tuple(at), rows=told, **rest)  # type: ignore[arg-type]
