"""The few signs on the player's buttons, drawn in the colours of the look."""

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from desktop.model.drawing.palette import Palette

_SIZE = 16
_SCALE = 3


class Sign(Enum):
    """What a button does."""

    PLAY = "play"
    PAUSE = "pause"
    LOOP = "loop"
    SOUND = "sound"
    MUTE = "mute"


def icon(sign: Sign, colours: Palette) -> QIcon:
    """A sign of 16 × 16 pixels, sharp on dense screens."""
    pixmap = QPixmap(_SIZE * _SCALE, _SIZE * _SCALE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(_SCALE, _SCALE)
    colour = QColor(colours.quiet if sign is Sign.MUTE else colours.text)
    pen = QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(_lines(sign), pen)
    painter.fillPath(_areas(sign), colour)
    painter.end()
    return QIcon(pixmap)


def _areas(sign: Sign) -> QPainterPath:
    path = QPainterPath()
    match sign:
        case Sign.PLAY:
            path.addPolygon(_polygon((4, 2.5), (13.5, 8), (4, 13.5)))
        case Sign.PAUSE:
            path.addRect(QRectF(4, 3, 3, 10))
            path.addRect(QRectF(9, 3, 3, 10))
        case Sign.LOOP:
            path.addPolygon(_polygon((9, 0.6), (13.2, 3.4), (9, 6.2)))
        case _:
            path.addPolygon(_polygon((1.5, 6), (4, 6), (8, 2.5), (8, 13.5), (4, 10), (1.5, 10)))
    return path


def _lines(sign: Sign) -> QPainterPath:
    path = QPainterPath()
    match sign:
        case Sign.LOOP:
            path.moveTo(9, 3.4)
            path.arcTo(QRectF(3, 3.4, 10, 10), 95, 300)
        case Sign.SOUND:
            for radius in (2.5, 5.5):
                box = QRectF(8.5 - radius, 8 - radius, 2 * radius, 2 * radius)
                path.arcMoveTo(box, 50)
                path.arcTo(box, 50, -100)
        case Sign.MUTE:
            path.moveTo(10.5, 5.8)
            path.lineTo(14.5, 10.2)
            path.moveTo(14.5, 5.8)
            path.lineTo(10.5, 10.2)
        case _:
            pass
    return path


def _polygon(*points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in (*points, points[0])])
