"""How a row of the transcript is painted, explained by tooltips, and edited."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractItemModel, QEvent, QLineF, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextCursor,
    QTextLayout,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from desktop.export.sentences.names import cue_words, sentence
from desktop.export.sentences.turn import why
from desktop.export.wording import Wording
from desktop.model.call import Role
from desktop.model.drawing.palette import moment_colour, valence_colour
from desktop.model.score import Cue
from desktop.ui.call.shapes import moment_shape
from desktop.ui.call.transcript.editor import TurnEditor
from desktop.ui.call.transcript.model import Index, TranscriptModel
from desktop.ui.call.transcript.rows import MomentRow, Row, TurnRow
from desktop.ui.call.transcript.typesetting import Typesetter
from desktop.ui.theme import GAP, GRID, Look

Range = tuple[int, int]

NOT_SURE = 0.5
_DOT = 3.5
_HOLE = 0.45


@dataclass(slots=True)
class Marks:
    """What is lit: for rows by number, the letters that are spoken and found, and the one place found last."""

    spoken: Mapping[int, Range] = field(default_factory=dict)
    found: Mapping[int, list[Range]] = field(default_factory=dict)
    current: tuple[int, Range] | None = None


class TurnDelegate(QStyledItemDelegate):
    """Paints rows with the lines that the typesetter laid out, so that lighting a word lays out nothing."""

    text_entered = Signal(object, str)

    def __init__(self, look: Look, words: Wording, marks: Marks, typesetter: Typesetter, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._words = words
        self._marks = marks
        self.typesetter = typesetter
        self.scorer = ""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its lines; the width is the view's."""
        return QSize(1, self.typesetter.height(_row(index)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        row, rect = _row(index), _rect(option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, index.row())
        self._paint_time(painter, row, rect)
        origin = self.text_origin(row, rect)
        if isinstance(row, TurnRow):
            self._paint_turn_name(painter, row, origin)
            self._paint_valence(painter, row, rect)
        else:
            self._paint_moment_name(painter, row, origin)
        self._paint_text(painter, index.row(), row, origin)
        self._paint_foot(painter, row, rect)
        painter.restore()

    def text_origin(self, row: Row, rect: QRect) -> QPointF:
        """Where the text column and the first line of a row meet."""
        return QPointF(rect.left() + self.typesetter.columns.text, rect.top() + self.typesetter.top(row))

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Say what stands under the pointer, where it does not say so itself."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        text = self.explanation(_row(index), view.visualRect(index), QPointF(event.pos()))
        QToolTip.showText(event.globalPos(), text, view)
        return True

    def explanation(self, row: Row, rect: QRect, at: QPointF) -> str:
        """What a tooltip says at a place of the view; nothing in most places."""
        if not isinstance(row, TurnRow):
            return ""
        place = at - self.text_origin(row, rect)
        if -GAP * 2 <= place.x() < -2 and 0 <= place.y() <= self.typesetter.line_height:
            return self._feeling(row)
        foot_top = self.typesetter.height(row) - self.typesetter.top(row) - self.typesetter.foot_height(row)
        if row.foot and place.x() >= 0 and at.y() - rect.top() >= foot_top:
            return "\n".join(map(self._cue, row.scored.cues))
        char = self.typesetter.char_at(row, place.x(), place.y())
        shown = [cue for cue in row.scored.cues if char is not None and cue.start_char <= char < cue.end_char]
        if shown:
            return "\n".join(map(self._cue, shown))
        if char is None or not row.ranges:
            return ""
        word = row.scored.turn.words[row.word_at(char)]
        sure = f"{word.probability:.0%} sure"
        return f"The recogniser is not sure of this word ({sure})." if word.probability < NOT_SURE else ""

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A field over the text of a turn."""
        editor = TurnEditor(parent)
        editor.setFont(self.typesetter.fonts.text)
        editor.committed.connect(lambda: self._finish(editor))
        editor.setPlainText(_row(index).text)
        editor.moveCursor(QTextCursor.MoveOperation.End)
        return editor

    def setEditorData(self, _editor: QWidget, _index: Index) -> None:
        """Nothing: the editor is given the text once, so that a change of the model takes no typing away."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over the name and the text of the turn, as high as the text needs."""
        rect, columns = _rect(option), self.typesetter.columns
        left, width = rect.left() + int(columns.text) - GAP, int(columns.width) + 2 * GAP
        editor.setGeometry(left, rect.top(), width, editor.height())
        editor.resize(width, max(editor.sizeHint().height(), self.typesetter.height(_row(index))))

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, index: Index) -> None:
        """Hand the text on; an empty one or the same one is none."""
        row = _row(index)
        if isinstance(editor, TurnEditor) and isinstance(row, TurnRow):
            text = " ".join(editor.toPlainText().split())
            if text not in ("", row.text):
                self.text_entered.emit(row.scored.turn, text)

    def _finish(self, editor: TurnEditor) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _feeling(self, row: TurnRow) -> str:
        score = row.scored.score
        if score is None or row.scored.turn.role is not Role.CUSTOMER:
            return ""
        value, *reasons = why(score, self._words)
        return "\n".join([f"Customer: {value}", *([] if score.corrected else [self.scorer]), *reasons])

    def _cue(self, cue: Cue) -> str:
        label = sentence(cue.name.value.replace("_", "-"))
        return f"{label}: the agent {cue_words(cue.name)}, score {self._words.percent(cue.score)}"

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, number: int) -> None:
        rect, accent = QRectF(_rect(option)), QColor(self._look.colours.accent)
        if _state(option) & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, _tinted(accent, 0.13))
        if number in self._marks.spoken:
            painter.fillRect(QRectF(rect.left(), rect.top() + 2, 3, rect.height() - 4), accent)

    def _paint_time(self, painter: QPainter, row: Row, rect: QRect) -> None:
        type_ = self.typesetter
        painter.setFont(type_.fonts.quiet)
        painter.setPen(QColor(self._look.colours.quiet))
        width = QFontMetricsF(type_.fonts.quiet).horizontalAdvance(row.time)
        baseline = rect.top() + type_.top(row) + type_.ascent
        painter.drawText(QPointF(rect.left() + type_.columns.time_right - width, baseline), row.time)

    def _paint_turn_name(self, painter: QPainter, row: TurnRow, origin: QPointF) -> None:
        colours, type_ = self._look.colours, self.typesetter
        by_role = {Role.AGENT: colours.agent, Role.CUSTOMER: colours.customer}
        painter.setFont(type_.fonts.name)
        painter.setPen(QColor(by_role.get(row.scored.turn.role, colours.text)))
        baseline = origin + QPointF(0, type_.ascent)
        painter.drawText(baseline, row.name)
        if row.remark:
            painter.setFont(type_.fonts.quiet)
            painter.setPen(QColor(colours.quiet))
            painter.drawText(baseline + QPointF(type_.name_width(row) + GRID, 0), row.remark)

    def _paint_valence(self, painter: QPainter, row: TurnRow, rect: QRect) -> None:
        """A dot, higher for a better feeling, on a short line from −1 to +1; for customers only."""
        score = row.scored.score
        if score is None or row.scored.turn.role is not Role.CUSTOMER:
            return
        x = rect.left() + self.typesetter.columns.mark
        top, height = rect.top() + self.typesetter.top(row) + 1.0, self.typesetter.line_height - 4.0
        painter.setPen(QPen(QColor(self._look.colours.line), 1))
        painter.drawLine(QLineF(x, top, x, top + height))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(valence_colour(score.valence, self._look.theme)))
        reach = height / 2 - _DOT
        middle = QPointF(x, top + height / 2 - reach * min(max(score.valence, -1.0), 1.0))
        painter.drawEllipse(middle, _DOT, _DOT)
        if score.corrected:
            painter.setBrush(QColor(self._look.colours.panel))
            painter.drawEllipse(middle, _DOT * _HOLE, _DOT * _HOLE)

    def _paint_moment_name(self, painter: QPainter, row: MomentRow, origin: QPointF) -> None:
        type_, colour = self.typesetter, QColor(moment_colour(row.moment.type, self._look.theme))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(moment_shape(row.moment.type, origin + QPointF(4.5, type_.ascent - 4.5), 4.5))
        painter.setFont(type_.fonts.name)
        painter.setPen(colour)
        painter.drawText(origin + QPointF(type_.name_left(row), type_.ascent), row.name)

    def _paint_text(self, painter: QPainter, number: int, row: Row, origin: QPointF) -> None:
        colours, layout = self._look.colours, self.typesetter.layout(row)
        self._paint_found(painter, number, row, origin)
        lit = self._marks.spoken.get(number)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        for rect in self.typesetter.rects(row, *lit) if lit else ():
            painter.drawRoundedRect(rect.translated(origin).adjusted(-2, 0, 2, 1), 3, 3)
        if isinstance(row, TurnRow):
            self._paint_evidence(painter, row, origin)
            self._paint_doubt(painter, row, origin)
        painter.setPen(QColor(colours.text))
        layout.draw(painter, origin, [_coloured(lit, colours.on_accent)] if lit else [])

    def _paint_found(self, painter: QPainter, number: int, row: Row, origin: QPointF) -> None:
        accent = QColor(self._look.colours.accent)
        for found in self._marks.found.get(number, ()):
            current = self._marks.current == (number, found)
            painter.setPen(QPen(accent, 1.5) if current else Qt.PenStyle.NoPen)
            painter.setBrush(_tinted(accent, 0.25))
            for rect in self.typesetter.rects(row, *found):
                painter.drawRoundedRect(rect.translated(origin).adjusted(-1, 0, 1, 1), 2, 2)

    def _paint_evidence(self, painter: QPainter, row: TurnRow, origin: QPointF) -> None:
        """A line under the words that show what the agent did."""
        painter.setPen(QPen(QColor(self._look.colours.quiet), 1.0))
        for cue in row.scored.cues:
            for rect in self.typesetter.rects(row, cue.start_char, cue.end_char):
                y = origin.y() + rect.top() + self.typesetter.ascent + 2.5
                painter.drawLine(QLineF(origin.x() + rect.left(), y, origin.x() + rect.right(), y))

    def _paint_foot(self, painter: QPainter, row: Row, rect: QRect) -> None:
        """What the agent did, in quiet words below the text."""
        if not row.foot:
            return
        type_ = self.typesetter
        painter.setFont(type_.fonts.quiet)
        painter.setPen(QColor(self._look.colours.quiet))
        baseline = rect.bottom() + 1 - type_.top(row) - QFontMetricsF(type_.fonts.quiet).descent()
        painter.drawText(QPointF(rect.left() + type_.columns.text, baseline), type_.foot(row))

    def _paint_doubt(self, painter: QPainter, row: TurnRow, origin: QPointF) -> None:
        """A dotted line under words that were hardly heard."""
        painter.setPen(QPen(QColor(self._look.colours.quiet), 1.2, Qt.PenStyle.DotLine))
        for word, place in zip(row.scored.turn.words, row.ranges, strict=True):
            for rect in self.typesetter.rects(row, *place) if word.probability < NOT_SURE else ():
                y = origin.y() + rect.top() + self.typesetter.ascent + 2.5
                painter.drawLine(QLineF(origin.x() + rect.left(), y, origin.x() + rect.right(), y))


def _row(index: Index) -> Row:
    model = index.model()
    assert isinstance(model, TranscriptModel)  # noqa: S101  # for the type checker: there is no other model
    return model.row(index.row())


def _rect(option: QStyleOptionViewItem) -> QRect:
    """The place of an item; Qt's stubs leave the fields of options out."""
    rect: QRect = option.rect
    return rect


def _state(option: QStyleOptionViewItem) -> QStyle.StateFlag:
    state: QStyle.StateFlag = option.state
    return state


def _tinted(colour: QColor, opacity: float) -> QColor:
    tinted = QColor(colour)
    tinted.setAlphaF(opacity)
    return tinted


def _coloured(place: Range, colour: str) -> QTextLayout.FormatRange:
    letters = QTextCharFormat()
    letters.setForeground(QColor(colour))
    coloured = QTextLayout.FormatRange()
    coloured.start, coloured.length, coloured.format = place[0], place[1] - place[0], letters
    return coloured
