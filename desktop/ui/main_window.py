"""The main window: lays out the screens, holds the actions that work everywhere, and opens and leaves calls."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QUndoGroup
from PySide6.QtWidgets import QFileDialog, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.export.wording import wording
from desktop.model.drawing.palette import Theme
from desktop.model.report import CallReport
from desktop.paths import Paths
from desktop.settings import Settings, ThemeChoice, write_settings
from desktop.storage.library import Library
from desktop.ui.banner import Banner
from desktop.ui.corrections_table import TABLE_NAME, corrections_of, save_corrections
from desktop.ui.dialogs.opener import Dialogs
from desktop.ui.exports_folder import exports_folder
from desktop.ui.library.drop import dropped_paths
from desktop.ui.library.operations import LibraryOperations
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.menus import Menus
from desktop.ui.open_call import OpenCall
from desktop.ui.queue.jobs import Jobs
from desktop.ui.theme import Look
from desktop.ui.window_state import WindowState

if TYPE_CHECKING:
    from desktop.ui.call.screen import CallScreen

_WARM_UP_MS = 300
# Medians of numpy import its masked arrays when the first is asked for.
_DRAWING = ("desktop.ui.call.screen", "numpy.ma")


@dataclass(frozen=True, slots=True)
class _Copy:
    """Puts a text on the clipboard; equal to every other one with that text, so that its message is not shown twice."""

    text: str

    def __call__(self) -> None:
        QGuiApplication.clipboard().setText(self.text)


class MainWindow(QMainWindow):
    """Shows the library or one call."""

    closed = Signal()

    def __init__(self, library: Library, paths: Paths, settings: Settings, look: Look, locale: str) -> None:
        super().__init__()
        self._library = library
        self._paths = paths
        self._settings = settings
        self._look = look
        self._state = WindowState(paths.window_state)
        self._whole = QWidget()
        self._banner = Banner(look, self._whole)
        self._jobs = Jobs(library, paths, self)
        self._library_screen = LibraryScreen(look, locale, library.transcripts.search_calls)
        self._locale = locale
        self._call_screen: CallScreen | None = None
        self._operations = LibraryOperations(library, self._jobs, self._library_screen, self._banner, self.settings)
        self._dialogs = Dialogs(self, library, paths, look, locale)
        self._undo = QUndoGroup(self)
        self._undo.addStack(self._operations.undo_stack)
        self._menus = Menus(self, self._undo)
        self._lay_out()
        self._connect()
        self._restore()

    def settings(self) -> Settings:
        """What the user has chosen."""
        return self._settings

    def start(self) -> None:
        """Fill the library and go on with what is queued."""
        self._operations.show_all()
        self._library_screen.take_focus()
        self._jobs.start()
        # Once the first row is painted, which would wait for it.
        QTimer.singleShot(_WARM_UP_MS, self._warm_up)

    def add(self, paths: Sequence[Path]) -> None:
        """Add recordings and folders of them."""
        self._operations.add(paths)

    def open_call(self, call_id: int, at_s: float | None = None) -> None:
        """Show a call, at its beginning or at a time."""
        self._leave_call()
        screen = self._screen_for_calls()
        try:
            call = OpenCall(self._library, call_id, lambda: self._settings.author, self)
        except UserError:
            self.show_library()
            raise
        call.scores_outdated.connect(self._jobs.rescore)
        call.report_changed.connect(lambda: self._operations.refresh(call_id))
        call.moments_changed.connect(lambda: self._operations.refresh(call_id))
        self._undo.addStack(call.undo_stack)
        self._undo.setActiveStack(call.undo_stack)
        # First, so that it is laid out once, in the size that it is seen in.
        self._screens.setCurrentWidget(screen)
        screen.show_call(call, at_s)

    def show_library(self) -> None:
        """Go back to the library, to the call that was open."""
        call = self._open_call()
        self._leave_call()
        self._screens.setCurrentWidget(self._library_screen)
        self._undo.setActiveStack(self._operations.undo_stack)
        if call is not None:
            self._library_screen.show_call(call.id)
        self._library_screen.take_focus()

    def show_error(self, error: UserError, details: str = "") -> None:
        """Say what happened and what to do about it; details are not shown, but can be copied."""
        if details:
            self._banner.show_error(error, "Copy details", _Copy(details))
        else:
            self._banner.show_error(error)

    def choose_files(self) -> None:
        """Ask for recordings to add."""
        folder = self._settings.recordings_folder
        names, _ = QFileDialog.getOpenFileNames(self, "Add calls", folder)
        self.add([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Ask for a folder whose recordings are to be added."""
        name = QFileDialog.getExistingDirectory(self, "Add a folder of calls", self._settings.recordings_folder)
        self.add([Path(name)] if name else [])

    def choose_theme(self, theme: ThemeChoice) -> None:
        """Show a theme and remember it."""
        self.change_settings(replace(self._settings, theme=theme))

    def change_settings(self, settings: Settings) -> None:
        """Keep and follow what the user has chosen."""
        if settings.locale != self._settings.locale:
            self._banner.show_message("Dates and numbers are written the new way from the next start on.")
        before, self._settings = self._settings.rules, settings
        self._follow_theme()
        if settings.rules != before:
            self._read_anew()
        if settings.rules.win != before.win:
            self._operations.show_all()
        write_settings(self._paths.settings, settings)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that are dragged over the window."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        event.acceptProposedAction()
        self.add(dropped_paths(event.mimeData()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how everything stood and end what runs beside the window."""
        event.accept()
        # The last one first, and each whatever becomes of the others: a full disk must leave no worker behind.
        with ExitStack() as ending:
            ending.callback(self.closed.emit)
            ending.callback(self._jobs.close)
            ending.callback(self._operations.close)
            if self._call_screen is not None:
                ending.callback(self._call_screen.shut_down)
            ending.callback(self._keep_state)

    def _warm_up(self) -> None:
        """Import what draws a call, which takes a while: beside the window, so that the first call does not wait."""
        importing = Thread(target=lambda: [import_module(name) for name in _DRAWING], daemon=True)
        importing.start()
        waiting = QTimer(self, interval=_WARM_UP_MS)

        def make_screen() -> None:
            if self.isVisible() and not importing.is_alive():
                waiting.stop()
                self._screen_for_calls()

        waiting.timeout.connect(make_screen)
        waiting.start()

    def _lay_out(self) -> None:
        self.setWindowTitle("Upswing")
        self.setMinimumSize(960, 600)
        self.setAcceptDrops(True)
        self._screens = QStackedWidget()
        self._screens.addWidget(self._library_screen)
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._screens)
        self.setCentralWidget(self._whole)
        self._banner.stay_above(self._library_screen.queue_strip)

    def _connect(self) -> None:
        library = self._library_screen
        library.call_opened.connect(self.open_call)
        library.add_requested.connect(self.choose_files)
        self._operations.details_requested.connect(self._describe)
        self._operations.call_changed.connect(self._reload)
        self._operations.calls_removed.connect(self._leave_removed)
        self._operations.call_opened.connect(self.open_call)
        self._connect_menus()

    def _screen_for_calls(self) -> CallScreen:
        """The one call screen, made at a quiet moment or when the first call is opened."""
        if self._call_screen is None:
            from desktop.ui.call.player.bar import PlayerBar
            from desktop.ui.call.screen import CallScreen

            screen = self._call_screen = CallScreen(self._look, self._locale, self.settings)
            screen.left.connect(self.show_library)
            screen.failed.connect(self._complain)
            screen.export_requested.connect(self._export)
            screen.details_requested.connect(self._describe_open_call)
            screen.restore_state(self._state.texts("call"))
            self._screens.addWidget(screen)
            for bar in screen.findChildren(PlayerBar):
                self._banner.stay_above(bar)
        return self._call_screen

    def _open_call(self) -> OpenCall | None:
        return self._call_screen.call if self._call_screen is not None else None

    def _connect_menus(self) -> None:
        menus, dialogs = self._menus, self._dialogs
        menus.add_requested.connect(self.choose_files)
        menus.folder_requested.connect(self.choose_folder)
        menus.sample_requested.connect(self._operations.add_sample)
        menus.export_requested.connect(self._export)
        menus.corrections_requested.connect(self._export_corrections)
        menus.find_requested.connect(self._find)
        menus.pane_requested.connect(self._focus_pane)
        menus.library_requested.connect(self.show_library)
        menus.anything_requested.connect(lambda: dialogs.go_to(self.open_call))
        menus.theme_chosen.connect(self.choose_theme)
        menus.preferences_requested.connect(lambda: dialogs.preferences(self._settings, self.change_settings))
        menus.keys_requested.connect(dialogs.keys)
        menus.log_requested.connect(dialogs.log)
        menus.about_requested.connect(dialogs.about)

    def _complain(self, what: str, fix: str) -> None:
        self._banner.show_error(UserError(what, fix))

    def _export(self) -> None:
        report = self._report_to_export()
        if report is None:
            self._banner.show_message("Select the call to be exported first.")
        elif report.call.analysis is None:
            self._banner.show_message("This call has not been transcribed yet. It can be exported afterwards.")
        else:
            self._dialogs.export(report, self._settings.exports_folder)

    def _export_corrections(self) -> None:
        """Save what coaches have corrected in all calls, for whoever trains the model anew."""
        turns = corrections_of(self._library)
        if not turns:
            self._banner.show_message("No turn has been corrected yet: drag a dot of an arc to correct one.")
            return
        suggested = exports_folder(self._settings.exports_folder) / TABLE_NAME
        name, _kind = QFileDialog.getSaveFileName(self, "Export corrections", str(suggested), "Tables (*.csv)")
        if name:
            table = Path(name) if Path(name).suffix else Path(f"{name}.csv")
            save_corrections(table, turns)
            count = wording(self._locale).number(len(turns))
            were = "1 corrected turn was" if len(turns) == 1 else f"{count} corrected turns were"
            self._banner.show_success(f"{were} saved in “{table.name}”.")

    def _report_to_export(self) -> CallReport | None:
        """The call that is open, or else the first one that is selected."""
        call = self._open_call()
        if call is not None and self._call_screen is not None:
            self._call_screen.flush()
            return call.report
        selected = self._library_screen.selected()
        return self._library.report(self._library.calls.get(selected[0])) if selected else None

    def _describe(self, call_ids: list[int]) -> None:
        calls = [self._library.calls.get(call_id) for call_id in call_ids]
        self._dialogs.details(calls, self._operations.describe)

    def _describe_open_call(self) -> None:
        call = self._open_call()
        if call is not None:
            self._dialogs.details([call.report.call], lambda details: call.describe(details[call.id]))

    def _find(self) -> None:
        if self._call_screen is not None and self._screens.currentWidget() is self._call_screen:
            self._call_screen.search()
        else:
            self._library_screen.focus_search()

    def _focus_pane(self, step: int) -> None:
        if self._call_screen is not None and self._screens.currentWidget() is self._call_screen:
            self._call_screen.focus_pane(step)
        else:
            self.focusNextPrevChild(step > 0)

    def _read_anew(self) -> None:
        """Read calls by other rules from now on, and the open one at once."""
        self._library.use(self._settings.rules)
        call = self._open_call()
        if call is not None:
            call.reload()

    def _reload(self, call_id: int) -> None:
        call = self._open_call()
        if call is not None and call.id == call_id:
            call.reload()

    def _leave_removed(self, call_ids: list[int]) -> None:
        call = self._open_call()
        if call is not None and call.id in call_ids:
            self.show_library()

    def _leave_call(self) -> None:
        call = self._open_call()
        if call is not None and self._call_screen is not None:
            self._call_screen.close_call()
            self._undo.removeStack(call.undo_stack)

    def _follow_theme(self) -> None:
        chosen = self._settings.theme
        self._look.choose(None if chosen is ThemeChoice.SYSTEM else Theme(chosen))
        self._menus.show_theme(chosen)

    def _restore(self) -> None:
        self._follow_theme()
        self._undo.setActiveStack(self._operations.undo_stack)
        self.resize(QSize(1280, 720).boundedTo(self.screen().availableSize()))
        self.restoreGeometry(self._state.state("geometry"))
        self._library_screen.restore_state(bytes(self._state.state("library").data()))

    def _keep_state(self) -> None:
        self._state.keep_state("geometry", self.saveGeometry())
        self._state.keep_text("library", self._library_screen.state().hex())
        if self._call_screen is not None:
            self._state.keep_texts("call", self._call_screen.state())
        self._state.flush()
