"""What an event of a call is, why it is one, and the limits beyond which something is one."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.model.call import Role

_TRACE = 1e-6


class EventKind(StrEnum):
    """What happened."""

    SILENCE = "silence"
    HOLD = "hold"
    OVERLAP = "overlap"
    INTERRUPTION = "interruption"
    FAST_SPEECH = "fast-speech"
    LONG_MONOLOGUE = "long-monologue"
    ANSWER = "answer"


class Measure(StrEnum):
    """What was held against a limit."""

    SECONDS = "seconds"
    WORDS_A_MINUTE = "words-a-minute"
    VALENCE = "valence"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is an event: a measure beyond its limit.

    `usual` is the same measure as it is usual for that speaker on that call, null where that plays no part. `words` are
    the evidence, where words are: how the agent asked for time, what was said over somebody, what is answered.
    """

    measure: Measure
    value: float
    limit: float
    usual: float | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a call, in seconds of the recording.

    `role` and `channel` are of whoever spoke last before a silence or a hold, came in over somebody, spoke, or
    answered. `other` is who broke the silence, was spoken over, or is answered; null where it takes only one.
    """

    kind: EventKind
    start_s: float
    end_s: float
    role: Role
    channel: int
    other: Role | None
    reason: Reason

    @property
    def length_s(self) -> float:
        """How long it lasts; for an answer, how long it was waited for."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class EventLimits:
    """What a coach may want to set otherwise.

    `silence_s`: nobody speaks for longer. `hold_talk_s`: a silence belongs to the time that the agent asked for as long
    as the customer has not spoken for longer since. `overlap_s`: two speak at once for at least so long; shorter ones
    are within the error of the recogniser's word times. `interruption_s`: how long one must have been speaking, and
    both together, before the other has cut in. `fast_deviations`: by how many robust standard deviations a turn is
    faster than its speaker's median; `fast_least_words`: in a turn, for it to have a pace; `fast_least_turns`: with a
    pace, for a speaker to have one. `monologue_s`: one person has the floor for longer. `strong_valence`: how far a
    customer's turn is from neutral, at least, to be one whose answer counts.
    """

    silence_s: float = 3.0
    hold_talk_s: float = 10.0
    overlap_s: float = 0.25
    interruption_s: float = 0.5
    fast_deviations: float = 2.5
    fast_least_words: int = 8
    fast_least_turns: int = 6
    monologue_s: float = 45.0
    strong_valence: float = 0.4


def exceeds(value: float, limit: float) -> bool:
    """Whether a value is beyond its limit by more than what arithmetic adds to times of milliseconds."""
    return value - limit > _TRACE


def reaches(value: float, limit: float) -> bool:
    """Whether a value is at its limit or beyond, whatever arithmetic takes from times of milliseconds."""
    return limit - value < _TRACE
