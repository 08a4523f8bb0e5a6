"""Where the words of a row stand: lines, columns and the rectangles of words, laid out once per width."""

import math
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextLine, QTextOption

from desktop.ui.call.transcript.rows import MomentRow, Row
from desktop.ui.theme import GAP, GRID, FontSize, sized, tabular

_LEADING = 1.16
_KEPT_LAYOUTS = 300
_GLYPH = 14
_LONGEST_WORD = 30


@dataclass(frozen=True, slots=True)
class Fonts:
    """The types of a row."""

    text: QFont
    name: QFont
    quiet: QFont


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a row stand, from its left edge; `mark` is the middle of its column."""

    time_right: float
    mark: float
    text: float
    width: float


class Typesetter:
    """Lays rows out for one width; heights are kept for all rows, the lines for those that were painted last."""

    def __init__(self, font: QFont, width: int, longest_time: str) -> None:
        quiet = tabular(sized(font, FontSize.CAPTION))
        self.fonts = Fonts(font, sized(font, FontSize.BODY, bold=True), quiet)
        self._metrics = QFontMetricsF(font)
        self._name_metrics, self._quiet_metrics = QFontMetricsF(self.fonts.name), QFontMetricsF(quiet)
        self._option = QTextOption()
        self._option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        time_right = 2 * GAP + self._quiet_metrics.horizontalAdvance(longest_time)
        text = time_right + 2 * GAP + GRID
        self.columns = Columns(time_right, (time_right + text) / 2, text, max(width - text - 3 * GRID, 8.0 * GAP))
        self._line_height = math.ceil(self._metrics.height() * _LEADING)
        self._names: dict[str, float] = {}
        self._heights: dict[int, tuple[Row, int]] = {}
        self._layouts: OrderedDict[int, tuple[Row, QTextLayout]] = OrderedDict()

    @property
    def ascent(self) -> float:
        """From the top of a line to where its letters stand."""
        return self._metrics.ascent()

    @property
    def line_height(self) -> int:
        """From one line to the next."""
        return self._line_height

    @staticmethod
    def top(row: Row) -> int:
        """The space above the first line."""
        return 2 if isinstance(row, MomentRow) else 5

    def height(self, row: Row) -> int:
        """How high a row is, with the space around it."""
        known = self._heights.get(id(row))
        if known is None or known[0] is not row:
            layout = self.layout(row)
            last_y = layout.lineAt(layout.lineCount() - 1).y() if layout.lineCount() else 0.0
            known = (row, round(last_y) + self._line_height + self.foot_height(row) + 2 * self.top(row))
            self._heights[id(row)] = known
        return known[1]

    def foot_height(self, row: Row) -> int:
        """The line below the text, where there is one."""
        return math.ceil(self._quiet_metrics.height()) if row.foot else 0

    def foot(self, row: Row) -> str:
        """What stands below the text, as far as there is room for it."""
        return self._quiet_metrics.elidedText(row.foot, Qt.TextElideMode.ElideRight, self.columns.width)

    def layout(self, row: Row) -> QTextLayout:
        """The lines of a row's text, from its text column and first line on."""
        known = self._layouts.get(id(row))
        if known is None or known[0] is not row:
            known = (row, self._laid_out(row))
            self._layouts[id(row)] = known
            if len(self._layouts) > _KEPT_LAYOUTS:
                self._layouts.popitem(last=False)
        return known[1]

    def name_left(self, row: Row) -> float:
        """Where the name begins, from the text column: behind the glyph of a moment."""
        return _GLYPH if isinstance(row, MomentRow) else 0.0

    def name_width(self, row: Row) -> float:
        """How wide the name is."""
        known = self._names.get(row.name)
        if known is None:
            known = self._names[row.name] = self._name_metrics.horizontalAdvance(row.name)
        return known

    def rects(self, row: Row, start: int, end: int) -> Iterator[QRectF]:
        """Where the letters from `start` to before `end` stand, line by line, from the text column and first line."""
        layout = self.layout(row)
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            first, behind = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
            if first < behind:
                left, right = sorted((_x(line, first), _x(line, behind)))
                yield QRectF(left, line.y(), right - left, line.height())

    def char_at(self, row: Row, x: float, y: float) -> int | None:
        """The letter at a place, from the text column and the first line; null beside the text."""
        layout = self.layout(row)
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            if line.y() <= y < line.y() + self._line_height:
                text = line.naturalTextRect()
                beside = x < text.left() - GRID or x > text.right() + GRID
                return None if beside else line.xToCursor(x, QTextLine.CursorPosition.CursorOnCharacter)
        return None

    def _laid_out(self, row: Row) -> QTextLayout:
        layout = QTextLayout(row.text, self.fonts.text)
        layout.setTextOption(self._option)
        indent, y = self._indent(row), 0.0
        layout.beginLayout()
        line = layout.createLine()
        while line.isValid():
            line.setLineWidth(max(self.columns.width - indent, 1.0))
            if indent and self._overflows(row, line):
                line.setLineWidth(self.columns.width)
                indent, y = 0.0, float(self._line_height)
            line.setPosition(QPointF(indent, y))
            indent, y = 0.0, y + self._line_height
            line = layout.createLine()
        layout.endLayout()
        return layout

    @staticmethod
    def _overflows(row: Row, line: QTextLine) -> bool:
        """Whether the first word was broken for want of room beside the name; in some scripts lines break anywhere."""
        return line.textLength() < len(row.text.split(" ", 1)[0]) <= _LONGEST_WORD

    def _indent(self, row: Row) -> float:
        """How far the first line is moved in by the name before it."""
        if not row.name:
            return 0.0
        remark = self._quiet_metrics.horizontalAdvance(row.remark) + GRID if row.remark else 0.0
        return self.name_left(row) + self.name_width(row) + remark + GAP


def _x(line: QTextLine, char: int) -> float:
    """Where a letter begins; Qt's stubs do not tell that the answer is a pair."""
    x, _char = cast("tuple[float, int]", line.cursorToX(char))
    return x
