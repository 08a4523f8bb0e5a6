"""The sheet of keys, written from the actions themselves, so that it cannot say anything that is not so."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.actions import Group, actions_by_group, shown_keys
from desktop.ui.theme import GAP, GRID, MARGIN, FontSize, Look, sized

_CLOSING_KEY = "?"
# Wide enough for two combinations, so that what they do stands in one column under every heading.
_KEYS_WIDTH = 170


@dataclass(frozen=True, slots=True)
class _Line:
    """An action on the sheet."""

    text: str
    keys: tuple[str, ...]
    sought: str
    widgets: tuple[QWidget, ...]


class _Section(QWidget):
    """A heading with its actions."""

    def __init__(self, group: Group, actions: list[QAction]) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(MARGIN)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, _KEYS_WIDTH)
        heading = QLabel(group.value)
        heading.setFont(sized(heading.font(), FontSize.HEADING, bold=True))
        self._grid.addWidget(heading, 0, 0, 1, 2)
        self._lines = [self._add(action, row) for row, action in enumerate(actions, start=1)]

    def show_matching(self, sought: str) -> int:
        """Show the actions that speak of something, and return how many there are."""
        found = 0
        for line in self._lines:
            matches = all(word in line.sought for word in sought.lower().split())
            found += matches
            for widget in line.widgets:
                widget.setVisible(matches)
        self.setVisible(found > 0)
        return found

    def _add(self, action: QAction, row: int) -> _Line:
        keys = tuple(_native(sequence) for sequence in action.shortcuts())
        text = action.text().replace("&", "")
        caps, name = _caps(keys), QLabel(text)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setWordWrap(True)
        name.setAccessibleName(f"{text}: {shown_keys(action) or 'no key'}")
        self._grid.addWidget(caps, row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(name, row, 1)
        return _Line(text, keys, f"{text} {shown_keys(action)}".lower(), (caps, name))


class KeysSheet(QDialog):
    """Every key below a window, in two columns, with a field to seek in them."""

    def __init__(self, root: QWidget, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self._look = look
        self._sections = [_Section(group, actions) for group, actions in _actions_below(root)]
        self._search = QLineEdit()
        self._nothing = QLabel()
        self._lay_out()
        self._search.textChanged.connect(self._filter)
        self._search.installEventFilter(self)
        QShortcut(QKeySequence(_CLOSING_KEY), self, self.close)
        look.changed.connect(self._restyle)
        self._restyle()
        self._filter("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A line that is typed into takes every letter for itself, but this one closes the sheet."""
        asks_for_key = event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asks_for_key and event.text() == _CLOSING_KEY:  # type: ignore[attr-defined]
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self._search.setPlaceholderText("Search keys")
        self._search.setAccessibleName("Search keys")
        self._search.setClearButtonEnabled(True)
        self._nothing.setProperty("quiet", True)
        hint = QLabel("Single keys act while the timeline or the transcript has the focus.")
        hint.setProperty("quiet", True)
        top = QHBoxLayout()
        top.setSpacing(MARGIN)
        top.addWidget(self._search, 1)
        top.addWidget(hint, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addLayout(top)
        column.addWidget(self._nothing)
        column.addWidget(self._sheet(), 1)
        self.resize(860, 620)

    def _sheet(self) -> QScrollArea:
        page, area = QWidget(), QScrollArea()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, GAP, GAP, GAP)
        row.setSpacing(2 * MARGIN)
        for sections in _in_two(self._sections):
            column = QVBoxLayout()
            column.setSpacing(MARGIN + GAP)
            for section in sections:
                column.addWidget(section)
            column.addStretch(1)
            row.addLayout(column, 1)
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName("Keys")
        return area

    def _filter(self, sought: str) -> None:
        found = sum(section.show_matching(sought) for section in self._sections)
        self._nothing.setText("" if found else f"No key has to do with “{sought}”.")
        self._nothing.setVisible(not found)

    def _restyle(self) -> None:
        colours = self._look.colours
        self.setStyleSheet(
            f'QLabel[keycap="true"] {{ background: {colours.panel}; border: 1px solid {colours.line};'
            f" border-bottom: 2px solid {colours.line}; border-radius: 3px; padding: 1px 6px; }}"
        )


def _actions_below(root: QWidget) -> Iterator[tuple[Group, list[QAction]]]:
    """The actions, those without a key last; one that several widgets own in copies stands there once."""
    for group, actions in actions_by_group(root).items():
        once = {(action.text(), shown_keys(action)): action for action in reversed(actions)}
        in_order = list(once.values())[::-1]
        yield group, sorted(in_order, key=lambda action: not action.shortcuts())


def _in_two(sections: list[_Section]) -> tuple[list[_Section], list[_Section]]:
    """The sections in their order, cut where both halves are about as high."""
    heights = [section.sizeHint().height() for section in sections]
    uneven = [abs(sum(heights[:cut]) - sum(heights[cut:])) for cut in range(len(sections) + 1)]
    cut = uneven.index(min(uneven))
    return sections[:cut], sections[cut:]


def _native(sequence: QKeySequence) -> str:
    return sequence.toString(QKeySequence.SequenceFormat.NativeText)


def _caps(keys: tuple[str, ...]) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GRID)
    for key in keys:
        cap = QLabel(key)
        cap.setProperty("keycap", True)
        cap.setTextFormat(Qt.TextFormat.PlainText)
        row.addWidget(cap)
    return holder
