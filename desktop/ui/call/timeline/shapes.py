"""The shapes by which the types of moments are told apart without their colour, as in the documents."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

from desktop.model.moment import MomentType


def digit_of(kind: MomentType) -> int:
    """The key that marks a moment of a type."""
    return list(MomentType).index(kind) + 1


def moment_shape(kind: MomentType, x: float, y: float, radius: float) -> QPolygonF:
    """The outline of a type of moment about a place."""
    return QPolygonF([QPointF(x + radius * dx, y + radius * dy) for dx, dy in _corners(kind)])


def _corners(kind: MomentType) -> list[tuple[float, float]]:
    match kind:
        case MomentType.MISERY:
            return [(-1, -0.8), (1, -0.8), (0, 1)]
        case MomentType.MAGIC:
            right = [(0.3, -0.35), (1.2, -0.3), (0.5, 0.25), (0.7, 1.1)]
            return [(0, -1.2), *right, (0, 0.6), *((-dx, dy) for dx, dy in reversed(right))]
        case MomentType.PIVOT:
            return [(0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)]
        case MomentType.FOLLOW_UP:
            return [(-0.8, -1), (1, 0), (-0.8, 1)]
