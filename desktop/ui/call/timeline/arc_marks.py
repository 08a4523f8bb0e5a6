"""Start, low and end of an arc: bars with an open and a full square, a triangle, and their names in words."""

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from desktop.export.wording import Wording
from desktop.model.arc import EDGE_TURNS, Arc
from desktop.model.drawing.palette import Palette
from desktop.model.drawing.placing import Box, Circles, place_labels
from desktop.model.drawing.time_view import Scale
from desktop.model.timecode import format_timecode
from desktop.ui.theme import FontSize, sized

_SQUARE = 8.0
_LOW_PX = 13.0
_REACH = 9.0
_Height = Callable[[float], float]
_Edge = tuple[float, float, float]


def draw_marks(painter: QPainter, arc: Arc, scale: Scale, y_of: _Height, colours: Palette) -> None:
    """Bars over the turns that start and end are the means of, and a triangle that points to the low."""
    if arc.figures is None:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for (left, right, y), fill in zip(_edges(arc, scale, y_of), (colours.panel, colours.text), strict=True):
        painter.setPen(QPen(QColor(colours.text), 1.5))
        painter.drawLine(QLineF(left, y, right, y))
        painter.setBrush(QColor(fill))
        painter.drawRect(QRectF((left + right - _SQUARE) / 2, y - _SQUARE / 2, _SQUARE, _SQUARE))
    x, y = scale.x(arc.figures.low_s), y_of(arc.figures.low) + _LOW_PX
    painter.setPen(QPen(QColor(colours.panel), 1.0))
    painter.setBrush(QColor(colours.text))
    painter.drawPolygon(QPolygonF([QPointF(x, y - 6), QPointF(x + 6, y + 5), QPointF(x - 6, y + 5)]))


def figures_at(x: float, arc: Arc, scale: Scale) -> tuple[str, ...]:
    """Which of start, low and end stand at a place across the lane."""
    if arc.figures is None:
        return ()
    low_x, edges = scale.x(arc.figures.low_s), _edges(arc, scale, lambda _value: 0.0)
    extents = [*((name, left, right) for name, (left, right, _) in zip(("start", "end"), edges, strict=True))]
    extents.insert(1, ("low", low_x, low_x))
    return tuple(name for name, left, right in extents if left - _REACH <= x <= right + _REACH)


def names_of(arc: Arc, words: Wording) -> tuple[str, ...]:
    """What low, start and end are called, in this order."""
    if arc.figures is None:
        return ()
    low = f"low {words.signed(arc.figures.low)} at {format_timecode(arc.figures.low_s)}"
    return low, f"start {words.signed(arc.figures.start)}", f"end {words.signed(arc.figures.end)}"


def draw_names(
    painter: QPainter,
    names: Sequence[str],
    places: Sequence[QPointF],
    dots: Circles,
    size: QSizeF,
    colours: Palette,
    taken: Sequence[Box] = (),
) -> None:
    """Write names near the places that they name, where these are in view; they cover no dot, nor what is taken."""
    if not names:
        return
    painter.setFont(sized(painter.font(), FontSize.CAPTION, bold=True))
    metrics = QFontMetricsF(painter.font())
    shown = [(name, at) for name, at in zip(names, places, strict=True) if 0 <= at.x() <= size.width()]
    anchors = []
    for name, at in shown:
        width, height = metrics.horizontalAdvance(name) + 6, metrics.height()
        # The name of the low stands by its triangle.
        y = at.y() + (_LOW_PX if at is places[0] else 0.0)
        anchors.append(Box(at.x() - width / 2, y - height / 2, width, height))
    marks = [(at.x(), at.y(), _SQUARE * 0.75) for at in places]
    marks.append((places[0].x(), places[0].y() + _LOW_PX, 7.0))
    circles = np.vstack([dots, np.array(marks)])
    boxes = place_labels(anchors, circles, Box(2, 2, size.width() - 4, size.height() - 6), _REACH, taken)
    for (name, _), box in zip(shown, boxes, strict=True):
        _draw_name(painter, name, QRectF(box.left, box.top, box.width, box.height), colours)


def draw_sentence(painter: QPainter, text: str, dots: Circles, size: QSizeF, colours: Palette) -> None:
    """Write a sentence in the middle of a lane, or near to it where dots are in its way."""
    painter.setFont(sized(painter.font(), FontSize.BODY))
    metrics, room = QFontMetricsF(painter.font()), Box(12, 2, size.width() - 24, size.height() - 6)
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width - 12)
    width, height = metrics.horizontalAdvance(text) + 12, metrics.height()
    anchor = Box((size.width() - width) / 2, (size.height() - height) / 2, width, height)
    (box,) = place_labels([anchor], dots, room, -height / 2)
    _draw_name(painter, text, QRectF(box.left, box.top, box.width, box.height), colours)


def draw_chip(painter: QPainter, text: str, at: QPointF, size: QSizeF, colours: Palette) -> None:
    """Write a few words beside a place, on whichever side there is room."""
    painter.setFont(sized(painter.font(), FontSize.BODY, bold=True))
    metrics = QFontMetricsF(painter.font())
    width, height = metrics.horizontalAdvance(text) + 12, metrics.height() + 4
    left = at.x() + 14 if at.x() + 14 + width <= size.width() else at.x() - 14 - width
    top = min(max(at.y() - height / 2, 1.0), size.height() - height - 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent))
    painter.drawRoundedRect(QRectF(left, top, width, height), 3, 3)
    painter.setPen(QColor(colours.on_accent))
    painter.drawText(QRectF(left, top, width, height), Qt.AlignmentFlag.AlignCenter, text)


def places_of(arc: Arc, scale: Scale, y_of: _Height) -> list[QPointF]:
    """Where low, start and end are, in this order."""
    if arc.figures is None:
        return []
    low = QPointF(scale.x(arc.figures.low_s), y_of(arc.figures.low))
    return [low, *(QPointF((left + right) / 2, y) for left, right, y in _edges(arc, scale, y_of))]


def _draw_name(painter: QPainter, text: str, place: QRectF, colours: Palette) -> None:
    """Words on a patch of the lane's own colour, which keeps them readable where they cross the line."""
    patch = QColor(colours.panel)
    patch.setAlphaF(0.85)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(patch)
    painter.drawRoundedRect(place, 3, 3)
    painter.setPen(QColor(colours.text))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _edges(arc: Arc, scale: Scale, y_of: _Height) -> list[_Edge]:
    """From where to where start and end reach, and how high they stand."""
    if arc.figures is None:
        return []
    groups = ((arc.points[:EDGE_TURNS], arc.figures.start), (arc.points[-EDGE_TURNS:], arc.figures.end))
    return [(scale.x(turns[0].t_s), scale.x(turns[-1].t_s), y_of(value)) for turns, value in groups]
