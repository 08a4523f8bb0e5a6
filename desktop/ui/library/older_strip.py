"""The strip that offers to score anew what an older version has scored, until somebody does not want it."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from desktop.ui.theme import GAP, GRID


class OlderStrip(QFrame):
    """Is there while there are such calls; once it is closed, it stays away until the next start."""

    rescore_requested = Signal()

    def __init__(self, number: Callable[[int], str]) -> None:
        super().__init__()
        self._number = number
        self._closed = False
        self.label = QLabel()
        self.rescore_button = QPushButton("Score them again")
        self.close_button = QToolButton()
        self._lay_out()
        self.rescore_button.clicked.connect(lambda _checked: self.rescore_requested.emit())
        self.close_button.clicked.connect(lambda _checked: self._close())
        self.hide()

    def show_count(self, calls: int) -> None:
        """Say how many calls an older version has scored."""
        were = "1 call was" if calls == 1 else f"{self._number(calls)} calls were"
        self.label.setText(f"{were} scored by an older version. To score again takes no new transcription.")
        self.rescore_button.setText("Score it again" if calls == 1 else "Score them again")
        self.setVisible(calls > 0 and not self._closed)

    def tab_order(self) -> tuple[QWidget, ...]:
        """What can have the focus, in the order in which Tab goes through it."""
        return self.rescore_button, self.close_button

    def _close(self) -> None:
        self._closed = True
        self.hide()

    def _lay_out(self) -> None:
        self.setProperty("panel", True)
        self.setAccessibleName("Calls scored by an older version")
        self.label.setProperty("quiet", True)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.rescore_button.setToolTip("The transcripts stay; feelings, cues and who is who are read anew")
        self.close_button.setText("✕")
        self.close_button.setAutoRaise(True)
        self.close_button.setAccessibleName("Not now")
        self.close_button.setToolTip("Not now: a call can be scored again from its menu at any time")
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP + GRID, GRID, GRID, GRID)
        row.setSpacing(GAP)
        row.addWidget(self.label, 1)
        row.addWidget(self.rescore_button)
        row.addWidget(self.close_button)
