"""What was found in a call, laid out for the coaching notes: summary, pivots, cues, events, lenses and the win rule."""

from dataclasses import dataclass

from desktop.export.sentences.beneath import beneath_words
from desktop.export.sentences.events import event_name, event_words
from desktop.export.sentences.names import cue_words, sentence
from desktop.export.sentences.pivots import just_before, pivot_words
from desktop.export.sentences.summary import Quoted, quoted, summary_parts
from desktop.export.sentences.verdict import WIN_RULE, condition_lines, verdict_words
from desktop.export.wording import Wording, one_line
from desktop.model.call import Role
from desktop.model.events.event import EventKind, EventLimits
from desktop.model.events.floor import longest_monologue
from desktop.model.lenses import Lens, LensKind
from desktop.model.report import CallReport
from desktop.model.summary import Evidence
from desktop.model.timecode import format_timecode

_LENSES = {
    LensKind.MEAN: "Mean",
    LensKind.QUARTERS: "Quarters",
    LensKind.END_WEIGHTED: "End-weighted",
    LensKind.PEAK_END: "Peak and end",
}


@dataclass(frozen=True, slots=True)
class PivotLine:
    """A pivot: how far it moved, what the customer then said, and what had happened just before."""

    told: str
    customer: Quoted
    before: str
    cues: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CueLine:
    """Something that the agent did: when, what, and the words that show it."""

    time: str
    done: str
    words: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event: when, what kind, and why it is one."""

    time: str
    kind: str
    told: str


@dataclass(frozen=True, slots=True)
class LensLine:
    """A lens: its name, what it makes of the call, and how."""

    name: str
    value: str
    formula: str


def findings_content(report: CallReport, words: Wording) -> dict[str, object]:
    """What the notes' templates know by these names; lists are empty where nothing was found."""
    has_arc = report.no_arc is None
    return {
        "summary": summary_parts(report, words),
        "pivots": [_pivots_line(report, number, words) for number in range(len(report.pivots))] if has_arc else [],
        "cues": _cues(report),
        "beneath": [beneath_words(each) for each in report.beneath],
        "events": _events(report, words),
        "talk": _talk(report, words),
        "lenses": [_lens(lens, words) for lens in report.lenses] if has_arc else [],
        "win_rule": WIN_RULE if has_arc else None,
        "verdict": verdict_words(report.win, words) if has_arc else None,
        "conditions": condition_lines(report.win, words) if has_arc else (),
    }


def _pivots_line(report: CallReport, number: int, words: Wording) -> PivotLine:
    pivot = report.pivots[number]
    said = next(said for said in report.turns if said.turn == pivot.customer)
    return PivotLine(
        pivot_words(pivot, words),
        quoted(Evidence(said, 0, len(said.turn.text))),
        just_before(pivot),
        tuple((sentence(cue_words(cue.name)), one_line(cue.text)) for cue in pivot.cues),
    )


def _cues(report: CallReport) -> list[CueLine]:
    return [
        CueLine(format_timecode(said.turn.start_s), sentence(cue_words(cue.name)), one_line(cue.text))
        for said in report.turns
        if said.turn.role is Role.AGENT
        for cue in said.cues
    ]


def _events(report: CallReport, words: Wording) -> list[EventLine]:
    """All but the answers, of which there is one for every emotional turn: those only where they were long."""
    return [
        EventLine(format_timecode(event.start_s), sentence(event_name(event.kind)), event_words(event, words))
        for event in report.events
        if event.kind is not EventKind.ANSWER or event.length_s > EventLimits().silence_s
    ]


def _talk(report: CallReport, words: Wording) -> list[tuple[str, str]]:
    """Who talks how much, and how long each has the floor at a stretch."""
    share = report.talk.agent_share if report.talk else None
    lines = [("Agent’s share of the talk", words.percent(share))] if share is not None else []
    turns = [said.turn for said in report.turns]
    for role, name in ((Role.AGENT, "Agent’s longest monologue"), (Role.CUSTOMER, "Customer’s longest monologue")):
        run = longest_monologue(turns, role, EventLimits())
        if run is not None:
            lines.append((name, f"{words.seconds(run.length_s)} at {format_timecode(run.start_s)}"))
    return lines


def _lens(lens: Lens, words: Wording) -> LensLine:
    digits = 0 if lens.reach >= 100 else 1
    values = " · ".join("none" if value is None else words.signed(value, digits) for value in lens.values)
    parts = [values]
    if lens.change is not None:
        parts.append(f"change {words.signed(lens.change)}")
    if lens.band is not None:
        parts.append(lens.band.value)
    return LensLine(f"{_LENSES[lens.kind]} (±{lens.reach:g})", ", ".join(parts), lens.formula)
