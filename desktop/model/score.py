"""What is estimated of a turn: how it felt to a customer, or what an agent did in it and never felt."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.model.activation import Activation


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

    @property
    def side(self) -> int:
        """Which way it feels: +1 pleasant, 0 neutral, −1 unpleasant."""
        if self is Emotion.NEUTRAL:
            return 0
        return 1 if self in (Emotion.RELIEF, Emotion.GRATITUDE, Emotion.JOY) else -1


@dataclass(frozen=True, slots=True)
class Score:
    """How a customer's turn felt: valence is −1 to +1, confidence 0 to 1; what was not estimated is null.

    `valence` is what every figure is made of. `of_words` is the valence of the words alone, before the voice had its
    say. `estimate` is what the model had said where a coach has set the valence; then the confidence is 1, and
    `emotion` is null where the model's speaks against the coach.
    """

    valence: float
    confidence: float
    emotion: Emotion | None = None
    voice: Activation | None = None
    of_words: float | None = None
    estimate: float | None = None

    @property
    def activation(self) -> float | None:
        """How much energy is in the voice, −1 to +1; null where it was not measured."""
        return self.voice.value if self.voice else None

    @property
    def corrected(self) -> bool:
        """Whether a coach has set the valence."""
        return self.estimate is not None


@dataclass(frozen=True, slots=True)
class TurnScore:
    """A score and the customer's turn that it is for, named by channel and first instant."""

    channel: int
    start_s: float
    score: Score


class CueName(StrEnum):
    """What an agent can do, as cues.md defines it."""

    APOLOGY = "apology"
    ACKNOWLEDGEMENT = "acknowledgement"
    ALIGNMENT = "alignment"
    ASSURANCE = "assurance"
    OWNERSHIP = "ownership"
    PARAPHRASE = "paraphrase"
    QUESTION = "question"
    RELIEF = "relief"
    EXPLANATION = "explanation"
    FOLLOW_UP = "follow_up"
    PERSONAL = "personal"
    THANKS = "thanks"
    DEFLECTION = "deflection"
    CANNED = "canned"
    TRANSFER = "transfer"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Cue:
    """Something an agent did, with the place of the words that show it in the turn's text; the score is 0 to 1."""

    name: CueName
    text: str
    start_char: int
    end_char: int
    score: float


@dataclass(frozen=True, slots=True)
class TurnCues:
    """What an agent did in a turn, named by channel and first instant."""

    channel: int
    start_s: float
    cues: tuple[Cue, ...]
