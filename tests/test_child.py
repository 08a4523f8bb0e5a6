"""How the process that listens is started, for the window and the command line alike."""

import os
import stat
from pathlib import Path

import pytest

from desktop import child
from desktop.protocol import Cause


def test_the_log_is_for_its_owner_alone(tmp_path: Path) -> None:
    log = child.writable_log(tmp_path / "log" / "upswing.log")

    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_without_a_place_for_the_log_there_is_none_and_work_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert child.writable_log(tmp_path / "file" / "upswing.log") == Path(os.devnull)


def test_a_log_that_was_write_protected_stops_no_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its owner may touch it all the same."""

    def forbid(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "upswing.log").touch()
    monkeypatch.setattr(Path, "open", forbid)
    assert child.writable_log(tmp_path / "upswing.log") == Path(os.devnull)


def test_it_does_not_run_where_recordings_with_the_names_of_modules_may_lie() -> None:
    assert (child.working_folder() / "desktop" / "child.py").is_file()


def test_an_unexpected_end_says_what_happened_and_that_nothing_is_lost() -> None:
    failed = child.unexpected_end("ended unexpectedly (signal 9)")

    assert failed.cause is Cause.UNEXPECTED
    assert failed.what == "The process that listens ended unexpectedly (signal 9)."
    assert failed.fix == "Try again: it goes on behind what is stored."
