"""The field in which the text of a turn is edited, over the turn itself."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

_INSET = 4


class TurnEditor(QPlainTextEdit):
    """Grows with its text; Enter commits, and the delegate that made it knows Esc and the loss of the focus."""

    committed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Text of the turn")
        self.setToolTip("Enter keeps the text, Esc leaves it as it was")
        self.setFrameShape(QFrame.Shape.Box)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(_INSET)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is the end of editing: a turn has no paragraphs."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.committed.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """As high as the text at this width."""
        lines = max(int(self.document().size().height()), 1)
        return QSize(self.width(), lines * self.fontMetrics().lineSpacing() + 2 * (_INSET + self.frameWidth()))

    def _grow(self) -> None:
        self.resize(self.width(), self.sizeHint().height())
