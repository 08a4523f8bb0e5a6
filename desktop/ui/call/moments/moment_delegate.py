"""How a moment looks in the list: its shape and digit, time and type over the note and what was said."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.model.drawing.palette import moment_colour
from desktop.model.editing.marking import when
from desktop.model.moment import Moment
from desktop.ui.call.moments.moment_rows import RowRole
from desktop.ui.call.shapes import moment_shape
from desktop.ui.theme import GAP, GRID, FontSize, Look, sized, tabular

_RADIUS = 6.0
_FLAG_WIDTH = 44
_DIGIT_LEFT = 21
_TINT = 40
_LEAST_QUOTE = 80


class MomentDelegate(QStyledItemDelegate):
    """Paints two lines per moment."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines, whatever they say."""
        return QSize(0, 2 * QFontMetrics(option.font).height() + 3 * GRID)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one moment."""
        self.initStyleOption(option, index)
        moment = index.data(RowRole.MOMENT)
        row = _Row(painter, option, self._look)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row.paint_ground()
        row.paint_flag(moment)
        row.paint_heading(moment)
        row.paint_words(moment, index.data(RowRole.QUOTE))
        painter.restore()


class _Row:
    """One row while it is painted."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, look: Look) -> None:
        self._painter, self._look = painter, look
        self._font: QFont = option.font
        self._rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        self._selected = bool(state & QStyle.StateFlag.State_Selected)
        self._focused = bool(state & QStyle.StateFlag.State_HasFocus)
        self._hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        line = QFontMetrics(self._font).height()
        left = self._rect.left() + GAP + _FLAG_WIDTH
        self._first = QRect(left, self._rect.top() + GRID, self._rect.right() - left - GAP, line)
        self._second = self._first.translated(0, line + GRID)

    def paint_ground(self) -> None:
        """A tint where the row is selected, with a bar at its left, and a frame where the keys go to it."""
        accent = QColor(self._look.colours.accent)
        tint = QColor(accent)
        tint.setAlpha(_TINT if self._selected else _TINT // 3)
        if self._selected or self._hovered:
            self._painter.fillRect(self._rect, tint)
        if self._selected:
            self._painter.fillRect(self._rect.adjusted(0, 0, 3 - self._rect.width(), 0), accent)
        if self._focused:
            self._painter.setPen(QPen(accent, 2))
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.drawRect(self._rect.adjusted(1, 1, -1, -1))

    def paint_flag(self, moment: Moment) -> None:
        """The type as a shape in its colour, and its digit."""
        centre = QPointF(self._rect.left() + GAP + GRID + _RADIUS, self._first.center().y() + 1)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(moment_colour(moment.type, self._look.theme)))
        self._painter.drawPolygon(moment_shape(moment.type, centre, _RADIUS))
        at = QRect(self._rect.left() + GAP + _DIGIT_LEFT, self._first.top(), _FLAG_WIDTH, self._first.height())
        self._words(at, str(moment.type.digit), self._bold(), quiet=False)

    def paint_heading(self, moment: Moment) -> None:
        """When it is, its type, and at the right its tags."""
        used = self._words(self._first, when(moment), tabular(self._bold()), quiet=False)
        rest = self._first.adjusted(used + GAP, 0, 0, 0)
        used = self._words(rest, moment.type.capitalize(), self._font, quiet=False)
        rest = rest.adjusted(used + 2 * GAP, 0, 0, 0)
        caption = sized(self._font, FontSize.CAPTION)
        self._words(rest, ", ".join(moment.tags), caption, quiet=True, align=Qt.AlignmentFlag.AlignRight)

    def paint_words(self, moment: Moment, quote: str) -> None:
        """The note's first line, and in what room it leaves, what was said."""
        note = next(iter(moment.note.strip().splitlines()), "")
        used = self._words(self._second, note, self._font, quiet=False)
        rest = self._second.adjusted(used + GAP if used else 0, 0, 0, 0)
        if quote and rest.width() >= _LEAST_QUOTE:
            self._words(rest, f"“{quote}”", self._font, quiet=True)

    def _bold(self) -> QFont:
        return sized(self._font, FontSize.BODY, bold=True)

    def _words(
        self,
        rect: QRect,
        text: str,
        font: QFont,
        *,
        quiet: bool,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> int:
        """Write on one line as much as there is room for; returns the width that it took."""
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(rect.width(), 0))
        colours = self._look.colours
        self._painter.setFont(font)
        self._painter.setPen(QColor(colours.quiet if quiet and not self._selected else colours.text))
        self._painter.drawText(rect, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
        return metrics.horizontalAdvance(shown)
