"""Pictures of dots, each drawn once and then copied, since smooth circles are slow to draw."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from desktop.model.drawing.palette import Theme, palette, valence_colour
from desktop.model.drawing.time_view import Numbers

Kind = tuple[int, int]
_SHADES = 20
_OUTLINE = 1.5


class DotPictures:
    """Dots of every size and colour that were asked for so far, in one theme at one resolution.

    `stops` is the scale of colours from valence +1 to −1, for a gradient.
    """

    def __init__(self, theme: Theme, ratio: float) -> None:
        self.theme = theme
        self.ratio = ratio
        self.stops = [(step / 8, QColor(valence_colour(1 - step / 4, theme))) for step in range(9)]
        self._pictures: dict[Kind, tuple[QPixmap, float]] = {}

    def kinds(self, values: Numbers, radii: Numbers) -> list[Kind]:
        """Which pictures stand for valences at radii, to the half pixel."""
        shades, halves = np.rint(values * _SHADES).astype(int), np.rint(radii * 2).astype(int)
        return list(zip(shades.tolist(), halves.tolist(), strict=True))

    def of(self, kind: Kind) -> tuple[QPixmap, float]:
        """A picture, and how far its middle is from its corner."""
        if kind not in self._pictures:
            picture = self._drawn(valence_colour(kind[0] / _SHADES, self.theme), kind[1] / 2)
            self._pictures[kind] = (picture, picture.width() / self.ratio / 2)
        return self._pictures[kind]

    def _drawn(self, colour: str, radius: float) -> QPixmap:
        side = 2 * round(radius + 2 * _OUTLINE + 1)
        picture = QPixmap(round(side * self.ratio), round(side * self.ratio))
        picture.setDevicePixelRatio(self.ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle = QPointF(side / 2, side / 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette(self.theme).panel))
            painter.drawEllipse(middle, radius + _OUTLINE, radius + _OUTLINE)
            edge = QColor(colour)
            painter.setPen(QPen(edge.darker(150) if self.theme is Theme.LIGHT else edge.lighter(140), 1.0))
            painter.setBrush(QColor(colour))
            painter.drawEllipse(middle, radius - 0.5, radius - 0.5)
        return picture
