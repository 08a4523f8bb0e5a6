"""The lines of the reading: fixed sentences with their evidence, section by section, in the order of the panel."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median

from desktop.export.sentences.beneath import beneath_words
from desktop.export.sentences.corrections import corrected_turns, corrections_words, split_words
from desktop.export.sentences.pivots import just_before, pivot_words
from desktop.export.sentences.summary import Quoted, SummaryPart, summary_parts
from desktop.export.sentences.verdict import WIN_RULE, condition_lines
from desktop.export.wording import Wording, one_line, shorten, why_no_arc
from desktop.model.call import Role
from desktop.model.course.pivots import Direction
from desktop.model.events.event import EventKind
from desktop.model.events.floor import longest_monologue
from desktop.model.lenses import Lens, LensKind
from desktop.model.report import CallReport
from desktop.model.timecode import format_timecode

_MOST_WORDS = 25
_MET, _MISSED = "✓", "✗"
_LENSES = {
    LensKind.MEAN: "Mean",
    LensKind.QUARTERS: "Quarters",
    LensKind.END_WEIGHTED: "End-weighted",
    LensKind.PEAK_END: "Peak–end",
}
_DIGITS = {LensKind.MEAN: 2, LensKind.QUARTERS: 1, LensKind.END_WEIGHTED: 0, LensKind.PEAK_END: 2}


@dataclass(frozen=True, slots=True)
class Line:
    """A line: a heading, or a text with what it is about beside it.

    `t_s` is where it leads to in seconds of the recording, null where it leads nowhere; `lit` are the letters of the
    text that say so. `hint` is told on hover.
    """

    text: str
    about: str = ""
    t_s: float | None = None
    lit: tuple[int, int] = (0, 0)
    hint: str = ""
    heading: bool = False
    quiet: bool = False

    @property
    def read_aloud(self) -> str:
        """The line as a screen reader says it."""
        return f"{self.about}: {self.text}" if self.about else self.text


def reading_lines(report: CallReport, words: Wording) -> tuple[Line, ...]:
    """Everything that was made of a call; nothing where it has not been transcribed.

    Args:
        report: the call.
        words: how figures are written.
    """
    if report.call.analysis is None or not report.turns:
        return ()
    sections = {
        "Summary": [*_summary(report, words)],
        "Pivots": [*_pivots(report, words)],
        "Beneath the anger": [*_beneath(report)],
        "Win candidate" if report.win.candidate else "Not a win candidate": [*_win(report, words)],
        "Other ways to sum it up": [_lens(lens, words) for lens in report.lenses],
        "Talking": [*_talking(report, words)],
        "Corrected by a coach": [*_corrected(report, words)],
    }
    return tuple(line for name, own in sections.items() if own for line in (Line(name, heading=True), *own))


def _summary(report: CallReport, words: Wording) -> Iterator[Line]:
    missing = why_no_arc(report)
    if missing is not None:
        yield Line(missing, quiet=True)
    for part in summary_parts(report, words):
        yield from _part(part)


def _part(part: SummaryPart) -> Iterator[Line]:
    quotes = [_quote(quoted) for quoted in part.evidence]
    if part.told or not quotes:
        yield Line(part.told, about=part.name)
    else:
        first, *quotes = quotes
        yield replace(first, about=part.name)
    yield from quotes


def _quote(quoted: Quoted) -> Line:
    return _to(quoted.t_s, f"{quoted.who}: “{quoted.text}”")


def _to(t_s: float, text: str, about: str = "", hint: str = "") -> Line:
    """A line that leads somewhere, with its time before the text."""
    time = format_timecode(t_s)
    return Line(f"{time}  {text}", about, t_s, (0, len(time)), hint)


def _to_named(t_s: float, text: str, about: str = "", hint: str = "") -> Line:
    """A line that leads to a time which the text itself names, the last time that it does."""
    time = format_timecode(t_s)
    at = text.rfind(time)
    return Line(text, about, t_s, (at, at + len(time)), hint) if at >= 0 else _to(t_s, text, about, hint)


def _pivots(report: CallReport, words: Wording) -> Iterator[Line]:
    if report.arc.enough and not report.pivots:
        yield Line("The arc turned nowhere for long.", quiet=True)
    for pivot in report.pivots:
        certainty = f"{words.percent(pivot.change.certainty)} certain to be here or a turn beside"
        sign = "▲ up" if pivot.direction is Direction.UP else "▼ down"
        yield _to_named(pivot.customer.start_s, pivot_words(pivot, words), sign, certainty)
        told, about = just_before(pivot), "just before"
        yield _to(pivot.agent.turn.start_s, told, about) if pivot.agent else Line(told, about)


def _beneath(report: CallReport) -> Iterator[Line]:
    if report.arc.points and not report.beneath:
        yield Line("No anger or frustration was heard.", quiet=True)
    for beneath in report.beneath:
        to_s = (beneath.quote or beneath.run[0]).turn.start_s
        yield _to_named(to_s, beneath_words(beneath))


def _win(report: CallReport, words: Wording) -> Iterator[Line]:
    if not report.arc.points:
        return
    yield Line(WIN_RULE, quiet=True)
    for line in condition_lines(report.win, words):
        yield Line(f"{line.value}, {line.asked}", f"{_MET if line.met else _MISSED} {line.name}")


def _lens(lens: Lens, words: Wording) -> Line:
    digits = _DIGITS[lens.kind]
    values = ["–" if value is None else words.signed(value, digits) for value in lens.values]
    parts = [" · ".join(values)]
    parts += [f"change {words.signed(lens.change, digits)}"] if lens.change is not None else []
    parts += [str(lens.band)] if lens.band is not None else []
    reach = "" if lens.reach == 1.0 else f" (of ±{words.number(lens.reach)})"
    return Line(f"{', '.join(parts)}{reach}", about=_LENSES[lens.kind], hint=lens.formula)


def _talking(report: CallReport, words: Wording) -> Iterator[Line]:
    share = report.talk.agent_share if report.talk else None
    known = {said.turn.role for said in report.turns} >= {Role.AGENT, Role.CUSTOMER}
    if share is None or not known:
        return
    yield Line(f"agent {words.percent(share)}, customer {words.percent(1 - share)}", about="Talk ratio")
    for role in (Role.AGENT, Role.CUSTOMER):
        longest = longest_monologue(report.monologues, role)
        if longest is not None:
            yield _to(longest.start_s, f"{words.seconds(longest.length_s)} at a stretch", f"Longest, {role}")
    yield from _answers(report, words)


def _answers(report: CallReport, words: Wording) -> Iterator[Line]:
    """How long the customer waited for an answer after turns of strong feeling."""
    answers = [event for event in report.events if event.kind is EventKind.ANSWER]
    if not answers:
        return
    slowest = max(answers, key=lambda event: event.length_s)
    usual = words.seconds(median(event.length_s for event in answers))
    told = f"{usual} as a rule, {words.seconds(slowest.length_s)} at the longest, of {words.number(len(answers))}"
    strong = words.number(report.rules.events.strong_valence)
    hint = f"To turns at least {strong} from neutral, from their end to the agent's first word: median and maximum"
    yield _to(slowest.start_s, told, "Time to answer", hint)


def _corrected(report: CallReport, words: Wording) -> Iterator[Line]:
    count = corrections_words(report)
    if count is not None:
        yield Line(count, quiet=True)
    for said in corrected_turns(report):
        if said.score is not None and said.score.estimate is not None:
            values = f"{words.signed(said.score.valence)}, the model had said {words.signed(said.score.estimate)}"
            yield _to(said.turn.start_s, f"{values}: “{shorten(one_line(said.turn.text), _MOST_WORDS)}”")
    split = split_words(report.call, words)
    if split is not None:
        yield Line(split, quiet=True)
