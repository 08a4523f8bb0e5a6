"""From a recording to documents with the real weights, as somebody who has just installed the program sees it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jiwer
import numpy as np
import pytest

from desktop.errors import LibraryError
from desktop.media.decode import RecordingReader
from desktop.storage.opening import open_library, read_library

pytestmark = pytest.mark.weights

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "sample" / "replacement-order.flac"
CALL_KEYS = {
    "file", "sha256", "duration_s", "channels", "layout", "agent_channel", "agent_channel_confidence", "engine",
    "model", "language", "analysis_s", "scorer", "analysis_version", "split_confidence",
}  # fmt: skip
TURN_KEYS = {
    "role", "start_s", "end_s", "text", "words", "valence", "confidence", "activation", "emotion", "cues",
    "voice", "valence_of_words", "estimate",
}  # fmt: skip
ARC_KEYS = {"points", "line", "band", "start", "low", "end", "mean", "needle", "recovery", "enough"}


class User:
    """Somebody with a data folder of their own, the quick model and the settings for it."""

    def __init__(self, home: Path, models: Path) -> None:
        self.library = home / "library.sqlite"
        self._environment = {**os.environ, "UPSWING_HOME": str(home), "LC_ALL": "en_GB.UTF-8"}
        (home / "models").mkdir(parents=True)
        (home / "models" / "tiny.en").symlink_to(models / "tiny.en")
        (home / "settings.toml").write_text('model = "tiny.en"\n', encoding="utf-8")

    def start(self, *arguments: object) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "desktop", *map(str, arguments)],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, *arguments: object) -> str:
        with self.start(*arguments) as process:
            out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        return out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("chain")


@pytest.fixture(scope="module")
def user(folder: Path, models_folder: Path) -> User:
    return User(folder / "home", models_folder)


@pytest.fixture(scope="module")
def demo(user: User, folder: Path) -> Path:
    said = user.run("demo", "--out", folder / "demo")
    assert "customer turns" in said
    assert str(folder / "demo" / "notes.html") in said
    return folder / "demo"


@pytest.fixture(scope="module")
def call(demo: Path) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads((demo / "call.json").read_text(encoding="utf-8"))
    return stored


# The documents


def test_the_demo_writes_what_it_says_for_its_owner_alone(demo: Path) -> None:
    assert {"call.json", "notes.html", "notes.md", "story.html", "arc.svg", "arc.png"} <= {
        file.name for file in demo.iterdir()
    }
    for file in demo.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file
    assert demo.stat().st_mode & 0o777 == 0o700


def test_the_json_has_the_keys_of_schema_1(call: dict[str, Any]) -> None:
    assert set(call) == {
        *("schema", "call", "turns", "arc", "events", "pivots", "summary"),
        *("lenses", "beneath", "win", "talk"),
    }
    assert call["schema"] == 1
    assert [pivot["direction"] for pivot in call["pivots"]][:1] == ["up"]
    assert call["summary"]["issue"]["role"] == "customer"
    assert call["win"]["candidate"]
    assert {cue["name"] for turn in call["turns"] for cue in turn["cues"]} >= {"apology", "relief"}
    assert set(call["call"]) == CALL_KEYS
    assert set(call["arc"]) == ARC_KEYS
    for turn in call["turns"]:
        assert set(turn) == TURN_KEYS
        assert all(set(word) == {"text", "start_s", "end_s", "probability"} for word in turn["words"])
    starts = [turn["start_s"] for turn in call["turns"]]
    assert starts == sorted(starts)


def test_the_pages_are_well_formed_and_load_nothing(demo: Path) -> None:
    for name in ("notes.html", "story.html"):
        page = (demo / name).read_text(encoding="utf-8")
        tags: list[str] = []
        parser = HTMLParser()
        parser.handle_starttag = lambda tag, attrs, tags=tags: tags.append(tag)  # type: ignore[assignment, misc]
        parser.feed(page)
        parser.close()
        assert {"html", "head", "body", "svg", "main"} <= set(tags)
        assert not {"script", "link", "img", "iframe"} & set(tags)
        assert "model 1 estimate" in page
    assert "▮" in (demo / "story.html").read_text(encoding="utf-8")


def test_the_markdown_shows_the_arc_and_every_moment(demo: Path) -> None:
    notes = (demo / "notes.md").read_text(encoding="utf-8")

    assert "arc.png" in notes
    for at in ("0:11", "0:33", "1:09", "1:35", "1:59"):
        assert at in notes


def test_the_pictures_are_pictures(demo: Path) -> None:
    assert ElementTree.parse(demo / "arc.svg").getroot().tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314
    png = (demo / "arc.png").read_bytes()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(png[16:20]) > 400


# What was heard


def test_the_sample_has_the_arc_of_a_call_that_was_won_back(call: dict[str, Any]) -> None:
    arc, turns = call["arc"], [turn for turn in call["turns"] if turn["role"] == "customer"]

    assert len(turns) >= 12
    assert arc["enough"] is True
    low_s = min(arc["line"], key=lambda point: point[1])[0]
    assert low_s < call["call"]["duration_s"] / 2
    assert arc["low"] < -0.2
    assert arc["end"] > 0.3
    assert arc["needle"] == pytest.approx(arc["end"] - arc["start"], abs=1e-3)


def test_the_agent_is_on_the_left_and_has_no_feelings(call: dict[str, Any]) -> None:
    assert call["call"]["agent_channel"] == "left"
    assert call["call"]["agent_channel_confidence"] > 0.8
    for turn in call["turns"]:
        assert (turn["valence"] is None) == (turn["role"] == "agent")


def test_the_words_are_those_of_the_script(call: dict[str, Any]) -> None:
    script = json.loads(SAMPLE.with_suffix(".json").read_text(encoding="utf-8"))
    for role in ("agent", "customer"):
        spoken = _plain(" ".join(line["text"] for line in script if line["speaker"] == role))
        heard = _plain(" ".join(turn["text"] for turn in call["turns"] if turn["role"] == role))
        assert jiwer.wer(spoken, heard) < 0.15, role


def test_analysing_the_same_call_elsewhere_gives_the_same(user: User, call: dict[str, Any]) -> None:
    other = json.loads(user.run("analyse", SAMPLE, "--json", "-"))

    assert other["call"].pop("analysis_s") > 0
    expected = {**call, "call": {key: value for key, value in call["call"].items() if key != "analysis_s"}}
    assert other == expected


# Kills


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_analysis_goes_on_behind_its_batches_to_the_same_end(user: User, folder: Path) -> None:
    recording = _twice(SAMPLE, folder / "long.wav")
    whole = json.loads(user.run("analyse", recording, "--json", "-", "--library", folder / "whole.sqlite"))

    with user.start("analyse", recording) as process:
        done = _wait_for_a_batch(user.library)
        (worker,) = _children(process.pid)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert _ends(worker), "the worker outlived its parent"

    with open_library(user.library) as library:
        assert library.faults() == []
        (job,) = library.jobs.waiting()
        assert 0 < done <= job.windows_done < (job.windows_total or 0)
        kept = library.transcripts.spans(job.id)
        assert kept
    resumed = json.loads(user.run("analyse", recording, "--json", "-"))
    with read_library(user.library) as library:
        assert set(kept) < set(library.transcripts.spans(job.id))
    assert resumed["turns"] == whole["turns"]
    assert resumed["arc"] == whole["arc"]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))


def _twice(source: Path, target: Path) -> Path:
    samples = np.concatenate(list(RecordingReader(source).blocks()), axis=1)
    with wave.open(str(target), "wb") as file:
        file.setnchannels(samples.shape[0])
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((np.tile(samples, 2).T * 32_767).astype("<i2").tobytes())
    return target


def _wait_for_a_batch(path: Path) -> int:
    until_s = time.monotonic() + 200
    while time.monotonic() < until_s:
        time.sleep(0.05)
        with suppress(LibraryError), read_library(path) as library:
            for job in library.jobs.waiting():
                if job.windows_done:
                    return job.windows_done
    raise AssertionError("no batch was ever stored")


def _children(pid: int) -> Iterator[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        child, parent = map(int, line.split())
        if parent == pid:
            yield child


def _ends(pid: int) -> bool:
    """Whether a process is gone within ten seconds."""
    for _ in range(100):
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout
        if not state.strip() or state.startswith("Z"):
            return True
        time.sleep(0.1)
    return False
