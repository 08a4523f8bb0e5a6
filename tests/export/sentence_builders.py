"""Small pieces of calls for the tests of sentences."""

from desktop.model.call import Role
from desktop.model.events.event import Event, EventKind, Measure, Reason
from desktop.model.score import Cue, Emotion, Score
from desktop.model.scored_turn import ScoredTurn
from desktop.model.span import Word
from desktop.model.turn import Turn


def said(
    role: Role, start_s: float, text: str = "so it is", score: Score | None = None, cues: tuple[Cue, ...] = ()
) -> ScoredTurn:
    words = tuple(Word(f" {w}", start_s + n, start_s + n + 0.9, 0.9) for n, w in enumerate(text.split()))
    return ScoredTurn(Turn(role, 0 if role is Role.AGENT else 1, start_s, words[-1].end_s, words), score, cues)


def felt(start_s: float, valence: float, emotion: Emotion | None = None, text: str = "so it is") -> ScoredTurn:
    return said(Role.CUSTOMER, start_s, text, Score(valence, 0.8, emotion))


def event(
    kind: EventKind,
    start_s: float,
    end_s: float,
    *,
    role: Role = Role.AGENT,
    other: Role | None = Role.CUSTOMER,
    reason: Reason | None = None,
) -> Event:
    reason = reason or Reason(Measure.SECONDS, end_s - start_s, 3.0)
    return Event(kind, start_s, end_s, role, 0, other, reason)
