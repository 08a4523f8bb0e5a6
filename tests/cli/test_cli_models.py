"""`upswing models` and `upswing doctor`, and what a computer without a model hears from `analyse`."""

from pathlib import Path

import pytest
from cli_builders import Upswing, recording, started

from desktop import child
from desktop.paths import program

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "replacement-order.flac"


@pytest.fixture
def real_worker(upswing: Upswing, monkeypatch: pytest.MonkeyPatch) -> Upswing:
    monkeypatch.setattr(child, "program", program)
    return upswing


def test_no_model_is_said_with_what_to_do(upswing: Upswing) -> None:
    ended = upswing("models", "list")

    assert ended.status == 0
    assert "make models" in ended.out
    assert list(upswing.home.iterdir()) == []


@pytest.mark.parametrize("content", [None, b"", b"no wheel"])
def test_what_is_no_model_is_not_added(upswing: Upswing, tmp_path: Path, content: bytes | None) -> None:
    wheel = tmp_path / "model-1.0-py3-none-any.whl"
    if content is not None:
        wheel.write_bytes(content)

    ended = upswing("models", "add", wheel)
    assert ended.status in (3, 4)
    assert ended.out == ""
    assert ended.err.startswith("upswing: ")


def test_a_folder_that_is_no_model_is_not_added(upswing: Upswing, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert upswing("models", "add", tmp_path / "empty").status in (3, 4)


def test_analyse_without_a_model_ends_with_4_for_every_file(real_worker: Upswing, tmp_path: Path) -> None:
    ended = real_worker("analyse", SAMPLE, recording(tmp_path / "text.wav"), "--json", "-")

    assert (ended.status, ended.out) == (4, "")
    assert "base" in ended.err
    assert ended.err.count("upswing: ") == 2


def test_a_model_path_that_does_not_exist_ends_with_4(real_worker: Upswing) -> None:
    assert real_worker("analyse", SAMPLE, "--model", "./nowhere").status == 4


def test_code_that_lies_beside_the_recordings_is_not_run(real_worker: Upswing, tmp_path: Path) -> None:
    """The user stands in a folder of recordings, and somebody has put more than recordings into it."""
    trap, sprung = tmp_path / "desktop", tmp_path / "sprung"
    trap.mkdir()
    for module in (trap / "__init__.py", tmp_path / "queue.py", tmp_path / "torch.py"):
        module.write_text(f"open({str(sprung)!r}, 'w').close()", encoding="utf-8")

    assert real_worker("analyse", SAMPLE).status == 4
    assert not sprung.exists()


def test_doctor_says_what_is_missing(upswing: Upswing) -> None:
    ended = upswing("doctor")

    assert ended.status == 4
    assert str(upswing.home) in ended.out
    assert "make models" in ended.out
    assert "none yet" in ended.out
    for name in ("ctranslate2", "openai-whisper", "torch"):
        assert name in ended.out


def test_doctor_says_what_is_wrong_with_the_settings(upswing: Upswing) -> None:
    (upswing.home / "settings.toml").write_text("modell = 'x'", encoding="utf-8")

    ended = upswing("doctor")
    assert ended.status == 3
    assert "modell" in ended.err


def test_doctor_counts_the_calls_of_a_sound_library(upswing: Upswing, call: Path) -> None:
    upswing("analyse", call)

    assert "(1 calls, sound)" in upswing("doctor").out or "(1 call, sound)" in upswing("doctor").out


def test_doctor_finds_damage_in_a_library(upswing: Upswing, tmp_path: Path) -> None:
    upswing("analyse", *(recording(tmp_path / f"{n}.wav", name=f"lamp{n} " * 50) for n in range(4)))
    content = bytearray(upswing.library.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 8192] = b"\xa5" * 8192
    upswing.library.write_bytes(content)

    ended = upswing("doctor")
    assert "sound)" not in ended.out
    assert ended.status in (3, 4)


@pytest.mark.weights
def test_doctor_tries_every_model_and_the_list_names_it(upswing: Upswing, models_folder: Path) -> None:
    (upswing.home / "models").mkdir()
    (upswing.home / "models" / "tiny.en").symlink_to(models_folder / "tiny.en")

    assert upswing("models", "list").out.startswith("tiny.en  ")
    with started("doctor") as process:
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "tiny.en: whole, works with both engines" in out
