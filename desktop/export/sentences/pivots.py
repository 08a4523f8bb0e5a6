"""A pivot in sentences: how far the arc moved there, and what the agent had done just before."""

from desktop.export.sentences.names import cue_words, in_a_row
from desktop.export.wording import Wording, one_line, shorten
from desktop.model.course.pivots import Direction, Pivot
from desktop.model.score import CueName
from desktop.model.timecode import format_timecode

_MOST_WORDS = 40
_EVIDENCE_WORDS = 12


def pivot_words(pivot: Pivot, words: Wording) -> str:
    """How far it moved: "Up +0.8 from −0.5 to +0.3 at 2:10."."""
    change = pivot.change
    way = "Up" if pivot.direction is Direction.UP else "Down"
    levels = f"from {words.signed(change.before)} to {words.signed(change.after)}"
    return f"{way} {words.signed(change.size)} {levels} at {format_timecode(pivot.customer.start_s)}."


def just_before(pivot: Pivot) -> str:
    """What the agent did just before, such as "The agent apologised (“…”) and took responsibility (“…”)."."""
    agent = pivot.agent
    if agent is None:
        return "The agent had not spoken before."
    shown: dict[CueName, str] = {}
    for cue in pivot.cues:
        shown.setdefault(cue.name, shorten(one_line(cue.text), _EVIDENCE_WORDS))
    if not shown:
        return f"The agent said: “{shorten(one_line(agent.turn.text), _MOST_WORDS)}”"
    return f"The agent {in_a_row([f'{cue_words(name)} (“{text}”)' for name, text in shown.items()])}."


def pivot_told(pivot: Pivot, words: Wording) -> str:
    """Both in one go, for a hover."""
    return f"{pivot_words(pivot, words)} What happened just before: {just_before(pivot)}"
