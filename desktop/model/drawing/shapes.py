"""The shapes by which the types of moments are told apart without their colour, in the window as in documents."""

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
