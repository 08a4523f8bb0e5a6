"""How much of an arc a coach has set, and how sure the split of one microphone is."""

from desktop.export.wording import Wording
from desktop.model.call import Call
from desktop.model.report import CallReport
from desktop.model.scored_turn import ScoredTurn


def corrections_words(report: CallReport) -> str | None:
    """How many of the customer's turns a coach has set: "3 of 41 turns corrected"; null where none is."""
    corrected = corrected_turns(report)
    if not corrected:
        return None
    return f"{len(corrected)} of {len(report.arc.points)} turns corrected"


def corrected_turns(report: CallReport) -> tuple[ScoredTurn, ...]:
    """The customer's turns whose valence a coach has set."""
    return tuple(said for said in report.turns if said.score is not None and said.score.corrected)


def split_words(call: Call, words: Wording) -> str | None:
    """How sure the split is: "One microphone: two voices told apart, 92 % sure"; null where there is none."""
    confidence = call.split_confidence
    return None if confidence is None else f"One microphone: two voices told apart, {words.percent(confidence)} sure"


def short_split_words(call: Call, words: Wording) -> str | None:
    """The same where there is little room: "One microphone, 92 % sure"."""
    confidence = call.split_confidence
    return None if confidence is None else f"One microphone, {words.percent(confidence)} sure"
