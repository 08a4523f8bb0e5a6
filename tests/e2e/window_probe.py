"""Runs the program just as `python -m desktop` does and says, for each line on stdin, what stands on the screen.

Where there is no desktop there is no accessibility service either, so this is what a screen reader would be told: the
widgets that can be seen, by kind, name and text, and where they are. It touches nothing; hands are elsewhere.
"""

import json
import os
import runpy
import sys
from collections.abc import Iterator
from threading import Thread
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QTextEdit,
    QWidget,
)


class Probe(QObject):
    """Answers in the thread of the window what another thread is asked."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def listen(self) -> None:
        """Wait for questions; without Python's own buffer, whose lock a thread must not hold when the program ends."""
        while read := os.read(0, 1024):
            for _ in range(read.count(b"\n")):
                self.asked.emit()

    def _answer(self) -> None:
        os.write(1, json.dumps(list(_seen())).encode() + b"\n")


def _seen() -> Iterator[dict[str, Any]]:
    for window in QApplication.topLevelWidgets():
        for widget in (window, *window.findChildren(QWidget)):
            if widget.isVisible():
                yield _told(widget)


def _told(widget: QWidget) -> dict[str, Any]:
    return {
        "kind": type(widget).__name__,
        "name": widget.accessibleName(),
        "text": _text(widget),
        "at": _place(widget, widget.rect()),
        "focused": widget.hasFocus(),
        "enabled": widget.isEnabled(),
        "rows": list(_rows(widget)) if isinstance(widget, QAbstractItemView) else [],
    }


def _text(widget: QWidget) -> str:
    match widget:
        case QLabel() | QAbstractButton() | QLineEdit():
            return widget.text()
        case QPlainTextEdit() | QTextEdit():
            return widget.toPlainText()
        case QComboBox():
            return widget.currentText()
        case _:
            return ""


def _rows(view: QAbstractItemView) -> Iterator[dict[str, Any]]:
    model, chosen = view.model(), view.selectionModel()
    columns = view.horizontalHeader().count() if isinstance(view, QTableView) else 1
    for row in range(model.rowCount() if model else 0):
        cells = [model.index(row, column) for column in range(columns)]
        place = view.visualRect(cells[0])
        if place.intersects(view.viewport().rect()):
            yield {
                "texts": [_said(cell) for cell in cells],
                "at": _place(view.viewport(), place),
                "selected": chosen.isSelected(cells[0]),
            }


def _said(cell: QModelIndex) -> str:
    return str(cell.data() or cell.data(Qt.ItemDataRole.AccessibleTextRole) or "")


def _place(widget: QWidget, part: QRect) -> tuple[int, int, int, int]:
    corner: QPoint = widget.mapToGlobal(part.topLeft())
    size: QSize = part.size()
    return corner.x(), corner.y(), size.width(), size.height()


if __name__ == "__main__":
    probe = Probe()
    Thread(target=probe.listen, daemon=True).start()
    sys.argv[0] = "upswing"
    runpy.run_module("desktop", run_name="__main__", alter_sys=False)
