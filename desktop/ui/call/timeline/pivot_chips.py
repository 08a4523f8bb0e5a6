"""Pivots on the arc: a triangle up or down with the size of the change, on a stem that leads to the dot."""

from collections.abc import Callable, Sequence
from math import isclose

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from desktop.export.wording import Wording
from desktop.model.course.pivots import Direction, Pivot
from desktop.model.drawing.palette import Palette
from desktop.model.drawing.placing import Box, widths_that_fit
from desktop.model.drawing.time_view import Scale
from desktop.ui.theme import FontSize, sized

# Below this it is as likely as not that there is no change of level here.
_CERTAIN = 0.6
_HEIGHT = 17.0
_TOP = 3.0
_SIGN = 17.0
_PADDING = 5.0
_NEAR_PX = 2.0
_FAINT = 0.55
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class PivotChips:
    """The pivots of a call in the order of time; which have room for their figures depends on the zoom alone."""

    def __init__(self, pivots: Sequence[Pivot], words: Wording, font: QFont) -> None:
        self.pivots = pivots
        self._sizes = [words.signed(pivot.change.size) for pivot in pivots]
        self._font = sized(font, FontSize.CAPTION, bold=True)
        metrics = QFontMetricsF(self._font)
        self._widths = [_SIGN + metrics.horizontalAdvance(size) + _PADDING for size in self._sizes]
        self._fitted: tuple[float, list[float]] = (0.0, [])

    def places(self, scale: Scale, width: float) -> list[tuple[Pivot, QRectF]]:
        """Where the chips that are in view lie in the lane; those without room for one are left out."""
        places = []
        for pivot, wide in zip(self.pivots, self._fit(scale.s_per_px), strict=True):
            x = scale.x(pivot.t_s)
            if wide and 0 <= x <= width:
                # It stands beside its line, not across it, or the playhead would strike out its sign.
                left = min(x, width - wide - 2)
                places.append((pivot, QRectF(round(left), _TOP, round(wide), _HEIGHT)))
        return places

    def boxes(self, scale: Scale, width: float) -> list[Box]:
        """The same places, for what must not cover them."""
        rects = (rect for _, rect in self.places(scale, width))
        return [Box(rect.left(), rect.top(), rect.width(), rect.height()) for rect in rects]

    def at(self, x: float, y: float, scale: Scale, width: float) -> Pivot | None:
        """The pivot whose chip is at a place in the lane."""
        reach = _NEAR_PX
        for pivot, rect in self.places(scale, width):
            if rect.adjusted(-reach, -reach, reach, reach).contains(QPointF(x, y)):
                return pivot
        return None

    def foot(self, pivot: Pivot, scale: Scale) -> QPointF:
        """Below the sign of a pivot's chip in the lane, or where it would be."""
        return QPointF(scale.x(pivot.t_s) + _SIGN / 2, _TOP + _HEIGHT)

    def draw_stems(
        self, painter: QPainter, scale: Scale, width: float, end_of: Callable[[Pivot], float], colours: Palette
    ) -> None:
        """Draw a line from each chip down to where its dot is, as `end_of` says."""
        for pivot, _ in self.places(scale, width):
            x, end = round(scale.x(pivot.t_s)) + 0.5, end_of(pivot)
            if end > _TOP + _HEIGHT:
                colour, certain = QColor(_colour(pivot, colours)), pivot.change.certainty >= _CERTAIN
                colour.setAlphaF(0.8 if certain else _FAINT)
                painter.setPen(QPen(colour, 1, Qt.PenStyle.SolidLine if certain else Qt.PenStyle.DotLine))
                painter.drawLine(QLineF(x, _TOP + _HEIGHT, x, end))

    def draw(self, painter: QPainter, scale: Scale, width: float, colours: Palette) -> None:
        """Draw the chips: full where the change is certain, an outline where it is not."""
        painter.setFont(self._font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sizes = {id(pivot): size for pivot, size in zip(self.pivots, self._sizes, strict=True)}
        for pivot, rect in self.places(scale, width):
            _draw_chip(painter, pivot, rect, sizes[id(pivot)], colours)

    def _fit(self, s_per_px: float) -> list[float]:
        if not isclose(self._fitted[0], s_per_px, rel_tol=1e-6):
            starts = [pivot.t_s / s_per_px for pivot in self.pivots]
            weights = [abs(pivot.change.size) * pivot.change.certainty for pivot in self.pivots]
            self._fitted = (s_per_px, widths_that_fit(starts, self._widths, _SIGN, weights))
        return self._fitted[1]


def _draw_chip(painter: QPainter, pivot: Pivot, rect: QRectF, size: str, colours: Palette) -> None:
    certain, colour = pivot.change.certainty >= _CERTAIN, QColor(_colour(pivot, colours))
    pen = QPen(colour, 1, Qt.PenStyle.SolidLine if certain else Qt.PenStyle.DotLine)
    painter.setPen(pen)
    painter.setBrush(colour if certain else QColor(colours.panel))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    ink = QColor(colours.on_accent if certain else colours.quiet)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    up = -1 if pivot.direction is Direction.UP else 1
    x, y = rect.left() + _SIGN / 2, rect.center().y()
    painter.drawPolygon(
        QPolygonF([QPointF(x, y + 4 * up), QPointF(x + 4.5, y - 3.5 * up), QPointF(x - 4.5, y - 3.5 * up)])
    )
    if rect.width() > _SIGN + _PADDING:
        painter.setPen(ink)
        painter.drawText(rect.adjusted(_SIGN - 2, 0, 0, 0), _MIDDLE, size)


def _colour(pivot: Pivot, colours: Palette) -> str:
    return colours.highest if pivot.direction is Direction.UP else colours.lowest
