"""Go to anything: one field over every call and every action, for hands that stay on the keyboard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from babel.dates import format_date
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from desktop.storage.overviews import Overview
from desktop.ui.theme import GAP

_MOST = 200
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Target:
    """Somewhere to go or something to do; `hint` stands behind it, such as its key."""

    text: str
    hint: str
    go: Callable[[], object]


class CallHints:
    """What stands behind a call: who took it, and when it began or else was added."""

    def __init__(self, locale: str) -> None:
        # There are ten thousand calls, but only so many days.
        self._in_words = lru_cache(maxsize=None)(partial(format_date, format="medium", locale=locale))

    def __call__(self, call: Overview) -> str:
        """The hint of a call."""
        day = (call.details.started_at or call.added_at).date()
        return "  ·  ".join(part for part in (call.details.agent, self._in_words(day)) if part)


def matching(targets: Sequence[Target], words: str) -> list[Target]:
    """The targets in which every word occurs, in any order and case; those that begin with the first one come first."""
    wanted = words.casefold().split()
    found = [target for target in targets if all(word in _searched(target) for word in wanted)]
    return sorted(found, key=lambda target: not _searched(target).startswith(wanted[0] if wanted else ""))[:_MOST]


def _searched(target: Target) -> str:
    return f"{target.text} {target.hint}".casefold()


class _Targets(QAbstractListModel):
    def __init__(self, targets: Sequence[Target], parent: QObject) -> None:
        super().__init__(parent)
        self._all = targets
        self._shown = matching(targets, "")

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        target = self._shown[index.row()]
        return f"{target.text}    {target.hint}" if target.hint else target.text

    def narrow(self, words: str) -> None:
        """Show only what matches."""
        self.beginResetModel()
        self._shown = matching(self._all, words)
        self.endResetModel()

    def target(self, row: int) -> Target:
        """What stands in a row."""
        return self._shown[row]


class GoTo(QDialog):
    """Closes with what is chosen, or with Esc."""

    def __init__(self, targets: Sequence[Target], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Go to anything")
        self.resize(560, 420)
        self._targets = _Targets(targets, self)
        self._field, self._list = QLineEdit(), QListView()
        self._nothing = QLabel("Nothing is called that. Ctrl+F finds what was said.")
        self._field.setPlaceholderText("A call, an agent, an action …")
        self._field.setAccessibleName("Go to")
        self._field.textChanged.connect(self._narrow)
        self._field.installEventFilter(self)
        self._list.setModel(self._targets)
        self._list.setUniformItemSizes(True)
        self._list.setProperty("roomy", True)
        self._list.setAccessibleName("What matches")
        self._list.activated.connect(lambda index: self._go(index.row()))
        self._list.clicked.connect(lambda index: self._go(index.row()))
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.addWidget(self._field)
        column.addWidget(self._nothing)
        column.addWidget(self._list)
        self._narrow("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list and choose from it without leaving the field."""
        if watched is self._field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _LIST_KEYS:
                self._list.event(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go(self._list.currentIndex().row())
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, words: str) -> None:
        self._targets.narrow(words)
        self._nothing.setVisible(not self._targets.rowCount())
        self._list.setCurrentIndex(self._targets.index(0))

    def _go(self, row: int) -> None:
        if row >= 0:
            self.accept()
            self._targets.target(row).go()
