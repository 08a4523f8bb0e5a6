"""What the table of calls says in words: in its cells, in its tooltips and to a screen reader."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from babel.numbers import format_percent

from desktop.export.sentences.verdict import WIN_RULE
from desktop.export.wording import course, no_arc_sentence, one_line, wording
from desktop.model.analysis_version import ANALYSIS_VERSION
from desktop.model.arc import ArcFigures
from desktop.model.text.finding import excerpt
from desktop.model.timecode import format_timecode
from desktop.protocol import Stage
from desktop.storage.jobs import State
from desktop.storage.overviews import Overview
from desktop.storage.transcripts import Found
from desktop.ui.library.columns import Column, file_name
from desktop.ui.queue.jobs import Running

_LOW_AT_END = "The call ended as low as the rule for a win candidate calls low."


class Glyph(StrEnum):
    """The sign before a state."""

    READY = "●"
    WORKING = "◔"
    QUEUED = "○"
    FAILED = "!"
    NONE = "–"


@dataclass(frozen=True, slots=True)
class CallRow:
    """Everything that a row of the table is painted from."""

    call: Overview
    running: Running | None = None
    found: Found | None = None
    searched: str = ""

    @property
    def failed(self) -> bool:
        """Whether the analysis that was asked for last failed."""
        return self.running is None and self.call.state is State.FAILED

    @property
    def in_work(self) -> bool:
        """Whether it waits for its analysis or is being analysed."""
        return self.running is not None or self.call.state in (State.QUEUED, State.RUNNING)


@dataclass(frozen=True, slots=True)
class Said:
    """How a call stands: a sign and a few words, of which the last are enough beside the sign."""

    glyph: Glyph
    words: str

    @property
    def least(self) -> str:
        """What cannot be left out where there is little room."""
        return self.words.rpartition(" · ")[2]


@dataclass(frozen=True, slots=True)
class RowWords:
    """A row in words, put together once and painted often."""

    row: CallRow
    cells: tuple[str, ...]
    message: str
    said: Said
    found: str


class Phrases:
    """The words of the table in one locale."""

    def __init__(self, locale: str) -> None:
        self._words = wording(locale)

    def row(self, row: CallRow) -> RowWords:
        """Everything that is seen of a row; the text of each column is what can be copied as well."""
        cells = tuple(self._cell(row, column) for column in Column)
        return RowWords(row, cells, self.message(row), self.state(row), self.found(row))

    def spoken(self, row: CallRow, column: Column) -> str:
        """A cell with its column's name, for those who hear the table."""
        call, text = row.call, self._cell(row, column)
        match column:
            case Column.ARC:
                return f"{column.title}: {self.message(row) or self._arc(row)}"
            case Column.STATE:
                return f"{column.title}: {self.failure(row) or text}"
            case Column.STARTED if call.details.started_at is None:
                return f"Added: {text}"
            case _:
                return f"{column.title}: {text or 'not known'}"

    def hint(self, row: CallRow, column: Column) -> str:
        """What a cell has to say besides its text; nothing where that says all."""
        match column:
            case Column.CALL:
                said = f"\n“{one_line(row.found.text)}”" if row.found else ""
                return one_line(row.call.file) + said
            case Column.STARTED if row.call.details.started_at is None:
                return "Added to the library then; when the call began is not known."
            case Column.ARC | Column.COURSE | Column.LOW | Column.NEEDLE | Column.MOMENTS:
                return self.message(row) or self._arc(row)
            case Column.STATE:
                return self.failure(row) or self._why_state(row.call)
            case _:
                return ""

    def message(self, row: CallRow) -> str:
        """What is said across the columns of the arc where none is drawn; nothing where there is one."""
        if row.running is not None:
            return ""
        if row.failed and not row.call.figures:
            return self.failure(row)
        if row.call.analysed and row.call.figures is None and row.call.why_no_arc is not None:
            return no_arc_sentence(row.call.why_no_arc, row.call.customer_turns)
        return ""

    def failure(self, row: CallRow) -> str:
        """What went wrong and what to do about it; nothing where all is well."""
        failure = row.call.failure
        if not row.failed:
            return ""
        return one_line(f"{failure.what} {failure.fix}") if failure else "The analysis failed."

    def state(self, row: CallRow) -> Said:
        """How a call stands."""
        if row.running is not None:
            return Said(Glyph.WORKING, _stage(row.running))
        match row.call.state:
            case State.RUNNING:
                return Said(Glyph.WORKING, "being transcribed")
            case State.QUEUED:
                return Said(Glyph.QUEUED, "queued again" if row.call.analysed else "queued")
            case State.FAILED:
                return Said(Glyph.FAILED, "failed again" if row.call.analysed else "failed")
        if row.call.analysed:
            return Said(Glyph.READY, " · ".join(["ready", *_outcome(row.call)]))
        return Said(Glyph.NONE, "cancelled" if row.call.state is State.CANCELLED else "not transcribed yet")

    def found(self, row: CallRow) -> str:
        """Where the words that were searched for are said in the call; nothing where they are not."""
        if row.found is None:
            return ""
        said = excerpt(one_line(row.found.text), row.searched)
        return f"{format_timecode(row.found.start_s)}  “{said}”"

    def running(self, running: Running) -> str:
        """How far a call has come, in the list of the queue."""
        return f"{self.done(running)}, {_stage(running)}"

    def done(self, running: Running) -> str:
        """How much of a call is done."""
        return str(format_percent(min(max(running.done, 0.0), 1.0), locale=self._words.locale))

    def widest_time(self) -> str:
        """A time that takes about as much room as any."""
        return self._words.moment(datetime(2026, 11, 28, 22, 58, tzinfo=UTC))

    def counted(self, shown: int, of: int) -> str:
        """How many calls there are, and how many of them are shown."""
        total = f"{self._words.number(of)} {'call' if of == 1 else 'calls'}"
        return total if shown == of else f"{self._words.number(shown)} of {total}"

    def number(self, count: int) -> str:
        """A count as the locale writes it."""
        return self._words.number(count)

    def searched(self, places: int) -> str:
        """What is said where the words stand in more places than are looked at."""
        return f"searched the newest {self._words.number(places)} places; narrow the words"

    def _cell(self, row: CallRow, column: Column) -> str:  # noqa: PLR0911  # a line for each column
        call = row.call
        match column:
            case Column.AGENT:
                return one_line(call.details.agent or "")
            case Column.STARTED:
                return self._words.moment(call.details.started_at or call.added_at)
            case Column.CALL:
                return one_line(file_name(call))
            case Column.LENGTH:
                return format_timecode(call.duration_s) if call.duration_s is not None else ""
            case Column.ARC:
                return self.done(row.running) if row.running else ""
            case Column.MOMENTS:
                return self._words.number(call.moments) if call.moments else ""
            case Column.STATE:
                said = self.state(row)
                return f"{said.glyph} {said.words}"
        return self._figure(call.figures, column) if call.figures and row.running is None else ""

    def _figure(self, figures: ArcFigures, column: Column) -> str:
        signed = self._words.signed
        match column:
            case Column.COURSE:
                return f"{signed(figures.start)} → {signed(figures.end)}"
            case Column.LOW:
                return signed(figures.low)
            case _:
                return signed(figures.needle)

    def _arc(self, row: CallRow) -> str:
        """The arc in words."""
        if row.running is not None:
            return self.running(row.running)
        figures = row.call.figures
        if figures is None:
            return "not known yet"
        corrected = f"\n{self._corrected(row.call)}" if row.call.corrected_turns else ""
        return course(figures, self._words) + corrected

    def _figures(self, figures: ArcFigures) -> str:
        """As exactly as they are compared, for a figure on the threshold."""
        named = {"start": figures.start, "low": figures.low, "end": figures.end}
        return "This call: " + ", ".join(f"{name} {self._words.signed(value, 2)}" for name, value in named.items())

    def _corrected(self, call: Overview) -> str:
        count, of = self._words.number(call.corrected_turns), self._words.number(call.customer_turns)
        return f"{count} of {of} turns corrected"

    def _why_state(self, call: Overview) -> str:
        """What stands behind the few words about a call that is ready."""
        told = [WIN_RULE] if call.win_candidate else [_LOW_AT_END] if call.low_at_end else []
        told += [self._figures(call.figures)] if told and call.figures else []
        told += [self._corrected(call)] if call.corrected_turns else []
        told += ["Scored by an older version; it can be scored again."] if is_older(call) else []
        return "\n".join(told)


def is_older(call: Overview) -> bool:
    """Whether a call was scored by an older version and nothing is on its way to change that."""
    version = call.analysis_version
    waits = call.state in (State.QUEUED, State.RUNNING)
    return version is not None and version < ANALYSIS_VERSION and not waits


def _outcome(call: Overview) -> list[str]:
    if call.win_candidate:
        return ["win candidate"]
    return ["low at the end"] if call.low_at_end else []


def time_left(seconds: float) -> str:
    """How long something still takes, in the few words that a cell has room for."""
    minutes = round(seconds / 60)
    if seconds < 60:
        return "under a minute left"
    return f"{minutes} min left" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min left"


def _stage(running: Running) -> str:
    if running.stage is Stage.LISTENING and running.left_s is not None:
        return time_left(running.left_s)
    match running.stage:
        case Stage.READING:
            return "reading the recording"
        case Stage.LOADING:
            return "loading the model"
        case Stage.LISTENING:
            return "being transcribed"
        case Stage.SCORING:
            return "reading feelings"
