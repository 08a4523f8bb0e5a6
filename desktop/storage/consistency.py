"""Whether what is stored in a library can be as it is: nothing doubled, nothing impossible, nothing unreadable."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from math import isclose

from cattrs.errors import BaseValidationError
from sqlite_utils import Database

from desktop.errors import BadInput
from desktop.model.arc import ArcFigures
from desktop.model.call import Call, Role, name_of_file
from desktop.model.peaks import Peaks
from desktop.model.report import CallReport
from desktop.storage.calls import Calls
from desktop.storage.consistency_rules import (
    AGAIN,
    CALL_RULES,
    CORRECTION_RULES,
    CUE_RULES,
    JOB_RULES,
    JOBS,
    MOMENT_RULES,
    NEARLY_S,
    SCORE_RULES,
    SPAN_RULES,
    SPANS,
    SPEAKERS,
    Rule,
)
from desktop.storage.integrity import Fault, damage_of
from desktop.storage.jobs import failure_of
from desktop.storage.overviews import Overview, Overviews
from desktop.storage.reading_rows import correction_of, cue_of, turn_score_of, voiced_of
from desktop.storage.readings import READ_OF
from desktop.storage.rows import Row, channel_of, moment_of, note_of, request_of, span_of

_RESTORE = "Put back a backup of the library."
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
    yield _kind(db, "calls", _broken(db, CALL_RULES), _of_channels(db))
    yield _kind(db, "jobs", _broken(db, JOB_RULES), _of_requests(db))
    yield _kind(db, "spans", _broken(db, SPAN_RULES), _of_words(db))
    yield _kind(db, "voiced", _of_voiced(db))
    yield _kind(db, "scores", _broken(db, SCORE_RULES), _of_scores(db))
    yield _kind(db, "cues", _broken(db, CUE_RULES), _of_cues(db))
    yield _kind(db, "corrections", _broken(db, CORRECTION_RULES), _of_rows(db, "corrections", correction_of))
    yield _kind(db, "moments", _broken(db, MOMENT_RULES), _of_rows(db, "moments", moment_of))
    yield _kind(db, "notes", _of_rows(db, "notes", note_of))
    yield _kind(db, "peaks", _of_peaks(db))
    yield _kind(db, "overviews", _of_reports(db, calls, report))


def _kind(db: Database, table: str, *faults: Iterable[Fault]) -> Inspected:
    return Inspected(_NAMES.get(table, table), db.table(table).count, tuple(fault for some in faults for fault in some))


def _broken(db: Database, rules: Iterable[Rule]) -> Iterator[Fault]:
    for rule in rules:
        for row in db.query(rule.sql):
            yield Fault(rule.what.format(n=row["n"], name=_name(row)), rule.fix)


def _of_channels(db: Database) -> Iterator[Fault]:
    sql = f"""SELECT channels.*, file, {SPEAKERS} AS speakers
        FROM channels JOIN calls ON calls.id = channels.call_id LEFT JOIN jobs ON jobs.id = calls.job_id"""  # noqa: S608
    for row in db.query(sql):
        if not _reads(_channel_checked, row):
            yield Fault(f"Who speaks in “{_name(row)}” cannot be read.", AGAIN)


def _channel_checked(row: Row) -> None:
    if not 0 <= channel_of(row).index < (row["speakers"] or 2):
        raise ValueError


def _of_requests(db: Database) -> Iterator[Fault]:
    for row in db.query(f"SELECT jobs.*, file {JOBS} ORDER BY jobs.id"):
        if not (_reads(request_of, row) and _reads(_failure, row)):
            yield Fault(f"What was asked for of “{_name(row)}” cannot be read.", AGAIN)


def _failure(row: Row) -> object:
    return failure_of(row["cause"], row["what"], row["fix"])


def _of_words(db: Database) -> Iterator[Fault]:
    """Spans whose words cannot be read or are not those of their text, a fault for each call."""
    rows = db.query(f"SELECT spans.*, file {SPANS} ORDER BY spans.id")
    wrong = Counter(_name(row) for row in rows if not _reads(_text_checked, row))
    for name, n in wrong.items():
        yield Fault(f"Spans of “{name}” have words that are not theirs ({n}).", AGAIN)


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
                yield Fault(f"The waveform of “{_name(row)}” is not of its recording.", AGAIN)
        except _UNREADABLE:
            yield Fault(f"The waveform of “{_name(row)}” cannot be read.", AGAIN)


def _of_voiced(db: Database) -> Iterator[Fault]:
    sql = "SELECT stretches, file, duration_s, channel_count FROM voiced JOIN calls ON calls.id = voiced.call_id"
    for row in db.query(sql):
        if not _reads(_voiced_checked, row):
            yield Fault(f"Where somebody is heard in “{_name(row)}” cannot be.", AGAIN)


def _voiced_checked(row: Row) -> None:
    end_s, channels = (row["duration_s"] or 1e7) + NEARLY_S, row["channel_count"] or 2
    for each in voiced_of(row["stretches"]):
        if not (0 <= each.start_s <= each.end_s <= end_s and 0 <= each.channel < channels):
            raise ValueError


def _of_scores(db: Database) -> Iterator[Fault]:
    return _of_readings(db, "scores", turn_score_of)


def _of_cues(db: Database) -> Iterator[Fault]:
    return _of_readings(db, "cues", cue_of)


def _of_readings(db: Database, table: str, read: Callable[[Row], object]) -> Iterator[Fault]:
    """Rows of what was read in turns that cannot be read, a fault for each call."""
    rows = db.query(f"SELECT {table}.*, file {JOBS} JOIN {table} ON {table}.job_id = jobs.id")
    wrong = Counter(_name(row) for row in rows if not _reads(read, row))
    for name, n in wrong.items():
        yield Fault(f"Some of the {table} of “{name}” cannot be read ({n}).", AGAIN)


def _is_of_recording(peaks: Peaks, row: Row) -> bool:
    length_s, channels = row["duration_s"] or peaks.duration_s, row["channel_count"] or peaks.low.shape[0]
    return abs(peaks.duration_s - length_s) <= NEARLY_S and peaks.low.shape[0] == channels


def _of_reports(db: Database, calls: Calls, report: Callable[[Call], CallReport]) -> Iterator[Fault]:
    """Calls that cannot be put together, and rows of the library's table that are not what the call says now."""
    overviews = Overviews(db)
    for row in list(db.query("SELECT id, file FROM present_calls ORDER BY id")):
        try:
            yield from _of_report(db, _name(row), report(calls.get(row["id"])), overviews.of(row["id"]))
        except _UNREADABLE:
            yield Fault(f"“{_name(row)}” cannot be read.", AGAIN)


def _of_report(db: Database, name: str, told: CallReport, shown: Overview | None) -> Iterator[Fault]:
    if shown is None or not _agrees(shown, told):
        yield Fault(f"The table of calls shows “{name}” otherwise than it is.", AGAIN)
    for table, role in READ_OF.items():
        if strays := _strays(db, told, table, role):
            yield Fault(f"{table.capitalize()} of “{name}” are of turns that it does not have ({strays}).", AGAIN)


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


def _strays(db: Database, told: CallReport, table: str, role: Role) -> int:
    """How many readings are of turns that nobody of a role has.

    While a call waits to be scored anew there may be some of turns that begin elsewhere by now, but of no other role.
    """
    turns = {(t.turn.channel, t.turn.start_s) for t in told.turns if t.turn.role is role}
    channels = {channel.index for channel in told.call.channels if channel.role is role}
    rows = db.query(
        f"""SELECT channel, start_s, state = 'done' AND calls.job_id = jobs.id AS settled FROM {table}
        JOIN jobs ON jobs.id = {table}.job_id JOIN calls ON calls.id = jobs.call_id WHERE calls.id = ?""",  # noqa: S608
        [told.call.id],
    )
    keys = ((row["channel"], row["start_s"], bool(row["settled"])) for row in rows)
    return sum(channel not in channels or (settled and (channel, at_s) not in turns) for channel, at_s, settled in keys)
