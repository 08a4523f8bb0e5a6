"""The log is private, and does not grow without end."""

from pathlib import Path

import pytest

from desktop import log as logging_module
from desktop.log import write_log
from desktop.paths import Paths


def test_entries_follow_each_other_with_their_times(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "home")
    write_log(paths, "one\n")
    write_log(paths, "two\n  in frame")
    lines = paths.log.read_text(encoding="utf-8").splitlines()
    assert [line.partition(" ")[2] for line in lines if line[0] == "2"] == ["one", "two"]
    assert lines[-1] == "  in frame"
    assert "T" in lines[0].partition(" ")[0]


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "home")
    write_log(paths, "one")
    assert paths.log.stat().st_mode & 0o777 == 0o600
    assert paths.log.parent.stat().st_mode & 0o777 == 0o700


def test_it_begins_anew_once_it_is_large_and_keeps_what_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging_module, "_LARGEST", 100)
    paths = Paths(tmp_path / "home")
    write_log(paths, "x" * 200)
    write_log(paths, "later")
    assert paths.log.read_text(encoding="utf-8").endswith("later\n")
    old = paths.log.with_suffix(".old.log")
    assert "x" * 200 in old.read_text(encoding="utf-8")
    assert old.stat().st_mode & 0o777 == paths.log.stat().st_mode & 0o777 == 0o600
