"""`upswing check`: a library in which anything is wrong is told so in a sentence, and a sound one is clean."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from cli_builders import FAKE_CLI, Upswing, recording

from desktop.model.moment import Moment, MomentType
from desktop.model.peaks import Peaks
from desktop.model.span import Span, Word
from desktop.storage.opening import open_library

SHORT, NARROW = (Peaks(*np.zeros((2, *shape), np.int8)).packed().hex() for shape in ((2, 300), (1, 8000)))
PACKED = "UPDATE peaks SET packed = x'{}' WHERE call_id = 1"
COPY_OF_THE_JOB = """INSERT INTO jobs (call_id, state, request, queued_at, windows_done, windows_total, version)
    SELECT call_id, 'done', request, queued_at, windows_done, windows_total, version FROM jobs WHERE id = 1"""
COPY_OF_A_SPAN = """INSERT INTO spans (job_id, channel, start_s, end_s, text, words)
    SELECT job_id, channel, start_s {}, end_s, text, words FROM spans WHERE id = 3"""
WITHOUT_UNIQUE = (
    "PRAGMA writable_schema = ON",
    "UPDATE sqlite_schema SET sql = replace(sql, ' UNIQUE', '') WHERE name = 'calls'",
    "DELETE FROM sqlite_schema WHERE name = 'sqlite_autoindex_calls_1'",
)
A_CALL_AGAIN = "INSERT INTO calls (sha256, file, added_at) SELECT sha256, file, added_at FROM calls WHERE id = 1"
A_CUE = "INSERT INTO cues VALUES ({}, 0, {}, 0, '{}', 'so sorry', 0, 8, {})"
A_CORRECTION = "INSERT INTO corrections VALUES (1, {}, {}, '', '{}')"
A_VOICE = "INSERT OR REPLACE INTO voiced VALUES (1, '{}')"

# What is done to a sound library, and what is then said of it.
DAMAGES = {
    "a span twice": (COPY_OF_A_SPAN.format(""), "Spans of “lamp.wav” are stored twice (1)."),
    "the same words a little later": (COPY_OF_A_SPAN.format("+ 0.2"), "Spans of “lamp.wav” are stored twice (1)."),
    "spans of no window": ("UPDATE jobs SET windows_done = 0 WHERE id = 1", "from windows that were never heard"),
    "a span behind the end": ("UPDATE spans SET end_s = 999 WHERE id = 4", "Spans of “lamp.wav” lie outside"),
    "a span before the beginning": ("UPDATE spans SET start_s = -1 WHERE id = 4", "Spans of “lamp.wav” lie outside"),
    "an endless span": ("UPDATE spans SET end_s = 9e999 WHERE id = 4", "Spans of “lamp.wav” lie outside"),
    "a third channel": ("UPDATE spans SET channel = 2 WHERE id = 4", "Spans of “lamp.wav” lie outside"),
    "other words": ("UPDATE spans SET text = 'Never said.' WHERE id = 4", "words that are not theirs"),
    "words that are none": ("UPDATE spans SET words = '[[1' WHERE id = 4", "words that are not theirs"),
    "an unknown state": ("UPDATE jobs SET state = 'asleep' WHERE id = 1", "in a state that does not exist"),
    "too many windows": ("UPDATE jobs SET windows_done = 99 WHERE id = 1", "heard more windows than there are"),
    "done too early": ("UPDATE jobs SET windows_done = 3 WHERE id = 1", "count as done and are not complete"),
    "shown too early": ("UPDATE jobs SET state = 'queued', windows_done = 3 WHERE id = 1", "shown is not complete."),
    "done by no version": ("UPDATE jobs SET version = NULL WHERE id = 1", "count as done and are not complete"),
    "two analyses": (COPY_OF_THE_JOB, "Analyses of “lamp.wav” are done, but not the one that is shown (1)."),
    "a reason for nothing": ("UPDATE jobs SET cause = 'bad-input' WHERE id = 1", "have one without having failed"),
    "a failure for no reason": ("UPDATE jobs SET state = 'failed' WHERE id = 1", "failed without a reason"),
    "an unknown request": ("UPDATE jobs SET request = '[' WHERE id = 1", "What was asked for of “lamp.wav” cannot"),
    "another call's analysis": ("UPDATE calls SET job_id = 2 WHERE id = 1", "“lamp.wav” has the analysis of another"),
    "another call's queue": ("UPDATE calls SET asked_job_id = 2 WHERE id = 1", "has the analysis of another call."),
    "no hash": ("UPDATE calls SET sha256 = 'none' WHERE id = 1", "“lamp.wav” is known by something that is no SHA"),
    "a call twice": ((*WITHOUT_UNIQUE, "", A_CALL_AGAIN), "“lamp.wav” is in the library 2 times."),
    "a negative length": ("UPDATE calls SET duration_s = -5 WHERE id = 1", "“lamp.wav” has a length that cannot be."),
    "no length": ("UPDATE calls SET duration_s = NULL WHERE id = 1", "was analysed, but its recording never read."),
    "an unknown day": ("UPDATE calls SET added_at = 'a day' WHERE id = 1", "“lamp.wav” cannot be read."),
    "an unknown layout": ("UPDATE calls SET layout = 'round' WHERE id = 1", "“lamp.wav” cannot be read."),
    "an unknown role": ("UPDATE channels SET role = 'boss' WHERE call_id = 1", "Who speaks in “lamp.wav” cannot"),
    "a channel too many": ("UPDATE calls SET channel_count = 1 WHERE id = 1", "Who speaks in “lamp.wav” cannot"),
    "too glad": ("UPDATE scores SET valence = 7 WHERE start_s = 4", "Scores of “lamp.wav” are out of range"),
    "a stray cue": (A_CUE.format(1, 77.0, "apology", 0.5), "Cues of “lamp.wav” are of turns that it does not have"),
    "an unknown cue": (A_CUE.format(1, 0.0, "shrug", 0.5), "Some of the cues of “lamp.wav” cannot be read (1)."),
    "a cue beyond sure": (A_CUE.format(1, 0.0, "apology", 7), "Cues of “lamp.wav” are out of range (1)."),
    "an unknown feeling": ("UPDATE scores SET emotion = 'envy'", "Some of the scores of “lamp.wav” cannot be read"),
    "a correction beyond glad": (A_CORRECTION.format(1.0, 7, "2026-01-02"), "Corrections of “lamp.wav” are out of"),
    "a correction of no day": (A_CORRECTION.format(1.0, 0, "a day"), "One of the corrections of “lamp.wav” cannot"),
    "a correction in the dark": (A_CORRECTION.format(5.0, 0, "2026-01-02"), "shows “lamp.wav” otherwise than it is."),
    "a voice behind the end": (A_VOICE.format("[[0,1,999]]"), "Where somebody is heard in “lamp.wav” cannot be."),
    "voices that are none": (A_VOICE.format("[["), "Where somebody is heard in “lamp.wav” cannot be."),
    "too sure who speaks": ("UPDATE jobs SET split_confidence = 2 WHERE id = 1", "are surer than they can be"),
    "a stray score": ("UPDATE scores SET start_s = 5 WHERE start_s = 4", "of turns that it does not have"),
    "a moment behind the end": ("UPDATE moments SET end_s = 500", "Moments of “lamp.wav” lie outside"),
    "a moment that ends first": ("UPDATE moments SET end_s = 1", "Moments of “lamp.wav” lie outside"),
    "an unknown moment": ("UPDATE moments SET type = 'joy'", "One of the moments of “lamp.wav” cannot be read."),
    "tags that are none": ("UPDATE moments SET tags = '['", "One of the moments of “lamp.wav” cannot be read."),
    "a note of no day": ("UPDATE notes SET created_at = 'a day'", "One of the notes of “lamp.wav” cannot be read."),
    "no waveform": (PACKED.format("00"), "The waveform of “lamp.wav” cannot be read."),
    "a short waveform": (PACKED.format(SHORT), "“lamp.wav” is not of its recording."),
    "a narrow waveform": (PACKED.format(NARROW), "“lamp.wav” is not of its recording."),
    "no row": ("DELETE FROM overviews WHERE call_id = 1", "The table of calls shows “lamp.wav” otherwise than it is."),
    "other figures": ("UPDATE overviews SET low = low - 0.1", "shows “lamp.wav” otherwise than it is."),
    "another line": ("UPDATE overviews SET line = '[]'", "shows “lamp.wav” otherwise than it is."),
    "a line that is none": ("UPDATE overviews SET line = '[[1'", "“lamp.wav” cannot be read."),
    "other turns": ("UPDATE overviews SET customer_turns = 3", "shows “lamp.wav” otherwise than it is."),
    "no arc": ("UPDATE overviews SET no_arc = 'few turns'", "shows “lamp.wav” otherwise than it is."),
    "nobody's moments": ("UPDATE moments SET call_id = 9", "Rows of moments belong to calls that do not exist (1)."),
    "nobody's notes": ("UPDATE notes SET call_id = 9", "Rows of notes belong to calls that do not exist (1)."),
    "a word not found": (
        "INSERT INTO said(said, rowid, text) SELECT 'delete', id, text FROM spans WHERE id = 3",
        "The index of words is wrong.",
    ),
    "a word nobody said": ("INSERT INTO said(rowid, text) VALUES (4711, 'zebra')", "The index of words is wrong."),
    "no trigger": ("DROP TRIGGER spans_added", "The library lacks its trigger spans_added."),
    "no table": ("DROP TABLE peaks", "The library lacks its table peaks."),
    "a newer program": ("INSERT INTO _sqlite_migrations VALUES (99, 'upswing', 'm999_later', '2040')", "newer version"),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with two calls, of which one has moments and notes."""
    folder = tmp_path_factory.mktemp("sound")
    calls = [recording(folder / f"{name}.wav", name=name) for name in ("lamp", "kettle")]
    first = str(calls[0])
    environment = {**os.environ, "UPSWING_HOME": str(folder), "LC_ALL": "C.UTF-8"}
    for command in (
        ["analyse", *map(str, calls)],
        ["moment", first, "--at", "0:10", "--until", "0:12", "--type", "magic", "--tag", "calm"],
        ["note", first, "Well done."],
    ):
        subprocess.run([sys.executable, FAKE_CLI, *command], env=environment, check=True, capture_output=True)
    return folder / "library.sqlite"


@pytest.fixture
def library(upswing: Upswing, sound: Path) -> Path:
    """A copy of that library as the user's own."""
    shutil.copy(sound, upswing.library)
    return upswing.library


def damaged(library: Path, *statements: str) -> None:
    """Do something to a library behind the program's back; an empty statement opens it anew."""
    connection = sqlite3.connect(library, isolation_level=None)
    for statement in statements:
        if statement:
            connection.execute(statement)
        else:
            connection.close()
            connection = sqlite3.connect(library, isolation_level=None)
            connection.execute("VACUUM")
    connection.close()


# A sound one


def test_a_sound_library_is_clean_and_what_was_looked_at_is_told(upswing: Upswing, library: Path) -> None:
    ended = upswing("check")

    assert (ended.status, ended.err) == (0, "")
    assert ended.out.splitlines()[-1] == "clean"
    assert str(library) in ended.out
    told = {line.split(maxsplit=1)[1]: line.split()[0] for line in ended.out.splitlines() if line.startswith("   ")}
    assert [told[kind] for kind in ("calls", "spans", "moments", "notes", "waveforms")] == ["2", "32", "1", "1", "2"]


def test_a_library_is_clean_after_all_that_can_be_done_with_it(
    upswing: Upswing, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = recording(tmp_path / "other.wav", name="other")
    monkeypatch.setenv("FAKE_WORKER_STOP", "3")
    assert upswing("analyse", other).status == 1
    assert upswing("check").out.endswith("clean\n")

    monkeypatch.delenv("FAKE_WORKER_STOP")
    upswing("analyse", recording(tmp_path / "bad.wav", "bad"), recording(tmp_path / "crash.wav", "crash"))
    upswing("analyse", other, "--agent-channel", "right")
    assert upswing("check").out.endswith("clean\n")

    upswing("analyse", other, "--again", "--model", "tiny.en")
    with open_library(library) as opened:
        call = opened.calls.beginning_with(opened.calls.all()[-1].sha256)
        first = opened.spans(call)[0]
        opened.transcripts.replace_spans(call.id, [Span(0, first.start_s, first.end_s, (Word(" No.", 0.1, 0.4, 1.0),))])
        opened.moments.add(call.id, Moment(MomentType.PIVOT, 3.0, 3.0))
        opened.calls.discard([call.id])
    assert upswing("check").out.endswith("clean\n")

    with open_library(library) as opened:
        calls = [call.id for call in opened.calls.all()]
        opened.calls.discard(calls)
        opened.calls.restore(calls[1:])
        opened.jobs.rescore(calls[1])
        assert upswing("check").out.endswith("clean\n")
    upswing("forget", other)
    assert upswing("check").out.endswith("clean\n")


def test_a_library_can_be_checked_while_somebody_writes_to_it(upswing: Upswing, library: Path) -> None:
    with open_library(library) as opened:
        opened.calls.add(Path("/calls/new.wav"), "0" * 64)
        ended = upswing("check")

    assert ended.status == 0
    assert "3 calls\n" in ended.out


def test_a_check_changes_no_byte_and_leaves_nothing_behind(upswing: Upswing, library: Path) -> None:
    before, content = sorted(library.parent.iterdir()), library.read_bytes()

    upswing("check", "--recordings")

    assert sorted(library.parent.iterdir()) == before
    assert library.read_bytes() == content


# What is wrong with a library


@pytest.mark.parametrize(("damage", "told"), DAMAGES.values(), ids=DAMAGES)
def test_what_is_wrong_is_told_in_a_sentence(
    upswing: Upswing, library: Path, damage: str | tuple[str, ...], told: str
) -> None:
    damaged(library, *([damage] if isinstance(damage, str) else damage))

    ended = upswing("check")

    assert ended.status == 3
    (line, *_) = [line for line in ended.out.splitlines() if told in line]
    assert line.endswith(".")
    assert len(line) > len(told) + 10, "nothing is said about what to do"
    assert "clean" not in ended.out.splitlines()


def test_every_fault_is_told_and_counted(upswing: Upswing, library: Path) -> None:
    damaged(library, DAMAGES["too glad"][0], DAMAGES["no waveform"][0], DAMAGES["a moment behind the end"][0])

    lines = upswing("check").out.splitlines()

    assert lines[-1] == "6 faults"
    assert {line.split("“")[1].split("”")[0] for line in lines[-7:-1]} == {"lamp.wav", "kettle.wav"}


@pytest.mark.parametrize("table", ["notes", "jobs", "jobs_by_state", "said_data"])
def test_a_damaged_page_is_told(upswing: Upswing, library: Path, table: str) -> None:
    with closing(sqlite3.connect(library)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [table]).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(library.read_bytes())
    content[(page - 1) * size : page * size] = b"\x5a" * size
    library.write_bytes(content)

    ended = upswing("check")

    assert ended.status == 3
    assert "damaged" in ended.out
    assert "put back a backup" in ended.out


def test_half_a_library_is_told(upswing: Upswing, library: Path) -> None:
    content = library.read_bytes()
    library.write_bytes(content[: len(content) // 2])

    ended = upswing("check")

    assert ended.status == 3
    assert "damaged" in ended.out


@pytest.mark.parametrize("content", [b"no library" * 1000, b""])
def test_what_is_no_library_is_told(upswing: Upswing, content: bytes) -> None:
    upswing.library.write_bytes(content)
    upswing.library.chmod(0o600)

    ended = upswing("check")

    assert ended.status == 3
    assert ended.out.splitlines()[-1] == "1 fault"


def test_a_library_that_is_not_there_is_told(upswing: Upswing, tmp_path: Path) -> None:
    ended = upswing("check", "--library", tmp_path / "nowhere.sqlite")

    assert ended.status == 3
    assert f"There is no library at {tmp_path / 'nowhere.sqlite'}." in ended.out


# What lies beside it


def test_a_recording_that_is_gone_is_noticed_and_no_fault(upswing: Upswing, library: Path) -> None:
    damaged(library, "UPDATE calls SET file = '/nowhere/gone.wav' WHERE id = 1")

    for options in ([], ["--recordings"]):
        ended = upswing("check", *options)
        assert ended.status == 0
        assert "Notice: the recording “/nowhere/gone.wav” is not there any more" in ended.out


def test_many_lost_recordings_are_not_all_named(upswing: Upswing, library: Path) -> None:
    with open_library(library) as opened:
        for number in range(30):
            opened.calls.add(Path(f"/nowhere/{number}.wav"), f"{number:064x}")

    ended = upswing("check")

    assert ended.status == 0
    assert ended.out.count("/nowhere/") == 10
    assert "those of 20 other calls" in ended.out


def test_another_recording_in_the_place_of_one_is_found_where_they_are_read(
    upswing: Upswing, library: Path, tmp_path: Path
) -> None:
    other = recording(tmp_path / "other.wav", name="other")
    damaged(library, f"UPDATE calls SET file = '{other}' WHERE id = 1")  # noqa: S608

    assert upswing("check").status == 0
    ended = upswing("check", "--recordings")
    assert ended.status == 3
    assert "“other.wav” is not the recording any more that was analysed." in ended.out
    other.write_bytes(b"")
    assert "“other.wav” is empty." in upswing("check", "--recordings").out


def test_settings_that_cannot_be_read_are_told(upswing: Upswing, library: Path) -> None:
    settings = upswing.home / "settings.toml"
    settings.write_text("model = 7", encoding="utf-8")
    settings.chmod(0o600)

    ended = upswing("check")

    assert ended.status == 3
    assert "The setting “model”" in ended.out


@pytest.mark.skipif(os.name != "posix", reason="modes")
@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("library.sqlite", 0o644),
        ("library.sqlite.m001_first_tables.bak", 0o640),
        ("settings.toml", 0o604),
        ("window.ini", 0o644),
        ("log/upswing.log", 0o644),
        ("log/upswing.old.log", 0o644),
        ("log", 0o755),
        ("models", 0o750),
        (".", 0o755),
    ],
)
def test_what_others_may_read_is_told_with_the_command_that_mends_it(
    upswing: Upswing, library: Path, name: str, mode: int
) -> None:
    for folder in ("log", "models"):
        (upswing.home / folder).mkdir(mode=0o700)
    path = upswing.home / name
    path.touch(mode=0o600)
    path.chmod(mode)

    ended = upswing("check")
    assert ended.status == 3
    (fix,) = [line for line in ended.out.splitlines() if f"Others than you may use {path}" in line]

    subprocess.run(fix.split("`")[1].split(), check=True)
    assert upswing("check").status == 0


def test_what_a_broken_off_write_left_is_named_and_no_fault(upswing: Upswing, library: Path) -> None:
    (upswing.home / ".upswing-abc123.part").touch(mode=0o600)

    ended = upswing("check")

    assert ended.status == 0
    assert f"Notice: {upswing.home / '.upswing-abc123.part'}" in ended.out
