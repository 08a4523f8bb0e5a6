"""The parts of a call's summary: a fixed sentence each, and the words of the call that bear it out."""

from dataclasses import dataclass

from desktop.export.sentences.course import course_of
from desktop.export.sentences.pivots import just_before, pivot_words
from desktop.export.wording import Wording, one_line, shorten
from desktop.model.call import Role
from desktop.model.report import CallReport
from desktop.model.summary import Evidence, OutcomeKind, Summary
from desktop.model.timecode import format_timecode

FEELING = "Feeling"
_MOST_WORDS = 40
_WHO = {Role.AGENT: "Agent", Role.CUSTOMER: "Customer", Role.UNKNOWN: "Speaker"}
_OUTCOMES = {
    OutcomeKind.RESOLVED: "Resolved in this call.",
    OutcomeKind.PROMISED: "Promised: somebody is to come back to the customer.",
    OutcomeKind.OPEN: "Open: nothing was heard that settled it.",
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of the call with who said them and when; `t_s` in seconds of the recording."""

    t_s: float
    time: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class SummaryPart:
    """One part: its name, a fixed sentence that may be empty, and its evidence."""

    name: str
    told: str
    evidence: tuple[Quoted, ...] = ()


def summary_parts(report: CallReport, words: Wording) -> tuple[SummaryPart, ...]:
    """Issue, feeling, what turned it, outcome; empty without a summary. A part that is not known says so."""
    summary = report.summary
    if summary is None:
        return ()
    return (_issue(summary), *_feeling(report, summary, words), _turned(report, summary, words), _outcome(summary))


def outcome_words(kind: OutcomeKind) -> str:
    """How a call ended, in a fixed sentence."""
    return _OUTCOMES[kind]


def quoted(evidence: Evidence) -> Quoted:
    """Evidence as it is shown."""
    turn = evidence.said.turn
    text = shorten(one_line(evidence.text), _MOST_WORDS)
    return Quoted(turn.start_s, format_timecode(turn.start_s), _WHO[turn.role], text)


def _issue(summary: Summary) -> SummaryPart:
    if summary.issue is None:
        return SummaryPart("Issue", "No clear request was heard.")
    return SummaryPart("Issue", "", (quoted(summary.issue),))


def _feeling(report: CallReport, summary: Summary, words: Wording) -> tuple[SummaryPart, ...]:
    course = course_of(report, words)
    if course is None:
        return ()
    ends = [felt.said for felt in (summary.start, summary.end) if felt is not None]
    evidence = tuple(quoted(Evidence(said, 0, len(said.turn.text))) for said in ends)
    return (SummaryPart(FEELING, course, evidence),)


def _turned(report: CallReport, summary: Summary, words: Wording) -> SummaryPart:
    if summary.turned_by is None:
        no_arc = "There is no arc to turn." if report.no_arc else "Nothing turned it upward for long."
        return SummaryPart("What turned it", no_arc)
    pivot = summary.turned_by
    customer = report.turn_at(pivot.t_s, Role.CUSTOMER)
    evidence = (quoted(Evidence(customer, 0, len(customer.turn.text))),) if customer else ()
    return SummaryPart("What turned it", f"{pivot_words(pivot, words)} {just_before(pivot)}", evidence)


def _outcome(summary: Summary) -> SummaryPart:
    evidence = tuple(quoted(each) for each in summary.outcome.evidence)
    return SummaryPart("Outcome", outcome_words(summary.outcome.kind), evidence)
