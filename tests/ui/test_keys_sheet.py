"""The sheet of keys says what the actions say."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.actions import Group, add_action
from desktop.ui.dialogs.keys_sheet import KeysSheet
from desktop.ui.theme import Look


@pytest.fixture
def root(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    for group, text, keys in (
        (Group.MOMENTS, "Mark a &misery", ("1",)),
        (Group.MOMENTS, "Move an edge", (",", ".")),
        (Group.ANYWHERE, "Redo", ("Ctrl+Shift+Z",)),
        (Group.ANYWHERE, "Show all keys", ("?",)),
        (Group.LIBRARY, "Has no key", ()),
    ):
        add_action(window, group, text, lambda: None, *keys)
    return window


@pytest.fixture
def sheet(qtbot: QtBot, root: QWidget, look: Look) -> KeysSheet:
    shown = KeysSheet(root, look)
    qtbot.addWidget(shown)
    with qtbot.waitActive(shown):
        shown.show()
        shown.activateWindow()
    return shown


def visible(sheet: KeysSheet) -> list[str]:
    return [label.text() for label in sheet.findChildren(QLabel) if label.isVisible()]


def test_every_action_stands_under_its_group(sheet: KeysSheet) -> None:
    shown = visible(sheet)

    for text in ("Anywhere", "Moments", "Mark a misery", "1", ",", ".", "Redo", "Ctrl+Shift+Z", "?"):
        assert text in shown
    assert shown.index("Has no key") > shown.index("?"), "what has a key comes first"
    assert "Transcript" not in shown


def test_an_action_that_stands_in_two_widgets_stands_here_once(qtbot: QtBot, root: QWidget, look: Look) -> None:
    add_action(root, Group.ANYWHERE, "Redo", lambda: None, "Ctrl+Shift+Z")
    sheet = KeysSheet(root, look)
    qtbot.addWidget(sheet)
    sheet.show()

    assert visible(sheet).count("Redo") == 1


def test_what_is_sought_is_found_by_its_words_or_its_key(qtbot: QtBot, sheet: KeysSheet) -> None:
    field = sheet.findChild(QLineEdit)
    qtbot.keyClicks(field, "mis")
    assert "Mark a misery" in visible(sheet)
    assert "Redo" not in visible(sheet)
    assert "Anywhere" not in visible(sheet)

    field.clear()
    qtbot.keyClicks(field, "shift+z")
    assert "Redo" in visible(sheet)
    qtbot.keyClicks(field, "zz")
    assert any("No key has to do with" in text for text in visible(sheet))
    field.clear()
    assert "Mark a misery" in visible(sheet)


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Question])
def test_it_closes_with_the_key_that_opened_it_and_with_escape(qtbot: QtBot, sheet: KeysSheet, key: Qt.Key) -> None:
    field = sheet.findChild(QLineEdit)
    field.setFocus()
    qtbot.keyClicks(field, "re")
    qtbot.keyClick(field, key)

    assert not sheet.isVisible()
    assert "?" not in field.text()
