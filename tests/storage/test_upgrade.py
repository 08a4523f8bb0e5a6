"""A library of the first program: everything that was in it is there after the upgrade, and what is new works."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations
from storage_builders import GUESSED, PEAKS, sha, span

from desktop.model.correction import Correction
from desktop.model.moment import MomentType
from desktop.model.report import NoArc
from desktop.model.request import Request
from desktop.storage.jobs import State
from desktop.storage.library import Library
from desktop.storage.migrations import m001_first_tables, m002_overviews_and_peaks, m003_shorter_windows
from desktop.storage.opening import open_library
from desktop.storage.rows import request_text, span_row

ADDED = "2026-01-02T03:04:05.000+00:00"
COUNT = 16


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Two calls: one analysed, with a failed attempt after it, and one that waits."""
    path = tmp_path / "library.sqlite"
    first = Migrations("upswing")
    first()(m001_first_tables)
    with closing(sqlite3.connect(path)) as connection:
        db = Database(connection, execute_plugins=False)
        first.apply(db)
        _fill(db)
    return path


@pytest.fixture
def last(old: Path) -> Path:
    """The same library as the program before this one left it."""
    steps = Migrations("upswing")
    for step in (m001_first_tables, m002_overviews_and_peaks, m003_shorter_windows):
        steps()(step)
    with closing(sqlite3.connect(old)) as connection:
        db = Database(connection, execute_plugins=False)
        steps.apply(db)
        row = {"call_id": 1, "customer_turns": 8, "start": -0.3, "low": -1.5, "low_s": 45.0, "end": -1.3, "mean": -0.8}
        db.table("overviews").insert({**row, "needle": -1.0, "recovery": 0.2, "line": "[[3.0,-0.1]]"})
    return old


def _fill(db: Database) -> None:
    read = {"duration_s": 61.5, "channel_count": 2, "layout": "stereo"}
    for call_id, digit in enumerate("ab", start=1):
        row = {"id": call_id, "sha256": sha(digit), "file": f"/calls/{digit}.wav", "added_at": ADDED}
        db.table("calls").insert(row | (read if digit == "a" else dict.fromkeys(read)))
    job = {"request": request_text(Request()), "windows_done": 0, "version": None, "language": None, "scorer": None}
    done = {"windows_done": 2, "windows_total": 2, "version": 1, "language": "en", "scorer": "model 1 estimate"}
    failed = {"cause": "bad input", "what": "It broke off.", "fix": "Copy it again."}
    db.table("jobs").insert({**job, **done, "id": 1, "call_id": 1, "state": "done", "queued_at": "2026-01-02"})
    db.table("jobs").insert({**job, **failed, "id": 2, "call_id": 1, "state": "failed", "queued_at": "2026-01-03"})
    half = {"windows_done": 1, "windows_total": 3, "language": "en", "state": "running"}
    db.table("jobs").insert({**job, **half, "id": 3, "call_id": 2, "queued_at": "2026-01-04"})
    db.table("spans").insert(span_row(3, span("half a transcript", 1.0, 0)))
    db.execute("UPDATE calls SET job_id = 1 WHERE id = 1")
    db.table("channels").insert_all(
        {"call_id": 1, "position": c.index, "role": c.role, "confidence": c.confidence, "source": c.source}
        for c in GUESSED
    )
    db.table("spans").insert_all(span_row(1, span(f"number {n} said", 3.0 * n, n % 2)) for n in range(COUNT))
    db.table("scores").insert_all(
        {"job_id": 1, "channel": 1, "start_s": 3.0 * n, "valence": -0.1 * n, "confidence": 1.0}
        for n in range(1, COUNT, 2)
    )
    moment = {"type": "magic", "start_s": 1.0, "end_s": 2.0, "note": "n", "tags": "[]", "author": "", "call_id": 1}
    db.table("moments").insert({**moment, "created_at": ADDED})
    db.table("notes").insert({"call_id": 1, "text": "remember", "author": "", "created_at": ADDED})


@pytest.fixture
def library(old: Path) -> Iterator[Library]:
    with open_library(old) as opened:
        yield opened


def test_nothing_is_lost(library: Library) -> None:
    report = library.report(library.calls.get(1))

    assert library.faults() == []
    assert [call.sha256 for call in library.calls.all()] == [sha("b"), sha("a")]
    assert len(report.turns) == COUNT
    assert report.call.channels == GUESSED
    assert [m.type for m in report.moments] == [MomentType.MAGIC]
    assert [n.text for n in report.notes] == ["remember"]
    assert len(library.transcripts.search("number")) == COUNT


def test_its_calls_are_in_the_table_with_their_arcs_and_what_was_asked_last(library: Library) -> None:
    waiting, ready = library.overviews.all()

    assert ready.figures == library.report(library.calls.get(1)).arc.figures
    assert ready.figures is not None
    assert (ready.customer_turns, len(ready.line()), ready.moments, ready.notes) == (8, 8, 1, 1)
    assert (ready.state, ready.analysed) == (State.FAILED, True)
    assert ready.failure is not None
    assert ready.failure.what == "It broke off."
    assert (waiting.state, waiting.analysed, waiting.why_no_arc) == (State.QUEUED, False, NoArc.NOT_ANALYSED)


def test_what_is_new_works(library: Library) -> None:
    assert library.peaks.of(1) is None
    library.peaks.store(1, PEAKS)
    library.transcripts.replace_spans(1, [span("otherwise", 3.0, 1)])
    library.calls.discard([1])
    library.calls.restore([1])
    library.jobs.rescore(1)

    assert [found.call_id for found in library.transcripts.search("otherwise")] == [1]
    assert library.faults() == []


def test_a_transcription_that_counted_longer_windows_begins_anew(library: Library) -> None:
    (job,) = library.jobs.waiting()

    heard = library.jobs.heard(job, library.calls.get(2))

    assert (heard.windows_done, heard.windows_total, heard.spans) == (0, None, ())
    assert library.transcripts.search("transcript") == []


def test_it_is_backed_up_before(old: Path) -> None:
    with open_library(old):
        pass
    (backup,) = old.parent.glob("*.bak")

    with open_library(backup) as library:
        assert len(library.report(library.calls.get(1)).turns) == COUNT


def test_a_library_of_the_last_program_shows_its_calls_as_before_and_takes_what_is_new(last: Path) -> None:
    with open_library(last) as library:
        report = library.report(library.calls.get(1))
        _, ready = library.overviews.all()

        assert len(report.turns) == COUNT
        assert [t.score.voice for t in report.turns if t.score] == [None] * 8
        assert (ready.customer_turns, ready.corrected_turns, ready.analysis_version) == (8, 0, 1)
        assert report.call.split_confidence is None
        library.corrections.put(1, Correction(report.arc.points[0].t_s, 0.5))
        assert library.faults() == []
    assert [backup.name for backup in last.parent.glob("*.bak")] == ["library.sqlite.m003_shorter_windows.bak"]
