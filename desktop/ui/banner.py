"""A message that lies over the screens: nothing modal, with a button where there is something to do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from desktop.errors import UserError
from desktop.ui.theme import GAP, MARGIN, FontSize, Look, sized

SHOWN_MS = 10_000
_MOST_ERRORS = 20
_NARROWEST, _WIDEST = 320, 760
_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)


class Kind(StrEnum):
    """What a message is; a glyph says so too, so that colour is never the only sign."""

    INFORMATION = "Information"
    SUCCESS = "Done"
    ERROR = "Error"

    @property
    def glyph(self) -> str:
        """What stands before the text."""
        return {"Information": "i", "Done": "✓", "Error": "⚠"}[self.value]


@dataclass(frozen=True, slots=True)
class Message:
    """A message with what its button does, if it has one."""

    kind: Kind
    text: str
    button_label: str | None = None
    on_button: Callable[[], object] | None = None


class Banner(QFrame):
    """The latest message. Errors stay until they are closed; what comes later stands before them for its while.

    It lies over its parent, at the lower edge and above the bars there, so that nothing moves when it comes or goes.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._shown: Message | None = None
        self._waiting: list[Message] = []
        self._feet: list[QWidget] = []
        self._timer = QTimer(self, interval=SHOWN_MS, singleShot=True)
        self._timer.timeout.connect(self._time_out)
        self._glyph, self._text, self._more = QLabel(), QLabel(), QLabel()
        self._button, self._close = QPushButton(), QToolButton()
        self._row = QHBoxLayout(self)
        self._lay_out()
        look.changed.connect(self._restyle)
        self._restyle()
        self.hide()
        if parent is not None:
            parent.installEventFilter(self)

    @property
    def message(self) -> Message | None:
        """What is shown at present."""
        return self._shown

    def show_error(
        self, error: UserError, button_label: str | None = None, on_button: Callable[[], object] | None = None
    ) -> None:
        """Say what happened and what to do about it, until it is closed."""
        self._show(Message(Kind.ERROR, f"{error.what} {error.fix}", button_label, on_button))

    def show_message(
        self, text: str, button_label: str | None = None, on_button: Callable[[], object] | None = None
    ) -> None:
        """Say something for a while, with a button such as "Undo"."""
        self._show(Message(Kind.INFORMATION, text, button_label, on_button))

    def show_success(
        self, text: str, button_label: str | None = None, on_button: Callable[[], object] | None = None
    ) -> None:
        """Say for a while that something has been done."""
        self._show(Message(Kind.SUCCESS, text, button_label, on_button))

    def dismiss(self) -> None:
        """Take the message away; the error that it stood before comes back."""
        self._shown = None
        self._timer.stop()
        if self._waiting:
            self._show(self._waiting.pop())
        else:
            self.hide()

    def stay_above(self, foot: QWidget) -> None:
        """Leave a bar at the lower edge free while it is shown."""
        self._feet.append(foot)
        foot.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what it lies over and what it stays above."""
        if event.type() in _MOVES:
            self._place()
        return super().eventFilter(watched, event)

    def leaveEvent(self, event: QEvent) -> None:
        """A message that was held by the pointer gets its whole while again."""
        if self._timer.isActive():
            self._timer.start()
        super().leaveEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Nothing vanishes from under the pointer."""
        if self._timer.isActive():
            self._timer.start()
        super().enterEvent(event)

    def _lay_out(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("banner")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._glyph.setFont(sized(self.font(), FontSize.HEADING, bold=True))
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more.setProperty("quiet", True)
        self._button.clicked.connect(self._act)
        self._close.setText("✕")
        self._close.setAutoRaise(True)
        self._close.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._close.setAccessibleName("Close this message")
        self._close.setToolTip("Close this message")
        self._close.clicked.connect(self.dismiss)
        self._row.setContentsMargins(MARGIN, GAP, GAP, GAP)
        self._row.setSpacing(GAP)
        self._row.addWidget(self._glyph)
        self._row.addWidget(self._text, 1)
        for widget in (self._more, self._button, self._close):
            self._row.addWidget(widget)

    def _show(self, message: Message) -> None:
        if self._shown is not None and self._shown.kind is Kind.ERROR and self._shown != message:
            self._waiting = [*(kept for kept in self._waiting if kept != message), self._shown][-_MOST_ERRORS:]
        self._shown = message
        self._glyph.setText(message.kind.glyph)
        self._text.setText(message.text)
        self._more.setText(f"and {len(self._waiting)} more")
        self._more.setVisible(bool(self._waiting))
        self._button.setText(message.button_label or "")
        self._button.setVisible(message.button_label is not None)
        self.setAccessibleName(f"{message.kind}: {message.text}")
        self._restyle()
        self.show()
        self._place()
        self._announce(message)
        if message.kind is Kind.ERROR:
            self._timer.stop()
        else:
            self._timer.start()

    def _place(self) -> None:
        """As wide as its text, or else as high, above the highest bar that is shown."""
        area = self.parentWidget()
        if area is None or self.isHidden():
            return
        heights = (area.height() - foot.mapTo(area, QPoint()).y() for foot in self._feet if foot.isVisibleTo(area))
        taken = max(heights, default=0)
        width = min(max(self._wanted_width(), _NARROWEST), _WIDEST, area.width() - 2 * MARGIN)
        height = self._row.totalHeightForWidth(width)
        self.setGeometry((area.width() - width) // 2, area.height() - taken - GAP - height, width, height)
        self.raise_()

    def _wanted_width(self) -> int:
        """What the text takes on one line, and all that stands beside it."""
        beside = (self._glyph, *(each for each in (self._more, self._button, self._close) if not each.isHidden()))
        text = self._text.fontMetrics().horizontalAdvance(self._text.text())
        return MARGIN + 3 * GAP + text + sum(each.sizeHint().width() + GAP for each in beside)

    def _announce(self, message: Message) -> None:
        """A screen reader says it without the focus going anywhere."""
        event = QAccessibleAnnouncementEvent(self, f"{message.kind}: {message.text}")
        if message.kind is Kind.ERROR:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def _act(self) -> None:
        message = self._shown
        self.dismiss()
        if message is not None and message.on_button is not None:
            message.on_button()

    def _time_out(self) -> None:
        focused = QApplication.focusWidget()
        held = self.underMouse() or (focused is not None and self.isAncestorOf(focused))
        if held:
            self._timer.start()
        else:
            self.dismiss()

    def _restyle(self) -> None:
        colours = self._look.colours
        error = self._shown is not None and self._shown.kind is Kind.ERROR
        mark = colours.error if error else colours.accent
        self.setStyleSheet(
            f"#banner {{ background: {colours.panel}; border: 1px solid {colours.outline};"
            f" border-left: 4px solid {mark}; border-radius: 3px; }}"
        )
        self._glyph.setStyleSheet(f"color: {mark};")
        self._text.setStyleSheet(f"color: {colours.error};" if error else "")
