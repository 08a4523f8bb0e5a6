"""What all lanes share: a place on the time axis, and a picture of their own that is drawn only when it changed.

The playhead crosses every lane many times a second; with their pictures at hand that costs next to nothing.
"""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from desktop.model.drawing.time_view import Scale, TimeView
from desktop.ui.theme import Look


class Lane(QGraphicsObject):
    """A horizontal strip of the timeline."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._colours = look.colours
        self._area = QRectF()
        self._scale = Scale(TimeView.whole(0.0), 0.0, 1.0)
        self._folded = False
        self._picture = QPixmap()
        self._stale = True
        look.changed.connect(self._recolour)

    @property
    def area(self) -> QRectF:
        """Where the lane lies on the canvas."""
        return self._area

    @property
    def folded(self) -> bool:
        """Whether only the lane's name is shown."""
        return self._folded

    def place(self, area: QRectF, scale: Scale, *, folded: bool) -> None:
        """Lie somewhere and show a stretch of time."""
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area
        self._scale, self._folded = scale, folded
        self.redraw()

    def redraw(self) -> None:
        """Draw anew when next painted."""
        self._stale = True
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Draw the lane with its upper left corner at the origin."""
        raise NotImplementedError

    def boundingRect(self) -> QRectF:
        """Where the lane paints."""
        return self._area

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Show the lane's picture, drawn anew if something changed."""
        del option, widget
        device = painter.device()
        if device is None or self._area.isEmpty():
            return
        if self._stale or self._picture.devicePixelRatio() != device.devicePixelRatio():
            self._draw_picture(device.devicePixelRatio())
        painter.drawPixmap(self._area.topLeft(), self._picture)

    def _recolour(self) -> None:
        self._colours = self._look.colours
        self.redraw()

    def _draw_picture(self, ratio: float) -> None:
        size = (self._area.size() * ratio).toSize()
        if self._picture.size() != size or self._picture.devicePixelRatio() != ratio:
            self._picture = QPixmap(size)
            self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(QColor(self._colours.window if self._folded else self._colours.panel))
        with QPainter(self._picture) as painter:
            painter.setPen(QColor(self._colours.line))
            painter.drawLine(0, int(self._area.height()) - 1, int(self._area.width()), int(self._area.height()) - 1)
            if not self._folded:
                self.draw(painter)
        self._stale = False
