"""What coaches have corrected as a table for retraining: a customer's turn with what was said before it.

The table is CSV as spreadsheets read it. A text that a spreadsheet would take for a formula, or that begins with an
apostrophe itself, has one before it: whoever trains on the table takes one away from every text that begins so.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desktop.export.numbers import time_of, value_of
from desktop.export.wording import one_line
from desktop.model.call import Call
from desktop.model.correction import Correction
from desktop.model.report import CallReport
from desktop.model.scored_turn import ScoredTurn

COLUMNS = (
    *("call", "start_s", "end_s", "role", "text", "before_2_role", "before_2", "before_1_role", "before_1"),
    *("estimate", "valence", "author", "made_at"),
)
_CONTEXT = 2
_SHORT = 12
# What begins a formula; a tab or a line end before it is white space by then. The apostrophe itself comes last.
_ESCAPED = ("=", "+", "-", "@", "−", "'")


@dataclass(frozen=True, slots=True)
class CorrectedTurn:
    """A customer's turn of a call, the correction that counts for it, and the two turns before it."""

    call: Call
    said: ScoredTurn
    correction: Correction
    before: tuple[ScoredTurn, ...] = ()


def corrected_in(report: CallReport, corrections: Iterable[Correction]) -> Iterator[CorrectedTurn]:
    """The corrected turns of a call in the order of time.

    Args:
        report: the call, in which they count already.
        corrections: its own, in the order in which they were made.
    """
    made = tuple(corrections)
    ordered = sorted(report.turns, key=lambda said: said.turn.start_s)
    for place, said in enumerate(ordered):
        about = [each for each in made if _is_about(said, each)]
        if about and said.score is not None and said.score.corrected:
            yield CorrectedTurn(report.call, said, about[-1], tuple(ordered[max(place - _CONTEXT, 0) : place]))


def strays_of(corrections: Iterable[Correction], found: Iterable[CorrectedTurn]) -> list[Correction]:
    """The corrections of a call that are of none of its corrected turns: what they were of is not there any more."""
    found = tuple(found)
    return [each for each in corrections if not any(_is_about(turn.said, each) for turn in found)]


def corrections_csv(turns: Iterable[CorrectedTurn]) -> str:
    """The table with a line of column names; times in seconds of the recording, valences −1 to +1."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    writer.writerows(_row(each) for each in turns)
    return table.getvalue()


def _is_about(said: ScoredTurn, correction: Correction) -> bool:
    return said.turn.start_s <= correction.t_s <= said.turn.end_s


def _row(each: CorrectedTurn) -> list[object]:
    turn, made_at = each.said.turn, each.correction.made_at
    missing = _CONTEXT - len(each.before)
    context = [*[("", "")] * missing, *((said.turn.role.value, _text(said.turn.text)) for said in each.before)]
    return [
        each.call.sha256[:_SHORT],
        time_of(turn.start_s),
        time_of(turn.end_s),
        turn.role.value,
        _text(turn.text),
        *(cell for pair in context for cell in pair),
        value_of(each.said.score.estimate) if each.said.score else None,
        value_of(each.correction.valence),
        _text(each.correction.author),
        made_at.isoformat() if made_at else "",
    ]


def _text(text: str) -> str:
    line = one_line(text)
    return f"'{line}" if line.startswith(_ESCAPED) else line
