from math import hypot

from desktop.model.drawing.shapes import corners, event_corners
from desktop.model.events.event import EventKind
from desktop.model.moment import MomentType


def test_each_type_has_a_shape_of_its_own_and_of_much_the_same_size() -> None:
    shapes = [corners(kind) for kind in MomentType]
    assert len(set(shapes)) == len(shapes)
    for shape in shapes:
        assert 1.0 <= max(hypot(x, y) for x, y in shape) <= 1.4


def test_each_type_has_its_digit() -> None:
    assert [kind.digit for kind in MomentType] == [1, 2, 3, 4]


def test_each_event_has_a_sign_of_its_own_and_of_much_the_same_size() -> None:
    signs = [event_corners(kind) for kind in EventKind]
    assert len(set(signs)) == len(signs)
    for sign in signs:
        assert 0.9 <= max(hypot(x, y) for corners in sign for x, y in corners) <= 1.4
