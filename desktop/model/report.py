"""A call as every screen and document reads it: turns with their scores, and the arc through them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.model.arc import Arc, arc_of
from desktop.model.beneath import Beneath, beneath_of
from desktop.model.call import Call, Layout, Role
from desktop.model.correction import Correction, corrected
from desktop.model.course.band import Band, band_of
from desktop.model.course.pivots import Pivot, pivots_of
from desktop.model.course.win import WinVerdict, win_of
from desktop.model.events.call_events import events_of, talk_of
from desktop.model.events.event import Event, EventKind
from desktop.model.events.floor import Monologue, TalkTime, talk_time_of
from desktop.model.events.phrases import Voiced
from desktop.model.events.voiced_speakers import given_to_speakers
from desktop.model.lenses import Lens, lenses_of
from desktop.model.moment import Moment, Note
from desktop.model.rules import Rules
from desktop.model.score import TurnCues, TurnScore
from desktop.model.scored_turn import ScoredTurn
from desktop.model.span import Span
from desktop.model.summary import Summary, summary_of
from desktop.model.turn import turns_of


class NoArc(StrEnum):
    """Why there is no arc to be drawn for a call."""

    NOT_ANALYSED = "not analysed"
    LANGUAGE = "language"
    CUSTOMER_UNKNOWN = "customer unknown"
    FEW_TURNS = "few turns"


@dataclass(frozen=True, slots=True)
class CallReport:
    """Everything about one call that a document or a screen may need; `rules` are those by which it was read."""

    call: Call
    turns: tuple[ScoredTurn, ...]
    arc: Arc
    win: WinVerdict
    moments: tuple[Moment, ...] = ()
    notes: tuple[Note, ...] = ()
    band: Band = field(default_factory=Band)
    pivots: tuple[Pivot, ...] = ()
    events: tuple[Event, ...] = ()
    lenses: tuple[Lens, ...] = ()
    talk: TalkTime | None = None
    monologues: tuple[Monologue, ...] = ()
    beneath: tuple[Beneath, ...] = ()
    summary: Summary | None = None
    rules: Rules = field(default_factory=Rules)

    @property
    def reads_feelings(self) -> bool:
        """Whether the call was analysed in a language in which feelings are read."""
        return _reads_feelings(self.call)

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


@dataclass(frozen=True, slots=True)
class Findings:
    """What an analysis has found out about a call besides what was said, and what a coach says against it."""

    scores: tuple[TurnScore, ...] = ()
    cues: tuple[TurnCues, ...] = ()
    voiced: tuple[Voiced, ...] = ()
    corrections: tuple[Correction, ...] = ()


def report_of(
    call: Call,
    spans: Iterable[Span],
    findings: Findings,
    moments: Iterable[Moment] = (),
    notes: Iterable[Note] = (),
    rules: Rules | None = None,
) -> CallReport:
    """Put a call together from what is stored of it."""
    rules, spans = rules or Rules(), tuple(spans)
    voiced = findings.voiced if call.split_confidence is None else given_to_speakers(findings.voiced, spans)
    turns = corrected(_scored_turns(call, spans, findings), findings.corrections)
    bare = [t.turn for t in turns]
    scored = [(t.turn, t.score) for t in turns if t.score is not None]
    talk = talk_of(bare, rules.events, voiced)
    arc = arc_of(scored)
    pivots = pivots_of(turns, rules.changes)
    duration_s = call.recording.duration_s if call.recording else max((t.end_s for t in bare), default=0.0)
    return CallReport(
        call,
        turns,
        arc,
        win_of(arc, rules.win),
        tuple(moments),
        tuple(notes),
        band=band_of(turns, rules.band),
        pivots=pivots,
        events=tuple(e for e in events_of(talk, scored, rules.events) if _can_be_heard(e, call)),
        lenses=lenses_of(scored, duration_s, rules.lenses),
        talk=talk_time_of(talk.heard),
        monologues=talk.monologues,
        beneath=beneath_of(turns),
        summary=summary_of(turns, arc, pivots) if _reads_feelings(call) else None,
        rules=rules,
    )


def _reads_feelings(call: Call) -> bool:
    analysis = call.analysis
    if analysis is None or not analysis.scorer:
        return False
    return analysis.language.lower().replace("_", "-").partition("-")[0] == "en"


def _can_be_heard(event: Event, call: Call) -> bool:
    """Two voices at once are told only where each has a channel of its own, without what leaks from the other."""
    apart = call.recording is None or call.recording.layout is Layout.STEREO
    return apart or event.kind not in (EventKind.OVERLAP, EventKind.INTERRUPTION)


def _scored_turns(call: Call, spans: Iterable[Span], findings: Findings) -> list[ScoredTurn]:
    scores = {(s.channel, s.start_s): s.score for s in findings.scores}
    cues = {(c.channel, c.start_s): c.cues for c in findings.cues}
    return [
        ScoredTurn(
            turn,
            scores.get((turn.channel, turn.start_s)) if turn.role is Role.CUSTOMER else None,
            cues.get((turn.channel, turn.start_s), ()) if turn.role is Role.AGENT else (),
        )
        for turn in turns_of(spans, {c.index: c.role for c in call.channels})
    ]
