"""Composition root of the window: paths, settings, library, main window, and what happens when something goes wrong."""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from uuid import uuid4

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.errors import UserError
from desktop.export.locale_name import locale_name
from desktop.log import write_log
from desktop.paths import Paths, default_paths, resources
from desktop.settings import Settings, read_settings
from desktop.storage.library import explained, open_library
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
    with open_library(library_path) as library:
        window = MainWindow(library, paths, settings, look, locale_name(None, settings.locale))
        sys.excepthook = _Hook(window, paths, library_path)
        window.show()
        window.start()
        if fault is not None:
            window.show_error(fault)
        if files:
            window.add([file.absolute() for file in files])
        try:
            return application.exec()
        finally:
            sys.excepthook = sys.__excepthook__


def _settings(paths: Paths) -> tuple[Settings, UserError | None]:
    """What was chosen; a file with an error must not keep anybody from their calls."""
    try:
        return read_settings(paths.settings), None
    except UserError as error:
        return Settings(), error


def _asks_to_try_again(error: UserError) -> bool:
    box = QMessageBox(QMessageBox.Icon.NoIcon, "Upswing", error.what)
    box.setInformativeText(error.fix)
    again = box.addButton("Try again", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("Quit", QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is again


class _Hook:
    """What becomes of an error that nobody caught: one of the two places that answer for everything."""

    def __init__(self, window: MainWindow, paths: Paths, library_path: Path) -> None:
        self._window = window
        self._paths = paths
        self._library_path = library_path

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            self._window.close()
            return
        self._window.show_error(explained(self._library_path, error) or self._unexpected(kind, trace))

    def _unexpected(self, kind: type[BaseException], trace: TracebackType | None) -> UserError:
        """Log where it happened; the message of an exception may quote what somebody said, so it is left out."""
        number = uuid4().hex[:8]
        with suppress(OSError):
            write_log(self._paths, f"{number} {kind.__name__}\n{''.join(traceback.format_tb(trace))}")
        return UserError(
            f"Something unexpected happened ({kind.__name__}, {number}).",
            "What was done before is kept. Help > Log says where it happened.",
        )
