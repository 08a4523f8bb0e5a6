"""Rows of the library as the model's dataclasses, and back."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from cattrs.preconf.json import make_converter
from sqlite_utils import Database

from desktop.model.call import Analysis, Call, Channel, Details, Layout, Recording, Role, RoleSource, Side
from desktop.model.moment import Moment, MomentType, Note
from desktop.model.request import Request
from desktop.model.score import Emotion, Score, TurnScore
from desktop.model.span import Span, Word

Row = Mapping[str, Any]
DETAILS = ("agent", "customer_ref", "started_at", "queue", "csat", "resolved_at_first_contact")


def insert(db: Database, table: str, row: Mapping[str, object]) -> int:
    """Add a row and return its id."""
    return int(str(db.table(table).insert(dict(row)).last_pk))


def now() -> str:
    """The present instant as it is stored: ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def call_of(row: Row, channels: tuple[Channel, ...]) -> Call:
    """A row of calls, joined with the job that is the call's analysis, which may be null."""
    return Call(
        id=row["id"],
        sha256=row["sha256"],
        file=row["file"],
        added_at=datetime.fromisoformat(row["added_at"]),
        details=details_of(*(row[column] for column in DETAILS)),
        recording=_recording(row),
        analysis=_analysis(row),
        channels=channels,
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
    notices = tuple(json.loads(row["notices"]))
    return Recording(row["duration_s"], row["channel_count"], Layout(row["layout"]), notices)


def _analysis(row: Row) -> Analysis | None:
    if row["job_id"] is None or row["version"] is None:
        return None
    engine, model = row["engine"] or "", row["model"] or ""
    return Analysis(engine, model, row["language"] or "", row["scorer"], row["version"], row["seconds"])


def channel_of(row: Row) -> Channel:
    """A row of channels."""
    return Channel(row["position"], Role(row["role"]), row["confidence"], RoleSource(row["source"]))


def side_of(position: int) -> Side:
    """The side of a channel."""
    return Side.LEFT if position == Side.LEFT.channel else Side.RIGHT


def span_of(row: Row) -> Span:
    """A row of spans; its words are lists in the order of `Word`'s fields."""
    return Span(row["channel"], row["start_s"], row["end_s"], _words_of(row["words"]))


# The same call is read again and again while it is open; this is more spans than an hour of speech has.
@lru_cache(maxsize=2048)
def _words_of(stored: str) -> tuple[Word, ...]:
    return tuple(Word(*fields) for fields in json.loads(stored))


def span_row(job_id: int, span: Span) -> dict[str, Any]:
    """A span as a row."""
    words = [[w.text, w.start_s, w.end_s, w.probability] for w in span.words]
    return {
        "job_id": job_id,
        "channel": span.channel,
        "start_s": span.start_s,
        "end_s": span.end_s,
        "text": span.text,
        "words": json.dumps(words, ensure_ascii=False, separators=(",", ":")),
    }


def turn_score_of(row: Row) -> TurnScore:
    """A row of scores."""
    emotion = Emotion(row["emotion"]) if row["emotion"] else None
    return TurnScore(
        row["channel"], row["start_s"], Score(row["valence"], row["confidence"], emotion, row["activation"])
    )


def turn_score_row(job_id: int, scored: TurnScore) -> dict[str, Any]:
    """A score as a row."""
    score = scored.score
    return {
        "job_id": job_id,
        "channel": scored.channel,
        "start_s": scored.start_s,
        "valence": score.valence,
        "confidence": score.confidence,
        "emotion": score.emotion,
        "activation": score.activation,
    }


def moment_of(row: Row) -> Moment:
    """A row of moments."""
    return Moment(
        type=MomentType(row["type"]),
        start_s=row["start_s"],
        end_s=row["end_s"],
        note=row["note"],
        tags=tuple(json.loads(row["tags"])),
        author=row["author"],
        created_at=datetime.fromisoformat(row["created_at"]),
        id=row["id"],
    )


def note_of(row: Row) -> Note:
    """A row of notes."""
    return Note(row["text"], row["author"], datetime.fromisoformat(row["created_at"]), row["id"])


_converter = make_converter()


def request_text(request: Request) -> str:
    """What a transcription depends on, in a form that is equal where it is equal: all but the agent's side."""
    parts = _converter.unstructure(request)
    del parts["agent_side"]
    return json.dumps(parts, ensure_ascii=False, sort_keys=True)


def request_of(row: Row) -> Request:
    """The request of a row of jobs."""
    return _converter.structure({**json.loads(row["request"]), "agent_side": row["agent_side"]}, Request)
