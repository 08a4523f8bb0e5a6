"""The ring about a dot: how much more energy is in a customer's voice than is usual for them."""

from enum import IntEnum

from desktop.model.activation import Activation

_STEPS = (0.2, 0.45, 0.7)
_LEAST_CONFIDENCE = 0.3


class Ring(IntEnum):
    """How wide a ring is; none where the voice is as usual, below it, or was not measured."""

    NONE = 0
    THIN = 1
    WIDE = 2
    WIDEST = 3


RING_PX = {Ring.NONE: 0.0, Ring.THIN: 1.2, Ring.WIDE: 2.2, Ring.WIDEST: 3.4}


def ring_of(voice: Activation | None) -> Ring:
    """The ring for a voice; what is measured with little confidence has none."""
    if voice is None or voice.confidence < _LEAST_CONFIDENCE:
        return Ring.NONE
    return Ring(sum(voice.value >= step for step in _STEPS))
