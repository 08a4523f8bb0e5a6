"""Whether what is stored in a library can be as it is: nothing doubled, nothing impossible, nothing unreadable."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from math import isclose

from cattrs.errors import BaseValidationError
from sqlite_utils import Database

from desktop.errors import BadInput
from desktop.model.arc import ArcFigures
from desktop.model.call import Call, name_of_file
from desktop.model.peaks import Peaks
from desktop.model.report import CallReport
from desktop.storage.calls import Calls
from desktop.storage.integrity import Fault, damage_of
from desktop.storage.jobs import State, failure_of
from desktop.storage.overviews import Overview, Overviews
from desktop.storage.reading_rows import correction_of, cue_of, turn_score_of, voiced_of
from desktop.storage.rows import Row, channel_of, moment_of, note_of, request_of, span_of

_AGAIN = "Analyse it from the beginning: `upswing analyse --again`."
_MEND = "Correct it in the window, or remove it there."
_RESTORE = "Put back a backup of the library."
# A recording may be a little longer or shorter than it says of itself.
_NEARLY_S = 1.0
# The line of an arc is stored to the hundredth of a second and the thousandth of its height.
_ROUNDED = 0.0051
_NAMES = {
    "jobs": "analyses",
    "peaks": "waveforms",
    "voiced": "calls with voiced stretches",
    "overviews": "rows of the table of calls",
}
_UNREADABLE = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError),
    *(OverflowError, RecursionError, BadInput, BaseValidationError),
)


@dataclass(frozen=True, slots=True)
class Inspected:
    """A kind of thing that was looked at, how many there are, and what is wrong with them."""

    kind: str
    count: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A query for the calls that break it, each with its file and how often; `{n}` and `{name}` stand for these."""

    sql: str
    what: str
    fix: str = _AGAIN


_JOBS = "FROM jobs JOIN calls ON calls.id = jobs.call_id"
_SPANS = "FROM spans JOIN jobs ON jobs.id = spans.job_id JOIN calls ON calls.id = jobs.call_id"
# Two people on one microphone have a channel each.
_SPEAKERS = "iif(jobs.split_confidence IS NULL, coalesce(calls.channel_count, 2), 2)"
_COMPLETE = "jobs.windows_total IS NOT NULL AND jobs.windows_done >= jobs.windows_total"
_STATES = ", ".join(f"'{state}'" for state in State)

_CALL_RULES = (
    _Rule(
        "SELECT file, count(*) AS n FROM calls GROUP BY sha256 HAVING n > 1",
        "“{name}” is in the library {n} times.",
        "Remove all but one of them in the window.",
    ),
    _Rule(
        "SELECT file, 1 AS n FROM calls WHERE length(sha256) <> 64 OR sha256 GLOB '*[^0-9a-f]*'",
        "“{name}” is known by something that is no SHA-256.",
        "Remove it in the window and add its recording again.",
    ),
    _Rule(
        """SELECT calls.file, 1 AS n FROM calls JOIN jobs ON jobs.id IN (calls.job_id, calls.asked_job_id)
        WHERE jobs.call_id <> calls.id GROUP BY calls.id""",
        "“{name}” has the analysis of another call.",
    ),
    _Rule(
        "SELECT file, 1 AS n FROM calls WHERE NOT coalesce(duration_s, 1.0) BETWEEN 0 AND 1e7",
        "“{name}” has a length that cannot be.",
    ),
    _Rule(
        "SELECT file, 1 AS n FROM calls WHERE job_id IS NOT NULL AND duration_s IS NULL",
        "“{name}” was analysed, but its recording never read.",
    ),
)
_JOB_RULES = (
    _Rule(
        f"SELECT file, count(*) AS n {_JOBS} WHERE state NOT IN ({_STATES}) GROUP BY calls.id",
        "Analyses of “{name}” are in a state that does not exist ({n}).",
    ),
    _Rule(
        f"""SELECT file, count(*) AS n {_JOBS}
        WHERE windows_done < 0 OR windows_done > coalesce(windows_total, 0) GROUP BY calls.id""",
        "Analyses of “{name}” have heard more windows than there are ({n}).",
    ),
    _Rule(
        f"SELECT file, count(*) AS n {_JOBS} WHERE state = 'done' AND NOT ({_COMPLETE} AND version IS NOT NULL)"
        " GROUP BY calls.id",
        "Analyses of “{name}” count as done and are not complete ({n}).",
    ),
    _Rule(
        f"SELECT file, count(*) AS n {_JOBS} WHERE state = 'done' AND calls.job_id IS NOT jobs.id GROUP BY calls.id",
        "Analyses of “{name}” are done, but not the one that is shown ({n}).",
    ),
    _Rule(
        f"SELECT file, 1 AS n {_JOBS} WHERE calls.job_id = jobs.id AND NOT ({_COMPLETE} AND version IS NOT NULL)",
        "The analysis of “{name}” that is shown is not complete.",
    ),
    _Rule(
        f"SELECT file, count(*) AS n {_JOBS} WHERE (state = 'failed') <> (cause IS NOT NULL) GROUP BY calls.id",
        "Analyses of “{name}” failed without a reason, or have one without having failed ({n}).",
    ),
    _Rule(
        f"SELECT file, count(*) AS n {_JOBS} WHERE NOT coalesce(split_confidence, 1.0) BETWEEN 0.5 AND 1"
        " GROUP BY calls.id",
        "Analyses of “{name}” are surer than they can be who speaks ({n}).",
    ),
)
_SPAN_RULES = (
    _Rule(
        f"""SELECT file, count(*) AS n FROM (
            SELECT calls.id, file, spans.text, spans.start_s,
                lag(spans.text) OVER one AS text_before, lag(spans.end_s) OVER one AS end_before_s,
                lag(spans.start_s) OVER one AS start_before_s
            {_SPANS} WINDOW one AS (PARTITION BY spans.job_id, spans.channel ORDER BY spans.start_s, spans.id)
        ) WHERE start_s = start_before_s OR (text = text_before AND start_s < end_before_s) GROUP BY id""",  # noqa: S608
        "Spans of “{name}” are stored twice ({n}).",
    ),
    _Rule(
        f"SELECT file, count(*) AS n {_SPANS} WHERE jobs.windows_done = 0 GROUP BY calls.id",
        "Spans of “{name}” are from windows that were never heard ({n}).",
    ),
    _Rule(
        f"""SELECT file, count(*) AS n {_SPANS}
        WHERE NOT (0 <= spans.start_s AND spans.start_s <= spans.end_s
            AND spans.end_s <= coalesce(calls.duration_s, 1e7) + {_NEARLY_S}
            AND spans.channel BETWEEN 0 AND {_SPEAKERS} - 1)
        GROUP BY calls.id""",
        "Spans of “{name}” lie outside its recording ({n}).",
    ),
)
_SCORE_RULES = (
    _Rule(
        """SELECT file, count(*) AS n FROM scores JOIN jobs ON jobs.id = scores.job_id
        JOIN calls ON calls.id = jobs.call_id
        WHERE NOT (valence BETWEEN -1 AND 1 AND confidence BETWEEN 0 AND 1 AND coalesce(activation, 0) BETWEEN -1 AND 1
            AND coalesce(of_words, 0) BETWEEN -1 AND 1 AND coalesce(voice_confidence, 0) BETWEEN 0 AND 1)
        GROUP BY calls.id""",
        "Scores of “{name}” are out of range ({n}).",
    ),
)
_CUE_RULES = (
    _Rule(
        """SELECT file, count(*) AS n FROM cues JOIN jobs ON jobs.id = cues.job_id JOIN calls ON calls.id = jobs.call_id
        WHERE NOT (score BETWEEN 0 AND 1 AND 0 <= start_char AND start_char <= end_char)
        GROUP BY calls.id""",
        "Cues of “{name}” are out of range ({n}).",
    ),
)
_CORRECTION_RULES = (
    _Rule(
        f"""SELECT file, count(*) AS n FROM corrections JOIN calls ON calls.id = corrections.call_id
        WHERE NOT (valence BETWEEN -1 AND 1 AND t_s BETWEEN 0 AND coalesce(duration_s, 1e7) + {_NEARLY_S})
        GROUP BY calls.id""",  # noqa: S608
        "Corrections of “{name}” are out of range ({n}).",
        _MEND,
    ),
)
_MOMENT_RULES = (
    _Rule(
        f"""SELECT file, count(*) AS n FROM moments JOIN calls ON calls.id = moments.call_id
        WHERE NOT (0 <= start_s AND start_s <= end_s AND end_s <= coalesce(duration_s, 1e7) + {_NEARLY_S})
        GROUP BY calls.id""",  # noqa: S608
        "Moments of “{name}” lie outside its recording ({n}).",
        _MEND,
    ),
)


def inspected(db: Database, calls: Calls, report: Callable[[Call], CallReport]) -> Iterator[Inspected]:
    """Look at everything that is stored, kind by kind; where the file itself is damaged there is nothing more to see.

    Args:
        db: the library, in a transaction if somebody else writes to it.
        calls: the calls in it.
        report: puts a call together from what is stored of it.
    """
    damage = damage_of(db)
    pages = next(db.execute("PRAGMA page_count"))[0]
    yield Inspected("pages of the file, its references and its index of words", int(pages), damage)
    if damage:
        return
    yield _kind(db, "calls", _broken(db, _CALL_RULES), _of_channels(db))
    yield _kind(db, "jobs", _broken(db, _JOB_RULES), _of_requests(db))
    yield _kind(db, "spans", _broken(db, _SPAN_RULES), _of_words(db))
    yield _kind(db, "voiced", _of_voiced(db))
    yield _kind(db, "scores", _broken(db, _SCORE_RULES), _of_scores(db))
    yield _kind(db, "cues", _broken(db, _CUE_RULES), _of_cues(db))
    yield _kind(db, "corrections", _broken(db, _CORRECTION_RULES), _of_rows(db, "corrections", correction_of))
    yield _kind(db, "moments", _broken(db, _MOMENT_RULES), _of_rows(db, "moments", moment_of))
    yield _kind(db, "notes", _of_rows(db, "notes", note_of))
    yield _kind(db, "peaks", _of_peaks(db))
    yield _kind(db, "overviews", _of_reports(db, calls, report))


def _kind(db: Database, table: str, *faults: Iterable[Fault]) -> Inspected:
    return Inspected(_NAMES.get(table, table), db.table(table).count, tuple(fault for some in faults for fault in some))


def _broken(db: Database, rules: Iterable[_Rule]) -> Iterator[Fault]:
    for rule in rules:
        for row in db.query(rule.sql):
            yield Fault(rule.what.format(n=row["n"], name=_name(row)), rule.fix)


def _of_channels(db: Database) -> Iterator[Fault]:
    sql = f"""SELECT channels.*, file, {_SPEAKERS} AS speakers
        FROM channels JOIN calls ON calls.id = channels.call_id LEFT JOIN jobs ON jobs.id = calls.job_id"""  # noqa: S608
    for row in db.query(sql):
        if not _reads(_channel_checked, row):
            yield Fault(f"Who speaks in “{_name(row)}” cannot be read.", _AGAIN)


def _channel_checked(row: Row) -> None:
    if not 0 <= channel_of(row).index < (row["speakers"] or 2):
        raise ValueError


def _of_requests(db: Database) -> Iterator[Fault]:
    for row in db.query(f"SELECT jobs.*, file {_JOBS} ORDER BY jobs.id"):
        if not (_reads(request_of, row) and _reads(_failure, row)):
            yield Fault(f"What was asked for of “{_name(row)}” cannot be read.", _AGAIN)


def _failure(row: Row) -> object:
    return failure_of(row["cause"], row["what"], row["fix"])


def _of_words(db: Database) -> Iterator[Fault]:
    """Spans whose words cannot be read or are not those of their text, a fault for each call."""
    rows = db.query(f"SELECT spans.*, file {_SPANS} ORDER BY spans.id")
    wrong = Counter(_name(row) for row in rows if not _reads(_text_checked, row))
    for name, n in wrong.items():
        yield Fault(f"Spans of “{name}” have words that are not theirs ({n}).", _AGAIN)


def _text_checked(row: Row) -> None:
    if span_of(row).text != row["text"]:
        raise ValueError


def _of_rows(db: Database, table: str, read: Callable[[Row], object]) -> Iterator[Fault]:
    for row in db.query(f"SELECT {table}.*, file FROM {table} JOIN calls ON calls.id = call_id"):  # noqa: S608
        if not _reads(read, row):
            what = f"One of the {table} of “{_name(row)}” cannot be read."
            yield Fault(what, _RESTORE)


def _of_peaks(db: Database) -> Iterator[Fault]:
    rows = db.query("SELECT packed, file, duration_s, channel_count FROM peaks JOIN calls ON calls.id = peaks.call_id")
    for row in rows:
        try:
            if not _is_of_recording(Peaks.unpacked(row["packed"]), row):
                yield Fault(f"The waveform of “{_name(row)}” is not of its recording.", _AGAIN)
        except _UNREADABLE:
            yield Fault(f"The waveform of “{_name(row)}” cannot be read.", _AGAIN)


def _of_voiced(db: Database) -> Iterator[Fault]:
    sql = "SELECT stretches, file, duration_s, channel_count FROM voiced JOIN calls ON calls.id = voiced.call_id"
    for row in db.query(sql):
        if not _reads(_voiced_checked, row):
            yield Fault(f"Where somebody is heard in “{_name(row)}” cannot be.", _AGAIN)


def _voiced_checked(row: Row) -> None:
    end_s, channels = (row["duration_s"] or 1e7) + _NEARLY_S, row["channel_count"] or 2
    for each in voiced_of(row["stretches"]):
        if not (0 <= each.start_s <= each.end_s <= end_s and 0 <= each.channel < channels):
            raise ValueError


def _of_scores(db: Database) -> Iterator[Fault]:
    return _of_readings(db, "scores", turn_score_of)


def _of_cues(db: Database) -> Iterator[Fault]:
    return _of_readings(db, "cues", cue_of)


def _of_readings(db: Database, table: str, read: Callable[[Row], object]) -> Iterator[Fault]:
    """Rows of what was read in turns that cannot be read, a fault for each call."""
    rows = db.query(f"SELECT {table}.*, file {_JOBS} JOIN {table} ON {table}.job_id = jobs.id")
    wrong = Counter(_name(row) for row in rows if not _reads(read, row))
    for name, n in wrong.items():
        yield Fault(f"Some of the {table} of “{name}” cannot be read ({n}).", _AGAIN)


def _is_of_recording(peaks: Peaks, row: Row) -> bool:
    length_s, channels = row["duration_s"] or peaks.duration_s, row["channel_count"] or peaks.low.shape[0]
    return abs(peaks.duration_s - length_s) <= _NEARLY_S and peaks.low.shape[0] == channels


def _of_reports(db: Database, calls: Calls, report: Callable[[Call], CallReport]) -> Iterator[Fault]:
    """Calls that cannot be put together, and rows of the library's table that are not what the call says now."""
    overviews = Overviews(db)
    for row in list(db.query("SELECT id, file FROM present_calls ORDER BY id")):
        try:
            yield from _of_report(db, _name(row), report(calls.get(row["id"])), overviews.of(row["id"]))
        except _UNREADABLE:
            yield Fault(f"“{_name(row)}” cannot be read.", _AGAIN)


def _of_report(db: Database, name: str, told: CallReport, shown: Overview | None) -> Iterator[Fault]:
    if shown is None or not _agrees(shown, told):
        yield Fault(f"The table of calls shows “{name}” otherwise than it is.", _AGAIN)
    for table in ("scores", "cues"):
        if strays := _strays(db, told, table):
            yield Fault(f"{table.capitalize()} of “{name}” are of turns that it does not have ({strays}).", _AGAIN)


def _name(row: Row) -> str:
    return name_of_file(str(row["file"]))


def _reads(read: Callable[[Row], object], row: Row) -> bool:
    try:
        read(row)
    except _UNREADABLE:
        return False
    return True


def _agrees(shown: Overview, told: CallReport) -> bool:
    """Whether a row of the table is what would be stored of the call now."""
    corrected = sum(t.score is not None and t.score.corrected for t in told.turns)
    counts = shown.customer_turns, shown.corrected_turns, shown.why_no_arc
    if counts != (len(told.arc.points), corrected, told.no_arc):
        return False
    drawn, line = shown.line(), told.arc.line
    points = len(drawn) == len(line) and all(
        isclose(a, b, abs_tol=_ROUNDED)
        for one, other in zip(drawn, line, strict=True)
        for a, b in zip(astuple(one), astuple(other), strict=True)
    )
    return points and _same_figures(shown.figures, told.arc.figures)


def _same_figures(one: ArcFigures | None, other: ArcFigures | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(isclose(a, b, abs_tol=1e-6) for a, b in zip(astuple(one), astuple(other), strict=True))


def _strays(db: Database, told: CallReport, table: str) -> int:
    """How many readings are of turns that there are not; while a call waits to be scored anew there may be some."""
    turns = {(t.turn.channel, t.turn.start_s) for t in told.turns}
    rows = db.query(
        f"""SELECT channel, start_s FROM {table} JOIN jobs ON jobs.id = {table}.job_id
        JOIN calls ON calls.job_id = jobs.id WHERE calls.id = ? AND state = 'done'""",  # noqa: S608
        [told.call.id],
    )
    return sum((row["channel"], row["start_s"]) not in turns for row in rows)
