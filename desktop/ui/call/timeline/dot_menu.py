"""What can be done with a dot, for whoever does not drag: a menu of values, and back to what was estimated."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from desktop.export.wording import Wording, feeling
from desktop.model.score import Score

_VALUES = (0.8, 0.4, 0.0, -0.4, -0.8)


def dot_menu(parent: QWidget, score: Score, words: Wording, set_to: Callable[[float | None], None]) -> QMenu:
    """A menu of what a coach may say that a turn felt like.

    Args:
        parent: over which it opens.
        score: of the turn.
        words: in which values are written.
        set_to: is told the value that was chosen, or null for what was estimated.
    """
    menu = QMenu(parent)
    for value in _VALUES:
        action = menu.addAction(f"{words.signed(value)}  {feeling(value)}")
        action.setCheckable(True)
        action.setChecked(score.corrected and words.signed(score.valence) == words.signed(value))
        action.triggered.connect(lambda _on, value=value: set_to(value))
    menu.addSeparator()
    back = menu.addAction("Back to the model's estimate")
    if score.estimate is not None:
        back.setText(f"Back to the model's estimate ({words.signed(score.estimate)})")
    back.setEnabled(score.corrected)
    back.triggered.connect(lambda _on: set_to(None))
    return menu
