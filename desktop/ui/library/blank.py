"""What stands in the place of the table where it is empty: the first start, or a filter that fits no call."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.theme import GAP, MARGIN, FontSize, Look, sized

_WIDTH = 620


class Welcome(QWidget):
    """The first start: what the program is, and what to do next."""

    add_requested = Signal()
    sample_requested = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.add_button = QPushButton("Add calls…")
        self.add_button.setProperty("primary", True)
        self.sample_button = QPushButton("Open the sample call")
        self.sample_button.setToolTip("An invented call that came with the program")
        self.add_button.clicked.connect(self.add_requested)
        self.sample_button.clicked.connect(self.sample_requested)
        body = QVBoxLayout()
        body.setSpacing(GAP)
        body.addWidget(_text("See the moment a hard call turned, and coach the next one.", FontSize.TITLE))
        body.addWidget(_text(_WHAT, quiet=True))
        body.addSpacing(MARGIN)
        body.addWidget(self._place(look))
        _in_the_middle(self, body)

    def _place(self, look: Look) -> QWidget:
        """Where to drop; a drop anywhere else does the same."""
        place = _DropPlace(look)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addStretch(1)
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.sample_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(place)
        layout.setContentsMargins(2 * MARGIN, 2 * MARGIN, 2 * MARGIN, 2 * MARGIN)
        layout.setSpacing(MARGIN)
        drop = _text("Drop recordings or a folder here. Nothing leaves this computer.", FontSize.HEADING)
        layout.addWidget(drop)
        layout.addLayout(buttons)
        return place


class NothingFound(QWidget):
    """A filter that no call fits."""

    clear_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.label = _text("", FontSize.HEADING)
        self.clear_button = QPushButton("Clear")
        self.clear_button.setToolTip("Show every call again")
        self.clear_button.clicked.connect(self.clear_requested)
        body = QVBoxLayout()
        body.setSpacing(MARGIN)
        body.addWidget(self.label)
        body.addWidget(self.clear_button, 0, Qt.AlignmentFlag.AlignHCenter)
        _in_the_middle(self, body)

    def explain(self, words: str, standing: str | None) -> None:
        """Say what was asked for: words, a state, or both; a null state is any."""
        asked = [f"“{words}”"] if words else []
        asked += [f"“{standing}”"] if standing else []
        self.label.setText(f"No call matches {' and '.join(asked)}.")


class _DropPlace(QFrame):
    """A frame that looks as if something could be put into it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._look.colours.quiet), 1.0, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(self._look.colours.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.end()


def _text(text: str, size: FontSize = FontSize.BODY, *, quiet: bool = False) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(sized(label.font(), size))
    label.setProperty("quiet", quiet)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


def _in_the_middle(widget: QWidget, body: QVBoxLayout) -> None:
    column = QWidget()
    column.setMaximumWidth(_WIDTH)
    body.setContentsMargins(0, 0, 0, 0)
    column.setLayout(body)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(column, 100)
    row.addStretch(1)
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    layout.addStretch(2)
    layout.addLayout(row)
    layout.addStretch(3)


_WHAT = (
    "Upswing turns recordings of calls into transcripts and arcs of how the customer felt, on this computer, and lets"
    " you mark the moments that matter. It hands you two documents: coaching notes for the one‑on‑one, and recovery"
    " win stories for the team."
)
