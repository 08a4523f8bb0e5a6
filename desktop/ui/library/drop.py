"""Files and folders that are dragged over the library: what they are, and the sheet that says they may be dropped."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui.theme import MARGIN, FontSize, Look, sized

_VEIL = 225


def dropped_paths(data: QMimeData) -> list[Path]:
    """The files and folders of this computer among what is dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile() and url.toLocalFile()]


class DropVeil(QWidget):
    """Covers the screen while files are held over it."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        """Lie over all of the parent."""
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        colours, painter = self._look.colours, QPainter(self)
        veil = QColor(colours.window)
        veil.setAlpha(_VEIL)
        painter.fillRect(self.rect(), veil)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent), 2.0, Qt.PenStyle.DashLine))
        frame = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        painter.drawRoundedRect(frame, 6, 6)
        painter.setFont(sized(self.font(), FontSize.TITLE))
        painter.setPen(QColor(colours.text))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter.value, "Drop to add to the library")
        painter.end()
