"""What the pointer is told: a cursor for what a press would do, and in words what it is on."""

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QToolTip

from desktop.export.wording import Wording
from desktop.model.report import CallReport
from desktop.ui.call.timeline.canvas import Canvas
from desktop.ui.call.timeline.moments_lane import Part
from desktop.ui.call.timeline.targets import Spot, Target
from desktop.ui.call.timeline.words import dot_words, flag_words, line_words, marks_words, pivot_hover

_TOLD_MS = 60_000
# The band is wide: whoever only crosses it does not want to be told of it.
_RESTS_MS = 600
_PRESSED = {Spot.FLAG, Spot.DOT, Spot.PIVOT, Spot.MARK}


class Hover(QObject):
    """Tells what things are as long as the pointer, or a key, is on them."""

    def __init__(self, canvas: Canvas, words: Wording) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._words = words
        self._report: CallReport | None = None
        self._told: Target | None = None
        self._waiting: tuple[QPoint, str] = (QPoint(), "")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_RESTS_MS)
        self._rest.timeout.connect(lambda: self._show(*self._waiting))

    def show_report(self, report: CallReport) -> None:
        """Tell of this call from now on."""
        self._report = report
        self.leave()

    def move(self, x: float, y: float, at: QPoint) -> None:
        """The pointer is at a place on the canvas, which is `at` on the screen."""
        target = self._canvas.target_at(x, y)
        self._canvas.point_at(x, target.turn)
        self._canvas.viewport().setCursor(_cursor(target))
        if target != self._told:
            self.tell(target, at, at_once=target.spot is not Spot.LINE)

    def tell(self, target: Target, at: QPoint, *, at_once: bool = True) -> None:
        """Tell what something is at a place on the screen, at once or when the pointer rests there."""
        self._told = target
        text = self.text_of(target)
        self._waiting = (at, text)
        self._rest.stop()
        if text and not at_once:
            QToolTip.hideText()
            self._rest.start()
        else:
            self._show(at, text)

    def leave(self) -> None:
        """Tell nothing more."""
        self._told = None
        self._rest.stop()
        QToolTip.hideText()

    def text_of(self, target: Target) -> str:
        """What something is in words, as rich text; nothing for what explains itself."""
        if target.turn is not None and self._report is not None:
            return dot_words(target.turn, self._report, self._words)
        if target.pivot is not None:
            return pivot_hover(target.pivot, self._words)
        if target.line is not None:
            return line_words(target.line, self._words)
        if target.hit is not None:
            return flag_words(target.hit.moment)
        return marks_words(target.marks, self._words) if target.marks else ""

    def _show(self, at: QPoint, text: str) -> None:
        if text:
            QToolTip.showText(at, text, self._canvas.viewport(), QRect(), _TOLD_MS)
        else:
            QToolTip.hideText()


def _cursor(target: Target) -> Qt.CursorShape:
    if target.hit is not None and target.hit.part is not Part.BODY:
        return Qt.CursorShape.SizeHorCursor
    return Qt.CursorShape.PointingHandCursor if target.spot in _PRESSED else Qt.CursorShape.ArrowCursor
