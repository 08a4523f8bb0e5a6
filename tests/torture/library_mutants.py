"""Mutated library files: damaged bytes, a damaged log, and rows that make no sense; and every use of the library."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import storage_builders as builders
from byte_mutations import ALL
from mutant_report import Report

from desktop.export.arc_svg import arc_svg
from desktop.export.call_json import call_json
from desktop.model.call import Call, Details
from desktop.model.moment import Moment, MomentType, Note
from desktop.protocol import Cause, Failed
from desktop.storage.faults import faults_in_words
from desktop.storage.jobs import State
from desktop.storage.library import Library
from desktop.storage.opening import open_library, read_library

_WAL = "-wal"
_PAGE = 4_096
_TEXTS = (
    "", "garbage", "[", "{}", "[1]", "[[]]", "[[1,2,3]]", '[["a",1,2]]', '[["a","b","c","d"]]', "null", "NaN", "1e999",
    '"text"', '{"engine": 7}', '{"model": null}', "2026-13-45", "2026-01-01T00:00:00+99:00", "\x00", "x" * 300_000,
    "[" * 5_000,
)  # fmt: skip
_NUMBERS = (0, -1, 7, 2**62, -(2**63), 1e308, -1e308, float("inf"), 0.5)
_BLOBS = (
    b"", bytes(9), b"\xff\xff\xff\xff\xff\xff\x78\x9c", b"\x02\x00\xff\xff\xff\x7f\x78\x9c\x03\x00\x00\x00\x00\x01",
    b"x" * 3_000_000,
)  # fmt: skip
_ODD: tuple[str | float | bytes | None, ...] = (*_TEXTS, *_NUMBERS, *_BLOBS, None)
_STATEMENTS = Path(__file__).with_name("odd_statements.sql").read_text(encoding="utf-8").splitlines()[1:]


class LibraryMutants:
    """A library with calls in every state, as a program that ended well left it and as one that was killed did."""

    def __init__(self, scratch: Path) -> None:
        self._library = scratch / "library.sqlite"
        self._whole, self._killed = scratch / "whole", scratch / "killed"
        for folder in (self._whole, self._killed):
            folder.mkdir()
        _fill(self._whole / self._library.name, self._killed)

    def try_one(self, rng: random.Random, report: Report) -> None:
        """Mutate it and use it in every way."""
        mutate = rng.choice(
            (self._damage, self._damage, self._damage_log, self._change_row, self._change_row, self._say)
        )
        for beside in self._library.parent.glob(f"{self._library.name}*"):
            beside.unlink()
        source = self._killed if mutate == self._damage_log or rng.random() < 0.2 else self._whole
        for file in source.iterdir():
            shutil.copy(file, self._library.with_name(file.name))
        report.mutation = mutate(rng)
        before = self._contents()
        with report.using(), read_library(self._library) as library:
            _read_all(library, report)
        report.claim(self._contents() == before, "reading changed the file")
        with report.using(), open_library(self._library) as library:
            _read_all(library, report)
            _write_all(library, report)
            _read_all(library, report)

    def _contents(self) -> list[bytes]:
        log = self._log()
        return [self._library.read_bytes(), log.read_bytes() if log.exists() else b""]

    def _log(self) -> Path:
        return self._library.with_name(self._library.name + _WAL)

    def _damage(self, rng: random.Random) -> str:
        mutate = rng.choice((*ALL, _pages_swapped, _pages_swapped, _page_zeroed))
        self._library.write_bytes(mutate(rng, self._library.read_bytes()))
        return mutate.__name__

    def _damage_log(self, rng: random.Random) -> str:
        if rng.random() < 0.1:
            self._log().unlink()
            return "the log is gone"
        mutate = rng.choice(ALL)
        self._log().write_bytes(mutate(rng, self._log().read_bytes()))
        return f"log {mutate.__name__}"

    def _change_row(self, rng: random.Random) -> str:
        """Another value in a column, also one of a kind that the column does not take."""
        with closing(sqlite3.connect(self._library)) as db:
            tables = ("calls", "channels", "jobs", "spans", "scores", "moments", "notes", "peaks", "overviews")
            table = rng.choice(tables)
            column = rng.choice([row[1] for row in db.execute(f"PRAGMA table_info({table})")])
            where = rng.choice(("", " WHERE rowid = (SELECT max(rowid) FROM {0})", " WHERE rowid = 1")).format(table)
            value = rng.choice(_ODD)
            _accept_anything(db)
            try:
                db.execute(f"UPDATE {table} SET {column} = ?{where}", [value])  # noqa: S608
            except sqlite3.Error:
                db.rollback()
            db.commit()
        return f"{table}.{column} = {str(value)[:20]!r}"

    def _say(self, rng: random.Random) -> str:
        """A statement that somebody should not have made."""
        statement = rng.choice(_STATEMENTS)
        with closing(sqlite3.connect(self._library)) as db:
            try:
                db.executescript(statement)
            except sqlite3.Error:
                db.rollback()
        return statement[:40]


def _pages_swapped(rng: random.Random, content: bytes) -> bytes:
    """Two pages of the database in each other's place."""
    pages = [content[at : at + _PAGE] for at in range(0, len(content), _PAGE)]
    a, b = rng.randrange(len(pages)), rng.randrange(len(pages))
    pages[a], pages[b] = pages[b], pages[a]
    return b"".join(pages)


def _page_zeroed(rng: random.Random, content: bytes) -> bytes:
    """A page that was never written."""
    at = rng.randrange(len(content) // _PAGE) * _PAGE
    return content[:at] + bytes(_PAGE) + content[at + _PAGE :]


def _accept_anything(db: sqlite3.Connection) -> None:
    """Take the words that keep odd values out of the schema for this connection and all after it."""
    db.execute("PRAGMA writable_schema = ON")
    db.execute(
        "UPDATE sqlite_master SET sql = replace(replace(sql, ') STRICT', ')'), ' NOT NULL', '') WHERE type = 'table'"
    )
    db.execute("PRAGMA writable_schema = RESET")
    db.commit()


def _fill(path: Path, killed: Path) -> None:
    with open_library(path) as library:
        for digit in "abc":
            call = builders.talked(library, digit)
            library.moments.add(call.id, Moment(MomentType.MAGIC, 1.0, 4.0, "well done", ("tag",), "Kim"))
            library.notes.add(call.id, Note("a note", "Kim"))
            library.calls.describe(call.id, Details("Kim", "4711", None, "orders", 4.5, True))
        half, failed = (builders.queued(library, builders.added(library, digit)) for digit in "de")
        builders.apply_all(library, half, builders.talk()[:5])
        builders.apply_all(library, failed, [builders.talk()[0], Failed(Cause.BAD_INPUT, "It is bad.", "Mend it.")])
        builders.added(library, "f")
        for file in path.parent.glob(f"{path.name}*"):
            if not file.name.endswith(("-shm", ".lock", ".holder")):
                shutil.copy(file, killed / file.name)
    for file in path.parent.iterdir():
        if file != path:
            file.unlink()


def _within(library: Library, report: Report) -> Callable[[Callable[[], Any]], Any]:
    """How the window uses a library: each step by itself, and what is wrong with the file in words."""

    def used(what: Callable[[], Any]) -> Any:
        with report.using(), faults_in_words(library.file):
            return what()

    return used


def _read_all(library: Library, report: Report) -> None:
    used = _within(library, report)
    for overview in used(library.overviews.all) or []:
        used(overview.line)
        used(lambda overview=overview: library.overviews.of(overview.call_id))
    for call in used(library.calls.all) or []:
        used(lambda call=call: _show(library, call))
        used(lambda call=call: [peaks.pyramid() for peaks in [library.peaks.of(call.id)] if peaks])
    for job in used(library.jobs.waiting) or []:
        used(lambda job=job: library.jobs.heard(job, library.calls.get(job.call_id)))
    used(lambda: library.transcripts.search("number said"))
    used(lambda: library.transcripts.search_calls("num"))
    used(library.faults)
    used(library.overviews.missing)


def _show(library: Library, call: Call) -> None:
    report = library.report(call)
    call_json(report)
    if report.call.analysis is not None:
        arc_svg(report, locale="en_GB")


def _write_all(library: Library, report: Report) -> None:
    used = _within(library, report)
    job = used(library.jobs.next)
    for event in builders.talk() if job else ():
        used(lambda event=event: library.apply(job.id, event))
    for call_id in (1, 4, 5):
        used(lambda call_id=call_id: library.moments.add(call_id, Moment(MomentType.PIVOT, 1.0, 1.0)))
        used(lambda call_id=call_id: library.notes.add(call_id, Note("another")))
        used(lambda call_id=call_id: library.jobs.retry(call_id))
        used(lambda call_id=call_id: library.jobs.rescore(call_id))
        used(lambda call_id=call_id: library.calls.set_channels(call_id, builders.SET))
    used(lambda: library.transcripts.replace_spans(1, [builders.span("other words here", 0.0, 0)]))
    used(lambda: library.calls.describe(2, Details("Jo")))
    used(lambda: library.calls.discard([2]))
    used(lambda: library.calls.restore([2]))
    used(lambda: library.calls.remove(3))
    used(lambda: [library.jobs.mark(job.id, State.QUEUED) for job in library.jobs.waiting()])
