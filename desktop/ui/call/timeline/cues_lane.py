"""Cues: what the agent did, by name where there is room, by their number where there is not."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from desktop.model.drawing.marks import Mark, SaidCue
from desktop.ui.call.timeline.marks_lane import Bunch, MarksLane
from desktop.ui.call.timeline.words import cue_label
from desktop.ui.theme import Look

_MARK_PX = 25.0
_GAP = 3.0


class CuesLane(MarksLane):
    """One row: a mark where the words are heard that are the evidence."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, _MARK_PX)

    def width_of(self, bunch: Bunch) -> float:
        """How wide the chip is."""
        return self._pictures.chip_width(self._text(bunch))

    def draw_length(self, painter: QPainter, mark: Mark, place: QRectF) -> None:
        """Nothing: words take as long as they take."""

    def draw_bunch(self, painter: QPainter, bunch: Bunch, top: float) -> None:
        """Draw the chip."""
        painter.drawPixmap(QPointF(bunch.x, top), self._pictures.chip(self._text(bunch), self._colours.agent))

    def _text(self, bunch: Bunch) -> str:
        names = [cue_label(mark.thing.cue.name) for mark in bunch.marks if isinstance(mark.thing, SaidCue)]
        whole = ", ".join(names)
        return whole if self._pictures.chip_width(whole) <= bunch.room - _GAP else str(len(names))
