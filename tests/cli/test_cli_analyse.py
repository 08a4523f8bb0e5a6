"""`upswing analyse` as a user meets it: what comes out, where, with which status, and what is not done twice."""

import json
import os
import signal
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from cli_builders import Upswing, recording, started, wait_for_batches

from desktop.cli import worker_process
from desktop.media.digest import sha256_of
from desktop.model.analysis_version import ANALYSIS_VERSION
from desktop.model.call import Side
from desktop.model.request import Request
from desktop.protocol import Finished, Job

KEYS = {
    *("schema", "call", "turns", "arc", "events", "pivots", "summary"),
    *("lenses", "beneath", "win", "talk"),
}


def test_a_call_comes_out_as_a_summary(upswing: Upswing, call: Path) -> None:
    ended = upswing("analyse", call)

    assert ended.status == 0
    assert "lamp.wav · 1:20 · 8 customer turns · faster-whisper base in " in ended.out
    assert "The left channel is clipped." in ended.out
    assert "The agent is on the left channel (guessed, 80% sure)." in ended.out
    assert "Started very unhappy, lowest at 0:" in ended.out
    assert "ended very pleased: +1.4 (model 1 estimate). A win candidate.\n" in ended.out
    assert "listening" in ended.err


def test_json_on_standard_output_is_nothing_but_json(upswing: Upswing, call: Path) -> None:
    ended = upswing("analyse", call, "--json", "-")

    assert set(ended.json) == KEYS
    assert ended.json["call"]["file"] == str(call)
    assert len(ended.json["turns"]) == 16
    assert ended.json["arc"]["enough"] is True
    assert "8 customer turns" in ended.err


def test_loading_the_model_does_not_count_as_analysis(
    upswing: Upswing, call: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_WORKER_LOADS_S", "1.5")

    assert 0 < upswing("analyse", call, "--json", "-").json["call"]["analysis_s"] < 1.5


def test_json_goes_to_a_private_file(upswing: Upswing, call: Path, tmp_path: Path) -> None:
    ended = upswing("analyse", call, "--json", tmp_path / "call.json")

    assert set(json.loads((tmp_path / "call.json").read_text(encoding="utf-8"))) == KEYS
    assert (tmp_path / "call.json").stat().st_mode & 0o777 == 0o600
    assert "8 customer turns" in ended.out


def test_several_calls_are_a_line_of_json_each(upswing: Upswing, tmp_path: Path) -> None:
    calls = [recording(tmp_path / f"{name}.wav", name=name) for name in ("one", "two", "three")]

    for to in ("-", str(tmp_path / "calls.jsonl")):
        ended = upswing("analyse", *calls, "--json", to)
        lines = (ended.out if to == "-" else Path(to).read_text(encoding="utf-8")).splitlines()
        assert [json.loads(line)["call"]["file"] for line in lines] == [str(call) for call in calls]


def test_one_worker_does_all_jobs(upswing: Upswing, tmp_path: Path) -> None:
    upswing("analyse", *(recording(tmp_path / f"{name}.wav", name=name) for name in ("one", "two", "three")))

    assert len(upswing.jobs) == 3
    assert len({job["pid"] for job in upswing.jobs}) == 1


# Bad files among good ones


def test_bad_files_do_not_stop_the_good_ones(upswing: Upswing, tmp_path: Path) -> None:
    good = [recording(tmp_path / f"good{n}.wav", name=f"good{n}") for n in range(3)]
    (tmp_path / "empty.wav").touch()
    (tmp_path / "folder.wav").mkdir()
    os.mkfifo(tmp_path / "pipe.wav")
    bad = [
        tmp_path / "missing.wav",
        tmp_path / "empty.wav",
        tmp_path / "folder.wav",
        tmp_path / "pipe.wav",
        tmp_path / ("long" * 100),
        tmp_path / "caf\udce9.wav",
        recording(tmp_path / "bad.wav", "bad"),
        recording(tmp_path / "crash.wav", "crash"),
        recording(tmp_path / "garbage.wav", "garbage"),
        recording(tmp_path / "no-model.wav", "no-model"),
    ]
    recording(tmp_path / "caf\udce9.wav", name="other")

    ended = upswing("analyse", good[0], *bad[:5], good[1], *bad[5:], good[2], "--json", "-")

    assert [Path(call["call"]["file"]).name for call in ended.jsons] == ["good0.wav", "good1.wav", "good2.wav"]
    assert ended.status == 3
    complaints = [line for line in ended.err.splitlines() if line.startswith("upswing: ")]
    assert len(complaints) == len(bad)
    for name in ("missing", "empty", "folder", "pipe", "long", "caf", "bad", "crash", "garbage", "no-model"):
        assert any(name in complaint for complaint in complaints), name
    assert all(complaint.endswith(".") for complaint in complaints)


@pytest.mark.parametrize(
    ("order", "status"),
    [
        (("call", "bad", "no-model"), 3),
        (("no-model", "bad"), 4),
        (("crash", "bad"), 1),
        (("garbage", "no-model"), 1),
        (("bad", "crash"), 3),
        (("no-model", "missing"), 4),
        (("call", "crash", "missing", "no-model"), 1),
        (("missing", "no-model"), 3),
    ],
)
def test_the_status_is_the_first_failures(
    upswing: Upswing, tmp_path: Path, order: tuple[str, ...], status: int
) -> None:
    files = [recording(tmp_path / f"{first}.wav", first, first) for first in order]
    (tmp_path / "missing.wav").unlink(missing_ok=True)

    assert upswing("analyse", *files).status == status


def test_a_folder_without_a_name_of_its_own_is_named(upswing: Upswing, tmp_path: Path) -> None:
    ended = upswing("analyse", ".")

    assert ended.status == 3
    assert ended.err == f"upswing: “{tmp_path.name}” is a folder. Choose the recordings in it.\n"


def test_a_name_with_control_characters_does_not_reach_the_terminal(upswing: Upswing, tmp_path: Path) -> None:
    empty = tmp_path / "a\x1b[2J\x07\n\u202eb.wav"
    empty.touch()
    bad = recording(tmp_path / "c\x1b[2J\n.wav", "bad")
    good = recording(tmp_path / "d\x1b[2J\u202e\n.wav")

    ended = upswing("analyse", empty, bad, good)

    assert ended.status == 3
    assert not set("\x1b\x07\u202e") & set(ended.out + ended.err)


def test_after_a_crash_the_next_job_has_a_new_worker(upswing: Upswing, tmp_path: Path) -> None:
    ended = upswing("analyse", recording(tmp_path / "crash.wav", "crash"), recording(tmp_path / "good.wav"))

    assert ended.status == 1
    assert "good.wav · 1:20" in ended.out


def test_a_worker_that_died_between_jobs_costs_no_call(
    upswing: Upswing, call: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_WORKER_LEAVES", "1")
    with closing(worker_process.WorkerProcess(tmp_path / "log" / "upswing.log")) as worker:
        for _ in range(2):
            assert list(worker.run(Job(1, str(call), sha256_of(call), "models", Request())))[-1] == Finished(
                ANALYSIS_VERSION
            )
            assert worker._child is not None
            worker._child.wait()


def test_a_missing_folder_for_the_json_is_told_before_anything_is_heard(
    upswing: Upswing, call: Path, tmp_path: Path
) -> None:
    ended = upswing("analyse", call, "--json", tmp_path / "nowhere" / "call.json")

    assert ended.status == 3
    assert "nowhere" in ended.err
    assert "listening" not in ended.err


def test_a_json_file_that_cannot_be_written_loses_no_call(upswing: Upswing, call: Path, tmp_path: Path) -> None:
    (tmp_path / "call.json").mkdir()
    ended = upswing("analyse", call, "--json", tmp_path / "call.json")

    assert ended.status == 3
    assert "call.json" in ended.err
    assert upswing("export", call, "--json", "--out", "-").status == 0


# What is not done twice


def test_the_same_file_again_is_quick_and_the_same(upswing: Upswing, call: Path) -> None:
    first = upswing("analyse", call, "--json", "-").json
    again = upswing("analyse", call, "--json", "-").json

    assert again == first
    assert len(upswing.jobs) == 1


def test_the_same_file_named_twice_is_transcribed_once(upswing: Upswing, call: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.wav"
    copy.write_bytes(call.read_bytes())

    ended = upswing("analyse", call, call, copy, "--json", "-")

    assert ended.status == 0
    assert [len(line["turns"]) for line in ended.jsons] == [16, 16, 16]
    assert len(upswing.jobs) == 1


def test_again_listens_from_the_beginning(upswing: Upswing, call: Path) -> None:
    first = upswing("analyse", call, "--json", "-").json
    again = upswing("analyse", call, "--again", "--json", "-").json

    assert again["turns"] == first["turns"]
    assert [job["windows_done"] for job in upswing.jobs] == [0, 0]


def test_another_agents_side_swaps_the_roles_without_listening_again(upswing: Upswing, call: Path) -> None:
    first = upswing("analyse", call, "--json", "-").json
    swapped = upswing("analyse", call, "--agent-channel", "right", "--json", "-").json

    assert upswing.jobs[1]["windows_done"] == 8
    assert swapped["call"]["agent_channel"] == "right"
    assert swapped["call"]["agent_channel_confidence"] == 1.0
    assert [turn["text"] for turn in swapped["turns"]] == [turn["text"] for turn in first["turns"]]
    other = {"agent": "customer", "customer": "agent"}
    assert [turn["role"] for turn in swapped["turns"]] == [other[turn["role"]] for turn in first["turns"]]
    assert all((turn["valence"] is None) == (turn["role"] == "agent") for turn in swapped["turns"])


def test_auto_takes_back_a_side_that_was_set(upswing: Upswing, call: Path) -> None:
    upswing("analyse", call, "--agent-channel", "right")
    assert upswing("analyse", call, "--json", "-").json["call"]["agent_channel"] == "right"

    for _ in range(2):
        guessed = upswing("analyse", call, "--agent-channel", "auto", "--json", "-").json
        assert guessed["call"]["agent_channel"] == "left"
        assert guessed["call"]["agent_channel_confidence"] < 1.0


def test_a_side_that_was_set_stays_set(upswing: Upswing, call: Path) -> None:
    upswing("analyse", call, "--agent-channel", "right")

    ended = upswing("analyse", call)
    assert "The agent is on the right channel (set)." in ended.out
    assert len(upswing.jobs) == 1
    assert "right" in upswing("analyse", call, "--model", "other").out
    assert upswing.jobs[1]["side"] == Side.RIGHT


def test_roles_can_be_swapped_when_the_recording_is_gone_from_the_worker(upswing: Upswing, call: Path) -> None:
    """Everything is stored: the sound is only read to know which call is meant."""
    upswing("analyse", call)
    sha256 = upswing("export", call, "--json", "--out", "-").json["call"]["sha256"]
    call.unlink()

    assert upswing("export", sha256[:8], "--json", "--out", "-").status == 0
    assert upswing("analyse", call, "--agent-channel", "right").status == 3


def test_another_model_takes_over(upswing: Upswing, call: Path) -> None:
    upswing("analyse", call)
    other = upswing("analyse", call, "--model", "tiny.en", "--json", "-").json

    assert other["call"]["model"] == "tiny.en"
    assert len(other["turns"]) == 16


# Interruptions


def test_a_worker_that_dies_leaves_its_batches_and_the_next_run_goes_on(
    upswing: Upswing, call: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_WORKER_STOP", "3")
    ended = upswing("analyse", call, "--json", "-")
    assert (ended.status, ended.out) == (1, "")
    assert "ended unexpectedly" in ended.err

    monkeypatch.delenv("FAKE_WORKER_STOP")
    resumed = upswing("analyse", call, "--json", "-").json

    assert [(job["windows_done"], job["spans"]) for job in upswing.jobs] == [(0, 0), (3, 6)]
    assert len(resumed["turns"]) == 16


def test_an_export_of_what_is_not_complete_is_refused(
    upswing: Upswing, call: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_WORKER_STOP", "3")
    upswing("analyse", call)

    ended = upswing("export", call, "--notes", "--out", "-")
    assert (ended.status, ended.out) == (3, "")
    assert "not been analysed yet" in ended.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT")
@pytest.mark.parametrize("to_group", [True, False], ids=["Ctrl-C", "kill"])
def test_an_interrupt_ends_with_130_and_the_job_goes_on_behind_its_batches(
    upswing: Upswing, call: Path, monkeypatch: pytest.MonkeyPatch, to_group: bool
) -> None:
    monkeypatch.setenv("FAKE_WORKER_STOP", "3")
    monkeypatch.setenv("FAKE_WORKER_THEN", "wait")
    with started("analyse", call, "--json", "-") as process:
        wait_for_batches(upswing.library, 3)
        began_s = time.monotonic()
        os.killpg(process.pid, signal.SIGINT) if to_group else process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert time.monotonic() - began_s < 5

    assert (process.returncode, out) == (130, "")
    assert (
        err.splitlines()[-1] == "upswing: cancelled; what was heard is kept, and `upswing analyse` goes on behind it."
    )
    assert "Traceback" not in err
    monkeypatch.delenv("FAKE_WORKER_STOP")
    assert len(upswing("analyse", call, "--json", "-").json["turns"]) == 16
    assert [job["windows_done"] for job in upswing.jobs] == [0, 3]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_after_a_kill_the_queue_goes_on_by_itself(
    upswing: Upswing, call: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = recording(tmp_path / "other.wav", name="other")
    monkeypatch.setenv("FAKE_WORKER_STOP", "3")
    monkeypatch.setenv("FAKE_WORKER_THEN", "wait")
    with started("analyse", call, other) as process:
        wait_for_batches(upswing.library, 3)
        process.kill()
        process.communicate()
    monkeypatch.delenv("FAKE_WORKER_STOP")

    ended = upswing("analyse", "--json", "-")

    assert [Path(line["call"]["file"]).name for line in ended.jsons] == ["lamp.wav", "other.wav"]
    assert [job["windows_done"] for job in upswing.jobs] == [0, 3, 0]
    assert upswing("analyse").status == 0


def test_a_queued_recording_that_was_changed_meanwhile_is_not_taken_for_the_call(
    upswing: Upswing, call: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_WORKER_STOP", "3")
    monkeypatch.setenv("FAKE_WORKER_THEN", "wait")
    with started("analyse", call) as process:
        wait_for_batches(upswing.library, 3)
        process.kill()
        process.communicate()
    monkeypatch.delenv("FAKE_WORKER_STOP")
    recording(call, name="quite another")

    ended = upswing("analyse", "--json", "-")

    assert (ended.status, ended.out) == (3, "")
    assert "lamp.wav" in ended.err


def test_an_empty_queue_is_said(upswing: Upswing) -> None:
    ended = upswing("analyse")

    assert ended.status == 0
    assert ended.err.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe")
@pytest.mark.parametrize("command", [("analyse", "--json", "-"), ("search", "lamp"), ("models", "list")])
def test_whoever_reads_may_stop_reading(upswing: Upswing, call: Path, command: tuple[str, ...]) -> None:
    upswing("analyse", call)
    arguments = (command[0], call, *command[1:]) if command[0] == "analyse" else command
    with started(*arguments) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _, err = process.communicate(timeout=20)

    assert process.returncode == 0
    assert "Traceback" not in err
    assert "BrokenPipe" not in err


# Two at once


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT")
def test_a_second_command_is_told_who_holds_the_library_and_may_read_it(
    upswing: Upswing, call: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upswing("analyse", call)
    other = recording(tmp_path / "other.wav", name="other")
    monkeypatch.setenv("FAKE_WORKER_STOP", "3")
    monkeypatch.setenv("FAKE_WORKER_THEN", "wait")
    with started("analyse", other) as process:
        wait_for_batches(upswing.library, 3)
        refused = upswing("note", call, "hello")
        exported = upswing("export", call, "--notes", "--out", "-")
        found = upswing("search", "lamp")
        process.kill()
        process.communicate()

    assert refused.status == 3
    assert f"process {process.pid}" in refused.err
    assert (exported.status, found.status) == (0, 0)


# Options


def test_options_reach_the_worker(upswing: Upswing, call: Path, tmp_path: Path) -> None:
    glossary = tmp_path / "names.txt"
    glossary.write_text("\ufeffWillow Kettle\n# comment\n\nÅsa\nÅsa\n", encoding="utf-8")

    upswing(
        "analyse", call, "--engine", "openai-whisper", "--model", "./m", "--language", "de", "--agent-channel", "left",
        "--glossary", glossary,
    )  # fmt: skip

    (job,) = upswing.jobs
    assert (job["engine"], job["language"], job["side"]) == ("openai-whisper", "de", "left")
    assert job["model"] == str(tmp_path / "m")
    assert job["glossary"] == ["Willow Kettle", "Åsa"]


def test_what_is_set_holds_unless_an_option_says_otherwise(upswing: Upswing, call: Path, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("Daniel", encoding="utf-8")
    (upswing.home / "settings.toml").write_text(
        f'model = "tiny.en"\nlanguage = "fr"\nengine = "faster-whisper"\nglossary = "{tmp_path}/names.txt"\n',
        encoding="utf-8",
    )

    upswing("analyse", call)
    upswing("analyse", call, "--model", "base", "--language", "auto", "--engine", "auto")

    first, second = upswing.jobs
    assert (first["model"], first["language"], first["engine"]) == ("tiny.en", "fr", "faster-whisper")
    assert (second["model"], second["language"], second["engine"]) == ("base", "auto", "auto")
    assert first["glossary"] == second["glossary"] == ["Daniel"]


@pytest.mark.parametrize("content", ["model = 7", "modell = 'x'", "engine = 'siri'", "[[[", "\x00"])
def test_a_settings_file_with_an_error_is_bad_input(upswing: Upswing, call: Path, content: str) -> None:
    (upswing.home / "settings.toml").write_text(content, encoding="utf-8")

    ended = upswing("analyse", call)
    assert (ended.status, ended.out) == (3, "")
    assert "settings" in ended.err


def test_a_missing_glossary_is_bad_input(upswing: Upswing, call: Path) -> None:
    assert upswing("analyse", call, "--glossary", "nowhere.txt").status == 3


def test_another_library_leaves_the_usual_one_alone(upswing: Upswing, call: Path, tmp_path: Path) -> None:
    assert upswing("analyse", call, "--library", tmp_path / "new" / "other.sqlite").status == 0

    assert not (upswing.home / "library.sqlite").exists()
    assert upswing("search", "lamp").status == 3
    assert upswing("search", "lamp", "--library", tmp_path / "new" / "other.sqlite").status == 0


def test_a_home_that_is_a_file_is_told_in_a_sentence(
    upswing: Upswing, call: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("UPSWING_HOME", str(tmp_path / "file"))

    ended = upswing("analyse", call)
    assert ended.status == 3
    assert ended.err.startswith("upswing: ")


def test_a_damaged_library_is_told_in_a_sentence(upswing: Upswing, call: Path) -> None:
    (upswing.home / "library.sqlite").write_bytes(b"no library" * 1000)

    for command in (("analyse", call), ("search", "lamp"), ("doctor",), ("note", call, "x")):
        ended = upswing(*command)
        assert "is not a library" in ended.err
        assert ended.status in (3, 4)
