"""The four kinds of moments as buttons with their keys: what a digit does, for the mouse and for who forgot."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from desktop.model.moment import MomentType
from desktop.ui.call.shapes import KEYED_ICON, keyed_icon
from desktop.ui.theme import GRID, Look


class MarkButtons(QWidget):
    """A button for each action that marks."""

    def __init__(self, actions: Mapping[MomentType, QAction], look: Look) -> None:
        super().__init__()
        self._look = look
        self._buttons = {kind: self._button(kind, action) for kind, action in actions.items()}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addStretch()
        for button in self._buttons.values():
            row.addWidget(button)
        look.changed.connect(self._draw)
        self._draw()

    def _button(self, kind: MomentType, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setText(str(kind))
        button.setIconSize(KEYED_ICON)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAutoRaise(True)
        # The keys work where the focus is; a click must not take it away from there.
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAccessibleName(f"Mark {kind}")
        button.setToolTip(f"{kind.capitalize()}: mark it where the call plays ({kind.digit}; hold the key for a range)")
        button.clicked.connect(action.trigger)
        return button

    def _draw(self) -> None:
        for kind, button in self._buttons.items():
            button.setIcon(keyed_icon(kind, self._look.theme, self.font()))
