"""What hovering over something of the timeline says, as rich text; every word of the call is escaped."""

from collections.abc import Sequence
from html import escape

from desktop.export.sentences.events import event_name, event_words
from desktop.export.sentences.names import cue_words, sentence
from desktop.export.sentences.pivots import just_before, pivot_words
from desktop.export.sentences.turn import why
from desktop.export.wording import Wording, clean, one_line, scorer_label, shorten
from desktop.model.course.pivots import Pivot
from desktop.model.drawing.marks import Mark, SaidCue
from desktop.model.events.event import Event, EventKind
from desktop.model.moment import Moment
from desktop.model.report import CallReport
from desktop.model.score import CueName
from desktop.model.scored_turn import ScoredTurn
from desktop.model.timecode import format_timecode
from desktop.ui.call.timeline.arc_line import LineHit

ARC_LEGEND = (
    "<p><b>Dot</b>: a turn of the customer's, larger where it is longer and surer; drag it to correct it.<br>"
    "<b>Ring</b>: more energy in the voice than usual for them; the wider the more.<br>"
    "<b>Dot with a hole</b>: set by a coach; the small circle is what the model had said.<br>"
    "<b>▲ ▼</b>: where the arc turned for long, and by how much; dotted where that is not certain.<br>"
    "<b>Grey band</b>: how far the line moves when smoothing, thresholds and recognition are varied.</p>"
)
EVENTS_LEGEND = (
    "<p>From the top: nobody speaks, the customer (C), the agent (A).<br>"
    "What is close together is one mark with a number: zoom in to see each.</p>"
)
CUES_LEGEND = (
    "<p>What the agent did, where the words are heard that show it.<br>"
    "What is close together is one mark with a number: zoom in to see each.</p>"
)
_BAND = (
    "The line is smoothed through the customer's turns. The grey band is how far it moves when smoothing, thresholds "
    "and what was recognised are varied: where it is wide, do not read much into the line."
)
_FIGURES = {
    "start": "<b>start</b>: the mean of the customer's first three turns",
    "low": "<b>low</b>: the lowest point of the line",
    "end": "<b>end</b>: the mean of the customer's last three turns",
}
_MOST_WORDS = 40
_MOST_MARKS = 6


def dot_words(scored: ScoredTurn, report: CallReport, words: Wording) -> str:
    """A turn's words, its valence with why it is that, and who says so."""
    told = why(scored.score, words) if scored.score is not None else ()
    known = "<br>".join([f"<b>{escape(line)}</b>" if not place else escape(line) for place, line in enumerate(told)])
    by_coach = scored.score is not None and scored.score.corrected
    label = "" if by_coach else f"{escape(clean(scorer_label(report)))} · "
    return f"{_said(scored)}<p>{known}<br><i>{label}drag up or down to correct</i></p>"


def flag_words(moment: Moment) -> str:
    """A moment's type with its key, its time, and its note."""
    times = [format_timecode(moment.start_s)]
    if moment.end_s > moment.start_s:
        times.append(format_timecode(moment.end_s))
    note = escape(shorten(one_line(moment.note), _MOST_WORDS))
    head = f"<b>{moment.type.digit} {moment.type.capitalize()}</b> · {'–'.join(times)}"
    return f"<p>{head}</p><p>{note}</p>" if note else f"<p>{head}</p>"


def pivot_hover(pivot: Pivot, words: Wording) -> str:
    """How far the arc moved, how certain that is, and what happened just before."""
    certainty = f"{words.percent(pivot.change.certainty)} certain"
    head = f"<b>{escape(pivot_words(pivot, words))}</b> {certainty}"
    return f"<p>{head}</p><p>What happened just before: {escape(just_before(pivot))}</p>"


def line_words(line: LineHit, words: Wording) -> str:
    """What the line says at an instant, and what line and band are."""
    between = f"between {words.signed(line.lower)} and {words.signed(line.upper)}"
    named = "".join(f"<p>{_FIGURES[name]}</p>" for name in line.figures)
    return f"<p><b>{words.signed(line.value)}</b>, {between}</p>{named}<p>{_BAND}</p>"


def marks_words(marks: Sequence[Mark], words: Wording) -> str:
    """What the marks at a place are; of many the first few."""
    told = [_mark_words(mark, words, alone=len(marks) == 1) for mark in marks[:_MOST_MARKS]]
    more = [f"<p>and {len(marks) - _MOST_MARKS} more</p>"] if len(marks) > _MOST_MARKS else []
    return "".join(told + more)


def event_labels(event: Event, words: Wording) -> tuple[str, ...]:
    """What an event is called beside its sign, from the longest to the shortest."""
    name = event_name(event.kind)
    if event.kind in {EventKind.FAST_SPEECH, EventKind.OVERLAP, EventKind.INTERRUPTION}:
        return (name,)
    length = words.seconds(event.length_s)
    return (f"{'answer' if event.kind is EventKind.ANSWER else name} {length}", length)


def cue_label(name: CueName) -> str:
    """What a cue is called on its chip."""
    return name.value.replace("_", "-")


def _mark_words(mark: Mark, words: Wording, *, alone: bool) -> str:
    time = format_timecode(mark.start_s)
    if isinstance(mark.thing, SaidCue):
        return _cue_words(mark.thing, time, words, alone=alone)
    name = sentence(event_name(mark.thing.kind))
    return f"<p><b>{name}</b> · {time}<br>{escape(event_words(mark.thing, words))}</p>"


def _cue_words(said: SaidCue, time: str, words: Wording, *, alone: bool) -> str:
    """The cue with its score and its words, and the sentence around them where there is room for it."""
    cue = said.cue
    head = f"<b>{sentence(cue_label(cue.name))}</b> · {time} · score {words.percent(cue.score)}"
    what = f"The agent {cue_words(cue.name)}: “{escape(shorten(one_line(cue.text), _MOST_WORDS))}”"
    around = f"<p><i>{escape(shorten(one_line(said.said.turn.text), _MOST_WORDS))}</i></p>" if alone else ""
    return f"<p>{head}<br>{what}</p>{around}"


def _said(scored: ScoredTurn) -> str:
    said = escape(shorten(one_line(scored.turn.text), _MOST_WORDS))
    return f"<p>“{said}”<br>{format_timecode(scored.turn.start_s)}</p>"
