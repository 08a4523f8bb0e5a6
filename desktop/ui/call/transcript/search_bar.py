"""The search in a transcript: a field, how many were found, and the way from one to the next."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from desktop.ui.theme import GRID


class SearchBar(QWidget):
    """Says what is looked for; somebody else looks."""

    changed = Signal(str)
    next_requested = Signal()
    previous_requested = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = QLineEdit()
        self._field.setPlaceholderText("Search the transcript")
        self._field.setAccessibleName("Search the transcript")
        self._field.setToolTip("Search what was said in this call (Ctrl+F)")
        self._field.setClearButtonEnabled(True)
        self._field.installEventFilter(self)
        self._field.textChanged.connect(self.changed)
        self._count = QLabel()
        self._count.setProperty("quiet", True)
        self._count.setAccessibleName("Places found")
        self._previous = self._button(Qt.ArrowType.UpArrow, "Previous place found", "Shift+Enter")
        self._next = self._button(Qt.ArrowType.DownArrow, "Next place found", "Enter")
        self._previous.clicked.connect(self.previous_requested)
        self._next.clicked.connect(self.next_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._field, 1)
        for widget in (self._count, self._previous, self._next):
            # They come and go as one types: the field alone says how high the bar is.
            widget.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
            row.addWidget(widget)
        self.show_count(0, 0)

    @property
    def text(self) -> str:
        """What is looked for."""
        return self._field.text()

    def start(self) -> None:
        """Take the focus, with what was looked for before selected."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def tab_order(self) -> tuple[QWidget, ...]:
        """What can have the focus, in the order in which Tab goes through it."""
        return self._field, self._previous, self._next

    def show_count(self, current: int, total: int) -> None:
        """Say which place of how many is shown, counted from 1; 0 is none."""
        searching = bool(self.text.strip())
        found = f"{current} of {total}" if current else f"{total} found"
        self._count.setText(found if total else "nothing found")
        for widget in (self._count, self._previous, self._next):
            widget.setVisible(searching)
        for button in (self._previous, self._next):
            button.setEnabled(total > 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, Shift+Enter and Esc in the field."""
        if watched is not self._field or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        keys = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            # While text is typed Esc leaves the search and not the screen.
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress or event.key() not in keys:
            return super().eventFilter(watched, event)
        if event.key() == Qt.Key.Key_Escape:
            self._field.clear()
            self.left.emit()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.previous_requested.emit()
        else:
            self.next_requested.emit()
        return True

    def _button(self, arrow: Qt.ArrowType, name: str, key: str) -> QToolButton:
        button = QToolButton()
        button.setArrowType(arrow)
        button.setAutoRaise(True)
        button.setAccessibleName(name)
        button.setToolTip(f"{name} ({key})")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
