"""What is under the pointer: the things of the timeline that can be told about, pressed, or dragged."""

from dataclasses import dataclass
from enum import Enum, auto

from desktop.model.course.pivots import Pivot
from desktop.model.drawing.lanes import LaneSpec
from desktop.model.drawing.marks import Mark
from desktop.model.scored_turn import ScoredTurn
from desktop.ui.call.timeline.arc_line import LineHit
from desktop.ui.call.timeline.moments_lane import FlagHit


class Spot(Enum):
    """What kind of thing is at a place."""

    DOT = auto()
    PIVOT = auto()
    LINE = auto()
    FLAG = auto()
    MARK = auto()
    LANE = auto()
    AXIS = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Target:
    """What is at a place, with the turn, the moment, the pivot, the line or the marks where it is one of these."""

    spot: Spot
    turn: ScoredTurn | None = None
    hit: FlagHit | None = None
    pivot: Pivot | None = None
    line: LineHit | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A lane and where it lies."""

    lane: LaneSpec
    top: float
    height: float
    folded: bool
