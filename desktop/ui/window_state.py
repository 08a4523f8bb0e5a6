"""Where the window stood and how it was laid out: remembered beside the library, for this computer alone."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from desktop.paths import PRIVATE_FILE, private_folder


class WindowState:
    """Texts and bytes by name in an INI file; what is not there or damaged is empty."""

    def __init__(self, path: Path) -> None:
        private_folder(path.parent)
        path.touch(mode=PRIVATE_FILE)
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def text(self, name: str) -> str:
        """What was kept under a name."""
        kept = self._settings.value(name)
        return kept if isinstance(kept, str) else ""

    def keep_text(self, name: str, text: str) -> None:
        """Keep a text."""
        self._settings.setValue(name, text)

    def texts(self, group: str) -> dict[str, str]:
        """All the texts that were kept under a group."""
        self._settings.beginGroup(group)
        names = self._settings.childKeys()
        self._settings.endGroup()
        return {name: self.text(f"{group}/{name}") for name in names}

    def keep_texts(self, group: str, texts: dict[str, str]) -> None:
        """Keep texts under a group."""
        for name, text in texts.items():
            self.keep_text(f"{group}/{name}", text)

    def state(self, name: str) -> QByteArray:
        """A state of Qt's own that was kept under a name."""
        return QByteArray.fromHex(self.text(name).encode("ascii", "replace"))

    def keep_state(self, name: str, state: QByteArray) -> None:
        """Keep a state of Qt's own."""
        self.keep_text(name, bytes(state.toHex().data()).decode("ascii"))

    def flush(self) -> None:
        """Write to the disk."""
        self._settings.sync()
