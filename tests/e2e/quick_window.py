"""The window as `python -m desktop` opens it, with nobody before it: it hears a recording, plays it, and closes.

The recording is named in the arguments. It ends with 3 if that takes longer than a minute.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop import app
from desktop.__main__ import main
from desktop.export.documents import Choice, DocumentKind, document, write_document
from desktop.paths import default_paths
from desktop.settings import Settings, write_settings
from desktop.storage.opening import read_library
from desktop.ui.call.player.player import Player
from desktop.ui.main_window import MainWindow

_LOOK_MS = 100
_PLAY_MS = 400


class Visitor:
    """Waits until the call is ready, opens it, plays it, marks it, and goes."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(_LOOK_MS)

    def _look(self) -> None:
        if not default_paths().library.is_file():
            return
        with read_library(default_paths().library) as library:
            ready = [call for call in library.calls.all() if call.analysis is not None]
            if not ready:
                return
            report = library.report(ready[0])
        self._timer.stop()
        exports = default_paths().home.parent / "exports"
        write_document(
            document(report, Choice(DocumentKind.NOTES_HTML), locale="en_GB", picture=""), exports / "notes.html"
        )
        write_settings(default_paths().settings, Settings(model="tiny.en", author="Sam"))
        (self._window,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow))
        self._window.open_call(ready[0].id)
        self._window.findChild(Player).play()
        QTimer.singleShot(_PLAY_MS, self._window.close)


application_of = app.application_of


def visited(arguments: list[str]) -> QApplication:
    application = application_of(arguments)
    application.setProperty("visitor", Visitor())
    QTimer.singleShot(60_000, lambda: QApplication.exit(3))
    return application


if __name__ == "__main__":
    app.application_of = visited  # type: ignore[assignment]
    sys.argv = ["upswing", "window", str(Path(sys.argv[1]))]
    sys.exit(main())
