"""Qt's bindings keep count of what they hand over: PySide6 6.12.0 loses references to None, and Python then ends."""

import sys
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, Signal
from pytestqt.qtbot import QtBot

_TIMES = 5000
_LITTLE = 200


class Empty(QAbstractListModel):
    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        del parent
        return 1

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        del index, role


class Sender(QObject):
    told = Signal(object)


def lost(before: int) -> int:
    return abs(sys.getrefcount(None) - before)


def test_telling_nothing_by_a_signal_leaves_none_as_it_was(qtbot: QtBot) -> None:
    del qtbot
    sender, heard = Sender(), []
    sender.told.connect(lambda value: heard.append(value is None))
    sender.told.emit(None)
    heard.clear()
    before = sys.getrefcount(None)
    for _ in range(_TIMES):
        sender.told.emit(None)
    assert lost(before) < _LITTLE
    assert len(heard) == _TIMES


def test_a_model_that_knows_nothing_leaves_none_as_it_was(qtbot: QtBot) -> None:
    del qtbot
    model = Empty()
    index = model.index(0)
    index.data()
    before = sys.getrefcount(None)
    for _ in range(_TIMES):
        index.data(Qt.ItemDataRole.ToolTipRole)
    assert lost(before) < _LITTLE


def test_slots_that_return_nothing_leave_none_as_it_was(qtbot: QtBot) -> None:
    del qtbot
    sender = Sender()

    def hear(_value: object) -> None:
        return None

    sender.told.connect(hear)
    sender.told.emit(1)
    before = sys.getrefcount(None)
    for number in range(_TIMES):
        sender.told.emit(number)
    assert lost(before) < _LITTLE
