"""What is estimated of a customer's turn. There is no such estimate of an agent."""

from dataclasses import dataclass
from enum import StrEnum


class Emotion(StrEnum):
    """The primary emotions of a customer's turn."""

    ANGER = "anger"
    FRUSTRATION = "frustration"
    DISAPPOINTMENT = "disappointment"
    WORRY = "worry"
    CONFUSION = "confusion"
    EXHAUSTION = "exhaustion"
    SADNESS = "sadness"
    NEUTRAL = "neutral"
    RELIEF = "relief"
    GRATITUDE = "gratitude"
    JOY = "joy"


@dataclass(frozen=True, slots=True)
class Score:
    """Valence and activation are −1 to +1, confidence 0 to 1; what was not estimated is null."""

    valence: float
    confidence: float
    emotion: Emotion | None = None
    activation: float | None = None


@dataclass(frozen=True, slots=True)
class TurnScore:
    """A score and the customer's turn that it is for, named by channel and first instant."""

    channel: int
    start_s: float
    score: Score


@dataclass(frozen=True, slots=True)
class Cue:
    """Something an agent did, with the place of the words that show it in the turn's text."""

    name: str
    text: str
    start_char: int
    end_char: int
    score: float
