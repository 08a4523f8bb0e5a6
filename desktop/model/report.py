"""A call as every screen and document reads it: turns with their scores, and the arc through them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from desktop.model.arc import Arc, arc_of
from desktop.model.call import Call, Role
from desktop.model.moment import Moment, Note
from desktop.model.score import Cue, Score, TurnScore
from desktop.model.span import Span
from desktop.model.turn import Turn, turns_of


class NoArc(StrEnum):
    """Why there is no arc to be drawn for a call."""

    NOT_ANALYSED = "not analysed"
    LANGUAGE = "language"
    CUSTOMER_UNKNOWN = "customer unknown"
    FEW_TURNS = "few turns"


@dataclass(frozen=True, slots=True)
class ScoredTurn:
    """A turn with what is known of it. `score` is null for everybody but customers."""

    turn: Turn
    score: Score | None = None
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class CallReport:
    """Everything about one call that a document or a screen may need."""

    call: Call
    turns: tuple[ScoredTurn, ...]
    arc: Arc
    moments: tuple[Moment, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def reads_feelings(self) -> bool:
        """Whether the call was analysed in a language in which feelings are read."""
        analysis = self.call.analysis
        if analysis is None or not analysis.scorer:
            return False
        return analysis.language.lower().replace("_", "-").partition("-")[0] == "en"

    @property
    def no_arc(self) -> NoArc | None:
        """Why there is no arc; null where there is one."""
        if self.call.analysis is None:
            return NoArc.NOT_ANALYSED
        if not self.reads_feelings:
            return NoArc.LANGUAGE
        if self.arc.enough:
            return None
        if self.turns and not any(channel.role is Role.CUSTOMER for channel in self.call.channels):
            return NoArc.CUSTOMER_UNKNOWN
        return NoArc.FEW_TURNS

    def turn_at(self, t_s: float, role: Role | None = None) -> ScoredTurn | None:
        """The turn heard at a time, or else the last one that began before it."""
        begun = [t for t in self.turns if t.turn.start_s <= t_s and role in (None, t.turn.role)]
        return next((t for t in reversed(begun) if t.turn.end_s >= t_s), begun[-1] if begun else None)


def report_of(
    call: Call,
    spans: Iterable[Span],
    scores: Iterable[TurnScore],
    moments: Iterable[Moment] = (),
    notes: Iterable[Note] = (),
) -> CallReport:
    """Put a call together from what is stored of it."""
    known = {(s.channel, s.start_s): s.score for s in scores}
    roles = {c.index: c.role for c in call.channels}
    turns = tuple(
        ScoredTurn(turn, known.get((turn.channel, turn.start_s)) if turn.role is Role.CUSTOMER else None)
        for turn in turns_of(spans, roles)
    )
    arc = arc_of([(t.turn, t.score) for t in turns if t.score is not None])
    return CallReport(call, turns, arc, tuple(moments), tuple(notes))
