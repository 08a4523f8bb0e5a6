"""The offer to score anew what an older version has scored."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.library.older_strip import OlderStrip


def strip(qtbot: QtBot, calls: int) -> OlderStrip:
    made = OlderStrip(str)
    qtbot.addWidget(made)
    made.show_count(calls)
    return made


def test_it_says_how_many_and_asks_with_one_button(qtbot: QtBot) -> None:
    made = strip(qtbot, 12)
    assert made.label.text().startswith("12 calls were scored by an older version.")
    with qtbot.waitSignal(made.rescore_requested):
        qtbot.mouseClick(made.rescore_button, Qt.MouseButton.LeftButton)


def test_without_such_calls_it_is_not_there(qtbot: QtBot) -> None:
    made = strip(qtbot, 1)
    assert made.isVisible()
    assert "1 call was" in made.label.text()
    made.show_count(0)
    assert not made.isVisible()


def test_once_closed_it_stays_away(qtbot: QtBot) -> None:
    made = strip(qtbot, 3)
    qtbot.mouseClick(made.close_button, Qt.MouseButton.LeftButton)
    made.show_count(2)
    assert not made.isVisible()
