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
    ["export", "x.wav", "--notes"],
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
    "verb", ["", "analyse", "demo", "export", "moment", "note", "search", "models", "models add", "doctor"]
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
