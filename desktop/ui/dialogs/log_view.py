"""The log, to be read and handed on. It holds ids only, so nothing in it is anybody's secret."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication, QShowEvent, QTextCursor
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.files import last_lines
from desktop.paths import Paths
from desktop.ui.dialogs.reveal import show_in_folder
from desktop.ui.theme import GAP, MARGIN, Look

MOST_LINES = 2000


class LogView(QDialog):
    """The end of the log, read again on demand."""

    def __init__(self, paths: Paths, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Log")
        self._path = paths.log
        self._look = look
        self._said = QLabel(wordWrap=True)
        self._text = QPlainTextEdit()
        self._copy = QPushButton("&Copy")
        self._folder = QPushButton("Show in &folder")
        self._lay_out()
        self.refresh()

    @property
    def text(self) -> str:
        """What is shown of the log."""
        return self._text.toPlainText()

    def refresh(self) -> None:
        """Read the log again and show its end."""
        try:
            lines = last_lines(self._path, MOST_LINES)
        except FileNotFoundError:
            lines, said = [], "Nothing has been logged yet."
        except OSError as error:
            lines, said = [], f"The log {self._path} cannot be read ({error.strerror})."
        else:
            said = _description(len(lines), str(self._path))
        self._said.setText(said)
        self._text.setPlainText("\n".join(lines))
        self._show_end()
        self._text.setVisible(bool(lines))
        self._copy.setEnabled(bool(lines))
        self._folder.setEnabled(self._path.parent.is_dir())

    def copy(self) -> None:
        """Put what is shown on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)

    def showEvent(self, event: QShowEvent) -> None:
        """Only now is it known how many lines there is room for."""
        super().showEvent(event)
        self._show_end()

    def _show_end(self) -> None:
        self._text.moveCursor(QTextCursor.MoveOperation.End)
        self._text.moveCursor(QTextCursor.MoveOperation.StartOfLine)
        bar = self._text.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _lay_out(self) -> None:
        self._text.setReadOnly(True)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setTabChangesFocus(True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setAccessibleName("Log")
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._said.setProperty("quiet", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addWidget(self._said, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._text, 1)
        column.addWidget(self._make_buttons())
        self.resize(900, 520)

    def _make_buttons(self) -> QDialogButtonBox:
        role = QDialogButtonBox.ButtonRole
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        refresh = QPushButton("&Refresh")
        refresh.setToolTip("Read the log again (F5)")
        refresh.setShortcut("F5")
        for button, does in (
            (refresh, self.refresh),
            (self._copy, self.copy),
            (self._folder, lambda: show_in_folder(self._path)),
        ):
            button.setAutoDefault(False)
            buttons.addButton(button, role.ActionRole)
            button.clicked.connect(lambda _checked=False, do=does: do())
        buttons.rejected.connect(self.reject)
        return buttons


def _description(lines: int, path: str) -> str:
    if not lines:
        return f"The log {path} is empty."
    shown = f"The last {lines} lines of" if lines >= MOST_LINES else "All of"
    return f"{shown} {path}. It holds ids only: no transcript, no file name, nobody’s name."
