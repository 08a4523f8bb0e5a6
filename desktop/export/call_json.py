"""A call as data for other programs: schema 1, described key by key in docs/call-json.md."""

from desktop.model.arc import Arc
from desktop.model.call import Call, Role, Side
from desktop.model.report import CallReport
from desktop.model.score import Cue
from desktop.model.scored_turn import ScoredTurn
from desktop.model.span import Word

SCHEMA = 1
_TIME_DIGITS = 3
_VALUE_DIGITS = 4


def call_json(report: CallReport) -> dict[str, object]:
    """A call in schema 1, ready for `json.dumps`; what is not built or not known is null or empty."""
    turns = sorted(report.turns, key=lambda scored: scored.turn.start_s)
    return {
        "schema": SCHEMA,
        "call": _call(report.call),
        "turns": [_turn(scored) for scored in turns],
        "arc": _arc(report.arc),
        "events": [],
        "pivots": [],
        "summary": None,
    }


def _call(call: Call) -> dict[str, object]:
    recording, analysis, side = call.recording, call.analysis, _agent_side(call)
    agent = call.agent_channel()
    return {
        "file": call.file,
        "sha256": call.sha256,
        "duration_s": _time(recording.duration_s) if recording else None,
        "channels": recording.channel_count if recording else None,
        "layout": recording.layout.value if recording else None,
        "agent_channel": side.value if side else None,
        "agent_channel_confidence": _value(agent.confidence) if side and agent else None,
        "engine": analysis.engine if analysis else None,
        "model": analysis.model if analysis else None,
        "language": analysis.language if analysis else None,
        "analysis_s": _time(analysis.seconds) if analysis else None,
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
        "start_s": _time(turn.start_s),
        "end_s": _time(turn.end_s),
        "text": turn.text,
        "words": [_word(word) for word in turn.words],
        "valence": _value(score.valence) if score else None,
        "confidence": _value(score.confidence) if score else None,
        "activation": _value(score.activation) if score else None,
        "emotion": score.emotion.value if score and score.emotion else None,
        "cues": [_cue(cue) for cue in scored.cues],
    }


def _word(word: Word) -> dict[str, object]:
    return {
        "text": word.text.strip(),
        "start_s": _time(word.start_s),
        "end_s": _time(word.end_s),
        "probability": _value(word.probability),
    }


def _cue(cue: Cue) -> dict[str, object]:
    return {
        "name": cue.name,
        "text": cue.text,
        "start_char": cue.start_char,
        "end_char": cue.end_char,
        "score": _value(cue.score),
    }


def _arc(arc: Arc) -> dict[str, object]:
    figures = arc.figures
    return {
        "points": [{"t_s": _time(p.t_s), "value": _value(p.value), "weight": _value(p.weight)} for p in arc.points],
        "line": [[_time(p.t_s), _value(p.value)] for p in arc.line],
        "start": _value(figures.start) if figures else None,
        "low": _value(figures.low) if figures else None,
        "end": _value(figures.end) if figures else None,
        "mean": _value(figures.mean) if figures else None,
        "needle": _value(figures.needle) if figures else None,
        "recovery": _value(figures.recovery) if figures else None,
        "enough": arc.enough,
    }


def _time(seconds: float | None) -> float | None:
    return _rounded(seconds, _TIME_DIGITS)


def _value(value: float | None) -> float | None:
    return _rounded(value, _VALUE_DIGITS)


def _rounded(number: float | None, digits: int) -> float | None:
    # Adding zero turns −0.0 into 0.0.
    return None if number is None else round(float(number), digits) + 0.0
