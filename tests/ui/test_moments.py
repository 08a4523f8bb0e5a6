"""The moments panel: choosing, editing, saving as typed, and staying put when the call comes back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.model.moment import Moment, MomentType, Note
from desktop.model.report import CallReport
from desktop.ui.actions import Group, add_action
from desktop.ui.call.moments.moment_rows import MomentRows, RowRole
from desktop.ui.call.moments.note_field import NoteField
from desktop.ui.call.moments.panel import MomentsPanel
from desktop.ui.call.moments.time_field import TimeField
from desktop.ui.theme import Look

_Key = Qt.Key
Kind = TypeVar("Kind", bound=QWidget)
_MINUTE = Moment(MomentType.MAGIC, 60.0, 70.0, "Decided for this customer.", ("script",), "kim", id=7)
_LATE = Moment(MomentType.FOLLOW_UP, 100.0, 100.0, id=8)
_EARLY = Moment(MomentType.MISERY, 20.0, 20.0, "Third call.", ("hold",), id=9)


class _Desk(QWidget):
    """The panel in a window that stores what it is told and shows it again, as the program does."""

    def __init__(self, look: Look, report: CallReport) -> None:
        super().__init__()
        self.report = replace(report, moments=(_MINUTE, _LATE, _EARLY))
        self.changes: list[Moment] = []
        self.visited: list[int] = []
        self.removals: list[int] = []
        self.notes: list[str] = []
        self.panel = MomentsPanel(look)
        QVBoxLayout(self).addWidget(self.panel)
        self.panel.moment_changed.connect(self._store)
        self.panel.moment_selected.connect(self.visited.append)
        self.panel.removal_requested.connect(self.removals.append)
        self.panel.note_changed.connect(self.notes.append)
        self.panel.show_moments(self.report)

    def show_moments(self, moments: Sequence[Moment]) -> None:
        """Let the call come back with these."""
        self.report = replace(self.report, moments=tuple(moments))
        self.panel.show_moments(self.report)

    def click_row(self, qtbot: QtBot, row: int) -> None:
        """Click a row of the list."""
        listed = self.panel.moment_list
        at = listed.visualRect(listed.model().index(row, 0)).center()
        qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=at)

    def select(self, moment_id: int) -> None:
        """Select a moment and wait until its fields are laid out."""
        self.panel.select(moment_id)
        QApplication.processEvents()

    def texts(self) -> list[str]:
        """The rows as a screen reader reads them."""
        rows = self.panel.moment_list.model()
        return [rows.index(row, 0).data() for row in range(rows.rowCount())]

    def stored(self, moment_id: int) -> Moment:
        """A moment as it was stored last."""
        return next(moment for moment in self.report.moments if moment.id == moment_id)

    def note(self) -> NoteField:
        """The note on the selected moment."""
        return _named(self, NoteField, "Note on this moment")

    def _store(self, moment: Moment) -> None:
        self.changes.append(moment)
        self.show_moments([moment if moment.id == old.id else old for old in self.report.moments])


@pytest.fixture
def desk(qtbot: QtBot, look: Look, report: CallReport) -> _Desk:
    made = _Desk(look, report)
    qtbot.addWidget(made)
    made.resize(560, 500)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_moments_are_listed_in_the_order_of_the_call(desk: _Desk) -> None:
    assert desk.texts() == [
        "Misery 0:20 · Third call. · hold",
        "Magic 1:00–1:10 · Decided for this customer. · script",
        "Follow-up 1:40",
    ]


def test_without_moments_it_says_how_to_make_one(desk: _Desk) -> None:
    desk.show_moments([])

    shown = " ".join(label.text() for label in desk.findChildren(QLabel) if label.isVisible())
    assert "Press 1–4 while you listen" in shown


def test_a_click_goes_to_a_moment_and_a_second_one_goes_there_again(qtbot: QtBot, desk: _Desk) -> None:
    desk.click_row(qtbot, 1)
    desk.click_row(qtbot, 1)
    desk.click_row(qtbot, 0)

    assert desk.visited == [7, 7, 9]
    assert desk.panel.selected() == 9


def test_arrow_keys_go_through_the_list(qtbot: QtBot, desk: _Desk) -> None:
    desk.panel.select(9)
    desk.panel.moment_list.setFocus()

    qtbot.keyClick(desk.panel.moment_list, _Key.Key_Down)
    qtbot.keyClick(desk.panel.moment_list, _Key.Key_Down)

    assert desk.visited == [7, 8]


def test_a_selection_by_the_program_tells_nobody(desk: _Desk) -> None:
    desk.panel.select(7)

    assert desk.panel.selected() == 7
    assert desk.note().text() == "Decided for this customer."
    assert desk.visited == []


def test_the_list_leaves_the_keys_that_play_and_mark_to_the_screen(qtbot: QtBot, desk: _Desk) -> None:
    done: list[str] = []
    for key in ("Space", "1", "N", "Left", "Up", "["):
        add_action(desk, Group.LISTENING, key, lambda key=key: done.append(key), key)  # type: ignore[misc]
    desk.panel.select(7)
    desk.panel.moment_list.setFocus()

    for key in (_Key.Key_Space, _Key.Key_1, _Key.Key_N, _Key.Key_Left, _Key.Key_Up, _Key.Key_BracketLeft):
        qtbot.keyClick(desk.panel.moment_list, key)

    assert done == ["Space", "1", "N", "Left", "["]
    assert desk.visited == [9]


def test_del_in_the_list_asks_for_removal(qtbot: QtBot, desk: _Desk) -> None:
    desk.panel.select(7)
    desk.panel.moment_list.setFocus()

    qtbot.keyClick(desk.panel.moment_list, _Key.Key_Delete)

    assert desk.removals == [7]


def test_the_button_asks_for_removal(qtbot: QtBot, desk: _Desk) -> None:
    desk.select(8)

    qtbot.mouseClick(_named(desk, QPushButton, "Remove this moment"), Qt.MouseButton.LeftButton)

    assert desk.removals == [8]


def test_a_removed_moment_is_no_longer_selected_and_the_others_stay(desk: _Desk) -> None:
    desk.panel.select(7)

    desk.show_moments([_LATE, _EARLY])

    assert desk.panel.selected() is None
    assert desk.panel.moment_list.selectedIndexes() == []
    assert not desk.note().isVisible()
    assert len(desk.texts()) == 2


def test_a_note_is_saved_soon_after_the_last_key(qtbot: QtBot, desk: _Desk) -> None:
    desk.panel.select(8)
    desk.panel.edit_note()

    qtbot.keyClicks(desk.note(), "Call back on Friday")
    assert desk.changes == []
    qtbot.waitUntil(lambda: desk.stored(8).note == "Call back on Friday", timeout=2000)

    assert len(desk.changes) == 1


def test_typing_goes_on_at_the_same_place_after_saving(qtbot: QtBot, desk: _Desk) -> None:
    desk.panel.select(7)
    desk.panel.edit_note()
    desk.note().moveCursor(QTextCursor.MoveOperation.Start)

    qtbot.keyClicks(desk.note(), "Good: ")
    desk.panel.flush()
    qtbot.keyClicks(desk.note(), "she ")
    desk.show_moments(desk.report.moments)
    qtbot.keyClicks(desk.note(), "has ")
    desk.panel.flush()

    assert desk.stored(7).note == "Good: she has Decided for this customer."


def test_a_note_is_saved_letter_for_letter(qtbot: QtBot, desk: _Desk) -> None:
    text = "  zwölf\u00a0Euro 🙂\n\n<b>not bold</b>\t "
    desk.panel.select(8)
    desk.note().insertPlainText(text)
    desk.panel.flush()

    assert desk.stored(8).note == text
    desk.panel.select(7)
    desk.panel.select(8)
    assert desk.note().text() == text
    desk.panel.flush()
    assert len(desk.changes) == 1


def test_a_note_is_saved_before_another_moment_is_shown(qtbot: QtBot, desk: _Desk) -> None:
    desk.panel.select(9)
    desk.panel.edit_note()
    qtbot.keyClicks(desk.note(), " Again.")

    desk.click_row(qtbot, 1)

    assert desk.stored(9).note == "Third call. Again."
    assert desk.stored(7) == _MINUTE
    assert desk.panel.selected() == 7
    assert desk.note().text() == "Decided for this customer."


@pytest.mark.parametrize(
    ("key", "modifier"),
    [(_Key.Key_Escape, Qt.KeyboardModifier.NoModifier), (_Key.Key_Return, Qt.KeyboardModifier.ControlModifier)],
)
def test_esc_and_ctrl_enter_save_and_lead_back(
    qtbot: QtBot, desk: _Desk, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    escaped: list[bool] = []
    add_action(desk, Group.ANYWHERE, "Back to the library", lambda: escaped.append(True), "Esc")
    desk.panel.select(8)
    desk.panel.edit_note()
    qtbot.keyClicks(desk.note(), "Friday")

    with qtbot.waitSignal(desk.panel.left, timeout=500):
        qtbot.keyClick(desk.note(), key, modifier)

    assert desk.stored(8).note == "Friday"
    assert escaped == []


def test_closing_saves(qtbot: QtBot, desk: _Desk) -> None:
    desk.panel.select(8)
    desk.panel.edit_note()
    qtbot.keyClicks(desk.note(), "Friday")

    desk.close()

    assert desk.stored(8).note == "Friday"


def test_undo_while_typing_undoes_typing_and_never_another_moments(qtbot: QtBot, desk: _Desk) -> None:
    undone: list[bool] = []
    add_action(desk, Group.ANYWHERE, "Undo", lambda: undone.append(True), "Ctrl+Z")
    desk.panel.select(8)
    desk.panel.edit_note()
    qtbot.keyClicks(desk.note(), "Friday")

    qtbot.keySequence(desk.note(), QKeySequence.StandardKey.Undo)
    assert desk.note().text() == ""
    desk.panel.select(7)
    qtbot.keySequence(desk.note(), QKeySequence.StandardKey.Undo)

    assert desk.note().text() == "Decided for this customer."
    assert undone == []


def test_an_undone_change_comes_back_into_the_fields(desk: _Desk) -> None:
    desk.panel.select(7)

    desk.show_moments([replace(_MINUTE, note="Before.", tags=(), start_s=50.0, type=MomentType.PIVOT), _LATE, _EARLY])

    assert desk.note().text() == "Before."
    assert _named(desk, TimeField, "Start").text() == "0:50.0"
    assert _named(desk, QLineEdit, "Tags, separated by commas").text() == ""
    assert _named(desk, QToolButton, "Type: Pivot").isChecked()
    assert desk.changes == []


def test_the_type_is_changed_by_its_button(qtbot: QtBot, desk: _Desk) -> None:
    desk.select(7)

    qtbot.mouseClick(_named(desk, QToolButton, "Type: Pivot"), Qt.MouseButton.LeftButton)

    assert desk.changes == [replace(_MINUTE, type=MomentType.PIVOT)]


def test_the_type_is_changed_by_arrow_keys(qtbot: QtBot, desk: _Desk) -> None:
    desk.panel.select(7)
    button = _named(desk, QToolButton, "Type: Magic")
    button.setFocus()

    qtbot.keyClick(button, _Key.Key_Right)

    assert desk.stored(7).type is MomentType.PIVOT


def test_a_typed_time_is_taken_and_the_list_is_sorted_anew(qtbot: QtBot, desk: _Desk) -> None:
    desk.panel.select(8)

    _retype(qtbot, _named(desk, TimeField, "Start"), "0:05.5")
    qtbot.keyClick(_named(desk, TimeField, "Start"), _Key.Key_Return)

    assert desk.stored(8) == replace(_LATE, start_s=5.5, end_s=5.5)
    assert desk.texts()[0] == "Follow-up 0:05"
    assert desk.panel.selected() == 8
    assert desk.panel.moment_list.selectedIndexes()[0].row() == 0


def test_an_end_makes_a_point_a_range_and_no_end_a_point(qtbot: QtBot, desk: _Desk) -> None:
    desk.panel.select(8)
    end = _named(desk, TimeField, "End")

    _retype(qtbot, end, "1:50")
    desk.note().setFocus()
    assert desk.stored(8).end_s == 110.0
    assert end.text() == "1:50.0"
    _retype(qtbot, end, "")
    desk.note().setFocus()

    assert desk.stored(8).end_s == 100.0


def test_what_is_no_time_is_told_while_it_is_typed_and_not_taken(qtbot: QtBot, desk: _Desk) -> None:
    desk.panel.select(7)
    start = _named(desk, TimeField, "Start")

    _retype(qtbot, start, "1:7x")
    assert _errors(desk)[0].startswith("“1:7x” is not a time. ")
    qtbot.keyClick(start, _Key.Key_Return)
    assert start.text() == "1:7x"
    desk.note().setFocus()

    assert desk.changes == []
    assert start.text() == "1:00.0"
    assert _errors(desk) == [""]


def test_a_time_that_is_only_looked_at_stays_exact(qtbot: QtBot, desk: _Desk) -> None:
    desk.show_moments([replace(_EARLY, start_s=20.0437, end_s=20.0437)])
    desk.panel.select(9)
    start = _named(desk, TimeField, "Start")

    start.setFocus()
    qtbot.keyClick(start, _Key.Key_Return)
    _retype(qtbot, start, "0:20.0")
    desk.note().setFocus()

    assert desk.changes == []


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")
def test_tags_are_saved_as_typed_and_completed(qtbot: QtBot, desk: _Desk) -> None:
    desk.panel.offer_tags(["second call", "courier"])
    desk.panel.select(7)
    tags = _named(desk, QLineEdit, "Tags, separated by commas")
    tags.setFocus()
    tags.end(False)

    qtbot.keyClicks(tags, ", Sec")
    completer = tags.completer()
    assert completer is not None
    assert [completer.completionModel().index(0, 0).data()] == ["second call"]
    popup = completer.popup()
    qtbot.keyClick(popup, _Key.Key_Down)
    qtbot.keyClick(popup, _Key.Key_Return)
    desk.panel.flush()

    assert desk.stored(7).tags == ("script", "second call")


def test_note_tags_and_time_do_not_undo_each_other(qtbot: QtBot, look: Look, report: CallReport) -> None:
    changes: list[Moment] = []
    panel = MomentsPanel(look)
    qtbot.addWidget(panel)
    panel.moment_changed.connect(changes.append)
    panel.show_moments(replace(report, moments=(_LATE,)))
    panel.show()
    panel.select(8)

    qtbot.keyClicks(_named(panel, TimeField, "End"), "1:50")
    qtbot.keyClicks(_named(panel, NoteField, "Note on this moment"), "Friday")
    qtbot.keyClicks(_named(panel, QLineEdit, "Tags, separated by commas"), "courier, promise")
    panel.flush()

    assert changes[-1] == replace(_LATE, end_s=110.0, note="Friday", tags=("courier", "promise"))


def test_the_note_on_the_call_is_saved_as_typed(qtbot: QtBot, desk: _Desk) -> None:
    desk.panel.tabs.setCurrentIndex(1)
    field = _named(desk, NoteField, "Note on the call")
    qtbot.keyClicks(field, "A good save.")

    desk.panel.tabs.setCurrentIndex(0)

    assert desk.notes == ["A good save."]


def test_of_several_notes_the_newest_is_edited_and_the_others_are_read(desk: _Desk) -> None:
    desk.panel.show_moments(replace(desk.report, notes=(Note("First.", id=1), Note("Second.", id=2))))
    desk.panel.tabs.setCurrentIndex(1)

    assert _named(desk, NoteField, "Note on the call").text() == "Second."
    assert "First." in [label.text() for label in desk.findChildren(QLabel) if label.isVisible()]


def test_what_is_typed_on_one_call_never_reaches_another(qtbot: QtBot, desk: _Desk) -> None:
    desk.panel.tabs.setCurrentIndex(1)
    qtbot.keyClicks(_named(desk, NoteField, "Note on the call"), "Secret")

    desk.panel.show_moments(replace(desk.report, call=replace(desk.report.call, id=99)))
    desk.panel.flush()

    assert desk.notes == []
    assert _named(desk, NoteField, "Note on the call").text() == ""


def test_tab_leads_from_the_list_through_the_fields(qtbot: QtBot, desk: _Desk) -> None:
    desk.panel.select(7)
    desk.panel.moment_list.setFocus()

    names = []
    for _ in range(7):
        widget = QApplication.focusWidget()
        assert widget is not None
        names.append(widget.accessibleName())
        qtbot.keyClick(widget, _Key.Key_Tab)

    assert names == [
        "Moments of this call",
        "Type: Magic",
        "Note on this moment",
        "Start",
        "End",
        "Tags, separated by commas",
        "Remove this moment",
    ]


def test_enter_in_the_list_leads_to_the_note(qtbot: QtBot, desk: _Desk) -> None:
    desk.panel.select(7)
    desk.panel.moment_list.setFocus()

    qtbot.keyClick(desk.panel.moment_list, _Key.Key_Return)

    assert desk.note().hasFocus()


def test_all_fields_are_within_a_small_panel(qtbot: QtBot, desk: _Desk) -> None:
    desk.layout().setContentsMargins(0, 0, 0, 0)
    desk.layout().activate()
    desk.panel.select(7)
    desk.resize(420, 300)
    qtbot.waitUntil(lambda: desk.height() == 300)

    for name in ("Type: Follow-up", "End", "Note on this moment", "Remove this moment"):
        widget = next(w for w in desk.findChildren(QWidget) if w.accessibleName() == name)
        corner = widget.mapTo(desk, QPoint(widget.width() - 1, widget.height() - 1))
        assert desk.rect().contains(corner)
    assert (desk.width(), desk.height()) == (420, 300)


def test_the_rows_keep_the_rules_of_models(qtmodeltester: ModelTester, report: CallReport) -> None:
    rows = MomentRows()
    rows.show_moments(replace(report, moments=(_MINUTE, _LATE, _EARLY)))
    qtmodeltester.check(rows)

    moved = replace(_LATE, start_s=1.0, end_s=1.0)
    rows.show_moments(replace(report, moments=(moved, _EARLY, replace(_LATE, id=20), replace(_MINUTE, id=21))))

    assert [rows.index(row).data(RowRole.MOMENT).id for row in range(rows.rowCount())] == [8, 9, 21, 20]


def test_a_row_says_what_was_said(report: CallReport) -> None:
    rows = MomentRows()
    turn = report.turns[3].turn
    rows.show_moments(replace(report, moments=(replace(_LATE, start_s=turn.start_s, end_s=turn.start_s),)))

    assert turn.text.startswith(rows.index(0).data(RowRole.QUOTE)[:10])


def _named(root: QWidget, kind: type[Kind], name: str) -> Kind:
    return next(widget for widget in root.findChildren(kind) if widget.accessibleName() == name)


def _retype(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, _Key.Key_Backspace)
    qtbot.keyClicks(field, text)


def _errors(root: QWidget) -> list[str]:
    return [label.text() for label in root.findChildren(QLabel) if label.property("error")]
