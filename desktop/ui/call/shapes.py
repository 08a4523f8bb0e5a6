"""The shapes of moments for Qt, with the same corners as the flags in documents."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap, QPolygonF

from desktop.model.drawing.palette import Theme, moment_colour, palette
from desktop.model.drawing.shapes import corners
from desktop.model.moment import MomentType

KEYED_ICON = QSize(28, 16)
_ICON = 16
_RESOLUTION = 4


def moment_shape(kind: MomentType, centre: QPointF, radius: float) -> QPolygonF:
    """The outline of a type of moment about a point."""
    return QPolygonF([centre + QPointF(x, y) * radius for x, y in corners(kind)])


def moment_icon(kind: MomentType, theme: Theme) -> QIcon:
    """The shape of a type in its colour."""
    pixmap = _empty(QSize(_ICON, _ICON))
    with QPainter(pixmap) as painter:
        _draw(painter, kind, theme)
    return QIcon(pixmap)


def keyed_icon(kind: MomentType, theme: Theme, font: QFont) -> QIcon:
    """The shape of a type beside the digit of its key, as large as `KEYED_ICON`."""
    pixmap = _empty(KEYED_ICON)
    with QPainter(pixmap) as painter:
        _draw(painter, kind, theme)
        painter.setFont(font)
        painter.setPen(QColor(palette(theme).text))
        beside = QRectF(_ICON, 0, KEYED_ICON.width() - _ICON, _ICON)
        painter.drawText(beside, Qt.AlignmentFlag.AlignCenter, str(kind.digit))
    return QIcon(pixmap)


def _empty(size: QSize) -> QPixmap:
    """A picture that is sharp on dense screens, too."""
    pixmap = QPixmap(size * _RESOLUTION)
    pixmap.setDevicePixelRatio(_RESOLUTION)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _draw(painter: QPainter, kind: MomentType, theme: Theme) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(moment_colour(kind, theme)))
    painter.drawPolygon(moment_shape(kind, QPointF(_ICON / 2, _ICON / 2), _ICON * 0.36))
