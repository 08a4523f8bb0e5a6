"""A call as data for other programs: schema 1, described key by key in docs/call-json.md."""

from desktop.export.findings_json import (
    beneath_json,
    event_json,
    lens_json,
    pivot_json,
    summary_json,
    talk_json,
    win_json,
)
from desktop.export.numbers import time_of, value_of
from desktop.model.activation import Activation
from desktop.model.arc import Arc
from desktop.model.call import Call, Role, Side
from desktop.model.course.band import Band
from desktop.model.report import CallReport
from desktop.model.score import Cue
from desktop.model.scored_turn import ScoredTurn
from desktop.model.span import Word

SCHEMA = 1


def call_json(report: CallReport) -> dict[str, object]:
    """A call in schema 1, ready for `json.dumps`; what is not known is null or empty."""
    turns = sorted(report.turns, key=lambda scored: scored.turn.start_s)
    return {
        "schema": SCHEMA,
        "call": _call(report.call),
        "turns": [_turn(scored) for scored in turns],
        "arc": _arc(report.arc, report.band),
        "events": [event_json(event) for event in report.events],
        "pivots": [pivot_json(pivot) for pivot in report.pivots],
        "summary": summary_json(report.summary),
        "lenses": [lens_json(lens) for lens in report.lenses],
        "beneath": [beneath_json(beneath) for beneath in report.beneath],
        "win": win_json(report.win),
        "talk": talk_json(report.talk),
    }


def _call(call: Call) -> dict[str, object]:
    recording, analysis, side = call.recording, call.analysis, _agent_side(call)
    agent = call.agent_channel()
    return {
        "file": call.file,
        "sha256": call.sha256,
        "duration_s": time_of(recording.duration_s) if recording else None,
        "channels": recording.channel_count if recording else None,
        "layout": recording.layout.value if recording else None,
        "agent_channel": side.value if side else None,
        "agent_channel_confidence": value_of(agent.confidence) if side and agent else None,
        "engine": analysis.engine if analysis else None,
        "model": analysis.model if analysis else None,
        "language": analysis.language if analysis else None,
        "analysis_s": time_of(analysis.seconds) if analysis else None,
        "scorer": analysis.scorer if analysis else None,
        "analysis_version": analysis.version if analysis else None,
        "split_confidence": value_of(call.split_confidence),
    }


def _agent_side(call: Call) -> Side | None:
    """Left or right; a recording with one channel has no sides."""
    agent = call.agent_channel()
    if agent is None or call.recording is None or call.recording.channel_count < len(Side):
        return None
    return next((side for side in Side if side.channel == agent.index), None)


def _turn(scored: ScoredTurn) -> dict[str, object]:
    turn = scored.turn
    # Only a customer's feelings are ever written, whatever a report may hold.
    score = scored.score if turn.role is Role.CUSTOMER else None
    return {
        "role": turn.role.value,
        "start_s": time_of(turn.start_s),
        "end_s": time_of(turn.end_s),
        "text": turn.text,
        "words": [_word(word) for word in turn.words],
        "valence": value_of(score.valence) if score else None,
        "confidence": value_of(score.confidence) if score else None,
        "activation": value_of(score.activation) if score else None,
        "emotion": score.emotion.value if score and score.emotion else None,
        # What an agent did, and nobody else.
        "cues": [cue_json(cue) for cue in scored.cues] if turn.role is Role.AGENT else [],
        "valence_of_words": value_of(score.of_words) if score else None,
        "estimate": value_of(score.estimate) if score else None,
        "voice": _voice(score.voice) if score and score.voice else None,
    }


def _voice(voice: Activation) -> dict[str, object]:
    return {
        "activation": value_of(voice.value),
        "confidence": value_of(voice.confidence),
        "level": value_of(voice.level),
        "pitch": value_of(voice.pitch),
        "range": value_of(voice.range),
        "tilt": value_of(voice.tilt),
        "rate": value_of(voice.rate),
    }


def _word(word: Word) -> dict[str, object]:
    return {
        "text": word.text.strip(),
        "start_s": time_of(word.start_s),
        "end_s": time_of(word.end_s),
        "probability": value_of(word.probability),
    }


def cue_json(cue: Cue) -> dict[str, object]:
    """Something an agent did, with its place in the text of the turn."""
    return {
        "name": cue.name,
        "text": cue.text,
        "start_char": cue.start_char,
        "end_char": cue.end_char,
        "score": value_of(cue.score),
    }


def _arc(arc: Arc, band: Band) -> dict[str, object]:
    figures = arc.figures
    return {
        "points": [
            {"t_s": time_of(p.t_s), "value": value_of(p.value), "weight": value_of(p.weight)} for p in arc.points
        ],
        "line": [[time_of(p.t_s), value_of(p.value)] for p in arc.line],
        "start": value_of(figures.start) if figures else None,
        "low": value_of(figures.low) if figures else None,
        "end": value_of(figures.end) if figures else None,
        "mean": value_of(figures.mean) if figures else None,
        "needle": value_of(figures.needle) if figures else None,
        "recovery": value_of(figures.recovery) if figures else None,
        "enough": arc.enough,
        "band": [
            [time_of(low.t_s), value_of(low.value), value_of(high.value)]
            for low, high in zip(band.lower, band.upper, strict=True)
        ],
    }
