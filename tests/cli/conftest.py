"""The command line as a user has it: a data folder of its own, and a worker that pretends to hear."""

import sys
from pathlib import Path

import pytest
from cli_builders import FAKE_WORKER, Upswing, recording

from desktop import child


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, empty."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("UPSWING_HOME", str(folder))
    for variable in ("LC_ALL", "LC_TIME", "LANG"):
        monkeypatch.setenv(variable, "en_GB.UTF-8")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def upswing(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Upswing:
    """The command line with a worker that pretends."""
    monkeypatch.setattr(child, "program", lambda: [sys.executable, str(FAKE_WORKER)])
    monkeypatch.setenv("FAKE_WORKER_LOG", str(home / "jobs.log"))
    return Upswing(home, capsys)


@pytest.fixture
def call(tmp_path: Path) -> Path:
    """A recording of eight windows with a customer who is won back."""
    return recording(tmp_path / "lamp.wav")
