"""A lane of marks in rows: what happened, or what the agent did; those that are too close together are one."""

from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter

from desktop.model.drawing.lanes import MARK_ROW_PX, ROWS_TOP_PX
from desktop.model.drawing.marks import Mark, bunched
from desktop.ui.call.timeline.lane import Lane
from desktop.ui.call.timeline.mark_pictures import PICTURE_PX, MarkPictures
from desktop.ui.theme import Look

_NEAR_PX = 3.0
_LEAST_PX = 4.0


@dataclass(frozen=True, slots=True)
class Bunch:
    """Marks of a row that are drawn as one, from which pixel on, and how much room there is up to the next."""

    marks: tuple[Mark, ...]
    x: float
    room: float


class MarksLane(Lane):
    """The marks of a call in rows; what one looks like is said by each kind of lane."""

    def __init__(self, look: Look, mark_px: float) -> None:
        super().__init__(look)
        self._mark_px = mark_px
        self._marks: tuple[Mark, ...] = ()
        self._rows: dict[int, list[Mark]] = {}
        self._bunches: dict[int, list[range]] = {}
        self._bunched_for = 0.0
        self._pictures = MarkPictures(look.colours, 1.0, QFont())

    @property
    def marks(self) -> Sequence[Mark]:
        """All of them, in the order of time."""
        return self._marks

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show these marks instead of those before."""
        self._marks = tuple(marks)
        self._rows = {row: [mark for mark in marks if mark.row == row] for row in {mark.row for mark in marks}}
        self._bunched_for = 0.0
        self.redraw()

    def hit(self, x: float, y: float) -> tuple[Mark, ...]:
        """The marks at a place on the canvas: all that are drawn as one there, or the one that lasts there."""
        if self._folded or not self._area.contains(QPointF(x, y)):
            return ()
        row = int((y - self._area.top() - ROWS_TOP_PX) // MARK_ROW_PX)
        for bunch in self._in_view(row):
            if bunch.x - _NEAR_PX <= x <= bunch.x + self.width_of(bunch) + _NEAR_PX:
                return bunch.marks
        t_s = self._scale.t(x)
        lasting = (mark for mark in reversed(self._rows.get(row, [])) if mark.start_s <= t_s <= mark.end_s)
        found = next(lasting, None)
        return () if found is None else (found,)

    def place_of(self, mark: Mark) -> QPointF:
        """Below the beginning of a mark on the canvas."""
        return QPointF(self._scale.x(mark.start_s), self._area.top() + ROWS_TOP_PX + (mark.row + 1) * MARK_ROW_PX)

    def draw(self, painter: QPainter) -> None:
        """Draw what lasts, then the signs over it."""
        device = painter.device()
        ratio = device.devicePixelRatio() if device else 1.0
        if self._pictures.colours is not self._colours or self._pictures.ratio != ratio:
            self._pictures = MarkPictures(self._colours, ratio, painter.font())
        for row, marks in self._rows.items():
            for mark in self._lasting(marks):
                left, right = self._scale.x(mark.start_s), self._scale.x(mark.end_s)
                self.draw_length(painter, mark, QRectF(left, _top(row), right - left, PICTURE_PX))
            for bunch in self._in_view(row):
                self.draw_bunch(painter, bunch, _top(row))

    @abstractmethod
    def width_of(self, bunch: Bunch) -> float:
        """How wide the sign of a bunch is."""

    @abstractmethod
    def draw_length(self, painter: QPainter, mark: Mark, place: QRectF) -> None:
        """Draw how long a mark lasts."""

    @abstractmethod
    def draw_bunch(self, painter: QPainter, bunch: Bunch, top: float) -> None:
        """Draw the sign of a bunch, with words where there is room."""

    def _lasting(self, marks: Sequence[Mark]) -> list[Mark]:
        """The marks in view whose length shows beside their signs."""
        begin_s, end_s = self._scale.t(0.0), self._scale.t(self._area.width())
        least_s = _LEAST_PX * self._scale.s_per_px
        return [m for m in marks if m.end_s - m.start_s >= least_s and m.end_s >= begin_s and m.start_s <= end_s]

    def _in_view(self, row: int) -> list[Bunch]:
        marks, bunches = self._rows.get(row, []), self._bunches_of(row)
        first, last = (
            bisect_left(bunches, self._scale.t(x), key=lambda bunch: marks[bunch.start].start_s)
            for x in (0.0, self._area.width())
        )
        # One more on the left, whose words may reach into view.
        return [self._bunch(marks, bunches, place) for place in range(max(first - 1, 0), last)]

    def _bunch(self, marks: Sequence[Mark], bunches: Sequence[range], place: int) -> Bunch:
        own = tuple(marks[each] for each in bunches[place])
        following = marks[bunches[place + 1].start].start_s if place + 1 < len(bunches) else None
        x, end_s = self._scale.x(own[0].start_s), self._scale.view.duration_s if following is None else following
        return Bunch(own, x, self._scale.x(end_s) - x)

    def _bunches_of(self, row: int) -> list[range]:
        s_per_px = self._scale.s_per_px
        # A view that is panned changes its length by what arithmetic adds.
        if not isclose(self._bunched_for, s_per_px, rel_tol=1e-6):
            least_s = self._mark_px * s_per_px
            self._bunches = {r: bunched([m.start_s for m in marks], least_s) for r, marks in self._rows.items()}
            self._bunched_for = s_per_px
        return self._bunches.get(row, [])


def _top(row: int) -> float:
    return ROWS_TOP_PX + row * MARK_ROW_PX
