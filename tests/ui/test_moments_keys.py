"""Digits mark while the call plays: a press, a hold, two at once, and what interrupts them."""

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcutEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.model.moment import Moment, MomentType
from desktop.ui.actions import Group, actions_by_group
from desktop.ui.call.moments.marking_keys import MarkingKeys

_MISERY, _MAGIC = Qt.Key.Key_1, Qt.Key.Key_2


@dataclass
class _Desk:
    """A screen with two panes in which digits mark and a field in which they are typed."""

    window: QWidget
    pane: QWidget
    child: QWidget
    other_pane: QWidget
    field: QLineEdit
    at_s: float = 10.0
    playing: bool = True
    lag_s: float = 1.0
    clock_s: float = 0.0
    marks: list[Moment] = field(default_factory=list)
    starts: list[tuple[MomentType, float]] = field(default_factory=list)

    def listen(self, seconds: float) -> None:
        """Let the call play on."""
        self.at_s += seconds
        self.clock_s += seconds


@pytest.fixture
def desk(qtbot: QtBot) -> tuple[_Desk, MarkingKeys]:
    window, pane, other, text = QWidget(), QWidget(), QWidget(), QLineEdit()
    child = QWidget(pane)
    rows = QVBoxLayout(window)
    for widget in (pane, other, text):
        rows.addWidget(widget)
    for widget in (pane, child, other):
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made = _Desk(window, pane, child, other, text)
    keys = MarkingKeys(
        [pane, other],
        lambda: made.at_s,
        lambda: made.playing,
        lambda: 150.0,
        lambda: made.lag_s,
        lambda: "kim",
        clock=lambda: made.clock_s,
    )
    keys.marked.connect(made.marks.append)
    keys.started.connect(lambda kind, at_s: made.starts.append((kind, at_s)))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    pane.setFocus()
    qtbot.waitUntil(pane.hasFocus)
    return made, keys


def test_a_short_press_marks_a_point_a_little_earlier(qtbot: QtBot, desk: tuple[_Desk, MarkingKeys]) -> None:
    made, _ = desk

    qtbot.keyPress(made.pane, _MISERY)
    made.listen(0.1)
    qtbot.keyRelease(made.pane, _MISERY)

    assert made.marks == [Moment(MomentType.MISERY, 9.0, 9.0, author="kim")]


def test_without_sound_a_press_marks_the_playhead(qtbot: QtBot, desk: tuple[_Desk, MarkingKeys]) -> None:
    made, _ = desk
    made.playing = False

    qtbot.keyClick(made.pane, Qt.Key.Key_4)

    assert made.marks == [Moment(MomentType.FOLLOW_UP, 10.0, 10.0, author="kim")]


def test_a_held_key_marks_a_range_and_shows_where_it_began(qtbot: QtBot, desk: tuple[_Desk, MarkingKeys]) -> None:
    made, _ = desk

    qtbot.keyPress(made.pane, _MAGIC)
    started = list(made.starts)
    made.listen(4.0)
    qtbot.keyRelease(made.pane, _MAGIC)

    assert started == [(MomentType.MAGIC, 9.0)]
    assert made.marks == [Moment(MomentType.MAGIC, 9.0, 13.0, author="kim")]


def test_a_key_that_repeats_while_it_is_held_marks_once(qtbot: QtBot, desk: tuple[_Desk, MarkingKeys]) -> None:
    made, _ = desk

    qtbot.keyPress(made.pane, _MAGIC)
    for _ in range(5):
        made.listen(0.5)
        _send_repeat(made.pane, _MAGIC)
    assert made.marks == []
    qtbot.keyRelease(made.pane, _MAGIC)

    assert [(m.start_s, m.end_s) for m in made.marks] == [(9.0, 11.5)]


def test_a_key_that_seems_to_be_tapped_while_it_is_held_marks_one_range(
    qtbot: QtBot, desk: tuple[_Desk, MarkingKeys]
) -> None:
    made, keys = desk

    _press(made, keys, at_ms=1000)
    for step in range(1, 6):
        made.listen(0.5)
        _release(made, at_ms=1000 + 500 * step)
        _press(made, keys, at_ms=1000 + 500 * step)
    qtbot.wait(60)
    assert made.marks == []
    assert len(made.starts) == 1
    _release(made, at_ms=3600)
    made.listen(5.0)

    qtbot.waitUntil(lambda: bool(made.marks))
    assert [(m.start_s, m.end_s) for m in made.marks] == [(9.0, 11.5)]


def test_two_quick_taps_are_two_points(qtbot: QtBot, desk: tuple[_Desk, MarkingKeys]) -> None:
    made, keys = desk

    for at_ms in (1000, 1020):
        _press(made, keys, at_ms=at_ms)
        made.listen(0.01)
        _release(made, at_ms=at_ms + 10)
    keys.actions[MomentType.MAGIC].trigger()

    qtbot.waitUntil(lambda: len(made.marks) == 3)
    assert all(m.start_s == m.end_s for m in made.marks)
    qtbot.wait(60)
    assert len(made.marks) == 3


def test_a_click_after_a_hold_marks_a_point(qtbot: QtBot, desk: tuple[_Desk, MarkingKeys]) -> None:
    made, keys = desk

    _press(made, keys, at_ms=1000)
    _release(made, at_ms=1500)
    _press(made, keys, at_ms=1500)
    _release(made, at_ms=1600)
    qtbot.waitUntil(lambda: bool(made.marks))
    keys.actions[MomentType.MAGIC].trigger()

    assert len(made.marks) == 2
    assert len(made.starts) == 1


def test_two_keys_held_at_once_mark_two_ranges(qtbot: QtBot, desk: tuple[_Desk, MarkingKeys]) -> None:
    made, _ = desk

    qtbot.keyPress(made.pane, _MISERY)
    made.listen(2.0)
    qtbot.keyPress(made.pane, _MAGIC)
    made.listen(2.0)
    qtbot.keyRelease(made.pane, _MISERY)
    made.listen(2.0)
    qtbot.keyRelease(made.pane, _MAGIC)

    assert [(m.type.value, m.start_s, m.end_s) for m in made.marks] == [("misery", 9.0, 13.0), ("magic", 11.0, 15.0)]


def test_keys_work_in_a_child_of_a_pane(qtbot: QtBot, desk: tuple[_Desk, MarkingKeys]) -> None:
    made, _ = desk
    made.child.setFocus()

    qtbot.keyPress(made.child, _MISERY)
    made.listen(3.0)
    qtbot.keyRelease(made.child, _MISERY)

    assert [(m.start_s, m.end_s) for m in made.marks] == [(9.0, 12.0)]


def test_a_hold_goes_on_where_the_focus_moves_to_the_other_pane(qtbot: QtBot, desk: tuple[_Desk, MarkingKeys]) -> None:
    made, _ = desk

    qtbot.keyPress(made.pane, _MISERY)
    made.listen(1.0)
    made.other_pane.setFocus()
    assert made.marks == []
    made.listen(1.0)
    qtbot.keyRelease(made.other_pane, _MISERY)

    assert [(m.start_s, m.end_s) for m in made.marks] == [(9.0, 11.0)]


def test_a_hold_ends_where_the_focus_leaves(qtbot: QtBot, desk: tuple[_Desk, MarkingKeys]) -> None:
    made, _ = desk

    qtbot.keyPress(made.pane, _MISERY)
    made.listen(2.0)
    made.field.setFocus()
    made.listen(2.0)
    qtbot.keyRelease(made.field, _MISERY)

    assert [(m.start_s, m.end_s) for m in made.marks] == [(9.0, 11.0)]


def test_a_hold_ends_where_another_window_takes_over(qtbot: QtBot, desk: tuple[_Desk, MarkingKeys]) -> None:
    made, _ = desk

    qtbot.keyPress(made.pane, _MISERY)
    made.listen(2.0)
    made.window.hide()

    assert [(m.start_s, m.end_s) for m in made.marks] == [(9.0, 11.0)]


def test_a_hold_until_the_call_is_over_reaches_its_end(qtbot: QtBot, desk: tuple[_Desk, MarkingKeys]) -> None:
    made, _ = desk
    made.at_s = 148.0

    qtbot.keyPress(made.pane, _MISERY)
    made.listen(2.4)
    made.playing = False
    qtbot.keyRelease(made.pane, _MISERY)

    assert [(m.start_s, m.end_s) for m in made.marks] == [(147.0, 150.0)]


def test_a_call_that_is_closed_forgets_the_keys_that_are_down(qtbot: QtBot, desk: tuple[_Desk, MarkingKeys]) -> None:
    made, keys = desk

    qtbot.keyPress(made.pane, _MISERY)
    made.listen(2.0)
    keys.cancel()
    qtbot.keyRelease(made.pane, _MISERY)

    assert made.marks == []


def test_a_button_or_menu_marks_a_point(desk: tuple[_Desk, MarkingKeys]) -> None:
    made, keys = desk

    keys.actions[MomentType.PIVOT].trigger()

    assert made.marks == [Moment(MomentType.PIVOT, 9.0, 9.0, author="kim")]
    assert made.starts == []


def test_digits_are_typed_where_text_is_typed(qtbot: QtBot, desk: tuple[_Desk, MarkingKeys]) -> None:
    made, _ = desk
    made.field.setFocus()

    qtbot.keyClicks(made.field, "1234")

    assert made.field.text() == "1234"
    assert made.marks == []


def test_an_action_that_is_switched_off_marks_nothing(qtbot: QtBot, desk: tuple[_Desk, MarkingKeys]) -> None:
    made, keys = desk
    keys.actions[MomentType.MISERY].setEnabled(False)

    qtbot.keyClick(made.pane, _MISERY)

    assert made.marks == []


def test_the_keys_stand_on_the_sheet_of_keys(desk: tuple[_Desk, MarkingKeys]) -> None:
    made, _ = desk

    texts = [action.text() for action in actions_by_group(made.window)[Group.MOMENTS]]

    assert texts == ["Mark misery", "Mark magic", "Mark pivot", "Mark follow-up"]


def test_a_digit_typed_with_shift_ends_though_shift_came_up_first(desk: tuple[_Desk, MarkingKeys]) -> None:
    made, keys = desk
    scan_code, shift, none = 10, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier

    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_1, shift, scan_code, 0, 0, "1")
    QApplication.sendEvent(made.pane, override)
    QApplication.sendEvent(keys.actions[MomentType.MISERY], QShortcutEvent(QKeySequence("1"), 0))
    made.listen(2.0)
    QApplication.sendEvent(made.pane, QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Shift, none, 50, 0, 0, ""))
    assert made.marks == []
    release = QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Ampersand, none, scan_code, 0, 0, "&")
    QApplication.sendEvent(made.pane, release)

    assert [(m.start_s, m.end_s) for m in made.marks] == [(9.0, 11.0)]


def _send_repeat(widget: QWidget, key: Qt.Key) -> None:
    """What a held key sends on X11: up and down again, both marked as repeats."""
    for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, chr(key), True, 1)
        QApplication.sendEvent(widget, event)


def _press(desk: _Desk, keys: MarkingKeys, at_ms: int) -> None:
    """What Qt tells as the key 2 goes down on X11."""
    _send(desk, QEvent.Type.ShortcutOverride, at_ms)
    QApplication.sendEvent(keys.actions[MomentType.MAGIC], QShortcutEvent(QKeySequence("2"), 0))


def _release(desk: _Desk, at_ms: int) -> None:
    _send(desk, QEvent.Type.KeyRelease, at_ms)


def _send(desk: _Desk, kind: QEvent.Type, at_ms: int) -> None:
    event = QKeyEvent(kind, _MAGIC, Qt.KeyboardModifier.NoModifier, 11, 0, 0, "2")
    event.setTimestamp(at_ms)
    QApplication.sendEvent(desk.pane, event)
