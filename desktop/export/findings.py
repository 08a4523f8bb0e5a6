"""What was found in a call, laid out for the coaching notes: summary, pivots, cues, events, lenses and the win rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from desktop.export.sentences.beneath import beneath_lines
from desktop.export.sentences.events import event_name, event_words
from desktop.export.sentences.names import cue_words, sentence
from desktop.export.sentences.pivots import just_before, pivot_words
from desktop.export.sentences.summary import FEELING, Quoted, SummaryPart, quoted, summary_parts
from desktop.export.sentences.verdict import WIN_RULE, condition_lines, is_candidate_words
from desktop.export.wording import Wording, one_line, shorten
from desktop.model.call import Role
from desktop.model.course.pivots import Pivot
from desktop.model.events.event import EventKind
from desktop.model.events.floor import longest_monologue
from desktop.model.lenses import Lens, LensKind
from desktop.model.report import CallReport
from desktop.model.score import CueName
from desktop.model.summary import Evidence
from desktop.model.timecode import format_timecode

_CUES_QUOTED = 3
_CUE_WORDS = 25
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


@dataclass(frozen=True, slots=True)
class CueLine:
    """Something that the agent did: what, how often, and when in which words; of the many only when."""

    done: str
    count: int
    shown: tuple[tuple[str, str], ...]


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
        "summary": [_without_course(part) for part in summary_parts(report, words)],
        "pivots": [_pivot_line(report, pivot, words) for pivot in _other_pivots(report)] if has_arc else [],
        "cues": [*_cue_lines(report)],
        "beneath": beneath_lines(report.beneath),
        "events": _events(report, words),
        "talk": _talk(report, words),
        "lenses": [_lens(lens, words) for lens in report.lenses] if has_arc else [],
        "win_rule": WIN_RULE if has_arc else None,
        "verdict": is_candidate_words(report.win) if has_arc else None,
        "conditions": condition_lines(report.win, words) if has_arc else (),
    }


def _without_course(part: SummaryPart) -> SummaryPart:
    """The feeling without its sentence, which stands above the arc."""
    return replace(part, told="") if part.name == FEELING else part


def _other_pivots(report: CallReport) -> list[Pivot]:
    """All but the one that the summary tells of."""
    return [pivot for pivot in report.pivots if report.summary is None or pivot != report.summary.turned_by]


def _pivot_line(report: CallReport, pivot: Pivot, words: Wording) -> PivotLine:
    said = next(said for said in report.turns if said.turn == pivot.customer)
    return PivotLine(pivot_words(pivot, words), quoted(Evidence(said, 0, len(said.turn.text))), just_before(pivot))


def _cue_lines(report: CallReport) -> Iterator[CueLine]:
    """What the agent did, kind by kind in the order in which each was done first."""
    places: dict[CueName, list[tuple[str, str]]] = {}
    for said in report.turns:
        for cue in said.cues if said.turn.role is Role.AGENT else ():
            words = shorten(one_line(cue.text), _CUE_WORDS)
            places.setdefault(cue.name, []).append((format_timecode(said.turn.start_s), words))
    for name, found in places.items():
        yield CueLine(sentence(cue_words(name)), len(found), _shown(found))


def _shown(places: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Times with words, of which a few are enough; the same words are shown once, with all their times."""
    times: dict[str, list[str]] = {}
    for time, words in places:
        times.setdefault(words, []).append(time)
    shown = [(", ".join(alike), words) for words, alike in times.items()]
    rest = ", ".join(time for time, _ in shown[_CUES_QUOTED:])
    return (*shown[:_CUES_QUOTED], *([(rest, "")] if rest else []))


def _events(report: CallReport, words: Wording) -> list[EventLine]:
    """All but the answers, of which there is one for every emotional turn: those only where they were long."""
    return [
        EventLine(format_timecode(event.start_s), sentence(event_name(event.kind)), event_words(event, words))
        for event in report.events
        if event.kind is not EventKind.ANSWER or event.length_s > report.rules.events.silence_s
    ]


def _talk(report: CallReport, words: Wording) -> list[tuple[str, str]]:
    """Who talks how much, and how long each has the floor at a stretch."""
    share = report.talk.agent_share if report.talk else None
    lines = [("Agent’s share of the talk", words.percent(share))] if share is not None else []
    for role, name in ((Role.AGENT, "Agent’s longest monologue"), (Role.CUSTOMER, "Customer’s longest monologue")):
        run = longest_monologue(report.monologues, role)
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
