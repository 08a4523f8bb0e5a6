"""The line above the table: what to search for, which calls to show, and the button that adds some."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from desktop.ui.library.rows import Standing
from desktop.ui.theme import GAP, tabular

_PAUSE_MS = 250
_FIELD_WIDTH = 460
_DOWNWARD = (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SearchField(QLineEdit):
    """A field that Esc clears, and from which Down and Enter lead to what was found."""

    left_downward = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Search words, agents, customers, queues")
        self.setClearButtonEnabled(True)
        self.setAcceptDrops(False)
        self.setAccessibleName("Search the calls")
        self.setToolTip("What was said, who said it, whose call it was, the recording's name; “in quotes” as it stands")

    def event(self, event: QEvent) -> bool:
        # Esc is a key of the window's besides; while there are words it clears them and does nothing else.
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride and self._clears(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _DOWNWARD:
            self.left_downward.emit()
        elif self._clears(event):
            self.clear()
        else:
            super().keyPressEvent(event)

    def _clears(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and bool(self.text())


class FilterBar(QWidget):
    """Says at once what to filter by, and after a pause what to search the transcripts for."""

    filter_changed = Signal()
    search_requested = Signal()
    left_downward = Signal()
    add_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = SearchField()
        self.standing_box = QComboBox()
        self.count = QLabel()
        self.add_button = QPushButton("Add calls…")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._prepare()
        self._connect()

    @property
    def words(self) -> str:
        """What is searched for, without the spaces around it."""
        return self.field.text().strip()

    @property
    def standing(self) -> Standing:
        """Which calls are to be shown."""
        return Standing(self.standing_box.currentText())

    def show_count(self, calls: str, searched: str) -> None:
        """Say how many calls are shown and, where not everything was searched, how much was."""
        self.count.setText(f"{calls}  ·  {searched}" if searched else calls)

    def clear(self) -> None:
        """Let every call through."""
        with QSignalBlocker(self.standing_box):
            self.standing_box.setCurrentIndex(0)
        self.field.clear()
        self._change()

    def _change(self) -> None:
        self.filter_changed.emit()
        self._pause.start()

    def _prepare(self) -> None:
        self.field.setMaximumWidth(_FIELD_WIDTH)
        self.standing_box.addItems([standing.value for standing in Standing])
        self.standing_box.setAccessibleName("Show calls by their state")
        self.count.setProperty("quiet", True)
        self.count.setFont(tabular(self.count.font()))
        self.add_button.setProperty("primary", True)
        self.add_button.setToolTip("Add recordings to the library; they can be dropped on the window too")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.standing_box)
        layout.addWidget(self.count)
        layout.addStretch(1)
        layout.addWidget(self.add_button)

    def _connect(self) -> None:
        self.field.textChanged.connect(lambda _text: self._change())
        self.field.left_downward.connect(self.left_downward)
        self.standing_box.currentIndexChanged.connect(lambda _index: self._change())
        self.add_button.clicked.connect(self.add_requested)
        self._pause.timeout.connect(self.search_requested)
