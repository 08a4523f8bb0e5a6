"""From pivot to pivot, event to event, cue to cue by key: where each is heard, and what is told of it there."""

from collections.abc import Sequence
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF

from desktop.model.course.pivots import Pivot
from desktop.model.drawing.marks import heard_before, stop_after, stop_before
from desktop.ui.call.timeline.canvas import Canvas
from desktop.ui.call.timeline.marks_lane import MarksLane
from desktop.ui.call.timeline.targets import Spot, Target


class Stop(Enum):
    """What one can go to by key."""

    PIVOT = auto()
    EVENT = auto()
    CUE = auto()


def next_stop(canvas: Canvas, kind: Stop, step: int, from_s: float) -> tuple[float, Target] | None:
    """The next thing of a kind, or with −1 the one before, and when it is heard; null where there is none."""
    stops = _stops(canvas, kind)
    times = [t_s for t_s, _ in stops]
    place = stop_after(times, from_s) if step > 0 else stop_before(times, from_s)
    return None if place is None else stops[place]


def place_of(canvas: Canvas, target: Target) -> QPointF:
    """Where something is told about on the canvas, even if it is not in view itself."""
    if target.pivot is not None:
        place = canvas.arc.place_of_pivot(target.pivot)
    elif target.turn is not None:
        place = canvas.arc.place_of(target.turn)
    elif target.marks:
        lane = canvas.events if target.marks[0] in canvas.events.marks else canvas.cues
        place = lane.place_of(target.marks[0])
    else:
        place = QPointF()
    room = QRectF(canvas.viewport().rect())
    return QPointF(min(max(place.x(), 0.0), room.right()), min(max(place.y(), 0.0), room.bottom()))


def _stops(canvas: Canvas, kind: Stop) -> list[tuple[float, Target]]:
    if kind is Stop.PIVOT:
        return _of_pivots(canvas.arc.pivots)
    return _of_marks(canvas.events if kind is Stop.EVENT else canvas.cues)


def _of_pivots(pivots: Sequence[Pivot]) -> list[tuple[float, Target]]:
    return sorted(
        ((heard_before(pivot), Target(Spot.PIVOT, pivot=pivot)) for pivot in pivots), key=lambda stop: stop[0]
    )


def _of_marks(lane: MarksLane) -> list[tuple[float, Target]]:
    """What begins at the same instant is one stop."""
    at: dict[float, Target] = {}
    for mark in lane.marks:
        together = at[mark.start_s].marks if mark.start_s in at else ()
        at[mark.start_s] = Target(Spot.MARK, marks=(*together, mark))
    return list(at.items())
