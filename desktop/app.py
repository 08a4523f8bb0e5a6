"""Composition root of the window: paths, settings, library, main window, and what happens when something goes wrong."""

import argparse
import gc
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from uuid import uuid4

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.errors import UserError
from desktop.export.locale_name import locale_name
from desktop.export.wording import wording
from desktop.log import places_of, write_log
from desktop.paths import Paths, default_paths, resources
from desktop.settings import Settings, read_settings
from desktop.storage.faults import explained
from desktop.storage.opening import open_library
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import Look
from desktop.window_options import add_window_options

_DONE, _UNUSABLE = 0, 1


def main(arguments: Sequence[str]) -> int:
    """Open the window and return the exit status when it is closed."""
    options = _options(arguments)
    if not _has_screen():
        print("upswing: There is no screen to open a window on. `upswing --help` lists the commands.", file=sys.stderr)
        return _UNUSABLE
    application = application_of(sys.argv[:1])
    paths = default_paths()
    library = options.library.absolute() if options.library else paths.library
    while True:
        try:
            return _run(application, paths, library, options.files)
        except UserError as error:
            if not _asks_to_try_again(error):
                return _UNUSABLE


def application_of(arguments: Sequence[str]) -> QApplication:
    """The one application object, named so that the system knows the window."""
    application = QApplication(list(arguments))
    application.setApplicationName("Upswing")
    application.setDesktopFileName("upswing")
    application.setWindowIcon(QIcon(str(resources() / "icons" / "upswing.svg")))
    return application


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="upswing window", description="Open the window.")
    add_window_options(parser)
    return parser.parse_args(arguments)


def _has_screen() -> bool:
    """Qt itself would end the program without a word that a user understands."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in named)


def _run(application: QApplication, paths: Paths, library_path: Path, files: Sequence[Path]) -> int:
    settings, fault = _settings(paths)
    look = Look(application)
    with open_library(library_path, settings.rules) as library:
        with _made_to_stay():
            window = MainWindow(library, paths, settings, look, locale_name(None, settings.locale))
            hook = ErrorHook(window, paths, library_path)
            sys.excepthook, threading.excepthook = hook, hook.of_thread
            window.show()
            window.start()
        if fault is not None:
            window.show_error(fault)
        if files:
            window.add([file.absolute() for file in files])
        try:
            return application.exec()
        finally:
            sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__


@contextmanager
def _made_to_stay() -> Iterator[None]:
    """Make the window and its ten thousand rows without the collector, which would look through them ever again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _settings(paths: Paths) -> tuple[Settings, UserError | None]:
    """What was chosen; a file with an error must not keep anybody from their calls."""
    try:
        settings = read_settings(paths.settings)
    except UserError as error:
        return Settings(), error
    try:
        wording(locale_name(None, settings.locale))
    except UserError as error:
        return replace(settings, locale=""), error
    return settings, None


def _asks_to_try_again(error: UserError) -> bool:
    box = QMessageBox(QMessageBox.Icon.NoIcon, "Upswing", error.what)
    box.setInformativeText(error.fix)
    again = box.addButton("Try again", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("Quit", QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is again


class ErrorHook(QObject):
    """What becomes of an error that nobody caught, in any thread: one of the two places that answer for everything."""

    _told = Signal(object, str)

    def __init__(self, window: MainWindow, paths: Paths, library_path: Path) -> None:
        super().__init__(window)
        self._window = window
        self._paths = paths
        self._library_path = library_path
        self._known: dict[str, str] = {}
        # By a signal, for an error of another thread must not touch the window there.
        self._told.connect(window.show_error)

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """As `sys.excepthook` is called."""
        if isinstance(error, KeyboardInterrupt):
            self._window.close()
            return
        told = error if isinstance(error, UserError) else explained(self._library_path, error)
        if told is not None:
            self._told.emit(told, "")
        else:
            self._tell_unexpected(kind, trace)

    def of_thread(self, raised: threading.ExceptHookArgs) -> None:
        """As `threading.excepthook` is called."""
        if raised.exc_value is not None:
            self(raised.exc_type, raised.exc_value, raised.exc_traceback)

    def _tell_unexpected(self, kind: type[BaseException], trace: TracebackType | None) -> None:
        """Log where it happened; the message of an exception may quote what somebody said, so it is left out."""
        where = "\n".join([kind.__name__, *places_of(trace)])
        number = self._known.get(where)
        if number is None:
            number = self._known[where] = uuid4().hex[:8]
            with suppress(OSError):
                write_log(self._paths, f"{number} {where}")
        what = f"Something unexpected happened ({kind.__name__}, {number})."
        fix = "What was done before is kept. Help > Log says where it happened."
        self._told.emit(UserError(what, fix), f"{number} {where}")
