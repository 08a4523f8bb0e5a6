"""What a command says while it works and when it is done."""

import sys

from desktop.export.sentences.corrections import corrections_words, split_words
from desktop.export.sentences.course import course_of
from desktop.export.wording import one_line, scorer_label, why_no_arc, wording
from desktop.model.call import Role, RoleSource, name_of_file
from desktop.model.report import CallReport
from desktop.model.timecode import format_timecode
from desktop.protocol import Event, Progress

_STEP = 0.1
_CLEAR_LINE = "\r\033[K"


class ProgressLine:
    """How far a job has come: a line that is written over on a terminal, a line per step elsewhere."""

    def __init__(self, name: str) -> None:
        self._name = one_line(name)
        self._on_terminal = sys.stderr.isatty()
        self._said_stage, self._said_done = "", 0.0

    def show(self, event: Event) -> None:
        """Say where the job stands, if an event tells."""
        if not isinstance(event, Progress):
            return
        text = f"{self._name}: {event.stage} · {event.done:.0%}{_left(event.left_s)}"
        if self._on_terminal:
            print(f"{_CLEAR_LINE}{text}", end="", file=sys.stderr, flush=True)
        elif event.stage != self._said_stage or event.done - self._said_done >= _STEP:
            print(text, file=sys.stderr, flush=True)
            self._said_stage, self._said_done = event.stage, event.done

    def close(self) -> None:
        """Take the line away."""
        if self._on_terminal:
            print(_CLEAR_LINE, end="", file=sys.stderr, flush=True)


def _left(left_s: float | None) -> str:
    if left_s is None:
        return ""
    return " · under a minute left" if left_s < 60 else f" · {round(left_s / 60)} min left"


def complain(name: str, what: str, fix: str) -> None:
    """Say on stderr what went wrong with a file; the sentence may name the file itself."""
    about = "" if name in what else f"{one_line(name)}: "
    print(one_line(f"upswing: {about}{what} {fix}"), file=sys.stderr, flush=True)


def summary(report: CallReport) -> str:
    """A call in a few lines: what it is, who speaks where, how the customer's feelings went."""
    lines = [_facts(report), *(recording.notices if (recording := report.call.recording) else ())]
    roles = _roles(report)
    return "\n  ".join([*lines, *([roles] if roles else []), _arc(report)])


def _facts(report: CallReport) -> str:
    call, spoken = report.call, [t.turn.role for t in report.turns]
    recording, analysis = call.recording, call.analysis
    parts = [
        one_line(name_of_file(call.file)),
        format_timecode(recording.duration_s) if recording else "",
        f"{spoken.count(Role.CUSTOMER)} customer turns" if Role.CUSTOMER in spoken else f"{len(spoken)} turns",
        f"{analysis.engine} {analysis.model} in {analysis.seconds or 0:.1f} s" if analysis else "",
        call.sha256[:12],
    ]
    return " · ".join(part for part in parts if part)


def _roles(report: CallReport) -> str | None:
    agent, words = report.call.agent_channel(), wording("en")
    if agent is None:
        return "Who is the agent and who the customer is not known." if report.turns else None
    how = "set" if agent.source is RoleSource.SET else f"guessed, {words.percent(agent.confidence)} sure"
    split = split_words(report.call, words)
    if split is not None:
        return f"{split}. Which of them is the agent is {how}."
    return f"The agent is on the {'left' if agent.index == 0 else 'right'} channel ({how})."


def _arc(report: CallReport) -> str:
    """The course in one sentence, what it is an estimate of, and what there is to say about it."""
    course = course_of(report, wording("en"))
    if course is None:
        return why_no_arc(report) or ""
    corrected = corrections_words(report)
    told = (
        f"{course.removesuffix('.')} ({scorer_label(report)}).",
        f"{corrected}." if corrected else None,
        "A win candidate." if report.win.candidate else None,
    )
    return " ".join(part for part in told if part)
