"""Rows that no program of ours has stored: the library is said to be damaged, in words and not by an accident."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from storage_builders import added, apply_all, queued, talk, talked

from desktop.errors import BadInput, LibraryError
from desktop.model.call import Details
from desktop.model.correction import Correction
from desktop.model.events.phrases import Voiced
from desktop.model.moment import Moment, MomentType, Note
from desktop.model.score import Cue, CueName, TurnCues
from desktop.protocol import TurnsScored, VoicedFound
from desktop.storage.library import Library
from desktop.storage.opening import open_library, read_library

SCORES = tuple(score for event in talk() if isinstance(event, TurnsScored) for score in event.scores)
ODD = [
    ("calls.added_at", "yesterday"),
    ("calls.started_at", "2026-13-45"),
    ("calls.layout", "quadrophonic"),
    ("calls.notices", "[1]"),
    ("calls.duration_s", float("inf")),
    ("channels.role", "boss"),
    ("channels.source", "rumour"),
    ("jobs.request", "{"),
    ("jobs.request", '{"engine": "steam"}'),
    ("jobs.state", "asleep"),
    ("jobs.cause", "bad luck"),
    ("spans.words", "[["),
    ("spans.words", '[["hello","a","b","c"]]'),
    ("spans.words", "[" * 5_000),
    ("spans.words", '[["hello",0.1,NaN,1.0]]'),
    ("scores.emotion", "envy"),
    ("scores.valence", 1e308),
    ("scores.of_words", 1e308),
    ("cues.name", "shrug"),
    ("corrections.made_at", "soon"),
    ("corrections.valence", 1e308),
    ("voiced.stretches", "[[1]]"),
    ("voiced.stretches", "[[0,1,NaN]]"),
    ("jobs.split_confidence", float("inf")),
    ("moments.type", "muddle"),
    ("moments.tags", "[7]"),
    ("moments.created_at", ""),
    ("notes.created_at", "soon"),
    ("overviews.no_arc", "no idea"),
    ("overviews.line", "garbage"),
    ("overviews.needle", 1e308),
]


def use(library: Library) -> None:
    """Look at everything as the window does."""
    for overview in library.overviews.all():
        overview.line()
    for call in library.calls.all():
        library.report(call)
    for job in library.jobs.waiting():
        library.jobs.heard(job, library.calls.get(job.call_id))


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, Any], Path]:
    """A library in which a column holds something else."""
    path = tmp_path / "library.sqlite"
    with open_library(path) as library:
        call = talked(library)
        job = queued(library, call)
        cue = TurnCues(0, 0.0, (Cue(CueName.APOLOGY, "number", 0, 6, 0.5),))
        apply_all(library, job, [VoicedFound((Voiced(0, 0.0, 1.0),)), TurnsScored("estimate", SCORES, (cue,))])
        library.corrections.put(call.id, Correction(1.0, 0.5))
        library.moments.add(call.id, Moment(MomentType.MAGIC, 1.0, 1.0))
        library.notes.add(call.id, Note("a note"))
        queued(library, added(library, "b"))

    def change(column: str, value: Any) -> Path:
        table, name = column.split(".")
        with closing(sqlite3.connect(path)) as db, db:
            assert db.execute(f"UPDATE {table} SET {name} = ?", [value]).rowcount  # noqa: S608
        return path

    return change


@pytest.mark.parametrize(("column", "value"), ODD, ids=[f"{column} {str(value)[:12]}" for column, value in ODD])
def test_what_makes_no_sense_is_said_to_be_damage(
    changed: Callable[[str, Any], Path], column: str, value: object
) -> None:
    with pytest.raises(LibraryError, match="is damaged"), read_library(changed(column, value)) as library:
        use(library)


def test_a_waveform_that_is_no_bytes_is_measured_again(changed: Callable[[str, Any], Path]) -> None:
    path = changed("peaks.packed", b"\xff")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = replace(sql, ') STRICT', ')') WHERE name = 'peaks'")
        db.execute("PRAGMA writable_schema = RESET")
        db.execute("UPDATE peaks SET packed = 'a text'")
    with read_library(path) as library:
        assert library.peaks.of(1) is None


@pytest.mark.parametrize(
    "table", ["moments", "notes", "channels", "scores", "spans", "overviews", "cues", "corrections", "voiced"]
)
def test_a_table_that_is_lost_is_not_made_anew_with_other_columns(tmp_path: Path, table: str) -> None:
    path = tmp_path / "library.sqlite"
    with open_library(path) as library:
        call = talked(library)
        job = queued(library, added(library, "b"))
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"DROP TABLE {table}")

    for change in (
        lambda library: library.moments.add(call.id, Moment(MomentType.MAGIC, 1.0, 1.0)),
        lambda library: library.notes.add(call.id, Note("a note")),
        lambda library: library.corrections.put(call.id, Correction(1.0, 0.5)),
        lambda library: library.apply(job.id, VoicedFound(())),
        lambda library: apply_all(library, job, talk()),
    ):
        with suppress(LibraryError), open_library(path) as library:
            change(library)
    with closing(sqlite3.connect(path)) as db:
        assert not db.execute("SELECT name FROM sqlite_master WHERE name = ?", [table]).fetchall()


def test_what_is_known_of_a_call_that_is_gone_is_refused_in_words(tmp_path: Path) -> None:
    with open_library(tmp_path / "library.sqlite") as library, pytest.raises(BadInput, match="There is no call"):
        library.calls.describe(7, Details("Kim"))
