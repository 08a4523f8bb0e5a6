"""Actions act where they should, and stand on the sheet of keys."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcutEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.actions import Group, actions_by_group, add_action, list_action, shown_keys


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    for widget in (QPushButton("left"), QPushButton("right"), QLineEdit()):
        row.addWidget(widget)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def left_and_right(window: QWidget) -> list[QPushButton]:
    return window.findChildren(QPushButton)


def test_a_windows_keys_work_wherever_the_focus_is_and_where_it_is_nowhere(window: QWidget) -> None:
    done: list[int] = []
    add_action(window, Group.ANYWHERE, "Do", lambda: done.append(1), "Ctrl+D")
    for widget in window.findChildren(QWidget):
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert len(done) == 3
    QApplication.focusWidget().clearFocus()
    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert len(done) == 4


def test_other_keys_work_only_within_their_widgets(window: QWidget) -> None:
    done: list[int] = []
    left, right = left_and_right(window)
    add_action([left], Group.LIBRARY, "Do", lambda: done.append(1), "D")
    left.setFocus()
    QTest.keyClick(left, Qt.Key.Key_D)
    right.setFocus()
    QTest.keyClick(right, Qt.Key.Key_D)
    assert done == [1]


def test_one_action_may_belong_to_several_widgets(window: QWidget) -> None:
    done: list[int] = []
    add_action(left_and_right(window), Group.LIBRARY, "Do", lambda: done.append(1), "D")
    for button in left_and_right(window):
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_D)
    assert done == [1, 1]
    assert [len(actions) for actions in actions_by_group(window).values()] == [1]


def test_groups_stand_in_the_order_of_the_sheet_and_those_without_actions_do_not(window: QWidget) -> None:
    add_action(window, Group.TRANSCRIPT, "Last", lambda: None)
    add_action(window, Group.ANYWHERE, "First", lambda: None)
    QAction("made elsewhere", window)
    listed = QAction("listed", window)
    list_action(listed, Group.ANYWHERE)
    found = actions_by_group(window)
    assert list(found) == [Group.ANYWHERE, Group.TRANSCRIPT]
    assert [each.text() for each in found[Group.ANYWHERE]] == ["First", "listed"]


def test_keys_are_shown_as_the_system_writes_them(window: QWidget) -> None:
    action = add_action(window, Group.ANYWHERE, "Zoom in", lambda: None, "+", "Ctrl+Shift+I")
    assert shown_keys(action) == "+, Ctrl+Shift+I"
    assert shown_keys(add_action(window, Group.ANYWHERE, "No key", lambda: None)) == ""


@pytest.mark.parametrize("repeats", [True, False])
def test_a_held_key_repeats_where_it_is_asked_to(window: QWidget, repeats: bool) -> None:
    assert add_action(window, Group.ANYWHERE, "x", lambda: None, "X", repeats=repeats).autoRepeat() is repeats


def test_a_held_key_that_x11_tells_as_many_taps_acts_once(window: QWidget) -> None:
    done: list[str] = []
    left, right = left_and_right(window)
    once = add_action([left, right], Group.LISTENING, "Play", lambda: done.append("play"), "Space")
    again = add_action([left, right], Group.LISTENING, "On", lambda: done.append("on"), "Right", repeats=True)

    def send(widget: QWidget, kind: QEvent.Type, at_ms: int, action: QAction, scan_code: int) -> None:
        event = QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, scan_code, 0, 0, " ")
        event.setTimestamp(at_ms)
        QApplication.sendEvent(widget, event)
        if kind == QEvent.Type.ShortcutOverride:
            QApplication.sendEvent(action, QShortcutEvent(QKeySequence("Space"), 0))

    def hold(widget: QWidget, action: QAction, from_ms: int, scan_code: int) -> list[str]:
        done.clear()
        send(widget, QEvent.Type.ShortcutOverride, from_ms, action, scan_code)
        for at_ms in (from_ms + 500, from_ms + 540, from_ms + 580):
            send(widget, QEvent.Type.KeyRelease, at_ms, action, scan_code)
            send(widget, QEvent.Type.ShortcutOverride, at_ms, action, scan_code)
        send(widget, QEvent.Type.KeyRelease, from_ms + 600, action, scan_code)
        return list(done)

    assert hold(left, once, 1000, 65) == ["play"]
    assert hold(right, once, 1650, 65) == ["play"]
    assert hold(left, again, 3000, 114) == ["on"] * 4
    once.trigger()
    assert done[-1] == "play"
