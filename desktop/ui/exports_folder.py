"""Where documents and tables are saved unless the user says otherwise."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths

from desktop.settings import expanded


def exports_folder(chosen: str) -> Path:
    """The folder from the settings, or else the user's documents, or where there are none, the user's home."""
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    if chosen:
        return expanded(chosen)
    return documents if documents.is_dir() else Path.home()
