"""The coach's moments as flags with a shape, a digit and a colour; ranges as bars whose edges can be dragged."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.model.drawing.lanes import FLAG_ROW_PX
from desktop.model.drawing.palette import moment_colour
from desktop.model.drawing.placing import rows_of
from desktop.model.drawing.time_view import Scale, TimeView
from desktop.model.moment import Moment
from desktop.ui.call.shapes import moment_shape
from desktop.ui.call.timeline.lane import Lane
from desktop.ui.theme import FontSize, Look, sized

_MOST_ROWS = 3
_FLAG_PX, _FLAG_HEIGHT = 32.0, 18.0
_FLAG_GAP = 4.0
_TOP = 5.0
_REACH = 6.0
_OVERHANG = 8.0
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class Part(Enum):
    """What of a moment the pointer is on."""

    START = auto()
    END = auto()
    BODY = auto()


@dataclass(frozen=True, slots=True)
class FlagHit:
    """A moment and the part of it that is at a place."""

    moment: Moment
    part: Part


class MomentsLane(Lane):
    """The moments of a call, in up to three rows."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._moments: list[Moment] = []
        self._rows: list[int] = []
        self._stacked_for: tuple[float, float] | None = None
        self._selected: int | None = None

    @property
    def moments(self) -> Sequence[Moment]:
        """The moments, as they begin."""
        return self._moments

    def show_moments(self, moments: Sequence[Moment], *, restack: bool = True) -> None:
        """Show moments; while one is dragged its row is kept, so that nothing jumps under the pointer."""
        if restack:
            self._moments = sorted(moments, key=lambda moment: (moment.start_s, moment.end_s))
            self._stacked_for = None
        else:
            changed = {moment.id: moment for moment in moments}
            self._moments = [changed.get(moment.id, moment) for moment in self._moments]
        self.redraw()

    def select(self, moment_id: int | None) -> None:
        """Show one moment as selected, or none."""
        self._selected = moment_id
        self.redraw()

    def moment(self, moment_id: int | None) -> Moment | None:
        """The moment of an id."""
        return next((moment for moment in self._moments if moment.id == moment_id), None)

    def rows_needed(self, width: float, duration_s: float) -> int:
        """How many rows the flags take with the whole call in view; they keep them when it is zoomed."""
        if self._stacked_for != (width, duration_s):
            whole = Scale(TimeView.whole(duration_s), 0.0, max(width, 1.0))
            extents = [_extent(moment, whole) for moment in self._moments]
            self._rows = rows_of(extents, _FLAG_GAP, _MOST_ROWS)
            self._stacked_for = (width, duration_s)
        return max(self._rows, default=0) + 1

    def hit(self, x: float, y: float) -> FlagHit | None:
        """The moment at a place on the canvas: the selected one first, then the last drawn; edges before bodies."""
        if self._folded or not self._area.contains(QPointF(x, y)):
            return None
        hits = []
        for moment, row in zip(self._moments, self._rows, strict=True):
            part = self._part_at(moment, row, x, y - self._area.top())
            if part is not None:
                hits.append(FlagHit(moment, part))
        hits.sort(key=lambda hit: (hit.part is Part.BODY, hit.moment.id != self._selected))
        return hits[0] if hits else None

    def place_of(self, moment: Moment) -> QRectF:
        """Where the flag of a moment is on the canvas."""
        row = self._rows[[known.id for known in self._moments].index(moment.id)]
        return self._flag(moment, row).translated(0, self._area.top())

    def draw(self, painter: QPainter) -> None:
        """Draw the flags that are in view, the selected one last."""
        if not self._moments:
            self._draw_hint(painter)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(sized(painter.font(), FontSize.CAPTION, bold=True))
        placed = sorted(zip(self._moments, self._rows, strict=True), key=lambda pair: pair[0].id == self._selected)
        for moment, row in placed:
            if (
                self._scale.x(moment.end_s) > -_FLAG_PX
                and self._scale.x(moment.start_s) < self._area.width() + _FLAG_PX
            ):
                self._draw_moment(painter, moment, row)

    def _part_at(self, moment: Moment, row: int, x: float, y: float) -> Part | None:
        top = _TOP + row * FLAG_ROW_PX
        if not top - 2 <= y <= top + _FLAG_HEIGHT + 2:
            return None
        start, end = self._scale.x(moment.start_s), self._scale.x(moment.end_s)
        inwards = min(_REACH, (end - start) / 4)
        if end > start and end - inwards <= x <= end + _REACH:
            return Part.END
        if start - _REACH <= x <= start + max(inwards, 2):
            return Part.START
        return Part.BODY if self._flag(moment, row).contains(QPointF(x, y)) or start <= x <= end else None

    def _flag(self, moment: Moment, row: int) -> QRectF:
        """Where the shape and the digit stand."""
        return QRectF(_flag_left(moment, self._scale), _TOP + row * FLAG_ROW_PX, _FLAG_PX, _FLAG_HEIGHT)

    def _draw_moment(self, painter: QPainter, moment: Moment, row: int) -> None:
        colour, flag = QColor(moment_colour(moment.type, self._look.theme)), self._flag(moment, row)
        start, end = self._scale.x(moment.start_s), self._scale.x(moment.end_s)
        selected = moment.id is not None and moment.id == self._selected
        if end > start:
            self._draw_range(painter, QRectF(start, flag.top(), end - start, _FLAG_HEIGHT), colour)
        painter.setPen(QPen(colour, 2))
        painter.drawLine(QPointF(start, flag.top()), QPointF(start, flag.bottom()))
        painter.setPen(QPen(QColor(self._colours.text), 1.5) if selected else QPen(colour, 1))
        painter.setBrush(colour if selected else QColor(self._colours.panel))
        painter.drawRoundedRect(flag.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        ink = QColor(self._colours.on_accent if selected else colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(moment_shape(moment.type, QPointF(flag.left() + 11, flag.center().y()), 5.5))
        painter.setPen(ink if selected else QColor(self._colours.text))
        painter.drawText(flag.adjusted(20, 0, 0, 0), _MIDDLE, str(moment.type.digit))

    def _draw_range(self, painter: QPainter, bar: QRectF, colour: QColor) -> None:
        """A bar from start to end, whose edges are grips."""
        tint = QColor(colour)
        tint.setAlphaF(0.28)
        painter.fillRect(bar, tint)
        painter.fillRect(QRectF(bar.right() - 1, bar.top(), 2, bar.height()), colour)

    def _draw_hint(self, painter: QPainter) -> None:
        painter.setFont(sized(painter.font(), FontSize.CAPTION))
        painter.setPen(QColor(self._colours.quiet))
        lane = QRectF(18, 0, self._area.width() - 30, self._area.height())
        painter.drawText(lane, _MIDDLE, "No moments yet: the keys 1 to 4 mark one while the call plays.")


def _flag_left(moment: Moment, scale: Scale) -> float:
    """Right of the start, behind a range that is narrower than the flag, or left of both at the end of the call."""
    start, end = scale.x(moment.start_s), scale.x(moment.end_s)
    left = end if end - start < _FLAG_PX else start
    return left if left + _FLAG_PX <= scale.x(scale.view.duration_s) + _OVERHANG else start - _FLAG_PX


def _extent(moment: Moment, scale: Scale) -> tuple[float, float]:
    """From where to where a moment with its flag reaches."""
    left = _flag_left(moment, scale)
    return min(left, scale.x(moment.start_s)), max(left + _FLAG_PX, scale.x(moment.end_s))
