"""What lies over the lanes and moves often: the playhead, the pointer's time, shaded ranges, a ring about a dot."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from desktop.ui.theme import GRID, FontSize, Look, sized, tabular

_HEAD = 5.0
_CHIP_HALF = 44.0
_RING = 9.0


class Overlay(QGraphicsItem):
    """Something that is drawn over the lanes and takes no clicks."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._place = QRectF()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def cover(self, place: QRectF) -> None:
        """Paint within a place, which is about the item's own position."""
        if place != self._place:
            self.prepareGeometryChange()
            self._place = place

    def boundingRect(self) -> QRectF:
        """Where it paints."""
        return self._place

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw it."""
        raise NotImplementedError


class Playhead(Overlay):
    """The line at the instant that is heard, with a head on top."""

    def stand(self, height: float) -> None:
        """Reach from the top through all lanes."""
        self.cover(QRectF(-_HEAD - 1, 0, 2 * _HEAD + 2, height))

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the line and its head."""
        del option, widget
        accent = QColor(self._look.colours.accent)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(accent, 1.5))
        painter.drawLine(QLineF(0, 0, 0, self._place.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawPolygon(QPolygonF([QPointF(-_HEAD, 0), QPointF(_HEAD, 0), QPointF(0, 1.4 * _HEAD)]))


class PointerTime(Overlay):
    """A faint line under the pointer, and its time on the axis."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._text = ""
        self._axis_top = 0.0

    def stand(self, height: float, axis_top: float) -> None:
        """Reach through all lanes; the time stands on the axis."""
        self._axis_top = axis_top
        self.cover(QRectF(-_CHIP_HALF, 0, 2 * _CHIP_HALF, height))

    def say(self, text: str) -> None:
        """Write a time."""
        self._text = text
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the line and the time."""
        del option, widget
        colours = self._look.colours
        painter.setPen(QPen(QColor(colours.quiet), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QLineF(0.5, 0, 0.5, self._axis_top))
        painter.setFont(tabular(sized(painter.font(), FontSize.CAPTION)))
        width = QFontMetricsF(painter.font()).horizontalAdvance(self._text) + 3 * GRID
        chip = QRectF(-width / 2, self._axis_top + 3, width, self._place.height() - self._axis_top - 6)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.text))
        painter.drawRoundedRect(chip, 3, 3)
        painter.setPen(QColor(colours.panel))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, self._text)


class Shade(Overlay):
    """A shaded range through all lanes, with an edge on either side."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._colour = QColor()
        self._strength = 0.0

    def tint(self, colour: str, strength: float) -> None:
        """Shade with a colour, as strong as is said."""
        self._colour, self._strength = QColor(colour), strength
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the shade and its edges."""
        del option, widget
        fill, edge = QColor(self._colour), QColor(self._colour)
        fill.setAlphaF(self._strength)
        edge.setAlphaF(min(self._strength * 4, 1.0))
        painter.fillRect(self._place, fill)
        painter.setPen(QPen(edge, 1))
        for x in (round(self._place.left()) + 0.5, round(self._place.right()) - 0.5):
            painter.drawLine(QLineF(x, self._place.top(), x, self._place.bottom()))


class Ring(Overlay):
    """A ring about the dot under the pointer."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.cover(QRectF(-_RING - 2, -_RING - 2, 2 * _RING + 4, 2 * _RING + 4))

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the ring."""
        del option, widget
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._look.colours.accent), 2))
        painter.drawEllipse(QPointF(0, 0), _RING, _RING)
