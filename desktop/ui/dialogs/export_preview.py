"""A call's documents as they will look, and the saving of one of them."""

from pathlib import Path

from PySide6.QtCore import Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QFontDatabase, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import BadInput, UserError
from desktop.export.documents import (
    Choice,
    DocumentKind,
    files_of,
    suggested_name,
    write_document,
)
from desktop.model.report import CallReport
from desktop.settings import check_folder, expanded
from desktop.ui.dialogs.fields import Field, browse_folder, make_primary
from desktop.ui.dialogs.preview_making import Answer, Asked, Made, Making
from desktop.ui.dialogs.preview_page import PAGE_MARGIN, PreviewPage
from desktop.ui.dialogs.reveal import open_file, show_in_folder
from desktop.ui.exports_folder import exports_folder
from desktop.ui.theme import GAP, MARGIN, Look

_PICTURE_WIDTH, _LEAST_PICTURE_WIDTH = 640, 240
_RESIZED_MS = 150
_CHOICES_WIDTH = 300
# More lines would take the window longer to lay out than a user can see.
_MOST_LINES = 2000


class ExportPreview(QDialog):
    """Choices at the left, the document as it will look at the right, and what became of it below."""

    saved = Signal(Path)

    def __init__(
        self, report: CallReport, locale: str, chosen_folder: str, look: Look, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self._report = report
        self._locale = locale
        self._look = look
        self._made: Made | None = None
        self._saved_at: Path | None = None
        self._is_named = False
        self._is_wanted = False
        # Without a parent: a preview may still be in the making when the dialog is gone.
        self._answer = Answer()
        self._resized = QTimer(self, singleShot=True, interval=_RESIZED_MS)
        self._kind, self._transcript = QComboBox(), QCheckBox("Whole &transcript")
        self._names, self._unreviewed = QCheckBox("&Leave names and digits in"), QLabel(wordWrap=True)
        self._name, self._folder = QLineEdit(), QLineEdit(str(exports_folder(chosen_folder)))
        self._page, self._source, self._missing = PreviewPage(), QPlainTextEdit(), QLabel(wordWrap=True)
        self._shown = QStackedWidget()
        self._said = QLabel(wordWrap=True)
        self._save, self._save_as = QPushButton("&Save"), QPushButton("Save &as…")
        self._open, self._reveal = QPushButton("&Open"), QPushButton("Show in &folder")
        self._kind_field = Field("&Document", self._kind)
        self._name_field = Field("File &name", self._name, self._check_name)
        self._folder_field = Field(
            "Fol&der", self._folder, self._check_folder, browse=browse_folder(self, "Folder for exports", self._folder)
        )
        self._fill()
        self._lay_out()
        self._listen()
        self._choose()

    @property
    def choice(self) -> Choice:
        """The document that is asked for, without the options that it does not have."""
        kind = DocumentKind(self._kind.currentData())
        return Choice(
            kind,
            transcript=kind is DocumentKind.NOTES_HTML and self._transcript.isChecked(),
            include_names=kind is DocumentKind.STORY and self._names.isChecked(),
        )

    @property
    def path(self) -> Path:
        """Where it is to be saved."""
        return expanded(self._folder.text().strip()) / self._name.text().strip()

    @property
    def is_ready(self) -> bool:
        """Whether the preview shows what is asked for."""
        return self._made is not None and self._made.asked == self._asked()

    def choose(self, kind: DocumentKind) -> None:
        """Show another document."""
        self._kind.setCurrentIndex(self._kind.findData(kind))

    def save(self) -> None:
        """Save just what is shown; what stands in the way is said, and then nothing is written."""
        if self._made is not None and self.is_ready:
            self._write(self._made)
        else:
            self._is_wanted = True

    def show_report(self, report: CallReport) -> None:
        """Show the call as it is now, for instance with another moment."""
        self._report = report
        self._make()

    def showEvent(self, event: QShowEvent) -> None:
        """On this screen, pictures may need more pixels."""
        super().showEvent(event)
        self._make()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the pictures anew once the size is found."""
        super().resizeEvent(event)
        self._resized.start()

    def _fill(self) -> None:
        for kind in DocumentKind:
            self._kind.addItem(kind.value, kind)
        self._unreviewed.setProperty("quiet", True)
        self._source.setReadOnly(True)
        self._source.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._source.setTabChangesFocus(True)
        self._source.setAccessibleName("Preview")
        self._missing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._missing.setTextFormat(Qt.TextFormat.PlainText)
        self._missing.setMargin(2 * MARGIN)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        make_primary(self._save)
        self._save.setDefault(True)
        for button in (self._save_as, self._open, self._reveal):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        choices = QVBoxLayout()
        choices.setSpacing(GAP + 4)
        fields: tuple[QWidget, ...] = (self._kind_field, self._transcript, self._names, self._unreviewed)
        for widget in (*fields, self._name_field, self._folder_field):
            choices.addWidget(widget)
        choices.addLayout(_row(self._save, self._save_as))
        choices.addWidget(self._said)
        choices.addLayout(_row(self._open, self._reveal))
        choices.addStretch(1)
        close = QPushButton("Close")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        choices.addLayout(_row(close))
        holder = QWidget()
        holder.setLayout(choices)
        choices.setContentsMargins(0, 0, 0, 0)
        holder.setFixedWidth(_CHOICES_WIDTH)
        shown: tuple[QWidget, ...] = (self._page, self._source, self._missing)
        for widget in shown:
            self._shown.addWidget(widget)
        self._shown.setFrameShape(QFrame.Shape.NoFrame)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        row.setSpacing(MARGIN)
        row.addWidget(holder)
        row.addWidget(self._shown, 1)
        self.resize(_CHOICES_WIDTH + _PICTURE_WIDTH + 130, 660)

    def _listen(self) -> None:
        self._kind.currentIndexChanged.connect(self._choose)
        self._transcript.toggled.connect(self._choose)
        self._names.toggled.connect(self._choose)
        self._name.textEdited.connect(self._rename)
        self._name.textChanged.connect(self._check)
        self._folder.textChanged.connect(self._check)
        self._save.clicked.connect(self.save)
        self._save_as.clicked.connect(self._ask_where)
        self._open.clicked.connect(lambda: self._saved_at and open_file(self._saved_at))
        self._reveal.clicked.connect(lambda: self._saved_at and show_in_folder(self._saved_at))
        self._answer.made.connect(self._take)
        self._resized.timeout.connect(self._make)
        self._look.changed.connect(self._make)

    def _choose(self) -> None:
        choice = self.choice
        self._transcript.setVisible(choice.kind is DocumentKind.NOTES_HTML)
        self._names.setVisible(choice.kind is DocumentKind.STORY)
        self._unreviewed.setVisible(choice.kind is DocumentKind.STORY)
        self._unreviewed.setText(
            "Names are included: share this page only with people who may know who called."
            if choice.include_names
            else "Names and digits are masked, but nobody has reviewed the page: read it before you share it."
        )
        name = self._name.text()
        if not self._is_named:
            self._name.setText(suggested_name(self._report, choice))
        elif Path(name).suffix in {kind.suffix for kind in DocumentKind}:
            self._name.setText(str(Path(name).with_suffix(choice.kind.suffix)))
        self._say("")
        self._make()

    def _asked(self) -> Asked:
        # Only Markdown says its own name: it is that of the picture beside it.
        name = self._name.text().strip() if self.choice.kind is DocumentKind.NOTES_MARKDOWN else ""
        density, width = self.devicePixelRatioF(), self._picture_width()
        return Asked(self._report, self.choice, self._locale, self._look.theme, density, width, name)

    def _picture_width(self) -> int:
        """As wide as the page shows it, for whoever has to scroll sideways does not see the arc."""
        bar = self._page.verticalScrollBar().sizeHint().width()
        frame = 2 * self._page.frameWidth()
        room = self._shown.width() - frame - bar - 2 * PAGE_MARGIN
        return max(_LEAST_PICTURE_WIDTH, min(_PICTURE_WIDTH, room))

    def _make(self) -> None:
        """Ask for what is to be shown, unless it is shown already."""
        if not self.is_ready:
            QThreadPool.globalInstance().start(Making(self._asked(), self._answer))
        self._check()

    def _take(self, made: Made) -> None:
        """Show what was made, unless something else has been asked for since."""
        if made.asked != self._asked():
            return
        self._made = made
        if made.error is not None:
            self._missing.setText(f"{made.error.what}\n{made.error.fix}")
            self._shown.setCurrentWidget(self._missing)
        elif made.page is not None:
            self._page.show_page(made.page)
            self._shown.setCurrentWidget(self._page)
        elif made.document is not None:
            self._source.setPlainText(_beginning(made.document.text))
            self._shown.setCurrentWidget(self._source)
        self._check()
        if self._is_wanted:
            self._write(made)

    def _rename(self) -> None:
        self._is_named = True
        self._make()

    def _check(self) -> None:
        right = [self._name_field.check(), self._folder_field.check()]
        can_be_made = self._made is None or self._made.error is None
        self._save.setEnabled(all(right) and can_be_made)
        self._save_as.setEnabled(can_be_made)
        replaces = self._name_field.is_right and bool(self._name_field.said)
        self._save.setText("&Replace" if replaces else "&Save")

    def _check_name(self) -> str:
        name = self._name.text().strip()
        if not name or Path(name).name != name or name in {".", ".."} or "\\" in name or "\0" in name:
            raise BadInput("This is not a name for a file.", "Leave out / and \\, and choose the folder below.")
        taken = [path.name for path in files_of(self._report, self.choice, self.path) if _exists(path)]
        if not taken or self.path == self._saved_at:
            return ""
        return f"“{taken[0]}” is there already and will be replaced."

    def _check_folder(self) -> str:
        if not self._folder.text().strip():
            raise BadInput("No folder is named.", "Choose one.")
        check_folder(self._folder.text().strip())
        return ""

    def _ask_where(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(self, "Save as", str(self.path), f"*{self.choice.kind.suffix}")
        if chosen:
            path = Path(chosen)
            self._is_named = True
            self._folder.setText(str(path.parent))
            self._name.setText(path.name)
            self._make()
            self.save()

    def _write(self, made: Made) -> None:
        self._is_wanted = False
        path = self.path
        if made.document is None:
            return
        try:
            write_document(made.document, path)
        except UserError as error:
            self._say(f"⚠ {error.what} {error.fix}", wrong=True)
            return
        self._say(f"Saved to {path}", path)
        self._check()
        self.saved.emit(path)

    def _say(self, text: str, path: Path | None = None, *, wrong: bool = False) -> None:
        self._saved_at = path
        self._said.setText(text)
        self._said.setProperty("error", wrong)
        self._said.style().polish(self._said)
        self._said.setAccessibleName(text)
        for widget in (self._open, self._reveal):
            widget.setVisible(path is not None)
        self._said.setVisible(bool(text))


def _beginning(text: str) -> str:
    """As much of a text as anybody reads in a preview."""
    lines = text.split("\n")
    if len(lines) <= _MOST_LINES:
        return text
    return "\n".join([*lines[:_MOST_LINES], "", f"… {len(lines) - _MOST_LINES} more lines are in the file."])


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GAP)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
