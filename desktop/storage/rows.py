"""Rows of the library as the model's dataclasses, and back."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from sys import float_info
from typing import Any, TypeVar

from cattrs.errors import BaseValidationError
from cattrs.preconf.json import make_converter
from sqlite_utils import Database

from desktop.model.call import Analysis, Call, Channel, Details, Layout, Recording, Role, RoleSource, Side
from desktop.model.moment import Moment, MomentType, Note
from desktop.model.request import Request
from desktop.model.span import Span, Word

Row = Mapping[str, Any]
Kinds = tuple[frozenset[type], ...]
TEXT, REAL, WHOLE = frozenset({str}), frozenset({float}), frozenset({int})
NULL: frozenset[type] = frozenset({type(None)})
_Read = TypeVar("_Read")
# No feeling and no instant is as far from zero; what is would be too long to be written out.
FARTHEST = 1e9
DETAILS = ("agent", "customer_ref", "started_at", "queue", "csat", "resolved_at_first_contact")
DETAILS_KINDS: Kinds = (*[TEXT | NULL] * 4, REAL | NULL, WHOLE | NULL)


class OddRow(sqlite3.DatabaseError, ValueError):
    """A row holds what no program of ours has stored: the file was damaged, or changed by somebody else's hand."""

    # As SQLite says it of a page, so that both are told in the same words.
    sqlite_errorname = "SQLITE_CORRUPT"


@contextmanager
def as_stored() -> Iterator[None]:
    """A block, or a function, that makes rows into what they stand for.

    Raises:
        OddRow: one of them stands for nothing.
    """
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise OddRow("a row makes no sense") from error
    except BaseValidationError as error:
        raise OddRow("a request makes no sense") from error


def insert(db: Database, table: str, row: Mapping[str, object], *, replace: bool = False) -> int:
    """Add a row, if wanted in place of the one with its key, and return its id.

    sqlite-utils would make a table that a damaged library has lost anew, with whatever columns this row has.
    """
    columns, marks = (", ".join(f(column) for column in row) for f in ('"{}"'.format, ":{}".format))
    verb = "INSERT OR REPLACE" if replace else "INSERT"
    return int(db.execute(f"{verb} INTO {table} ({columns}) VALUES ({marks})", dict(row)).lastrowid or 0)


def insert_all(db: Database, table: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Add rows, all of them or none."""
    with db.atomic():
        for row in rows:
            insert(db, table, row)


def update(db: Database, table: str, row_id: int | None, row: Mapping[str, object]) -> bool:
    """Change a row, and say whether there was one."""
    columns = ", ".join(f"{column} = :{column}" for column in row)
    return bool(db.execute(f"UPDATE {table} SET {columns} WHERE id = :id", {**row, "id": row_id}).rowcount)  # noqa: S608


def check_of_kinds(kinds: Kinds) -> Callable[[Iterable[object]], None]:
    """A check of what columns hold that is quick where there are thousands of rows: few combinations ever occur.

    What is returned raises TypeError where one of them holds something of another kind.
    """

    @lru_cache(maxsize=256)
    def fit(found: tuple[type, ...]) -> bool:
        return all(kind in allowed for kind, allowed in zip(found, kinds, strict=True))

    def check(values: Iterable[object]) -> None:
        if not fit(tuple(map(type, values))):
            raise TypeError

    return check


def text_in(stored: object) -> str:
    """What a column for text holds.

    Raises:
        TypeError: it is no text.
    """
    if not isinstance(stored, str):
        raise TypeError
    return stored


def number_in(stored: object, most: float = float_info.max) -> float:
    """What a column for numbers holds.

    Raises:
        TypeError: it is no number.
        ValueError: it is further from zero than it can be.
    """
    if not isinstance(stored, int | float):
        raise TypeError
    if not abs(stored) <= most:
        raise ValueError
    return float(stored)


def or_null(read: Callable[[Any], _Read], stored: Any) -> _Read | None:
    """What a column holds that may hold nothing."""
    return None if stored is None else read(stored)


def now() -> str:
    """The present instant as it is stored: ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


_check_details = check_of_kinds(DETAILS_KINDS)


@as_stored()
def call_of(row: Row, channels: tuple[Channel, ...]) -> Call:
    """A row of calls, joined with the job that is the call's analysis, which may be null."""
    details = [row[column] for column in DETAILS]
    _check_details(details)
    return Call(
        id=row["id"],
        sha256=text_in(row["sha256"]),
        file=text_in(row["file"]),
        added_at=datetime.fromisoformat(row["added_at"]),
        details=details_of(*details),
        recording=_recording(row),
        analysis=_analysis(row),
        channels=channels,
        split_confidence=or_null(number_in, row["split_confidence"]),
    )


def details_of(
    agent: str | None,
    customer_ref: str | None,
    started_at: str | None,
    queue: str | None,
    csat: float | None,
    resolved: int | None,
) -> Details:
    """What a team knows about a call, of the columns `DETAILS` of a row of calls."""
    started = datetime.fromisoformat(started_at) if started_at else None
    return Details(agent, customer_ref, started, queue, csat, None if resolved is None else bool(resolved))


def _recording(row: Row) -> Recording | None:
    if row["duration_s"] is None:
        return None
    notices = tuple(text_in(notice) for notice in json.loads(row["notices"]))
    return Recording(number_in(row["duration_s"]), int(row["channel_count"]), Layout(row["layout"]), notices)


def _analysis(row: Row) -> Analysis | None:
    if row["job_id"] is None or row["version"] is None:
        return None
    engine, model, language = (text_in(row[column] or "") for column in ("engine", "model", "language"))
    scorer, seconds = or_null(text_in, row["scorer"]), or_null(number_in, row["seconds"])
    return Analysis(engine, model, language, scorer, int(row["version"]), seconds)


@as_stored()
def channel_of(row: Row) -> Channel:
    """A row of channels."""
    confidence = number_in(row["confidence"])
    return Channel(int(row["position"]), Role(row["role"]), confidence, RoleSource(row["source"]))


def side_of(position: int) -> Side:
    """The side of a channel."""
    return Side.LEFT if position == Side.LEFT.channel else Side.RIGHT


def span_of(row: Row) -> Span:
    """A row of spans, of which there are thousands; its words are lists in the order of `Word`'s fields.

    Raises:
        ValueError: it makes no sense.
        TypeError: neither does this.
    """
    return Span(int(row["channel"]), number_in(row["start_s"]), number_in(row["end_s"]), _words_of(row["words"]))


# The same call is read again and again while it is open; this is more spans than an hour of speech has.
@lru_cache(maxsize=2048)
@as_stored()
def _words_of(stored: str) -> tuple[Word, ...]:
    return tuple(
        Word(text_in(text), number_in(start_s), number_in(end_s), number_in(probability))
        for text, start_s, end_s, probability in json.loads(stored)
    )


def words_in(stored: str) -> tuple[Word, ...]:
    """What a column for words holds.

    Raises:
        OddRow: it makes no sense.
    """
    return _words_of(stored)


def words_text(words: Iterable[Word]) -> str:
    """Words as a column holds them."""
    parts = [[w.text, w.start_s, w.end_s, w.probability] for w in words]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def span_row(job_id: int, span: Span) -> dict[str, Any]:
    """A span as a row."""
    return {
        "job_id": job_id,
        "channel": span.channel,
        "start_s": span.start_s,
        "end_s": span.end_s,
        "text": span.text,
        "words": words_text(span.words),
    }


@as_stored()
def moment_of(row: Row) -> Moment:
    """A row of moments."""
    return Moment(
        type=MomentType(row["type"]),
        start_s=number_in(row["start_s"]),
        end_s=number_in(row["end_s"]),
        note=text_in(row["note"]),
        tags=tuple(text_in(tag) for tag in json.loads(row["tags"])),
        author=text_in(row["author"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        id=row["id"],
    )


@as_stored()
def note_of(row: Row) -> Note:
    """A row of notes."""
    created_at = datetime.fromisoformat(row["created_at"])
    return Note(text_in(row["text"]), text_in(row["author"]), created_at, row["id"])


_converter = make_converter()


def request_text(request: Request) -> str:
    """What a transcription depends on, in a form that is equal where it is equal: all but the agent's side."""
    parts = _converter.unstructure(request)
    del parts["agent_side"]
    return json.dumps(parts, ensure_ascii=False, sort_keys=True)


@as_stored()
def request_of(row: Row) -> Request:
    """The request of a row of jobs."""
    return _converter.structure({**json.loads(row["request"]), "agent_side": row["agent_side"]}, Request)
