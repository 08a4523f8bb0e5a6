"""The coach's word against the model's: by dragging a dot, from its menu, or by key for the turn that is heard."""

from PySide6.QtCore import QObject, QPoint, Signal

from desktop.export.wording import Wording
from desktop.model.drawing.heights import tenth
from desktop.model.scored_turn import ScoredTurn
from desktop.ui.call.timeline.canvas import Canvas
from desktop.ui.call.timeline.dot_menu import dot_menu


class Correcting(QObject):
    """Says which turn a coach has set to what; nothing is shown until that has been stored."""

    valence_corrected = Signal(float, float)
    correction_removed = Signal(float)

    def __init__(self, canvas: Canvas, words: Wording) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._words = words

    def set(self, turn: ScoredTurn, value: float) -> None:
        """Let a turn have a valence of −1 to +1."""
        self.valence_corrected.emit(turn.turn.middle_s, value)

    def change(self, turn: ScoredTurn | None, by: float) -> None:
        """Let a turn feel better or worse by a step."""
        if turn is None or turn.score is None:
            return
        value = tenth(tenth(turn.score.valence) + by)
        if value != turn.score.valence:
            self.set(turn, value)

    def remove(self, turn: ScoredTurn | None) -> None:
        """Let the model's estimate of a turn stand again."""
        if turn is not None and turn.score is not None and turn.score.corrected:
            self.correction_removed.emit(turn.turn.middle_s)

    def offer(self, turn: ScoredTurn, at: QPoint) -> None:
        """Open the menu of a dot at a place on the screen."""
        if turn.score is None:
            return
        menu = dot_menu(self._canvas, turn.score, self._words, lambda value: self._chosen(turn, value))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _chosen(self, turn: ScoredTurn, value: float | None) -> None:
        if value is None:
            self.remove(turn)
        else:
            self.set(turn, value)
