"""Calls with everything that there is to be drawn: cues, energy in the voice, pivots, holds, people talking at once."""

from dataclasses import replace
from itertools import pairwise

from desktop.model.activation import Activation
from desktop.model.call import Role
from desktop.model.correction import Correction
from desktop.model.report import CallReport, Findings, report_of
from desktop.model.rules import Rules
from desktop.model.score import Cue, CueName, Emotion, Score, TurnCues, TurnScore
from desktop.model.span import Span
from desktop.model.turn import Turn, turns_of
from tools.invented_calls import invented_call

_ROLES = {0: Role.AGENT, 1: Role.CUSTOMER}
_EVIDENCE = {
    "I'm sorry.": CueName.APOLOGY,
    "You have explained this three times now": CueName.ACKNOWLEDGEMENT,
    "send a new one today": CueName.RELIEF,
    "I'll stay with it": CueName.ASSURANCE,
    "You will get a message from me tomorrow": CueName.FOLLOW_UP,
    "Let me have a look": CueName.HOLD,
}


def rich_report(
    seed: int = 17,
    duration_s: float = 240.0,
    corrections: tuple[Correction, ...] = (),
    rules: Rules | None = None,
) -> CallReport:
    """A call that starts low and turns up half-way, with holds and interruptions here and there."""
    bare = invented_call(seed, duration_s * 0.7)
    spans = tuple(_stretched(bare.spans, duration_s - 0.5))
    turns = turns_of(spans, _ROLES)
    findings = Findings(
        scores=tuple(_scored(turns, duration_s)),
        cues=tuple(TurnCues(t.channel, t.start_s, _cues(t)) for t in turns if t.role is Role.AGENT),
        corrections=corrections,
    )
    plain = bare.report()
    recording = replace(bare.recording, duration_s=duration_s)
    analysis = replace(bare.analysis, scorer="estimate: model 1")
    call = replace(plain.call, recording=recording, analysis=analysis)
    return report_of(call, spans, findings, plain.moments, rules=rules)


def _stretched(spans: tuple[Span, ...], until_s: float) -> list[Span]:
    """Spans that come late make silences and holds; every seventh comes early, over another."""
    out, late_s = [spans[0]], 0.0
    for place, (_, span) in enumerate(pairwise(spans), start=1):
        asked = "Let me have a look" in spans[place - 1].text
        late_s += 8.0 if asked or place % 9 == 0 else -1.3 if place % 7 == 0 else 0.0
        if span.end_s + late_s < until_s:
            out.append(_moved(span, late_s))
    return out


def _moved(span: Span, by_s: float) -> Span:
    words = tuple(replace(w, start_s=round(w.start_s + by_s, 2), end_s=round(w.end_s + by_s, 2)) for w in span.words)
    return Span(span.channel, words[0].start_s, words[-1].end_s, words)


def _scored(turns: tuple[Turn, ...], duration_s: float) -> list[TurnScore]:
    customers = [turn for turn in turns if turn.role is Role.CUSTOMER]
    scores = []
    for place, turn in enumerate(customers):
        low = turn.middle_s < duration_s / 2
        value = (-0.6 if low else 0.5) + 0.12 * ((place * 7) % 5 - 2) / 2
        emotion = Emotion.FRUSTRATION if low else Emotion.RELIEF
        energy = ((place * 5) % 9 - 3) / 6
        voice = Activation(energy, 0.9, 2 * energy, energy, None, energy, None) if place % 6 else None
        scores.append(TurnScore(turn.channel, turn.start_s, Score(value, 0.5 + (place % 5) / 10, emotion, voice)))
    return scores


def _cues(turn: Turn) -> tuple[Cue, ...]:
    found = ((turn.text.find(words), words, name) for words, name in _EVIDENCE.items())
    return tuple(Cue(name, words, at, at + len(words), 0.84) for at, words, name in found if at >= 0)
