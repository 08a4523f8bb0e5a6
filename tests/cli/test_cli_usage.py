"""What is not a command is told with status 2, before anything is done."""

import subprocess
import sys
from pathlib import Path

import pytest
from cli_builders import Upswing

from desktop import __version__

ROOT = Path(__file__).resolve().parents[2]
WRONG = [
    [],
    ["dance"],
    ["analyse", "x.wav", "--engine", "siri"],
    ["analyse", "x.wav", "--agent-channel", "middle"],
    ["analyse", "x.wav", "--json"],
    ["analyse", "x.wav", "--dance"],
    ["export"],
    ["export", "x.wav", "--out", "-"],
    ["export", "x.wav", "--notes", "--story", "--out", "-"],
    ["export", "x.wav", "--notes", "--format", "pdf", "--out", "-"],
    ["moment", "x.wav"],
    ["moment", "x.wav", "--at", "1:12"],
    ["moment", "x.wav", "--at", "1:12", "--type", "rage"],
    ["note", "x.wav"],
    ["search"],
    ["models"],
    ["models", "add"],
    ["models", "remove", "base"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_a_wrong_command_ends_with_2_and_does_nothing(upswing: Upswing, arguments: list[str]) -> None:
    ended = upswing(*arguments)

    assert (ended.status, ended.out) == (2, "")
    assert "usage: upswing" in ended.err
    assert list(upswing.home.iterdir()) == []


@pytest.mark.parametrize(
    "verb", ["", "analyse", "demo", "export", "moment", "note", "search", "score", "models", "models add", "doctor"]
)
def test_every_verb_explains_itself(upswing: Upswing, verb: str) -> None:
    ended = upswing(*verb.split(), "--help")

    assert (ended.status, ended.err) == (0, "")
    assert f"usage: upswing {verb}".rstrip() in ended.out


def test_the_version_is_told(upswing: Upswing) -> None:
    assert upswing("--version").out == f"upswing {__version__}\n"


def test_the_program_starts_as_a_module(home: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "desktop", "--version"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stdout) == (0, f"upswing {__version__}\n")


def started_until(module: str, then: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Start the program, and do something as soon as it imports a module."""
    code = (
        "import os, signal, sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}:\n"
        f"            {then}\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from desktop.__main__ import main\n"
        "raise SystemExit(main())\n"
    )
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT")
def test_ctrl_c_while_the_program_starts_ends_it_without_a_word(home: Path) -> None:
    ended = started_until("desktop.cli", "os.kill(os.getpid(), signal.SIGINT)", "--version")

    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT")
def test_ctrl_c_while_the_worker_starts_is_for_its_parent(home: Path) -> None:
    then = "os.kill(os.getpid(), signal.SIGINT); print('went on'); raise SystemExit"
    ended = started_until("desktop.worker", then, "worker")

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "went on\n", "")


@pytest.mark.parametrize(("chosen", "policy"), [(None, "PASSIVE"), ("ACTIVE", "ACTIVE")])
def test_threads_of_the_worker_sleep_while_they_wait(
    home: Path, monkeypatch: pytest.MonkeyPatch, chosen: str | None, policy: str
) -> None:
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    if chosen is not None:
        monkeypatch.setenv("OMP_WAIT_POLICY", chosen)
    ended = started_until("desktop.worker", "print(os.environ['OMP_WAIT_POLICY']); raise SystemExit", "worker")

    assert (ended.stdout, ended.stderr) == (f"{policy}\n", "")


def test_the_worker_ends_with_its_stdin(home: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "desktop", "worker"],
        cwd=ROOT,
        input="",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
