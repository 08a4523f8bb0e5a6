from itertools import pairwise

import pytest

from desktop.model.activation import Activation
from desktop.model.drawing.rings import RING_PX, Ring, ring_of


def voice(value: float, confidence: float = 1.0) -> Activation:
    return Activation(value, confidence, value, value, None, value, None)


@pytest.mark.parametrize(("value", "ring"), [(-0.9, 0), (0.0, 0), (0.19, 0), (0.3, 1), (0.5, 2), (0.9, 3)])
def test_the_more_energy_the_wider_the_ring_and_none_as_usual_or_below(value: float, ring: int) -> None:
    assert ring_of(voice(value)) == ring


def test_what_was_not_measured_or_hardly_has_no_ring() -> None:
    assert ring_of(None) is Ring.NONE
    assert ring_of(voice(0.9, 0.1)) is Ring.NONE


def test_rings_differ_in_width_by_what_can_be_seen() -> None:
    widths = [RING_PX[ring] for ring in Ring]
    assert all(wider - narrower >= 1.0 for narrower, wider in pairwise(widths))
