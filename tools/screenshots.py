"""Draw every screen and state from a seeded library into a folder: `python -m tools.screenshots FOLDER`.

It needs no display (`QT_QPA_PLATFORM=offscreen`), and no model: nothing is transcribed.
"""

import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QTabWidget, QWidget

from desktop.app import application_of
from desktop.export.documents import DocumentKind
from desktop.model.drawing.palette import Theme
from desktop.paths import Paths
from desktop.protocol import Stage
from desktop.settings import Settings, ThemeChoice
from desktop.storage.library import Library
from desktop.storage.opening import open_library
from desktop.ui.call.header import CallHeader
from desktop.ui.call.moments.panel import MomentsPanel
from desktop.ui.call.screen import CallScreen
from desktop.ui.call.timeline.view import Timeline
from desktop.ui.call.transcript.pane import TranscriptPane
from desktop.ui.dialogs.export_preview import ExportPreview
from desktop.ui.library.drop import DropVeil
from desktop.ui.library.older_strip import OlderStrip
from desktop.ui.library.operations import LibraryOperations
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.main_window import MainWindow
from desktop.ui.queue.jobs import QueueState, Running
from desktop.ui.theme import Look
from tools.invented_calls import invented_call, invented_file, moments_of
from tools.seeded_library import add_analysed, add_failed, add_queued, fill

SIZES = (QSize(960, 600), QSize(1280, 720), QSize(1920, 1080))
_SEED = 7
_ROWS = 400
_DIALOG_WAITS_S = 0.6


@dataclass(frozen=True, slots=True)
class Ids:
    """The calls that are opened: one with everything, and one for each thing that may be missing."""

    whole: int = 0
    short: int = 0
    waiting: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Studio:
    """A window over a library, in one theme."""

    window: MainWindow
    library: Library
    ids: Ids


Shot = Callable[[Studio], QWidget]


def main(arguments: Sequence[str]) -> int:
    """Draw all into the folder that is named."""
    folder = Path(arguments[0] if arguments else "build/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    application = application_of(["screenshots"])
    look = Look(application)
    with tempfile.TemporaryDirectory() as home:
        empty, full = Path(home, "empty"), Path(home, "full")
        ids = seed_home(full)
        for theme in Theme:
            for at, shots in ((empty, empty_shots()), (full, full_shots())):
                with studio(look, theme, at, ids) as opened:
                    _draw(opened, shots, folder, theme)
            print(f"{theme}: {len(list(folder.glob(f'*-{theme}.png')))} pictures in {folder}")
    return 0


def _draw(studio: Studio, shots: dict[str, Shot], folder: Path, theme: Theme) -> None:
    """Each screen in every size; a dialog has one of its own."""
    for name, shot in shots.items():
        for size in SIZES:
            studio.window.resize(size)
            shown = shot(studio)
            settle()
            is_dialog = shown is not studio.window
            sized = name if is_dialog else f"{name}-{size.width()}x{size.height()}"
            shown.grab().save(str(folder / f"{sized}-{theme}.png"))
            if is_dialog:
                shown.close()
                settle()
                break


Child = TypeVar("Child", bound=QObject)


def child(of: QObject, kind: type[Child]) -> Child:
    """The first object of a kind below another one."""
    found = of.findChild(kind)
    if found is None:
        raise LookupError(f"There is no {kind.__name__}.")
    return found


def empty_shots() -> dict[str, Shot]:
    """What a library without calls looks like."""
    return {"library-empty": lambda studio: studio.window}


def full_shots() -> dict[str, Shot]:
    """Every screen, state and dialog, in an order in which each may leave traces for the next."""
    return {
        "library": _library,
        "library-older": _older,
        "library-busy": lambda studio: _busy(studio, unfolded=False),
        "library-queue": lambda studio: _busy(studio, unfolded=True),
        "library-dropping": _dropping,
        "library-found": lambda studio: _searched(studio, "voucher"),
        "library-nothing-found": lambda studio: _searched(studio, "xylophone"),
        "call": lambda studio: _opened(studio, studio.ids.whole),
        "call-moment": _moment,
        "call-note": _note,
        "call-zoomed": _zoomed,
        "call-reading": _reading,
        "call-one-microphone": _one_microphone,
        "call-found": _found_in_call,
        "call-folded": _folded,
        "call-too-few-turns": lambda studio: _opened(studio, studio.ids.short),
        "call-waiting": lambda studio: _opened(studio, studio.ids.waiting),
        "call-recording-lost": lambda studio: _opened(studio, studio.ids.lost),
        "export": lambda studio: _export(studio, DocumentKind.NOTES_HTML),
        "export-story": lambda studio: _export(studio, DocumentKind.STORY),
        "preferences": lambda studio: _dialog(studio, "Preferences…"),
        "thresholds": _thresholds,
        "details": _details,
        "keys": lambda studio: _dialog(studio, "Keys"),
        "log": lambda studio: _dialog(studio, "Log"),
        "about": lambda studio: _dialog(studio, "About Upswing"),
        "go-to-anything": lambda studio: _dialog(studio, "Go to anything…"),
    }


def _library(studio: Studio) -> QWidget:
    screen = child(studio.window, LibraryScreen)
    screen.select(studio.ids.whole)
    screen.take_focus()
    return studio.window


def _older(studio: Studio) -> QWidget:
    """As after an update: the offer to score the calls of before anew."""
    child(studio.window, OlderStrip).show_count(12)
    return studio.window


def _busy(studio: Studio, *, unfolded: bool) -> QWidget:
    """Two calls at work, others waiting, and one that failed."""
    newest = studio.library.overviews.all()[:4]
    running = tuple(
        Running(each.call_id, Path(each.file).name, Stage.LISTENING, done, left_s)
        for each, done, left_s in zip(newest, (0.42, 0.07), (64.0, None), strict=False)
    )
    screen = child(studio.window, LibraryScreen)
    screen.show_queue(QueueState(running, 2, 540.0))
    screen.queue_strip.details_button.setChecked(unfolded)
    return studio.window


def _dropping(studio: Studio) -> QWidget:
    child(studio.window, DropVeil).cover()
    return studio.window


def _searched(studio: Studio, words: str) -> QWidget:
    screen = child(studio.window, LibraryScreen)
    child(screen, DropVeil).hide()
    screen.show_queue(QueueState())
    screen.queue_strip.details_button.setChecked(False)
    screen.filter_bar.field.setText(words)
    screen.filter_bar.search_requested.emit()
    return studio.window


def _opened(studio: Studio, call_id: int) -> QWidget:
    child(studio.window, LibraryScreen).filter_bar.clear()
    studio.window.open_call(call_id, 96.0)
    child(studio.window, Timeline).set_folded(())
    child(studio.window, Timeline).fit()
    child(studio.window, MomentsPanel).tabs.setCurrentIndex(0)
    return studio.window


def _moment(studio: Studio) -> QWidget:
    _opened(studio, studio.ids.whole)
    moment = studio.library.moments.of(studio.ids.whole)[1]
    child(studio.window, TranscriptPane).moment_selected.emit(moment.id)
    return studio.window


def _note(studio: Studio) -> QWidget:
    _opened(studio, studio.ids.whole)
    child(child(studio.window, MomentsPanel), QTabWidget).setCurrentIndex(1)
    return studio.window


def _reading(studio: Studio) -> QWidget:
    """A corrected turn, and what was made of the call."""
    _opened(studio, studio.ids.whole)
    call = child(studio.window, CallScreen).call
    turn = next((said.turn for said in call.report.turns if said.score is not None), None) if call else None
    if call is not None and turn is not None:
        call.turns.correct(turn.middle_s, 0.1)
    child(studio.window, MomentsPanel).tabs.setCurrentIndex(2)
    return studio.window


def _one_microphone(studio: Studio) -> QWidget:
    """The same call as if it had been split."""
    _opened(studio, studio.ids.whole)
    call = child(studio.window, CallScreen).call
    if call is not None:
        split = replace(call.report, call=replace(call.report.call, split_confidence=0.92))
        child(studio.window, CallHeader).show_report(split)
        child(studio.window, TranscriptPane).show_report(split)
    return studio.window


def _zoomed(studio: Studio) -> QWidget:
    _moment(studio)
    child(studio.window, Timeline).set_view(25.0, 65.0)
    child(studio.window, MomentsPanel).edit_note()
    return studio.window


def _found_in_call(studio: Studio) -> QWidget:
    _opened(studio, studio.ids.whole)
    pane = child(studio.window, TranscriptPane)
    pane.focus_search()
    child(pane, QLineEdit).setText("order")
    return studio.window


def _folded(studio: Studio) -> QWidget:
    _opened(studio, studio.ids.whole)
    child(child(studio.window, TranscriptPane), QLineEdit).clear()
    child(studio.window, Timeline).set_folded(("customer", "agent"))
    return studio.window


def _export(studio: Studio, kind: DocumentKind) -> QWidget:
    _dialog(studio, "Export…")
    child(studio.window, ExportPreview).choose(kind)
    return _shown_dialog(studio)


def _thresholds(studio: Studio) -> QWidget:
    dialog = _dialog(studio, "Preferences…")
    child(dialog, QTabWidget).setCurrentIndex(1)
    return dialog


def _details(studio: Studio) -> QWidget:
    _opened(studio, studio.ids.whole)
    child(studio.window, CallScreen).details_requested.emit()
    return _shown_dialog(studio)


def _dialog(studio: Studio, action: str) -> QWidget:
    _opened(studio, studio.ids.whole)
    (wanted,) = (each for each in studio.window.findChildren(QAction) if each.text() == action)
    wanted.trigger()
    return _shown_dialog(studio)


def _shown_dialog(studio: Studio) -> QWidget:
    """The dialog that is open, once it has had time for what it prepares beside the window."""
    deadline = time.monotonic() + _DIALOG_WAITS_S
    while time.monotonic() < deadline:
        QApplication.processEvents()
    return next(each for each in studio.window.findChildren(QDialog) if each.isVisible())


def settle() -> None:
    """Let everything be laid out and painted."""
    for _ in range(6):
        QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@contextmanager
def studio(look: Look, theme: Theme, home: Path, ids: Ids) -> Iterator[Studio]:
    """A window over the library of a home folder."""
    paths = Paths(home)
    settings = Settings(theme=ThemeChoice(theme), author="Sam", exports_folder=str(home))
    with ExitStack() as stack:
        library = stack.enter_context(open_library(paths.library))
        window = MainWindow(library, paths, settings, look, "en_GB")
        window.show()
        child(window, LibraryOperations).show_all()
        yield Studio(window, library, ids)
        window.close()
        window.deleteLater()
        settle()
    paths.window_state.unlink(missing_ok=True)


def seed_home(home: Path, rows: int = _ROWS) -> Ids:
    """Hundreds of calls, the newest of them in every state, with silent recordings of those that are opened."""
    recordings = home / "recordings"
    recordings.mkdir(parents=True)
    model = Paths(home).models / Settings().model / "model.bin"
    model.parent.mkdir(parents=True)
    model.touch()
    with open_library(Paths(home).library) as library:
        fill(library, range(100, 100 + rows), recordings)
        whole, short, lost = invented_call(_SEED, 245.0), invented_call(40, 25.0), invented_call(39, 245.0)
        ids = Ids(
            whole=add_analysed(library, _SEED, whole, recordings),
            short=add_analysed(library, 40, short, recordings),
            lost=add_analysed(library, 39, lost, recordings),
            waiting=add_queued(library, 42, recordings).call_id,
        )
        add_failed(library, 41, recordings)
        for moment in moments_of(whole):
            library.moments.add(ids.whole, replace(moment, id=None))
        for seed in range(43, 46):
            add_queued(library, seed, recordings)
    for seed, length_s in ((_SEED, 245.0), (40, 25.0), (42, 60.0)):
        _write_silence(invented_file(recordings, seed), length_s)
    return ids


def _write_silence(file: Path, length_s: float) -> None:
    with wave.open(str(file), "wb") as recording:
        recording.setnchannels(2)
        recording.setsampwidth(2)
        recording.setframerate(8000)
        recording.writeframes(bytes(4 * round(8000 * length_s)))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
