"""The small pictures in the rows of the library: an arc, a bar of progress, the sign of a state."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath, QPen

from desktop.model.arc import ArcFigures, LinePoint
from desktop.model.drawing.palette import valence_colour
from desktop.storage.overviews import Overview
from desktop.ui.library.words import Glyph
from desktop.ui.theme import Look

_STEPS = 8
_LINE = 2.0
_DOT = 2.5
_BAR = 4.0
_SIGN = 9.0


class Pictures:
    """Paints them in the colours of the look."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._scale: list[tuple[float, QColor]] = []
        look.changed.connect(self._choose_colours)
        self._choose_colours()

    def paint_arc(self, painter: QPainter, area: QRectF, call: Overview) -> None:
        """The arc of a call that has one: its line coloured by its own height, with start, low and end as dots."""
        line = call.line()
        if call.figures is None or len(line) < 2:
            return
        colours = self._look.colours
        painter.setPen(QPen(QColor(colours.line), 1.0))
        painter.drawLine(QPointF(area.left(), area.center().y()), QPointF(area.right(), area.center().y()))
        frame = _Frame(area.adjusted(_DOT, _DOT, -_DOT, -_DOT), line[0].t_s, line[-1].t_s)
        pen = QPen(QBrush(self._gradient(frame.area)), _LINE)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline([frame.place(point) for point in line])
        self._paint_dots(painter, frame, line, call.figures)

    def paint_bar(self, painter: QPainter, area: QRectF, done: float) -> None:
        """How much of a call is done."""
        colours = self._look.colours
        bar = QRectF(area.left(), area.center().y() - _BAR / 2, area.width(), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        bar.setWidth(max(bar.width() * min(max(done, 0.0), 1.0), _BAR))
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)

    def paint_sign(self, painter: QPainter, at: QPointF, glyph: Glyph, done: float) -> None:
        """The sign of a state about a point; that of work fills up like a clock."""
        colours = self._look.colours
        circle = QRectF(at.x() - _SIGN / 2, at.y() - _SIGN / 2, _SIGN, _SIGN)
        pen = QPen(QColor(colours.accent if glyph is Glyph.WORKING else colours.quiet), 1.3)
        painter.setPen(pen)
        painter.setBrush(QColor(colours.quiet) if glyph is Glyph.READY else Qt.BrushStyle.NoBrush)
        match glyph:
            case Glyph.FAILED:
                self._paint_warning(painter, circle)
            case Glyph.NONE:
                painter.drawLine(QPointF(circle.left() + 1, at.y()), QPointF(circle.right() - 1, at.y()))
            case _:
                painter.drawEllipse(circle)
        if glyph is Glyph.WORKING:
            painter.setBrush(QColor(colours.accent))
            painter.drawPie(circle, 90 * 16, -round(360 * 16 * min(max(done, 0.04), 1.0)))

    def _paint_warning(self, painter: QPainter, box: QRectF) -> None:
        error = QColor(self._look.colours.error)
        triangle = QPainterPath(QPointF(box.center().x(), box.top() - 1))
        triangle.lineTo(box.right() + 1, box.bottom())
        triangle.lineTo(box.left() - 1, box.bottom())
        triangle.closeSubpath()
        pen = QPen(error, 1.3)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPath(triangle)
        middle = box.center().x()
        painter.drawLine(QPointF(middle, box.top() + 3), QPointF(middle, box.bottom() - 3.2))
        painter.drawPoint(QPointF(middle, box.bottom() - 1.6))

    def _paint_dots(self, painter: QPainter, frame: "_Frame", line: Sequence[LinePoint], figures: ArcFigures) -> None:
        """Start and low as rings, the end filled: small, for the line is what is read."""
        panel, text = QColor(self._look.colours.panel), QColor(self._look.colours.text)
        low = LinePoint(figures.low_s, figures.low)
        for point, brush in ((line[0], panel), (low, panel), (line[-1], text)):
            painter.setPen(QPen(text, 1.0))
            painter.setBrush(brush)
            painter.drawEllipse(frame.place(point), _DOT - 0.5, _DOT - 0.5)

    def _gradient(self, area: QRectF) -> QLinearGradient:
        gradient = QLinearGradient(area.topLeft(), area.bottomLeft())
        for position, colour in self._scale:
            gradient.setColorAt(position, colour)
        return gradient

    def _choose_colours(self) -> None:
        values = (1 - 2 * step / _STEPS for step in range(_STEPS + 1))
        self._scale = [((1 - value) / 2, QColor(valence_colour(value, self._look.theme))) for value in values]


class _Frame:
    """Where times and values lie in an area; +1 is its top, −1 its bottom."""

    def __init__(self, area: QRectF, start_s: float, end_s: float) -> None:
        self.area = area
        self._start_s = start_s
        self._per_s = area.width() / max(end_s - start_s, 1e-3)
        self._left, self._zero, self._per_one = area.left(), area.center().y(), area.height() / 2

    def place(self, point: LinePoint) -> QPointF:
        """Where a point of the line lies; its values are −1 to +1."""
        return QPointF(self._left + (point.t_s - self._start_s) * self._per_s, self._zero - point.value * self._per_one)
