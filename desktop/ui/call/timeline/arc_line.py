"""The smoothed line of an arc, coloured by its own height, and behind it the band in which it might as well run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPen, QPolygonF

from desktop.model.arc import LinePoint
from desktop.model.course.band import Band
from desktop.model.drawing.curve import smooth_line
from desktop.model.drawing.heights import Heights
from desktop.model.drawing.palette import BAND_TINT, Palette
from desktop.model.drawing.time_view import Numbers, Scale

_LINE_PX = 2.5
_MOST_PIECES = 600
Stops = Sequence[tuple[float, QColor]]


@dataclass(frozen=True, slots=True)
class LineHit:
    """What the line says at an instant, between what it might as well lie, and which figures of the arc are there."""

    value: float
    lower: float
    upper: float
    figures: tuple[str, ...] = ()


class ArcLine:
    """A line and its band, smoothed once and then drawn where they are in view."""

    def __init__(self, line: Sequence[LinePoint] = (), band: Band | None = None) -> None:
        band = band or Band()
        self._times, self._values = _smoothed(line)
        self._edges = (_smoothed(band.lower), _smoothed(band.upper))

    def draw_band(self, painter: QPainter, scale: Scale, heights: Heights, width: float, colours: Palette) -> None:
        """Shade what lies between the band's edges."""
        lower, upper = (_in_view(times, values, scale, width) for times, values in self._edges)
        if len(lower[0]) < 2:
            return
        fill = QColor(colours.quiet)
        fill.setAlphaF(BAND_TINT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        xs = scale.xs(np.concatenate([upper[0], lower[0][::-1]]))
        painter.drawPolygon(_polygon(xs, np.concatenate([upper[1], lower[1][::-1]]), heights))

    def draw_line(self, painter: QPainter, scale: Scale, heights: Heights, width: float, stops: Stops) -> None:
        """Draw the line."""
        times, values = _in_view(self._times, self._values, scale, width)
        if len(times) < 2:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gradient = QLinearGradient(0, heights.y(1), 0, heights.y(-1))
        gradient.setStops(list(stops))
        pen = QPen(QBrush(gradient), _LINE_PX)
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
        painter.setPen(pen)
        painter.drawPolyline(_polygon(scale.xs(times), values, heights))

    def at(self, t_s: float) -> LineHit | None:
        """The line and the edges of the band at an instant; null where there is no line."""
        if not len(self._times) or not self._times[0] <= t_s <= self._times[-1]:
            return None
        value = float(np.interp(t_s, self._times, self._values))
        lower, upper = (float(np.interp(t_s, *edge)) if len(edge[0]) else value for edge in self._edges)
        return LineHit(value, lower, upper)


def _smoothed(points: Sequence[LinePoint]) -> tuple[Numbers, Numbers]:
    return smooth_line([p.t_s for p in points], [p.value for p in points])


def _in_view(times: Numbers, values: Numbers, scale: Scale, width: float) -> tuple[Numbers, Numbers]:
    first = max(int(np.searchsorted(times, scale.t(0.0))) - 1, 0)
    last = int(np.searchsorted(times, scale.t(width))) + 1
    # Counted from the line's beginning, the points that are left out stay the same while it moves.
    stride = -(-(last - first) // _MOST_PIECES) or 1
    at = slice(first - first % stride, last + stride, stride)
    return times[at], values[at]


def _polygon(xs: Numbers, values: Numbers, heights: Heights) -> QPolygonF:
    polygon: QPolygonF = pg.functions.arrayToQPolygonF(xs, heights.middle - heights.per_valence * values)
    return polygon
