"""Events: silences and holds, and below them what the customer and what the agent did, each with a sign of its own."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.export.wording import Wording
from desktop.model.drawing.marks import EventRow, Mark
from desktop.model.drawing.shapes import event_corners
from desktop.model.events.event import Event, EventKind
from desktop.ui.call.timeline.mark_pictures import SIGN_PX
from desktop.ui.call.timeline.marks_lane import Bunch, MarksLane
from desktop.ui.call.timeline.words import event_labels
from desktop.ui.theme import Look

_MARK_PX = 15.0
_GAP = 2.0
_HOLD_TINT, _TINT = 0.3, 0.14


class EventsLane(MarksLane):
    """Three rows: nobody speaks, the customer, the agent."""

    def __init__(self, look: Look, words: Wording) -> None:
        super().__init__(look, _MARK_PX)
        self._words = words

    def width_of(self, bunch: Bunch) -> float:
        """How wide the sign is, or the number that stands for many."""
        if _kind(bunch) is None:
            return self._pictures.chip_width(str(len(bunch.marks)))
        label, left = self._label(bunch)
        return left + self._pictures.width(label)

    def draw_length(self, painter: QPainter, mark: Mark, place: QRectF) -> None:
        """A silence is an empty frame; a hold is shaded, and all else faintly."""
        if not isinstance(mark.thing, Event):
            return
        colour, bar = QColor(self._colour(mark.row)), place.adjusted(0, 1, 0, -1)
        if mark.thing.kind is EventKind.SILENCE:
            painter.setPen(QPen(QColor(self._colours.outline), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(round(bar.left()) + 0.5, bar.top() + 0.5, round(bar.width()) - 1, bar.height() - 1))
            return
        colour.setAlphaF(_HOLD_TINT if mark.thing.kind is EventKind.HOLD else _TINT)
        painter.fillRect(bar, colour)

    def draw_bunch(self, painter: QPainter, bunch: Bunch, top: float) -> None:
        """One kind has its sign, with words where there is room; several kinds are a number."""
        kind, row = _kind(bunch), bunch.marks[0].row
        at = QPointF(bunch.x, top)
        if kind is None:
            painter.drawPixmap(at, self._pictures.chip(str(len(bunch.marks)), self._colour(row)))
            return
        painter.drawPixmap(at, self._pictures.sign(kind, event_corners(kind), self._colour(row)))
        label, left = self._label(bunch)
        if label:
            painter.drawPixmap(at + QPointF(left, 0), self._pictures.words(label))

    def _label(self, bunch: Bunch) -> tuple[str, float]:
        """The longest label that has room, and how far from the sign's left edge: within what lasts, or behind it."""
        first, count = bunch.marks[0], len(bunch.marks)
        if not isinstance(first.thing, Event):
            return "", SIGN_PX
        labels = (f"×{count}",) if count > 1 else event_labels(first.thing, self._words)
        lasts = (first.end_s - first.start_s) / self._scale.s_per_px if count == 1 else 0.0
        for label in labels:
            width = self._pictures.width(label)
            left = (SIGN_PX if SIGN_PX + width + 2 * _GAP <= lasts else max(SIGN_PX, lasts)) + _GAP
            if left + width + 2 * _GAP <= bunch.room:
                return label, left
        return "", SIGN_PX

    def _colour(self, row: int) -> str:
        colours = self._colours
        return {EventRow.CUSTOMER: colours.customer, EventRow.AGENT: colours.agent}.get(EventRow(row), colours.quiet)


def _kind(bunch: Bunch) -> EventKind | None:
    """What all events of a bunch are; null where they are of several kinds."""
    kinds = {mark.thing.kind for mark in bunch.marks if isinstance(mark.thing, Event)}
    return next(iter(kinds)) if len(kinds) == 1 else None
