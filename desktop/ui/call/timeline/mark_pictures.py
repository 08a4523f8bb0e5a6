"""Pictures of what marks are made of, each drawn once and then copied: letters are slow to draw."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from desktop.model.drawing.palette import Palette
from desktop.model.drawing.shapes import Corners
from desktop.ui.theme import FontSize, sized

SIGN_PX = 13.0
PICTURE_PX = 15.0
_RADIUS = 4.8
_PADDING = 4.0
_MIDDLE = Qt.AlignmentFlag.AlignCenter


class MarkPictures:
    """Signs, words and chips in the colours of a theme at one resolution."""

    def __init__(self, colours: Palette, ratio: float, font: QFont) -> None:
        self.colours = colours
        self.ratio = ratio
        self._font = sized(font, FontSize.CAPTION)
        self._metrics = QFontMetricsF(self._font)
        self._widths: dict[str, float] = {}
        self._pictures: dict[tuple[str, str, str], QPixmap] = {}

    def width(self, text: str) -> float:
        """How wide a text is."""
        if text not in self._widths:
            self._widths[text] = self._metrics.horizontalAdvance(text)
        return self._widths[text]

    def chip_width(self, text: str) -> float:
        """How wide a chip with a text is."""
        return self.width(text) + 2 * _PADDING

    def sign(self, name: str, outlines: tuple[Corners, ...], colour: str) -> QPixmap:
        """A shape, `SIGN_PX` wide."""

        def draw(painter: QPainter, room: QRectF) -> None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            for corners in outlines:
                painter.drawPolygon(QPolygonF([room.center() + QPointF(x, y) * _RADIUS for x, y in corners]))

        return self._picture(("sign", name, colour), SIGN_PX, draw)

    def words(self, text: str) -> QPixmap:
        """A few words."""

        def draw(painter: QPainter, room: QRectF) -> None:
            painter.setPen(QColor(self.colours.quiet))
            painter.drawText(room, _MIDDLE, text)

        return self._picture(("words", text, ""), self.width(text) + 2, draw)

    def chip(self, text: str, colour: str) -> QPixmap:
        """A few words in a frame."""

        def draw(painter: QPainter, room: QRectF) -> None:
            painter.setPen(QPen(QColor(colour), 1))
            painter.setBrush(QColor(self.colours.window))
            painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            painter.setPen(QColor(self.colours.text))
            painter.drawText(room, _MIDDLE, text)

        return self._picture(("chip", text, colour), self.chip_width(text), draw)

    def _picture(self, key: tuple[str, str, str], width: float, draw: Callable[[QPainter, QRectF], None]) -> QPixmap:
        if key not in self._pictures:
            size = (QRectF(0, 0, width, PICTURE_PX).size() * self.ratio).toSize()
            picture = QPixmap(size)
            picture.setDevicePixelRatio(self.ratio)
            picture.fill(Qt.GlobalColor.transparent)
            with QPainter(picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setFont(self._font)
                draw(painter, QRectF(0, 0, int(width), PICTURE_PX))
            self._pictures[key] = picture
        return self._pictures[key]
