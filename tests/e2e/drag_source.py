"""A small window of another program, from which a file can be dragged; it says where it is.

It has to stay until the file has arrived: whoever takes it asks for its name after it was let go of.
"""

import json
import sys

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel


class Source(QLabel):
    """Holds the name of a file, and lets it be dragged from there."""

    def __init__(self, path: str) -> None:
        super().__init__("A recording")
        self._path = path

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the file."""
        del event
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(self._path)])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    source = Source(sys.argv[1])
    # At the lower edge of the screen, which the window leaves free.
    place = (0, application.primaryScreen().size().height() - 60, 200, 50)
    source.setGeometry(*place)
    source.show()
    QTest.qWaitForWindowExposed(source)
    print(json.dumps(place), flush=True)  # noqa: T201
    sys.exit(application.exec())
