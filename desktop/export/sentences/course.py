"""The course of a call in one line: how the customer came, when it was worst and after what, how they left."""

from collections.abc import Sequence

from desktop.export.sentences.names import adjective, ordinal
from desktop.export.wording import Wording, feeling
from desktop.model.arc import ArcFigures
from desktop.model.call import Role
from desktop.model.events.event import Event, EventKind
from desktop.model.report import CallReport
from desktop.model.score import CueName
from desktop.model.scored_turn import ScoredTurn
from desktop.model.summary import Feeling
from desktop.model.timecode import format_timecode

_SHORTLY_S = 15.0
_WITHIN_S = 0.5
_NEUTRAL = 0.2
# The rarer of two that ended before a low says more about it.
_WEIGHTIEST = ("hold", "transfer", "interruption", "silence")
_EVENTS = {EventKind.HOLD: "hold", EventKind.INTERRUPTION: "interruption", EventKind.SILENCE: "silence"}

# When something ended, and what it is called.
_Happened = tuple[float, str]


def course_of(report: CallReport, words: Wording) -> str | None:
    """The line "Started frustrated, lowest at 1:12 after the second hold, ended relieved: +0.9."; null without an arc.

    The last figure is the needle. Feelings are named as emotions where they are known, or else by their valence.
    """
    figures = report.arc.figures
    if figures is None or report.no_arc is not None:
        return None
    summary = report.summary
    start = _feeling(summary.start if summary else None, figures.start)
    end = _feeling(summary.end if summary else None, figures.end)
    low = f"lowest at {format_timecode(figures.low_s)}{_after(report, figures)}"
    return f"Started {start}, {low}, ended {end}: {words.signed(figures.needle)}."


def _feeling(felt: Feeling | None, valence: float) -> str:
    """An emotion, unless it is at odds with the figure beside it, which is of three turns and not of one."""
    emotion = felt.emotion if felt else None
    if emotion is None or _side(valence) != emotion.side:
        return feeling(valence)
    return adjective(emotion)


def _side(valence: float) -> int:
    rounded = round(valence, 1)
    return 0 if abs(rounded) < _NEUTRAL else 1 if rounded > 0 else -1


def _after(report: CallReport, figures: ArcFigures) -> str:
    """What had ended shortly before the low, counted where there are several; nothing where nothing had."""
    lowest = next((said for said in report.turns if _is_low(said, figures)), None)
    if lowest is None:
        return ""
    start_s = lowest.turn.start_s
    happened = _happened(report)
    recent = [each for each in happened if start_s - _SHORTLY_S <= each[0] <= start_s + _WITHIN_S]
    if not recent:
        return ""
    last = min(recent, key=lambda each: (_WEIGHTIEST.index(each[1]), -each[0]))
    return f" after the {_counted(last, happened)}"


def _is_low(said: ScoredTurn, figures: ArcFigures) -> bool:
    return said.turn.role is Role.CUSTOMER and said.turn.middle_s == figures.low_s


def _happened(report: CallReport) -> list[_Happened]:
    """What may be told of as the last thing before a low, in the order of time."""
    events = [(event.end_s, _EVENTS[event.kind]) for event in report.events if _counts(event)]
    moved = [
        (said.turn.end_s, "transfer") for said in report.turns if any(c.name is CueName.TRANSFER for c in said.cues)
    ]
    return sorted(events + moved)


def _counts(event: Event) -> bool:
    """A customer who cuts in did that to nobody but the agent."""
    return event.kind in _EVENTS and not (event.kind is EventKind.INTERRUPTION and event.role is Role.CUSTOMER)


def _counted(one: _Happened, happened: Sequence[_Happened]) -> str:
    alike = [each for each in happened if each[1] == one[1]]
    return f"{ordinal(alike.index(one) + 1)} {one[1]}" if len(alike) > 1 else one[1]
