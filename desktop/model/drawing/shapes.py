"""The shapes by which moments and events are told apart without their colour, in the window as in documents."""

from desktop.model.events.event import EventKind
from desktop.model.moment import MomentType

Corners = tuple[tuple[float, float], ...]


def corners(kind: MomentType) -> Corners:
    """The corners of a type's outline about the origin, within a circle of a radius of about 1; y points down."""
    match kind:
        case MomentType.MISERY:
            return (-1, -0.8), (1, -0.8), (0, 1)
        case MomentType.MAGIC:
            right = ((0.3, -0.35), (1.2, -0.3), (0.5, 0.25), (0.7, 1.1))
            return (0, -1.2), *right, (0, 0.6), *((-x, y) for x, y in reversed(right))
        case MomentType.PIVOT:
            return (0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)
        case MomentType.FOLLOW_UP:
            return (-0.8, -1), (1, 0), (-0.8, 1)


def event_corners(kind: EventKind) -> tuple[Corners, ...]:
    """The outlines of which the sign of an event is made, about the origin, within a radius of about 1."""
    return _EVENTS[kind]


def _box(left: float, top: float, right: float, bottom: float) -> Corners:
    return (left, top), (right, top), (right, bottom), (left, bottom)


_EVENTS: dict[EventKind, tuple[Corners, ...]] = {
    EventKind.SILENCE: (_box(-1.0, -0.2, 1.0, 0.2),),
    EventKind.HOLD: (_box(-0.8, -0.9, -0.2, 0.9), _box(0.2, -0.9, 0.8, 0.9)),
    EventKind.OVERLAP: (_box(-1.0, -0.8, 0.45, -0.15), _box(-0.45, 0.15, 1.0, 0.8)),
    EventKind.INTERRUPTION: (((0.35, -1.1), (-0.85, 0.25), (-0.05, 0.25), (-0.35, 1.1), (0.85, -0.25), (0.05, -0.25)),),
    EventKind.FAST_SPEECH: (((-1.0, -0.8), (0.0, 0.0), (-1.0, 0.8)), ((0.05, -0.8), (1.05, 0.0), (0.05, 0.8))),
    EventKind.LONG_MONOLOGUE: (
        _box(-1.0, -0.8, -0.65, 0.8),
        _box(-0.65, -0.2, 0.65, 0.2),
        _box(0.65, -0.8, 1.0, 0.8),
    ),
    EventKind.ANSWER: (((-0.8, -1.0), (0.8, -1.0), (0.0, 0.05)), ((0.0, -0.05), (0.8, 1.0), (-0.8, 1.0))),
}
