"""What the table of the library shows of each call, kept ready so that ten thousand rows appear at once."""

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlite_utils import Database

from desktop.model.arc import ArcFigures, LinePoint
from desktop.model.call import Details
from desktop.model.course.win import WinRules, is_candidate, is_low_at_end
from desktop.model.report import CallReport, NoArc
from desktop.protocol import Failed
from desktop.storage.jobs import State, failure_of
from desktop.storage.rows import (
    DETAILS,
    DETAILS_KINDS,
    FARTHEST,
    NULL,
    REAL,
    TEXT,
    WHOLE,
    as_stored,
    check_of_kinds,
    details_of,
    insert,
    number_in,
)

_FACTS = """
    calls.id, calls.file, calls.added_at, calls.duration_s, calls.job_id,
    (SELECT count(*) FROM moments WHERE moments.call_id = calls.id),
    (SELECT count(*) FROM notes WHERE notes.call_id = calls.id),
    overviews.customer_turns, overviews.corrected_turns, shown.version,
    overviews.no_arc, overviews.line, asked.state, asked.cause, asked.what, asked.fix
"""
_FACTS_COUNT = 16
_STATES = {state.value: state for state in State}
_REASONS = {reason.value: reason for reason in NoArc}
_FIGURES = ("start", "low", "low_s", "end", "mean", "needle", "recovery")
_check = check_of_kinds(
    (
        *(WHOLE, TEXT, TEXT, REAL | NULL, WHOLE | NULL, WHOLE, WHOLE),
        *[WHOLE | NULL] * 3,
        *[TEXT | NULL] * (_FACTS_COUNT - 10),
        *[REAL | NULL] * len(_FIGURES),
        *DETAILS_KINDS,
    )
)
# The state is that of the analysis asked for last, which may be another than the one whose figures are shown.
_SELECT = f"""
    SELECT {_FACTS}, {", ".join(f"overviews.{name}" for name in _FIGURES)}, {", ".join(f"calls.{c}" for c in DETAILS)}
    FROM present_calls AS calls
    LEFT JOIN overviews ON overviews.call_id = calls.id
    LEFT JOIN jobs AS shown ON shown.id = calls.job_id
    LEFT JOIN jobs AS asked ON asked.id = calls.asked_job_id
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Overview:
    """A call at a glance.

    `state` and `failure` are of the analysis asked for last; where that one failed, the figures are still those of the
    one before. `customer_turns` counts the turns that were scored, and `corrected_turns` those of them of which a coach
    has set the valence. `analysis_version` is of the analysis that is shown, null where there is none.
    """

    call_id: int
    file: str
    added_at: datetime
    details: Details
    duration_s: float | None
    figures: ArcFigures | None
    customer_turns: int
    why_no_arc: NoArc | None
    state: State | None
    failure: Failed | None
    analysed: bool
    moments: int
    notes: int
    win_candidate: bool
    low_at_end: bool
    corrected_turns: int
    analysis_version: int | None
    stored_line: str = field(repr=False)

    def line(self) -> tuple[LinePoint, ...]:
        """The smoothed line of the arc, to the hundredth of a second; empty where there is no arc."""
        with as_stored():
            return _line_of(self.stored_line)


# A table that is painted again and again shows the same few lines.
@lru_cache(maxsize=256)
def _line_of(stored: str) -> tuple[LinePoint, ...]:
    return tuple(LinePoint(number_in(t_s), number_in(value)) for t_s, value in json.loads(stored))


class Overviews:
    """The rows of the table of calls. `rules` say which of them are win candidates, and which end low."""

    def __init__(self, db: Database, rules: WinRules | None = None) -> None:
        self._db = db
        self.rules = rules or WinRules()

    def all(self) -> list[Overview]:
        """Every call, the newest first, in one query."""
        with as_stored():
            return [_overview_of(row, self.rules) for row in self._db.execute(f"{_SELECT} ORDER BY calls.id DESC")]

    def of(self, call_id: int) -> Overview | None:
        """One call; null where it is not in the library any more."""
        rows = self._db.execute(f"{_SELECT} WHERE calls.id = ?", [call_id])
        with as_stored():
            return next((_overview_of(row, self.rules) for row in rows.fetchall()), None)

    def store(self, call_id: int, report: CallReport) -> None:
        """Keep what the table shows of a call, in place of what it showed before."""
        figures = report.arc.figures
        row = {
            "call_id": call_id,
            "customer_turns": len(report.arc.points),
            "corrected_turns": sum(t.score is not None and t.score.corrected for t in report.turns),
            "no_arc": report.no_arc,
            "line": _line_text(report.arc.line),
            **dict(zip(_FIGURES, astuple(figures) if figures else (None,) * len(_FIGURES), strict=True)),
        }
        insert(self._db, "overviews", row, replace=True)

    def missing(self) -> list[int]:
        """The calls that were analysed by a program that kept no overviews."""
        sql = "SELECT id FROM calls WHERE job_id IS NOT NULL AND id NOT IN (SELECT call_id FROM overviews) ORDER BY id"
        return [int(row["id"]) for row in self._db.query(sql)]


def _line_text(line: Iterable[LinePoint]) -> str:
    return json.dumps([[round(p.t_s, 2), round(p.value, 3)] for p in line], separators=(",", ":"))


def _overview_of(row: tuple[Any, ...], rules: WinRules) -> Overview:
    # By position: ten thousand rows with names would take half as long again.
    _check(row)
    call_id, file, added_at, duration_s, job_id, moments, notes, *rest = row[:_FACTS_COUNT]
    columns, details = row[_FACTS_COUNT : -len(DETAILS)], row[-len(DETAILS) :]
    turns, corrected, version, no_arc, line, state, *failure = rest
    figures = None if columns[0] is None else _figures_of(columns)
    return Overview(
        call_id=call_id,
        file=file,
        added_at=datetime.fromisoformat(added_at),
        details=details_of(*details),
        duration_s=duration_s,
        figures=figures,
        customer_turns=turns or 0,
        why_no_arc=_reason(job_id, no_arc),
        state=_STATES[state] if state else None,
        failure=failure_of(*failure),
        analysed=job_id is not None,
        moments=moments,
        notes=notes,
        win_candidate=is_candidate(turns or 0, figures, rules),
        low_at_end=is_low_at_end(figures, rules),
        corrected_turns=corrected or 0,
        analysis_version=version,
        stored_line=line or "[]",
    )


def _figures_of(columns: tuple[float, ...]) -> ArcFigures:
    if max(map(abs, columns)) > FARTHEST:
        raise ValueError
    return ArcFigures(*columns)


def _reason(job_id: int | None, stored: str | None) -> NoArc | None:
    if job_id is None:
        return NoArc.NOT_ANALYSED
    return _REASONS[stored] if stored else None
