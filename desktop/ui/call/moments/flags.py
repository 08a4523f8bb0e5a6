"""The shapes of moments for Qt, from the same outlines as the flags in documents."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPolygonF

from desktop.export.arc_svg import flag_shape
from desktop.model.moment import MomentType
from desktop.model.palette import Theme, moment_colour

_ICON = 16
_RESOLUTION = 4


def digit(kind: MomentType) -> str:
    """The key that marks a type."""
    return str(list(MomentType).index(kind) + 1)


def title(kind: MomentType) -> str:
    """A type as a button or a row names it."""
    return kind.value.capitalize()


def flag(kind: MomentType, centre: QPointF, radius: float) -> QPolygonF:
    """The shape of a type around a point."""
    numbers = [float(part) for part in flag_shape(kind, 0.0, 0.0, 100.0).split() if part not in "MLZ"]
    points = zip(numbers[::2], numbers[1::2], strict=True)
    return QPolygonF([centre + QPointF(x, y) * (radius / 100.0) for x, y in points])


def flag_icon(kind: MomentType, theme: Theme) -> QIcon:
    """The shape of a type in its colour."""
    pixmap = QPixmap(_ICON * _RESOLUTION, _ICON * _RESOLUTION)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(moment_colour(kind, theme)))
    painter.drawPolygon(flag(kind, QRectF(pixmap.rect()).center(), _ICON * _RESOLUTION * 0.36))
    painter.end()
    return QIcon(pixmap)
