"""Marking: what a key that was pressed, a time that was typed or a nudge makes of a moment."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum

from desktop.errors import BadInput
from desktop.model.moment import Moment, MomentType
from desktop.model.report import CallReport
from desktop.model.timecode import format_timecode, parse_timecode, timecode_tenths

SHORTEST_HOLD_S = 0.4
NUDGE_S = 0.1
_JUST_PASSED_S = 1.0
_SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！")


class Edge(StrEnum):
    """The two ends of a range; a point has both at one time."""

    START = "start"
    END = "end"


def meant_s(at_s: float, lag_s: float, duration_s: float, *, playing: bool) -> float:
    """The time that a key means: earlier by the reaction lag while the call plays, and within the call."""
    return _within(at_s - max(lag_s, 0.0) if playing else at_s, duration_s)


def marked(kind: MomentType, start_s: float, end_s: float, held_s: float, author: str = "") -> Moment:
    """What a key marked.

    Args:
        kind: the type of the moment.
        start_s: the time that was meant when the key went down.
        end_s: the time that was meant when it came up; an earlier one, after a jump back, makes a point.
        held_s: how long the key was down, by the clock; a short press makes a point.
        author: who marks.
    """
    is_range = held_s >= SHORTEST_HOLD_S and end_s > start_s
    return Moment(kind, start_s, end_s if is_range else start_s, author=author)


def nudged(moment: Moment, edge: Edge, delta_s: float, duration_s: float) -> Moment:
    """Move an edge a little; neither crosses the other or leaves the call.

    The start of a point takes the point along; its end makes a range of it.
    """
    if edge is Edge.END:
        return replace(moment, end_s=_shifted(moment.end_s, delta_s, moment.start_s, duration_s))
    if is_point(moment):
        at_s = _shifted(moment.start_s, delta_s, 0.0, duration_s)
        return replace(moment, start_s=at_s, end_s=at_s)
    return replace(moment, start_s=_shifted(moment.start_s, delta_s, 0.0, moment.end_s))


def with_start(moment: Moment, text: str, duration_s: float) -> Moment:
    """Let a moment start at a time that was typed.

    A point moves as a whole, and so does a range whose start would pass its end.

    Raises:
        BadInput: the text is no time within the call.
    """
    start_s = _typed(text, duration_s)
    length_s = moment.end_s - moment.start_s
    end_s = moment.end_s if length_s > 0 and start_s <= moment.end_s else start_s + length_s
    return replace(moment, start_s=start_s, end_s=min(end_s, duration_s))


def with_end(moment: Moment, text: str, duration_s: float) -> Moment:
    """Let a moment end at a time that was typed; no text makes a point.

    Raises:
        BadInput: the text is no time within the call, or one before the moment starts.
    """
    if not text.strip():
        return replace(moment, end_s=moment.start_s)
    end_s = _typed(text, duration_s)
    if end_s < moment.start_s:
        raise BadInput("It would end before it starts.", "Type a later time, or none for a point.")
    return replace(moment, end_s=end_s)


def is_point(moment: Moment) -> bool:
    """Whether a moment is a point and no range."""
    return moment.end_s <= moment.start_s


def in_order(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    """Moments as they come in the call."""
    return tuple(sorted(moments, key=lambda moment: (moment.start_s, moment.end_s, moment.id or 0)))


def moment_after(moments: Iterable[Moment], t_s: float, selected: int | None = None) -> Moment | None:
    """The next moment after a time, or after the selected one where the time has only just passed that."""
    ordered = in_order(moments)
    at = _selected_at(ordered, t_s, selected)
    if at is not None:
        return next(iter(ordered[at + 1 :]), None)
    return next((moment for moment in ordered if moment.start_s > t_s), None)


def moment_before(moments: Iterable[Moment], t_s: float, selected: int | None = None) -> Moment | None:
    """The moment before a time, or before the selected one where the time has only just passed that."""
    ordered = in_order(moments)
    at = _selected_at(ordered, t_s, selected)
    if at is not None:
        return ordered[at - 1] if at > 0 else None
    return next((moment for moment in reversed(ordered) if moment.start_s < t_s), None)


def duration_of(report: CallReport) -> float:
    """How long a call is: its recording, or up to the last word where that is not known."""
    if report.call.recording is not None:
        return report.call.recording.duration_s
    return max((scored.turn.end_s for scored in report.turns), default=0.0)


def said_at(report: CallReport, t_s: float) -> str:
    """What was being said at a time, from the beginning of the sentence; nothing before the first word."""
    heard = report.turn_at(t_s)
    words = heard.turn.words if heard is not None else ()
    first = max((i for i, word in enumerate(words) if word.start_s <= t_s), default=0)
    while first > 0 and not words[first - 1].text.rstrip().endswith(_SENTENCE_ENDS):
        first -= 1
    return "".join(word.text for word in words[first:]).strip()


def when(moment: Moment) -> str:
    """A point's time or a range's times, such as `1:12` or `1:12–1:19`."""
    start = format_timecode(moment.start_s)
    return start if is_point(moment) else f"{start}–{format_timecode(moment.end_s)}"


def tags_of(text: str) -> tuple[str, ...]:
    """The tags in a comma-separated text, each once."""
    tags = (" ".join(part.split()) for part in text.split(","))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _typed(text: str, duration_s: float) -> float:
    t_s = parse_timecode(text)
    if t_s > duration_s and timecode_tenths(t_s) != timecode_tenths(duration_s):
        raise BadInput(f"The call is only {format_timecode(duration_s)} long.", "Type a time within it.")
    return min(t_s, duration_s)


def _shifted(t_s: float, delta_s: float, earliest_s: float, latest_s: float) -> float:
    """A time moved within bounds; the milliseconds stay whole, so that nudges there and back cancel out."""
    return min(max(round(t_s + delta_s, 3), earliest_s), latest_s)


def _selected_at(ordered: Sequence[Moment], t_s: float, selected: int | None) -> int | None:
    """Where the selected moment stands, if the time is on it or so little after it that it was just gone to."""
    places = (i for i, moment in enumerate(ordered) if moment.id is not None and moment.id == selected)
    at = next(places, None)
    return at if at is not None and 0.0 <= t_s - ordered[at].start_s < _JUST_PASSED_S else None


def _within(t_s: float, duration_s: float) -> float:
    return max(min(t_s, duration_s), 0.0)
