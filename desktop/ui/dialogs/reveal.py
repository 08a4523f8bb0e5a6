"""Show a file of this computer in the programs that the user has for it."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_file(path: Path) -> bool:
    """Open a file with the system's program for it; returns whether there is one."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(path))


def show_in_folder(path: Path) -> bool:
    """Open the folder that a file lies in; returns whether that could be done."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(path.parent))
