"""What was found in a call besides its turns, as data: events, talk, pivots, lenses, beneath, win rule, summary."""

from desktop.export.numbers import time_of, value_of
from desktop.model.beneath import Beneath
from desktop.model.course.pivots import Pivot
from desktop.model.course.win import WinVerdict
from desktop.model.events.event import Event
from desktop.model.events.floor import TalkTime
from desktop.model.lenses import Lens
from desktop.model.score import Cue
from desktop.model.scored_turn import ScoredTurn
from desktop.model.summary import Evidence, Feeling, Summary


def event_json(event: Event) -> dict[str, object]:
    """Something that happened, with the measure and the limit that make it an event."""
    reason = event.reason
    return {
        "kind": event.kind.value,
        "start_s": time_of(event.start_s),
        "end_s": time_of(event.end_s),
        "role": event.role.value,
        "other": event.other.value if event.other else None,
        "measure": reason.measure.value,
        "value": value_of(reason.value),
        "limit": value_of(reason.limit),
        "usual": value_of(reason.usual),
        "words": reason.words,
    }


def talk_json(talk: TalkTime | None) -> dict[str, object] | None:
    """How long each side talks; null where it is not known."""
    if talk is None:
        return None
    return {
        "agent_s": time_of(talk.agent_s),
        "customer_s": time_of(talk.customer_s),
        "agent_share": value_of(talk.agent_share),
    }


def pivot_json(pivot: Pivot) -> dict[str, object]:
    """Where the arc turned, how far, and what the agent did just before."""
    change, agent = pivot.change, pivot.agent
    return {
        "t_s": time_of(pivot.t_s),
        "direction": pivot.direction.value,
        "before": value_of(change.before),
        "after": value_of(change.after),
        "size": value_of(change.size),
        "certainty": value_of(change.certainty),
        "customer": pivot.customer.text,
        "agent": _quote(Evidence(agent, 0, len(agent.turn.text))) if agent else None,
        "cues": [_named(cue) for cue in pivot.cues],
    }


def lens_json(lens: Lens) -> dict[str, object]:
    """What another formula makes of the call."""
    return {
        "kind": lens.kind.value,
        "values": [value_of(value) for value in lens.values],
        "reach": value_of(lens.reach),
        "change": value_of(lens.change),
        "band": lens.band.value if lens.band else None,
        "formula": lens.formula,
    }


def beneath_json(beneath: Beneath) -> dict[str, object]:
    """A run of anger with what lies beneath it."""
    return {
        "start_s": time_of(beneath.run[0].turn.start_s),
        "end_s": time_of(beneath.run[-1].turn.end_s),
        "emotion": beneath.emotion.value if beneath.emotion else None,
        "quote": _whole(beneath.quote) if beneath.quote else None,
    }


def win_json(verdict: WinVerdict) -> dict[str, object]:
    """The rule for win candidates, condition by condition."""
    return {
        "candidate": verdict.candidate,
        "conditions": [
            {
                "aspect": condition.aspect.value,
                "value": value_of(condition.value),
                "comparison": condition.comparison.value,
                "threshold": value_of(condition.threshold),
                "met": condition.met,
            }
            for condition in verdict.conditions
        ],
    }


def summary_json(summary: Summary | None) -> dict[str, object] | None:
    """The call in four parts; null where nobody is known to be the customer."""
    if summary is None:
        return None
    return {
        "issue": _quote(summary.issue) if summary.issue else None,
        "start": _feeling(summary.start) if summary.start else None,
        "end": _feeling(summary.end) if summary.end else None,
        "turned_by": time_of(summary.turned_by.t_s) if summary.turned_by else None,
        "outcome": summary.outcome.kind.value,
        "outcome_evidence": [_quote(evidence) for evidence in summary.outcome.evidence],
    }


def _feeling(feeling: Feeling) -> dict[str, object]:
    return {
        "valence": value_of(feeling.valence),
        "emotion": feeling.emotion.value if feeling.emotion else None,
        "quote": _whole(feeling.said),
    }


def _whole(said: ScoredTurn) -> dict[str, object]:
    return _quote(Evidence(said, 0, len(said.turn.text)))


def _quote(evidence: Evidence) -> dict[str, object]:
    """Words of a turn: whose, when the turn begins, and their place in its text."""
    turn = evidence.said.turn
    return {
        "role": turn.role.value,
        "start_s": time_of(turn.start_s),
        "text": evidence.text,
        "start_char": evidence.start_char,
        "end_char": evidence.end_char,
    }


def _named(cue: Cue) -> dict[str, object]:
    return {"name": cue.name.value, "text": cue.text}
