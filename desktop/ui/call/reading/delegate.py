"""How a line of the reading is painted: what it is about in a narrow column, and beside it the text on its lines."""

import math
from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.call.reading.lines import Line
from desktop.ui.call.reading.list_model import LINE_ROLE
from desktop.ui.theme import GAP, GRID, FontSize, Look, sized, tabular

Index = QModelIndex | QPersistentModelIndex
_WIDEST_ABOUT = "Longest, customer"
_ABOUT_SHARE = 0.36
_TINT = 40
_KEPT = 400


class ReadingDelegate(QStyledItemDelegate):
    """Paints lines as wide as the view; the words of the call are text and never markup."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look, self._view = look, view
        self._layout_of = lru_cache(maxsize=_KEPT)(self._laid_out)

    def forget_layouts(self) -> None:
        """Lay everything out anew, as for another width."""
        self._layout_of.cache_clear()

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its lines."""
        line: Line = index.data(LINE_ROLE)
        layout = self._layout_of(line, self._view.viewport().width())
        above = 3 * GRID if line.heading and index.row() else GRID
        return QSize(0, math.ceil(layout.boundingRect().height()) + above + GRID)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One line."""
        line: Line = index.data(LINE_ROLE)
        area: QRect = option.rect
        painter.save()
        self._paint_ground(painter, option, line)
        layout = self._layout_of(line, self._view.viewport().width())
        top = area.bottom() + 1 - GRID - layout.boundingRect().height()
        painter.setPen(QColor(self._colour(line)))
        layout.draw(painter, QPointF(area.left(), top), self._time_format(line))
        if line.about:
            self._paint_about(painter, line, QRectF(area.left() + GAP, top, self._about_width(), area.height()))
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, line: Line) -> None:
        """A tint where the line is selected, a fainter one where it can be clicked, and a frame for the keys."""
        state: QStyle.StateFlag = option.state
        accent, area = QColor(self._look.colours.accent), QRect(option.rect)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or (state & QStyle.StateFlag.State_MouseOver and line.t_s is not None):
            tint = QColor(accent)
            tint.setAlpha(_TINT if selected else _TINT // 3)
            painter.fillRect(area, tint)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(accent, 1))
            painter.drawRect(area.adjusted(0, 0, -1, -1))

    def _paint_about(self, painter: QPainter, line: Line, area: QRectF) -> None:
        font = self._caption()
        metrics, body = QFontMetricsF(font), QFontMetricsF(self._view.font())
        painter.setFont(font)
        painter.setPen(QColor(self._look.colours.quiet))
        shown = metrics.elidedText(line.about, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(QPointF(area.left(), area.top() + body.ascent()), shown)

    def _laid_out(self, line: Line, width: int) -> QTextLayout:
        left = float(GAP) if line.heading else GAP + self._about_width() + GAP
        layout = QTextLayout(line.text, self._font(line))
        layout.setCacheEnabled(True)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        y, row = 0.0, layout.createLine()
        while row.isValid():
            row.setLineWidth(max(width - left - GAP, 8.0 * GAP))
            row.setPosition(QPointF(left, y))
            y, row = y + row.height(), layout.createLine()
        layout.endLayout()
        return layout

    def _time_format(self, line: Line) -> list[QTextLayout.FormatRange]:
        """The time in the colour of what can be clicked."""
        if line.t_s is None:
            return []
        letters, found = QTextCharFormat(), QTextLayout.FormatRange()
        letters.setForeground(QColor(self._look.colours.accent))
        found.start, found.length, found.format = line.lit[0], line.lit[1] - line.lit[0], letters
        return [found]

    def _colour(self, line: Line) -> str:
        return self._look.colours.quiet if line.quiet else self._look.colours.text

    def _font(self, line: Line) -> QFont:
        return sized(self._view.font(), FontSize.BODY, bold=True) if line.heading else tabular(self._view.font())

    def _caption(self) -> QFont:
        return sized(self._view.font(), FontSize.CAPTION)

    def _about_width(self) -> float:
        """As wide as what stands there needs, and never most of the view."""
        wanted = QFontMetricsF(self._caption()).horizontalAdvance(_WIDEST_ABOUT)
        return min(wanted, self._view.viewport().width() * _ABOUT_SHARE)
