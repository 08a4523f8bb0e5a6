"""The rows of the transcript: turns, and under each the moments that start in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desktop.export.sentences.names import cue_words
from desktop.export.wording import one_line
from desktop.model.call import Role, Side
from desktop.model.listening.spoken import spoken_together_s
from desktop.model.moment import Moment
from desktop.model.report import CallReport
from desktop.model.scored_turn import ScoredTurn
from desktop.model.span import word_ranges
from desktop.model.timecode import format_timecode
from desktop.model.turn import INTERRUPTING_S, Turn

_ROLE_NAMES = {Role.AGENT: "Agent", Role.CUSTOMER: "Customer"}
_VOICES = {0: "Voice 1", 1: "Voice 2"}
_TALK_OVER = "meanwhile"
_CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A turn as it is read. `remark` says what is odd about it, and `foot` what an agent did in it."""

    scored: ScoredTurn
    time: str
    name: str
    remark: str
    text: str
    foot: str = ""

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """Where each word stands in the text; only asked of rows in view."""
        return word_ranges(self.scored.turn.words)

    @property
    def read_aloud(self) -> str:
        """The row in one line of plain text, as the clipboard takes it."""
        return f"{self.time} {self.name}: {self.text}" if self.name else f"{self.time} {self.text}"

    @property
    def described(self) -> str:
        """The row for a screen reader: with what is odd about it and what was done in it."""
        besides = ", ".join(part for part in (self.remark, self.foot) if part)
        return f"{self.read_aloud} ({besides})" if besides else self.read_aloud

    def word_at(self, char: int) -> int:
        """The word at a letter of the text, or else the one before it."""
        return max((n for n, (start, _) in enumerate(self.ranges) if start <= char), default=0)


@dataclass(frozen=True, slots=True)
class MomentRow:
    """A moment under the turn in which it starts; `text` is the coach's note."""

    moment: Moment
    time: str
    name: str
    remark: str
    text: str
    foot: str = ""

    @property
    def read_aloud(self) -> str:
        """The row in one line of plain text."""
        return f"{self.time} {self.name}: {self.text}" if self.text else f"{self.time} {self.name}"

    @property
    def described(self) -> str:
        """The same for a screen reader."""
        return self.read_aloud


Row = TurnRow | MomentRow


def turn_rows(report: CallReport) -> tuple[TurnRow, ...]:
    """A row per turn."""
    names = _names(report)
    before = [None, *(scored.turn for scored in report.turns)]
    return tuple(
        _turn_row(scored, names.get(scored.turn.channel, ""), earlier)
        for scored, earlier in zip(report.turns, before, strict=False)
    )


def with_moments(turns: Sequence[TurnRow], moments: Iterable[Moment]) -> list[Row]:
    """Turns, each followed by its moments; what lies before the first turn stands above it."""
    rows: list[Row] = []
    waiting = sorted(moments, key=lambda moment: moment.start_s)
    for row in turns:
        while waiting and waiting[0].start_s < row.scored.turn.start_s:
            rows.append(_moment_row(waiting.pop(0)))
        rows.append(row)
    return [*rows, *map(_moment_row, waiting)]


def _names(report: CallReport) -> Mapping[int, str]:
    """Who speaks in each channel: the role, the side where that is not known, nobody where both are in one channel."""
    channels = {scored.turn.channel: scored.turn.role for scored in report.turns}
    recording = report.call.recording
    apart = len(channels) > 1 or (recording is not None and len(recording.heard_channels) > 1)
    sides = {side.channel: side.value.capitalize() for side in Side} if apart else {}
    sides = _VOICES if report.call.split_confidence is not None else sides
    return {index: _ROLE_NAMES.get(role, sides.get(index, "")) for index, role in channels.items()}


def _turn_row(scored: ScoredTurn, name: str, earlier: Turn | None) -> TurnRow:
    turn = scored.turn
    over = earlier is not None and spoken_together_s(turn, earlier) >= INTERRUPTING_S
    remarks = [_TALK_OVER] if over and name else []
    remarks += [_CORRECTED] if scored.score is not None and scored.score.corrected else []
    foot = " · ".join(dict.fromkeys(cue_words(cue.name) for cue in scored.cues))
    return TurnRow(scored, format_timecode(turn.start_s), name, " · ".join(remarks), turn.text, foot)


def _moment_row(moment: Moment) -> MomentRow:
    name = f"{moment.type.digit} {moment.type.capitalize()}"
    return MomentRow(moment, format_timecode(moment.start_s), name, "", one_line(moment.note))
