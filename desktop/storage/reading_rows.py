"""Rows of what was read in turns, and of what a coach says against it, as the model's dataclasses, and back."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from desktop.model.activation import Activation
from desktop.model.correction import Correction
from desktop.model.events.phrases import Voiced
from desktop.model.score import Cue, CueName, Emotion, Score, TurnCues, TurnScore
from desktop.storage.rows import FARTHEST, Row, as_stored, now, number_in, or_null, text_in


def _valence(stored: object) -> float:
    return number_in(stored, FARTHEST)


@as_stored()
def turn_score_of(row: Row) -> TurnScore:
    """A row of scores."""
    score = Score(
        valence=_valence(row["valence"]),
        confidence=_valence(row["confidence"]),
        emotion=Emotion(row["emotion"]) if row["emotion"] else None,
        voice=_voice_of(row),
        of_words=or_null(_valence, row["of_words"]),
    )
    return TurnScore(int(row["channel"]), number_in(row["start_s"]), score)


def _voice_of(row: Row) -> Activation | None:
    if row["activation"] is None or row["voice_confidence"] is None:
        return None
    return Activation(
        value=_valence(row["activation"]),
        confidence=_valence(row["voice_confidence"]),
        level=_valence(row["voice_level"]),
        pitch=_valence(row["voice_pitch"]),
        range=or_null(_valence, row["voice_range"]),
        tilt=_valence(row["voice_tilt"]),
        rate=or_null(_valence, row["voice_rate"]),
    )


def turn_score_row(job_id: int, scored: TurnScore) -> dict[str, Any]:
    """A score as a row; what a coach says against it is kept elsewhere."""
    score, voice = scored.score, scored.score.voice
    return {
        "job_id": job_id,
        "channel": scored.channel,
        "start_s": scored.start_s,
        "valence": score.valence,
        "confidence": score.confidence,
        "emotion": score.emotion,
        "of_words": score.of_words,
        "activation": voice.value if voice else None,
        "voice_confidence": voice.confidence if voice else None,
        "voice_level": voice.level if voice else None,
        "voice_pitch": voice.pitch if voice else None,
        "voice_range": voice.range if voice else None,
        "voice_tilt": voice.tilt if voice else None,
        "voice_rate": voice.rate if voice else None,
    }


@as_stored()
def cue_of(row: Row) -> Cue:
    """A row of cues, without the turn that it is of."""
    score = _valence(row["score"])
    return Cue(CueName(row["name"]), text_in(row["text"]), int(row["start_char"]), int(row["end_char"]), score)


def cue_rows(job_id: int, turn: TurnCues) -> Iterator[dict[str, Any]]:
    """The cues of a turn as rows."""
    for position, cue in enumerate(turn.cues):
        yield {
            "job_id": job_id,
            "channel": turn.channel,
            "start_s": turn.start_s,
            "position": position,
            "name": cue.name,
            "text": cue.text,
            "start_char": cue.start_char,
            "end_char": cue.end_char,
            "score": cue.score,
        }


@as_stored()
def correction_of(row: Row) -> Correction:
    """A row of corrections."""
    made_at = datetime.fromisoformat(row["made_at"])
    return Correction(number_in(row["t_s"]), _valence(row["valence"]), text_in(row["author"]), made_at)


def correction_row(call_id: int, correction: Correction) -> dict[str, Any]:
    """A correction as a row; one that does not say when it was made is made now."""
    return {
        "call_id": call_id,
        "t_s": correction.t_s,
        "valence": correction.valence,
        "author": correction.author,
        "made_at": correction.made_at.isoformat() if correction.made_at else now(),
    }


# The same call is read again and again while it is open.
@lru_cache(maxsize=8)
@as_stored()
def voiced_of(stored: str) -> tuple[Voiced, ...]:
    """The stretches of a row of voiced; they are lists in the order of `Voiced`'s fields."""
    return tuple(Voiced(int(channel), number_in(a), number_in(b)) for channel, a, b in json.loads(stored))


def voiced_text(voiced: Iterable[Voiced]) -> str:
    """Stretches as a column holds them."""
    stretches = [[v.channel, round(v.start_s, 3), round(v.end_s, 3)] for v in voiced]
    return json.dumps(stretches, separators=(",", ":"))
