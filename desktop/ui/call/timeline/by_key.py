"""What the keys do on the timeline besides listening: from mark to mark, and the coach's word on the turn heard."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QTextDocumentFragment
from PySide6.QtWidgets import QWidget

from desktop.model.call import Role
from desktop.model.report import CallReport
from desktop.model.scored_turn import ScoredTurn
from desktop.ui.call.timeline.canvas import Canvas
from desktop.ui.call.timeline.correcting import Correcting
from desktop.ui.call.timeline.hover import Hover
from desktop.ui.call.timeline.stops import Stop, next_stop, place_of
from desktop.ui.call.timeline.targets import Spot, Target

# A player stands a little before where it was told to go.
_JUST_BEGUN_S = 0.05


class ByKey(QObject):
    """Does with keys what the mouse does by pointing, and tells of it as hovering would, aloud as well."""

    seek_requested = Signal(float)

    def __init__(self, timeline: QWidget, canvas: Canvas, hover: Hover, correcting: Correcting) -> None:
        super().__init__(timeline)
        self._timeline = timeline
        self._canvas = canvas
        self._hover = hover
        self._correcting = correcting
        self._report: CallReport | None = None

    def show_report(self, report: CallReport) -> None:
        """Go through this call from now on."""
        self._report = report

    def go(self, stop: Stop, step: int, from_s: float) -> None:
        """Go to the next thing of a kind, or with −1 to the one before, and tell what it is."""
        found = next_stop(self._canvas, stop, step, from_s)
        if found is not None:
            self.seek_requested.emit(found[0])
            self._tell(found[1])

    def change_valence(self, by: float, at_s: float) -> None:
        """Let the customer's turn that is heard, or was heard last, feel better or worse by a step."""
        self._correct(lambda turn: self._correcting.change(turn, by), at_s)

    def remove_correction(self, at_s: float) -> None:
        """Let the model's estimate of that turn stand again."""
        self._correct(self._correcting.remove, at_s)

    def _correct(self, correct: Callable[[ScoredTurn | None], None], at_s: float) -> None:
        """Do something with a turn, and tell what has become of it."""
        correct(self._heard(at_s))
        turn = self._heard(at_s)
        if turn is not None:
            self._tell(Target(Spot.DOT, turn=turn))
            self._canvas.point_at(None, turn)

    def _heard(self, at_s: float) -> ScoredTurn | None:
        if self._report is None:
            return None
        turn = self._report.turn_at(at_s + _JUST_BEGUN_S, Role.CUSTOMER)
        return turn if turn is not None and turn.score is not None else None

    def _tell(self, target: Target) -> None:
        self._hover.tell(target, self._canvas.viewport().mapToGlobal(place_of(self._canvas, target).toPoint()))
        read = QTextDocumentFragment.fromHtml(self._hover.text_of(target)).toPlainText()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._timeline, read))
