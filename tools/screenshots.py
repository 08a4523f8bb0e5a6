"""Draw every screen and state from a seeded library into a folder: `python -m tools.screenshots FOLDER`.

It needs no display (`QT_QPA_PLATFORM=offscreen`), and no model: nothing is transcribed.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from desktop.app import application_of
from desktop.model.palette import Theme
from desktop.paths import Paths
from desktop.protocol import Stage
from desktop.settings import Settings
from desktop.storage.library import Library, open_library
from desktop.ui.call.screen import CallScreen
from desktop.ui.call.timeline.view import Timeline
from desktop.ui.call.transcript.pane import TranscriptPane
from desktop.ui.jobs import QueueState, Running
from desktop.ui.library.operations import LibraryOperations
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import Look
from tools.invented_calls import invented_call, moments_of
from tools.seeded_library import add_analysed, add_failed, add_queued, fill

SIZES = (QSize(1280, 720), QSize(1920, 1080))
_SEED = 7
_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Studio:
    """A window over a library, in one theme."""

    window: MainWindow
    library: Library
    open_id: int
    short_id: int


Shot = Callable[[Studio], QWidget]


def main(arguments: Sequence[str]) -> int:
    """Draw all into the folder that is named."""
    folder = Path(arguments[0] if arguments else "build/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    application = application_of(["screenshots"])
    look = Look(application)
    for theme in Theme:
        look.choose(theme)
        for shots, filled in ((_empty_shots(), False), (_full_shots(), True)):
            with _studio(look, theme, filled=filled) as studio:
                _draw(studio, shots, folder, theme)
        print(f"{theme}: {len(list(folder.glob(f'*-{theme}.png')))} pictures in {folder}")
    return 0


def _draw(studio: Studio, shots: dict[str, Shot], folder: Path, theme: Theme) -> None:
    for name, shot in shots.items():
        for size in SIZES:
            studio.window.resize(size)
            shown = shot(studio)
            _settle()
            shown.grab().save(str(folder / f"{name}-{size.width()}x{size.height()}-{theme}.png"))
            if shown is not studio.window:
                shown.close()
                _settle()


Child = TypeVar("Child", bound=QObject)


def child(of: QObject, kind: type[Child]) -> Child:
    """The first object of a kind below another one."""
    found = of.findChild(kind)
    if found is None:
        raise LookupError(f"There is no {kind.__name__}.")
    return found


def _empty_shots() -> dict[str, Shot]:
    return {"library-empty": lambda studio: studio.window}


def _full_shots() -> dict[str, Shot]:
    return {
        "library": lambda studio: studio.window,
        "library-busy": _busy,
        "library-nothing-found": _nothing_found,
        "call": lambda studio: _opened(studio, studio.open_id),
        "call-zoomed": _zoomed,
        "call-too-few-turns": lambda studio: _opened(studio, studio.short_id),
        "export": lambda studio: _dialog(studio, "Export…"),
        "preferences": lambda studio: _dialog(studio, "Preferences…"),
        "details": _details,
        "keys": lambda studio: _dialog(studio, "Keys"),
        "log": lambda studio: _dialog(studio, "Log"),
        "about": lambda studio: _dialog(studio, "About Upswing"),
        "go-to-anything": lambda studio: _dialog(studio, "Go to anything…"),
    }


def _busy(studio: Studio) -> QWidget:
    """Two calls at work, others waiting, and one that failed."""
    newest = studio.library.overviews.all()[:4]
    running = tuple(
        Running(each.call_id, Path(each.file).name, Stage.LISTENING, done, left_s)
        for each, done, left_s in zip(newest, (0.42, 0.07), (64.0, None), strict=False)
    )
    child(studio.window, LibraryScreen).show_queue(QueueState(running, 2, 540.0))
    return studio.window


def _nothing_found(studio: Studio) -> QWidget:
    child(studio.window, LibraryScreen).show_queue(QueueState())
    child(child(studio.window, LibraryScreen), QLineEdit).setText("xylophone")
    return studio.window


def _opened(studio: Studio, call_id: int) -> QWidget:
    child(child(studio.window, LibraryScreen), QLineEdit).clear()
    studio.window.open_call(call_id, 96.0)
    return studio.window


def _zoomed(studio: Studio) -> QWidget:
    _opened(studio, studio.open_id)
    child(studio.window, Timeline).set_view(80.0, 130.0)
    moment = studio.library.moments.of(studio.open_id)[1]
    child(studio.window, TranscriptPane).moment_selected.emit(moment.id)
    return studio.window


def _details(studio: Studio) -> QWidget:
    _opened(studio, studio.open_id)
    child(studio.window, CallScreen).details_requested.emit()
    return _shown_dialog(studio)


def _dialog(studio: Studio, action: str) -> QWidget:
    _opened(studio, studio.open_id)
    (wanted,) = (each for each in studio.window.findChildren(QAction) if each.text() == action)
    wanted.trigger()
    return _shown_dialog(studio)


def _shown_dialog(studio: Studio) -> QWidget:
    """The dialog that is open, once it has had time for what it prepares beside the window."""
    deadline = time.monotonic() + 1.0
    while time.monotonic() < deadline:
        QApplication.processEvents()
    return next(each for each in studio.window.findChildren(QDialog) if each.isVisible())


def _settle() -> None:
    """Let everything be laid out and painted."""
    for _ in range(6):
        QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@contextmanager
def _studio(look: Look, theme: Theme, *, filled: bool) -> Iterator[Studio]:
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        library = stack.enter_context(open_library(home / "library.sqlite"))
        open_id, short_id = _seed(library, home) if filled else (0, 0)
        window = MainWindow(library, Paths(home), Settings(theme=theme, author="Sam"), look, "en_GB")
        window.show()
        child(window, LibraryOperations).show_all()
        yield Studio(window, library, open_id, short_id)
        window.close()
        window.deleteLater()
        _settle()


def _seed(library: Library, home: Path) -> tuple[int, int]:
    """A thousand calls, the newest of them in every state; returns the one to open and one that is too short."""
    recordings = home / "recordings"
    fill(library, range(100, 100 + _ROWS), recordings)
    short_id = add_analysed(library, 40, invented_call(40, 25.0), recordings)
    open_id = add_analysed(library, _SEED, invented_call(_SEED, 245.0), recordings)
    add_failed(library, 41, recordings)
    for moment in moments_of(invented_call(_SEED, 245.0)):
        library.moments.add(open_id, replace(moment, id=None))
    for seed in range(42, 46):
        add_queued(library, seed, recordings)
    return open_id, short_id


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
