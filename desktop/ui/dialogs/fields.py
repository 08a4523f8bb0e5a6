"""Fields of a form: a label above, a sentence below that says what is wrong or what will happen."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import UserError
from desktop.ui.theme import GAP, GRID, FontSize, sized

# Says what follows from what stands in a field, or raises a UserError where it cannot be used.
Check = Callable[[], str]


def nothing_to_say() -> str:
    """The check of a field in which nothing can be wrong."""
    return ""


@dataclass(frozen=True, slots=True)
class Browse:
    """The button beside a field that names a file or a folder."""

    text: str
    choose: Callable[[], str]


class Field(QWidget):
    """A field with its label and its sentence."""

    def __init__(self, label: str, field: QWidget, check: Check = nothing_to_say, *, browse: Browse | None = None):
        super().__init__()
        self._check = check
        self._is_right = True
        self._field = field
        self._said = QLabel()
        self._said.setFont(sized(self.font(), FontSize.CAPTION))
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        named = QLabel(label)
        named.setBuddy(field)
        field.setAccessibleName(label.replace("&", ""))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(named)
        column.addLayout(_row(field, browse))
        column.addWidget(self._said)
        column.addStretch(1)
        self.check()

    @property
    def is_right(self) -> bool:
        """Whether what stands in the field can be used."""
        return self._is_right

    @property
    def said(self) -> str:
        """The sentence below the field."""
        return self._said.text()

    def check(self) -> bool:
        """Look at what stands in the field, say what there is to say, and return whether it can be used."""
        try:
            said, self._is_right = self._check(), True
        except UserError as error:
            said, self._is_right = f"⚠ {error.what} {error.fix}", False
        self._said.setText(said)
        self._said.setVisible(bool(said))
        self._said.setProperty("error", not self._is_right)
        self._said.setProperty("quiet", self._is_right)
        self._said.style().polish(self._said)
        if self._field.accessibleDescription() != said:
            self._field.setAccessibleDescription(said)
            QAccessible.updateAccessibility(QAccessibleEvent(self._field, QAccessible.Event.DescriptionChanged))
        return self._is_right


def browse_folder(parent: QWidget, title: str, line: QLineEdit) -> Browse:
    """A button that lets the user choose a folder into a line."""

    def choose() -> str:
        chosen = QFileDialog.getExistingDirectory(parent, title, line.text())
        if chosen:
            line.setText(chosen)
        return chosen

    return Browse("Choose…", choose)


def browse_file(parent: QWidget, title: str, line: QLineEdit, kinds: str) -> Browse:
    """A button that lets the user choose a file into a line."""

    def choose() -> str:
        chosen, _kind = QFileDialog.getOpenFileName(parent, title, line.text(), kinds)
        if chosen:
            line.setText(chosen)
        return chosen

    return Browse("Choose…", choose)


def select_data(combo: QComboBox, data: object) -> None:
    """Show the entry of a list that stands for a value."""
    combo.setCurrentIndex(max(combo.findData(data), 0))


def make_primary(button: QPushButton) -> None:
    """Give a button the look of the one that most users will press."""
    button.setProperty("primary", True)
    button.style().unpolish(button)
    button.style().polish(button)


def _row(field: QWidget, browse: Browse | None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GAP)
    if isinstance(field, QAbstractSpinBox):
        row.addWidget(field)
        row.addStretch(1)
    else:
        row.addWidget(field, 1)
    if browse is not None:
        button = QPushButton(browse.text)
        button.setAutoDefault(False)
        button.setAccessibleName(f"Choose: {field.accessibleName()}")
        button.clicked.connect(lambda _checked=False: browse.choose())
        row.addWidget(button)
    return row
