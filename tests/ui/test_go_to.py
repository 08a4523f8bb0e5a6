from datetime import UTC, datetime

import pytest
from library_rows import waiting
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from desktop.model.call import Details
from desktop.ui.dialogs.go_to import CallHints, GoTo, Target, matching


def targets(gone: list[str]) -> list[Target]:
    names = ("order-4407.wav", "order-4408.wav", "Preferences…", "Reorder")
    return [Target(name, "agent 112" if "4407" in name else "", lambda n=name: gone.append(n)) for name in names]


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def opened(owner: QWidget, gone: list[str]) -> tuple[QLineEdit, QListView]:
    dialog = GoTo(targets(gone), owner)
    dialog.show()
    field, found = dialog.findChild(QLineEdit), dialog.findChild(QListView)
    assert field is not None
    assert found is not None
    return field, found


def test_every_word_must_occur_in_any_order_and_what_begins_so_comes_first() -> None:
    found = [target.text for target in matching(targets([]), "order")]
    assert found == ["order-4407.wav", "order-4408.wav", "Reorder"]
    assert [target.text for target in matching(targets([]), "112 ORDER")] == ["order-4407.wav"]


def test_a_call_is_found_by_its_agent_and_its_day() -> None:
    hint_of = CallHints("en_GB")
    details = Details(agent="Kim", started_at=datetime(2026, 3, 9, 14, 3, tzinfo=UTC))
    assert hint_of(waiting(1, details=details)) == "Kim  ·  9 Mar 2026"
    assert hint_of(waiting(1)) == "12 Nov 2026", "the day on which it was added"


def test_typing_and_enter_goes_to_the_first_that_matches(qtbot: QtBot, owner: QWidget) -> None:
    gone: list[str] = []
    field, _ = opened(owner, gone)
    qtbot.keyClicks(field, "pref")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert gone == ["Preferences…"]


def test_words_that_nothing_is_called_are_sent_to_the_search(qtbot: QtBot, owner: QWidget) -> None:
    field, found = opened(owner, [])
    (told,) = found.window().findChildren(QLabel)
    assert not told.isVisible()
    qtbot.keyClicks(field, "wombat")
    assert told.isVisible()
    assert "Ctrl+F" in told.text()
    field.setText("order")
    assert not told.isVisible()


def test_the_arrows_move_in_the_list_while_the_field_is_typed_in(qtbot: QtBot, owner: QWidget) -> None:
    gone: list[str] = []
    field, found = opened(owner, gone)
    qtbot.keyClicks(field, "order")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert found.currentIndex().data().startswith("order-4408")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert gone == ["order-4408.wav"]


def test_enter_does_nothing_where_nothing_matches(qtbot: QtBot, owner: QWidget) -> None:
    gone: list[str] = []
    field, _ = opened(owner, gone)
    qtbot.keyClicks(field, "zzz")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert gone == []
