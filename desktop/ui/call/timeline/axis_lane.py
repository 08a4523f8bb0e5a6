"""The time axis below the lanes."""

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from desktop.model.drawing.ticks import finer_step_s, tick_label, tick_step_s, ticks_s
from desktop.model.drawing.time_view import SHORTEST_S
from desktop.ui.call.timeline.lane import Lane
from desktop.ui.theme import FontSize, sized, tabular

_LABEL_GAP = 28.0


class AxisLane(Lane):
    """Ticks at round times, with as many labels as have room."""

    def draw(self, painter: QPainter) -> None:
        """Draw small ticks, then labelled ones."""
        painter.setFont(tabular(sized(painter.font(), FontSize.CAPTION)))
        painter.setPen(QColor(self._colours.quiet))
        metrics, view = QFontMetricsF(painter.font()), self._scale.view
        tenths = self._scale.s_per_px * 100 < 1 and view.duration_s > SHORTEST_S
        widest = metrics.horizontalAdvance(tick_label(view.duration_s, 0.1 if tenths else 1.0, view.duration_s))
        step_s = max(tick_step_s(self._scale.s_per_px, widest + _LABEL_GAP), 0.1 if tenths else 1.0)
        painter.drawLines([QLineF(x, 0, x, 3) for x in self._xs(finer_step_s(step_s))])
        painter.drawLines([QLineF(x, 0, x, 6) for x in self._xs(step_s)])
        for t_s in self._shown(step_s):
            text = tick_label(t_s, step_s, view.duration_s)
            width = metrics.horizontalAdvance(text)
            left = min(max(self._scale.x(t_s) - width / 2, 2.0), self._area.width() - width - 2)
            painter.drawText(QPointF(left, 8 + metrics.ascent()), text)

    def _shown(self, step_s: float) -> list[float]:
        start_s, end_s = self._scale.t(0.0), self._scale.t(self._area.width())
        return list(ticks_s(max(start_s, 0.0), min(end_s, self._scale.view.duration_s), step_s))

    def _xs(self, step_s: float) -> list[float]:
        """Where ticks stand, in the middle of a pixel so that they are sharp."""
        return [round(self._scale.x(t_s)) + 0.5 for t_s in self._shown(step_s)]
