"""Pictures of dots, each drawn once and then copied, since smooth circles are slow to draw."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from desktop.model.drawing.palette import Theme, palette, valence_colour
from desktop.model.drawing.rings import RING_PX, Ring
from desktop.model.drawing.time_view import Numbers

Kind = tuple[int, int, Ring, bool]
_SHADES = 20
_OUTLINE = 1.5
_GAP = 1.5
_WHOLE_PX = 5.0


class DotPictures:
    """Dots of every size and colour that were asked for so far, in one theme at one resolution.

    `stops` is the scale of colours from valence +1 to −1, for a gradient.
    """

    def __init__(self, theme: Theme, ratio: float) -> None:
        self.theme = theme
        self.ratio = ratio
        self.stops = [(step / 8, QColor(valence_colour(1 - step / 4, theme))) for step in range(9)]
        self._pictures: dict[Kind, tuple[QPixmap, float]] = {}

    def kinds(self, values: Numbers, rings: Sequence[Ring], by_coach: Sequence[bool], radii: Numbers) -> list[Kind]:
        """Which pictures stand for valences at radii, to the half pixel, with rings and the coach's pins."""
        shades, halves = np.rint(values * _SHADES).astype(int), np.rint(radii * 2).astype(int)
        return list(zip(shades.tolist(), halves.tolist(), rings, by_coach, strict=True))

    def of(self, kind: Kind) -> tuple[QPixmap, float]:
        """A picture, and how far its middle is from its corner."""
        if kind not in self._pictures:
            picture = self._drawn(kind)
            self._pictures[kind] = (picture, picture.width() / self.ratio / 2)
        return self._pictures[kind]

    def _drawn(self, kind: Kind) -> QPixmap:
        shade, halves, ring, by_coach = kind
        radius, fill = halves / 2, QColor(valence_colour(shade / _SHADES, self.theme))
        # Where dots are small because there are many, rings would cover their neighbours.
        around = RING_PX[ring] * min(radius / _WHOLE_PX, 1.0)
        edge = fill.darker(150) if self.theme is Theme.LIGHT else fill.lighter(140)
        side = 2 * round(radius + _GAP + around + 2 * _OUTLINE + 1)
        picture, middle = self._empty(side), QPointF(side / 2, side / 2)
        panel = QColor(palette(self.theme).panel)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(panel)
            outside = radius + _OUTLINE + (_GAP + around if around else 0.0)
            painter.drawEllipse(middle, outside, outside)
            painter.setPen(QPen(edge, 1.0))
            painter.setBrush(fill)
            painter.drawEllipse(middle, radius - 0.5, radius - 0.5)
            if by_coach:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(panel)
                painter.drawEllipse(middle, radius * 0.36, radius * 0.36)
            if around:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(edge, around))
                reach = radius + _GAP + around / 2
                painter.drawEllipse(middle, reach, reach)
        return picture

    def _empty(self, side: int) -> QPixmap:
        picture = QPixmap(round(side * self.ratio), round(side * self.ratio))
        picture.setDevicePixelRatio(self.ratio)
        picture.fill(Qt.GlobalColor.transparent)
        return picture
