"""How much energy is in a customer's voice, and by which of its measures one can tell."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Activation:
    """A customer's activation in a turn, −1 to +1 with 0 for what is usual for them, with a confidence of 0 to 1.

    The others say why: by how many of the customer's own deviations each measure is above (+) or below (−) what is
    usual. Range and rate are null where the turn is too short for them.
    """

    value: float
    confidence: float
    level: float
    pitch: float
    range: float | None
    tilt: float
    rate: float | None
