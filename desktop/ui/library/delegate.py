"""How a row of the library is painted: text, the small arc or the progress, and an error where it can be read."""

from pathlib import PurePath

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from desktop.ui.library.columns import Column
from desktop.ui.library.pictures import Pictures
from desktop.ui.library.table_model import ROW_ROLE
from desktop.ui.library.words import RowWords
from desktop.ui.theme import GAP, GRID, FontSize, Look, sized

RETRY = "Retry"
_SIGN_WIDTH = 16
_EDGE = 3
Index = QModelIndex | QPersistentModelIndex


class CallDelegate(QStyledItemDelegate):
    """Paints every cell. What is wider than its column is painted across several, each showing its part."""

    retry_clicked = Signal(int)

    def __init__(self, look: Look, table: QTableView) -> None:
        super().__init__(table)
        self._look = look
        self._table = table
        self._pictures = Pictures(look)
        self._choose_colours()
        look.changed.connect(self._choose_colours)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        words: RowWords = index.data(ROW_ROLE)
        column, area = index.column(), option.rect
        painter.save()
        painter.setClipRect(area)
        self._paint_ground(painter, option, index)
        if words.message and Column.ARC <= column <= Column.NEEDLE:
            self._paint_message(painter, self._across(area, Column.ARC, Column.NEEDLE), words)
        elif column == Column.ARC:
            self._paint_arc(painter, _inside(area), words)
        elif column == Column.STATE:
            self._paint_state(painter, _inside(area), words)
        else:
            self._paint_fact(painter, area, words, Column(column))
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonRelease:
            words: RowWords = index.data(ROW_ROLE)
            if event.button() is Qt.MouseButton.LeftButton and self.is_retry(index, event.position().toPoint()):
                self.retry_clicked.emit(words.row.call.call_id)
                return True
        return super().editorEvent(event, model, option, index)

    def is_retry(self, index: Index, at: QPoint) -> bool:
        """Whether a point of the table's viewport is on the word that has a failed call tried again."""
        if not index.isValid() or index.column() != Column.STATE or not index.data(ROW_ROLE).row.failed:
            return False
        cell = _inside(self._table.visualRect(index.sibling(index.row(), index.column())))
        return self._retry_area(cell, index.data(ROW_ROLE)).contains(at)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Selection, the line below the row, and what shows where the keyboard is."""
        colours, area = self._colours, option.rect
        focused = self._table.hasFocus()
        current = focused and index.row() == self._table.currentIndex().row()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, option.palette.highlight())
            if index.column() == 0:
                bar = QRect(area.left(), area.top(), _EDGE, area.height())
                painter.fillRect(bar, QColor(colours.accent if focused else colours.quiet))
        painter.setPen(QColor(colours.accent if current else colours.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if current:
            painter.drawLine(area.topLeft(), area.topRight())

    def _paint_fact(self, painter: QPainter, area: QRect, words: RowWords, column: Column) -> None:
        found = words.found if column <= Column.LENGTH else ""
        upper = area.adjusted(0, GRID, 0, -area.height() // 2 + 1) if found else area
        added = column is Column.STARTED and words.row.call.details.started_at is None
        if added:
            font = QFont(self._table.font())
            font.setItalic(True)
            painter.setFont(font)
        painter.setPen(QColor(self._colours.quiet if added else self._colours.text))
        side = Qt.AlignmentFlag.AlignRight if column.is_figure else Qt.AlignmentFlag.AlignLeft
        inside, text, cut = _inside(upper), words.cells[column], Qt.TextElideMode.ElideRight
        if column is Column.CALL and painter.fontMetrics().horizontalAdvance(text) > inside.width():
            # Names of recordings often begin alike, and nearly all of them end alike.
            text, cut = PurePath(text).stem, Qt.TextElideMode.ElideMiddle
        self._write(painter, inside, text, side, cut)
        if found:
            self._paint_found(painter, area, found)

    def _paint_found(self, painter: QPainter, area: QRect, found: str) -> None:
        across = _inside(self._across(area, Column.AGENT, Column.LENGTH))
        across.setTop(area.center().y())
        across.setBottom(area.bottom() - GRID + 1)
        painter.setFont(sized(self._table.font(), FontSize.CAPTION))
        painter.setPen(QColor(self._colours.quiet))
        self._write(painter, across, found)

    def _paint_message(self, painter: QPainter, across: QRect, words: RowWords) -> None:
        """A sentence or two in the place of the arc, on two lines where one is too short."""
        colours, area = self._colours, _inside(across)
        font = sized(self._table.font(), FontSize.CAPTION)
        painter.setFont(font)
        painter.setPen(QColor(colours.error if words.row.failed else colours.quiet))
        first, rest = _two_lines(QFontMetrics(font), words.message, area.width())
        if not rest:
            self._write(painter, area, first)
            return
        middle = area.center().y()
        self._write(painter, QRect(area.left(), area.top() + 2, area.width(), middle - area.top() - 1), first)
        self._write(painter, QRect(area.left(), middle, area.width(), area.bottom() - middle - 1), rest)

    def _paint_arc(self, painter: QPainter, area: QRect, words: RowWords) -> None:
        row = words.row
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.running is None:
            self._pictures.paint_arc(painter, QRectF(area.adjusted(0, 2, 0, -2)), row.call)
            return
        painter.setPen(QColor(self._colours.text))
        width = painter.fontMetrics().horizontalAdvance("100 %") + GAP
        self._write(painter, area, words.cells[Column.ARC], Qt.AlignmentFlag.AlignRight)
        self._pictures.paint_bar(painter, QRectF(area.adjusted(0, 0, -width, 0)), row.running.done)

    def _paint_state(self, painter: QPainter, area: QRect, words: RowWords) -> None:
        row, said, colours = words.row, words.said, self._colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        done = row.running.done if row.running else 0.0
        sign = QRectF(area.left(), area.top(), _SIGN_WIDTH - GRID, area.height()).center()
        self._pictures.paint_sign(painter, sign, said.glyph, done)
        painter.setPen(QColor(colours.error if row.failed else colours.text))
        room = area.adjusted(_SIGN_WIDTH, 0, 0, 0)
        fits = painter.fontMetrics().horizontalAdvance(said.words) <= room.width()
        self._write(painter, room, said.words if fits else said.least)
        if row.failed:
            link = QFont(self._table.font())
            link.setUnderline(True)
            painter.setFont(link)
            painter.setPen(QPen(QColor(colours.accent)))
            self._write(painter, self._retry_area(area, words), RETRY)

    def _retry_area(self, cell: QRect, row: RowWords) -> QRect:
        metrics = self._table.fontMetrics()
        words = metrics.horizontalAdvance(row.said.words)
        left = cell.left() + _SIGN_WIDTH + words + 2 * GAP
        return QRect(left, cell.top(), metrics.horizontalAdvance(RETRY) + 1, cell.height())

    def _choose_colours(self) -> None:
        self._colours = self._look.colours

    def _across(self, cell: QRect, first: Column, last: Column) -> QRect:
        """The cells of a row from one column to another as one."""
        left = self._table.columnViewportPosition(first)
        right = self._table.columnViewportPosition(last) + self._table.columnWidth(last)
        return QRect(left, cell.top(), right - left, cell.height())

    def _write(
        self,
        painter: QPainter,
        area: QRect,
        text: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        if not text:
            return
        shown = painter.fontMetrics().elidedText(text, cut, area.width())
        flags = (side & Qt.AlignmentFlag.AlignHorizontal_Mask) | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, flags.value | Qt.TextFlag.TextSingleLine.value, shown)


def row_height(widget: QWidget) -> int:
    """High enough for two lines, such as an error with its fix, or a call with a sentence found in it."""
    caption = QFontMetrics(sized(widget.font(), FontSize.CAPTION))
    return widget.fontMetrics().height() + caption.height() + GAP


def _inside(area: QRect) -> QRect:
    return area.adjusted(GAP, 0, -GAP, 0)


def _two_lines(metrics: QFontMetrics, text: str, width: int) -> tuple[str, str]:
    """A text broken between words where it is wider than one line."""
    if metrics.horizontalAdvance(text) <= width:
        return text, ""
    words = text.split(" ")
    fits = 1
    while fits < len(words) and metrics.horizontalAdvance(" ".join(words[: fits + 1])) <= width:
        fits += 1
    return " ".join(words[:fits]), " ".join(words[fits:])
