"""The emotion arc: a dot for each of the customer's turns, the smoothed line in its band, and where it turns."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QPixmap

from desktop.export.wording import UPDATING, Wording, feeling, why_no_arc
from desktop.model.arc import Arc, arc_of
from desktop.model.course.band import Band
from desktop.model.course.pivots import Pivot
from desktop.model.drawing.dot_field import MOST_RADIUS, DotField
from desktop.model.drawing.heights import Heights
from desktop.model.drawing.lanes import ArcShape
from desktop.model.drawing.palette import valence_colour
from desktop.model.drawing.previewed import previewed
from desktop.model.drawing.time_view import Numbers
from desktop.model.report import CallReport, NoArc
from desktop.model.scored_turn import ScoredTurn
from desktop.ui.call.timeline.arc_line import ArcLine, LineHit
from desktop.ui.call.timeline.arc_marks import (
    draw_chip,
    draw_marks,
    draw_names,
    draw_sentence,
    figures_at,
    names_of,
    places_of,
)
from desktop.ui.call.timeline.dots import DotPictures
from desktop.ui.call.timeline.lane import Lane
from desktop.ui.call.timeline.pivot_chips import PivotChips
from desktop.ui.theme import Look

_NEAR_PX = 3.0
_GHOST_PX = 3.5
_LINE_REACH_PX = 5.0


class ArcLane(Lane):
    """The arc of a call, or the sentence that says why there is none."""

    def __init__(self, look: Look, words: Wording) -> None:
        super().__init__(look)
        self._words = words
        self._arc = Arc()
        self._band = Band()
        self._missing: str | None = None
        self._names: tuple[str, ...] = ()
        self._turns: list[ScoredTurn] = []
        self._field = DotField([], ())
        self._line = ArcLine()
        self._chips = PivotChips((), words, QFont())
        self._dragged: tuple[ScoredTurn, float] | None = None
        self._pictures = DotPictures(look.theme, 1.0)

    @property
    def seen(self) -> ArcShape:
        """What there is to be seen of it; one that is on its way keeps its room."""
        if self._missing is None or self._missing == UPDATING:
            return ArcShape.WHOLE
        return ArcShape.DOTS if self._field.points else ArcShape.NONE

    @property
    def pivots(self) -> Sequence[Pivot]:
        """The pivots that are shown."""
        return self._chips.pivots

    def show_arc(self, report: CallReport, *, outdated: bool = False) -> None:
        """Show the arc of a call; where it is outdated and cannot be shown, say that another is on its way."""
        self._missing = why_no_arc(report)
        if outdated and report.no_arc is NoArc.FEW_TURNS:
            self._missing = UPDATING
        arc = report.arc if self._missing is None or report.reads_feelings else Arc()
        scored = (turn for turn in report.turns if turn.score is not None)
        self._turns = sorted(scored, key=lambda scored: scored.turn.middle_s)[: len(arc.points)]
        self._band = report.band if self._missing is None else Band()
        self._chips = PivotChips(report.pivots if self._missing is None else (), self._words, QFont())
        self._dragged = None
        self._show(arc, self._turns)

    def drag(self, turn: ScoredTurn, value: float | None) -> None:
        """Show what the arc would be with a dot at another valence; null shows it as it is."""
        self._dragged = None if value is None else (turn, value)
        turns = self._turns if value is None else previewed(self._turns, turn, value)
        self._show(arc_of([(each.turn, each.score) for each in turns if each.score is not None]), turns)

    def y_of(self, value: float) -> float:
        """How far below the lane's upper edge a valence stands."""
        return self._heights.y(value)

    def value_at(self, y: float) -> float:
        """The valence, to a tenth, at a height on the canvas."""
        return self._heights.value(y - self._area.top())

    def dot_at(self, x: float, y: float) -> ScoredTurn | None:
        """The turn whose dot is at a place on the canvas, the nearest where dots overlap."""
        if self._folded or not self._turns:
            return None
        circles = self._field.circles(self._scale, self._heights)
        away = np.hypot(circles[:, 0] - x, circles[:, 1] - (y - self._area.top())) - circles[:, 2]
        nearest = int(away.argmin())
        return self._turns[nearest] if away[nearest] <= _NEAR_PX else None

    def pivot_at(self, x: float, y: float) -> Pivot | None:
        """The pivot whose chip is at a place on the canvas."""
        return None if self._folded else self._chips.at(x, y - self._area.top(), self._scale, self._area.width())

    def line_at(self, x: float, y: float) -> LineHit | None:
        """What the line says at a place on the canvas that is on it or within its band."""
        found = None if self._folded else self._line.at(self._scale.t(x))
        if found is None:
            return None
        top, bottom = self.y_of(found.upper) - _LINE_REACH_PX, self.y_of(found.lower) + _LINE_REACH_PX
        within = top <= y - self._area.top() <= bottom
        return replace(found, figures=figures_at(x, self._arc, self._scale)) if within else None

    def place_of(self, turn: ScoredTurn) -> QPointF:
        """Where the dot of a turn is on the canvas."""
        value = turn.score.valence if turn.score else 0.0
        return QPointF(self._scale.x(turn.turn.middle_s), self._area.top() + self.y_of(value))

    def place_of_pivot(self, pivot: Pivot) -> QPointF:
        """Below the chip of a pivot on the canvas, or where it would be."""
        return self._area.topLeft() + self._chips.foot(pivot, self._scale)

    def draw(self, painter: QPainter) -> None:
        """Draw guides, band, line, marks, dots, names and pivots, from the back to the front."""
        device = painter.device()
        ratio = device.devicePixelRatio() if device else 1.0
        if (self._pictures.theme, self._pictures.ratio) != (self._look.theme, ratio):
            self._pictures = DotPictures(self._look.theme, ratio)
        if self.seen is not ArcShape.NONE:
            self._draw_guides(painter)
        arc = self._arc if self._missing is None else Arc()
        width = self._area.width()
        self._line.draw_band(painter, self._scale, self._heights, width, self._colours)
        self._line.draw_line(painter, self._scale, self._heights, width, self._pictures.stops)
        draw_marks(painter, arc, self._scale, self.y_of, self._colours)
        self._chips.draw_stems(painter, self._scale, width, self._top_of, self._colours)
        self._draw_ghosts(painter)
        shown = self._field.in_view(self._scale, width)
        circles = self._field.circles(self._scale, self._heights)[shown]
        self._draw_dots(painter, shown, circles)
        places, taken = places_of(arc, self._scale, self.y_of), self._chips.boxes(self._scale, width)
        draw_names(painter, self._names, places, circles, self._area.size(), self._colours, taken)
        self._chips.draw(painter, self._scale, width, self._colours)
        if self._missing:
            draw_sentence(painter, self._missing, circles, self._area.size(), self._colours)
        self._draw_dragged(painter)

    @property
    def _heights(self) -> Heights:
        return Heights(self._area.height() / 2)

    def _show(self, arc: Arc, turns: list[ScoredTurn]) -> None:
        self._arc = arc
        self._names = names_of(arc, self._words) if self._missing is None else ()
        self._field = DotField(turns, arc.points)
        # A band takes too long to be found anew with every move of the mouse: it is back once the dot is let go.
        self._line = ArcLine(arc.line if self._missing is None else (), self._band if self._dragged is None else None)
        self.redraw()

    def _top_of(self, pivot: Pivot) -> float:
        """How far down the dot is on which a pivot stands."""
        _, y, radius = self._field.circles(self._scale, self._heights)[pivot.change.turn]
        return float(y - radius)

    def _draw_guides(self, painter: QPainter) -> None:
        colours, width = self._colours, self._area.width()
        for value in (1, -1):
            painter.fillRect(QRectF(0, round(self.y_of(value)), width, 1), self._dashes())
        zero = QColor(colours.neutral)
        zero.setAlphaF(0.6)
        painter.setPen(QPen(zero, 1))
        painter.drawLine(QLineF(0, round(self.y_of(0)) + 0.5, width, round(self.y_of(0)) + 0.5))

    def _dashes(self) -> QBrush:
        """A dashed line as a pattern, which is far quicker to draw than one by a pen."""
        dash = QPixmap(8, 1)
        dash.fill(QColor(self._colours.panel))
        with QPainter(dash) as painter:
            painter.fillRect(0, 0, 5, 1, QColor(self._colours.line))
        return QBrush(dash)

    def _draw_ghosts(self, painter: QPainter) -> None:
        """What the model had said stays behind a dot that the coach has moved, and a line joins the two."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for t_s, value, estimate in self._field.ghosts:
            x = self._scale.x(t_s)
            if -MOST_RADIUS <= x <= self._area.width() + MOST_RADIUS:
                ghost = QPointF(x, self.y_of(estimate))
                painter.setPen(QPen(QColor(self._colours.outline), 1))
                painter.drawLine(QLineF(x, self.y_of(value), x, ghost.y()))
                painter.setPen(QPen(QColor(valence_colour(estimate, self._look.theme)), 1.3))
                painter.setBrush(QColor(self._colours.panel))
                painter.drawEllipse(ghost, _GHOST_PX, _GHOST_PX)

    def _draw_dots(self, painter: QPainter, shown: slice, circles: Numbers) -> None:
        kinds = self._pictures.kinds(*self._field.looks(shown), circles[:, 2])
        for kind, (x, y, _) in zip(kinds, circles.tolist(), strict=True):
            picture, middle = self._pictures.of(kind)
            painter.drawPixmap(QPointF(x - middle, y - middle), picture)

    def _draw_dragged(self, painter: QPainter) -> None:
        """The value of the dot that is being dragged, beside it."""
        if self._dragged is not None:
            turn, value = self._dragged
            at = QPointF(self._scale.x(turn.turn.middle_s), self.y_of(value))
            text = f"{self._words.signed(value)} {feeling(value)}"
            draw_chip(painter, text, at, self._area.size(), self._colours)
