"""The shapes of moments for Qt, with the same corners as the flags in documents."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPolygonF

from desktop.model.drawing.palette import Theme, moment_colour
from desktop.model.drawing.shapes import corners
from desktop.model.moment import MomentType

_ICON = 16
_RESOLUTION = 4


def moment_shape(kind: MomentType, centre: QPointF, radius: float) -> QPolygonF:
    """The outline of a type of moment about a point."""
    return QPolygonF([centre + QPointF(x, y) * radius for x, y in corners(kind)])


def moment_icon(kind: MomentType, theme: Theme) -> QIcon:
    """The shape of a type in its colour."""
    pixmap = QPixmap(_ICON * _RESOLUTION, _ICON * _RESOLUTION)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(moment_colour(kind, theme)))
    painter.drawPolygon(moment_shape(kind, QRectF(pixmap.rect()).center(), _ICON * _RESOLUTION * 0.36))
    painter.end()
    return QIcon(pixmap)
