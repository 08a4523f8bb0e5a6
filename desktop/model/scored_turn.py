"""A turn with what is known of it: how it felt to a customer, or what an agent did in it."""

from dataclasses import dataclass

from desktop.model.score import Cue, Score
from desktop.model.turn import Turn


@dataclass(frozen=True, slots=True)
class ScoredTurn:
    """A turn with what is known of it. `score` is null for everybody but customers, `cues` are an agent's."""

    turn: Turn
    score: Score | None = None
    cues: tuple[Cue, ...] = ()
