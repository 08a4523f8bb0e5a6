"""The emotion arc: a dot for each of the customer's turns, the smoothed line, and where it starts, is low, and ends."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPen, QPixmap

from desktop.export.wording import UPDATING, Wording, why_no_arc
from desktop.model.arc import Arc
from desktop.model.drawing.curve import smooth_line
from desktop.model.drawing.lanes import ArcShape
from desktop.model.drawing.time_view import Numbers
from desktop.model.report import CallReport, NoArc
from desktop.model.scored_turn import ScoredTurn
from desktop.ui.call.timeline.arc_marks import draw_marks, draw_names, draw_sentence, names_of, places_of
from desktop.ui.call.timeline.dots import DotPictures
from desktop.ui.call.timeline.lane import Lane
from desktop.ui.theme import Look

_HEADROOM = 1.3
_LEAST_RADIUS, _MOST_RADIUS = 3.5, 7.0
_LINE_PX = 2.5
_MOST_PIECES = 600
_NEAR_PX = 3.0
_ANTIALIASING = QPainter.RenderHint.Antialiasing


class ArcLane(Lane):
    """The arc of a call, or the sentence that says why there is none."""

    def __init__(self, look: Look, words: Wording) -> None:
        super().__init__(look)
        self._words = words
        self._arc = Arc()
        self._missing: str | None = None
        self._names: tuple[str, ...] = ()
        self._turns: list[ScoredTurn] = []
        self._dots: Numbers = np.zeros((0, 3))
        self._line: tuple[Numbers, Numbers] = (np.zeros(0), np.zeros(0))
        self._pictures = DotPictures(look.theme, 1.0)

    @property
    def seen(self) -> ArcShape:
        """What there is to be seen of it; one that is on its way keeps its room."""
        if self._missing is None or self._missing == UPDATING:
            return ArcShape.WHOLE
        return ArcShape.DOTS if self._arc.points else ArcShape.NONE

    def show_arc(self, report: CallReport, *, outdated: bool = False) -> None:
        """Show the arc of a call; where it is outdated and cannot be shown, say that another is on its way."""
        self._missing = why_no_arc(report)
        if outdated and report.no_arc is NoArc.FEW_TURNS:
            self._missing = UPDATING
        self._arc = report.arc if self._missing is None or report.reads_feelings else Arc()
        self._names = names_of(self._arc, self._words) if self._missing is None else ()
        scored = (turn for turn in report.turns if turn.score is not None)
        self._turns = sorted(scored, key=lambda scored: scored.turn.middle_s)[: len(self._arc.points)]
        self._dots = np.array([(p.t_s, p.value, p.weight) for p in self._arc.points], np.float64).reshape(-1, 3)
        line = self._arc.line if self._missing is None else ()
        self._line = smooth_line([p.t_s for p in line], [p.value for p in line])
        self.redraw()

    def y_of(self, value: float) -> float:
        """How far below the lane's upper edge a valence stands."""
        half = self._area.height() / 2
        return half - half * value / _HEADROOM

    def dot_at(self, x: float, y: float) -> ScoredTurn | None:
        """The turn whose dot is at a place on the canvas, the nearest where dots overlap."""
        if self._folded or not len(self._dots):
            return None
        circles = self._circles(self._dots)
        away = np.hypot(circles[:, 0] - x, circles[:, 1] - (y - self._area.top())) - circles[:, 2]
        nearest = int(away.argmin())
        return self._turns[nearest] if away[nearest] <= _NEAR_PX else None

    def place_of(self, turn: ScoredTurn) -> QPointF:
        """Where the dot of a turn is on the canvas."""
        value = turn.score.valence if turn.score else 0.0
        return QPointF(self._scale.x(turn.turn.middle_s), self._area.top() + self.y_of(value))

    def draw(self, painter: QPainter) -> None:
        """Draw guides, line, marks, dots and names, from the back to the front."""
        device = painter.device()
        ratio = device.devicePixelRatio() if device else 1.0
        if (self._pictures.theme, self._pictures.ratio) != (self._look.theme, ratio):
            self._pictures = DotPictures(self._look.theme, ratio)
        if self.seen is not ArcShape.NONE:
            self._draw_guides(painter)
        arc = self._arc if self._missing is None else Arc()
        self._draw_line(painter)
        draw_marks(painter, arc, self._scale, self.y_of, self._colours)
        shown = self._shown_dots()
        self._draw_dots(painter, shown)
        places = places_of(arc, self._scale, self.y_of)
        draw_names(painter, self._names, places, self._circles(shown), self._area.size(), self._colours)
        if self._missing:
            draw_sentence(painter, self._missing, self._circles(shown), self._area.size(), self._colours)

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

    def _draw_line(self, painter: QPainter) -> None:
        """The smoothed line where it is in view, coloured by its own height."""
        times, values = self._line
        first = max(int(np.searchsorted(times, self._scale.t(0.0))) - 1, 0)
        last = int(np.searchsorted(times, self._scale.t(self._area.width()))) + 1
        # Counted from the line's beginning, the points that are left out stay the same while it moves.
        stride = -(-(last - first) // _MOST_PIECES) or 1
        at = slice(first - first % stride, last + stride, stride)
        if len(times[at]) < 2:
            return
        painter.setRenderHint(_ANTIALIASING)
        pen = QPen(QBrush(self._gradient()), _LINE_PX)
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
        painter.setPen(pen)
        half = self._area.height() / 2
        painter.drawPolyline(
            pg.functions.arrayToQPolygonF(self._scale.xs(times[at]), half - half * values[at] / _HEADROOM)
        )

    def _gradient(self) -> QLinearGradient:
        gradient = QLinearGradient(0, self.y_of(1), 0, self.y_of(-1))
        gradient.setStops(self._pictures.stops)
        return gradient

    def _shown_dots(self) -> Numbers:
        edge_s = _MOST_RADIUS * self._scale.s_per_px * 2
        begin_s, end_s = self._scale.t(0.0) - edge_s, self._scale.t(self._area.width()) + edge_s
        first, last = np.searchsorted(self._dots[:, 0], (begin_s, end_s))
        return self._dots[first:last]

    def _circles(self, dots: Numbers) -> Numbers:
        """Where dots lie in the lane, as x, y, radius: the area says the weight; all are smaller where it is dense."""
        heaviest = float(self._dots[:, 2].max()) if len(self._dots) else 0.0
        share = np.sqrt(dots[:, 2] / heaviest) if heaviest > 0 else np.zeros(len(dots))
        room = self._scale.view.duration_s / max(len(self._dots), 1) / self._scale.s_per_px
        radius = (_LEAST_RADIUS + (_MOST_RADIUS - _LEAST_RADIUS) * share) * min(max(room / 12, 0.5), 1.0)
        half = self._area.height() / 2
        return np.column_stack([self._scale.xs(dots[:, 0]), half - half * dots[:, 1] / _HEADROOM, radius])

    def _draw_dots(self, painter: QPainter, dots: Numbers) -> None:
        circles = self._circles(dots)
        kinds = self._pictures.kinds(dots[:, 1], circles[:, 2])
        for kind, (x, y, _) in zip(kinds, circles.tolist(), strict=True):
            picture, middle = self._pictures.of(kind)
            painter.drawPixmap(QPointF(x - middle, y - middle), picture)
