"""The library screen as somebody uses it: real widgets, real keys, real rows."""

from dataclasses import replace
from pathlib import Path
from time import process_time
from unittest.mock import Mock

import pytest
from library_rows import failed, many, store, waiting
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.model.drawing.palette import Theme
from desktop.model.report import NoArc
from desktop.protocol import Stage
from desktop.storage.jobs import State
from desktop.storage.library import Library
from desktop.storage.overviews import Overview
from desktop.storage.transcripts import Found, FoundCalls
from desktop.ui.actions import Group, actions_by_group
from desktop.ui.library.columns import Column
from desktop.ui.library.queue_model import Entry, QueueModel
from desktop.ui.library.queue_strip import queue_line
from desktop.ui.library.rows import Filter
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.library.table_model import CallTableModel
from desktop.ui.queue.jobs import QueueState, Running
from desktop.ui.theme import Look
from tools.invented_calls import Invented

_HALF = Running(2, "order-2.wav", Stage.LISTENING, 0.42, 65.0)
_SAID = Found(3, 1, 72.4, "this is the third parcel")


def _search(words: str) -> FoundCalls:
    return FoundCalls((_SAID,), older="the" in words) if "parcel" in words else FoundCalls()


@pytest.fixture
def ready(library: Library, invented: Invented) -> Overview:
    return store(library, 7, invented)


@pytest.fixture
def screen(qtbot: QtBot, look: Look, ready: Overview) -> LibraryScreen:
    """Four calls: 4 is ready, 3 as well, 2 waits, 1 failed."""
    screen = LibraryScreen(look, "en", _search)
    qtbot.addWidget(screen)
    screen.resize(1280, 720)
    kim = replace(ready.details, agent="Kim")
    screen.show_rows([replace(ready, call_id=4, details=kim), replace(ready, call_id=3), waiting(2), failed(1)])
    screen.table.sortByColumn(Column.STATE, Qt.SortOrder.DescendingOrder)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    return screen


def _shown(screen: LibraryScreen) -> list[int]:
    return [screen.model.id_at(row) for row in range(screen.model.rowCount())]


def _heard(signal: object) -> Mock:
    heard = Mock()

    def hear(*values: object) -> None:
        heard(*values)

    signal.connect(hear)  # type: ignore[attr-defined]
    return heard


# The model


def test_the_model_of_the_table_keeps_qts_rules(qtmodeltester: ModelTester, ready: Overview) -> None:
    model = CallTableModel([ready, waiting(20), failed(30)], "en")
    qtmodeltester.check(model)
    model.update_row(waiting(40))
    model.sort(Column.CALL, Qt.SortOrder.AscendingOrder)
    model.update_row(replace(waiting(40), file="/a.wav"))
    model.show_progress(40, _HALF)
    model.narrow(Filter("a.wav"), {})
    model.update_row(replace(waiting(40), file="/b.wav"))
    model.narrow(Filter(), {})
    model.remove_rows([20, 40, 99])
    qtmodeltester.check(model)


def test_the_model_of_the_queue_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    model = QueueModel()
    model.show_entries([Entry(1, "a.wav", "waiting"), Entry(2, "b.wav", "gone", failed=True)])
    model.show_entries([Entry(1, "a.wav", "3%"), Entry(2, "b.wav", "gone", failed=True)])
    qtmodeltester.check(model)


def test_progress_paints_two_cells_of_one_row(qtbot: QtBot, screen: LibraryScreen) -> None:
    screen.show_queue(QueueState((_HALF,)))
    changed = _heard(screen.model.dataChanged)

    screen.show_queue(QueueState((replace(_HALF, done=0.43),)))

    cells = {(call.args[0].row(), call.args[0].column()) for call in changed.call_args_list}
    row = screen.model.row_of(2)
    assert cells == {(row, Column.ARC), (row, Column.STATE)}
    assert screen.model.index(row, Column.ARC).data() == "43%"


# First start, and nothing that fits


def test_the_columns_follow_the_window_down_to_its_smallest(qtbot: QtBot, screen: LibraryScreen) -> None:
    for width in (1280, 960, 1920, 960):
        screen.resize(width, 600)
        qtbot.wait(1)
        header = screen.table.horizontalHeader()
        assert header.length() == screen.table.viewport().width()
        assert min(header.sectionSize(column) for column in Column) >= header.minimumSectionSize()


def test_names_of_calls_have_the_room_of_agents_until_one_is_named(
    qtbot: QtBot, screen: LibraryScreen, ready: Overview
) -> None:
    screen.resize(960, 600)
    nobody, kim = replace(ready.details, agent=None), replace(ready.details, agent="Kim")
    widths = []
    for details in (nobody, kim):
        screen.show_rows([replace(ready, call_id=4, details=details)])
        qtbot.wait(1)
        widths.append([screen.table.columnWidth(column) for column in (Column.AGENT, Column.CALL)])
    assert widths[0][0] < widths[1][0]
    assert widths[0][1] > widths[1][1]


def test_what_an_older_version_scored_is_offered_until_it_is_on_its_way(
    qtbot: QtBot, screen: LibraryScreen, ready: Overview
) -> None:
    older = replace(ready, analysis_version=1)
    states = {5: State.DONE, 6: State.CANCELLED, 7: State.FAILED, 8: State.QUEUED, 9: State.RUNNING}
    screen.show_rows([ready, *(replace(older, call_id=call_id, state=state) for call_id, state in states.items())])
    assert screen.older_strip.label.text().startswith("3 calls were")
    with qtbot.waitSignal(screen.rescore_requested) as asked:
        screen.older_strip.rescore_button.click()
    assert sorted(asked.args[0]) == [5, 6, 7]


def test_an_empty_library_says_what_to_do_and_what_never_happens(qtbot: QtBot, look: Look) -> None:
    screen = LibraryScreen(look, "en", _search)
    qtbot.addWidget(screen)
    screen.show_rows([])
    screen.show()
    added, sample = _heard(screen.add_requested), _heard(screen.sample_requested)

    assert screen.welcome.isVisible()
    assert not screen.table.isVisible()
    qtbot.mouseClick(screen.welcome.add_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(screen.welcome.sample_button, Qt.MouseButton.LeftButton)
    assert (added.call_count, sample.call_count) == (1, 1)
    screen.show_row(waiting(1))
    qtbot.waitUntil(lambda: screen.table.isVisible() and not screen.welcome.isVisible())


def test_a_filter_that_fits_nothing_says_so_and_can_be_cleared(qtbot: QtBot, screen: LibraryScreen) -> None:
    qtbot.keyClicks(screen.filter_bar.field, "wombat")

    assert "“wombat”" in screen.nothing_found.label.text()
    assert screen.filter_bar.count.text() == "0 of 4 calls"
    qtbot.mouseClick(screen.nothing_found.clear_button, Qt.MouseButton.LeftButton)
    assert len(_shown(screen)) == 4
    assert screen.filter_bar.count.text() == "4 calls"


# Filter and search


def test_typing_filters_at_once_and_down_leads_to_the_rows(qtbot: QtBot, screen: LibraryScreen) -> None:
    opened = _heard(screen.call_opened)
    screen.focus_search()
    qtbot.keyClicks(screen.filter_bar.field, "kim")
    assert _shown(screen) == [4]

    qtbot.keyClick(screen.filter_bar.field, Qt.Key.Key_Down)
    assert screen.table.hasFocus()
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    opened.assert_called_once_with(4, None)


def test_home_and_end_go_to_the_first_call_and_the_last(qtbot: QtBot, screen: LibraryScreen) -> None:
    first, *_, last = _shown(screen)
    screen.table.setFocus()
    for key, call_id in ((Qt.Key.Key_End, last), (Qt.Key.Key_Home, first)):
        qtbot.keyClick(screen.table, key)
        assert screen.table.selected_ids() == [call_id]


def test_words_that_were_said_are_found_after_a_pause_and_opened_where_they_were_said(
    qtbot: QtBot, screen: LibraryScreen
) -> None:
    opened = _heard(screen.call_opened)
    qtbot.keyClicks(screen.filter_bar.field, "parcel")
    qtbot.waitUntil(lambda: _shown(screen) == [3])

    assert "parcel" in screen.model.phrases.found(screen.model.row_at(0))
    qtbot.keyClick(screen.filter_bar.field, Qt.Key.Key_Return)
    qtbot.keyClick(screen.table, Qt.Key.Key_Enter)
    opened.assert_called_once_with(3, 72.4)


def test_it_is_said_where_only_the_newest_places_were_searched(qtbot: QtBot, screen: LibraryScreen) -> None:
    qtbot.keyClicks(screen.filter_bar.field, "the parcel")
    qtbot.waitUntil(lambda: _shown(screen) == [3])
    assert screen.filter_bar.count.text() == "1 of 4 calls  ·  searched the newest 30,000 places; narrow the words"
    screen.filter_bar.field.setText("parcel")
    qtbot.waitUntil(lambda: screen.filter_bar.count.text() == "1 of 4 calls")


def test_the_count_of_moments_is_painted_beside_a_sentence(screen: LibraryScreen, ready: Overview) -> None:
    """Why there is no arc is said in the place of the arc alone."""
    unknown = replace(ready, call_id=5, figures=None, why_no_arc=NoArc.CUSTOMER_UNKNOWN)
    pictures = []
    for moments in (0, 8):
        screen.show_row(replace(unknown, moments=moments))
        area = screen.table.visualRect(screen.model.index(screen.model.row_of(5), Column.MOMENTS))
        pictures.append(screen.table.viewport().grab(area).toImage())
    assert pictures[0] != pictures[1]


def test_names_that_begin_alike_are_told_apart_where_they_are_cut(
    qtbot: QtBot, screen: LibraryScreen, ready: Overview
) -> None:
    screen.resize(960, 600)
    files = [f"/calls/recording-of-the-front-desk-{number}.wav" for number in (1, 2)]
    pictures = []
    for file in files:
        screen.show_rows([replace(ready, file=file)])
        qtbot.wait(1)
        cell = screen.table.visualRect(screen.model.index(0, Column.CALL))
        pictures.append(screen.table.viewport().grab(cell).toImage())
    assert pictures[0] != pictures[1]


def test_other_words_do_not_show_what_the_words_before_found(qtbot: QtBot, screen: LibraryScreen) -> None:
    screen.filter_bar.field.setText("parce")
    screen.filter_bar.field.setText("parcel")
    qtbot.waitUntil(lambda: _shown(screen) == [3])
    screen.filter_bar.field.setText("parcels")
    assert _shown(screen) == [3]
    screen.filter_bar.field.setText("wombat")
    assert _shown(screen) == []


def test_esc_clears_the_search(qtbot: QtBot, screen: LibraryScreen) -> None:
    qtbot.keyClicks(screen.filter_bar.field, "kim")
    qtbot.keyClick(screen.filter_bar.field, Qt.Key.Key_Escape)

    assert len(_shown(screen)) == 4


def test_the_state_can_be_chosen(qtbot: QtBot, screen: LibraryScreen) -> None:
    screen.filter_bar.standing_box.setCurrentText("Failed")

    assert _shown(screen) == [1]


def test_a_selection_outlives_a_filter_and_a_new_order(qtbot: QtBot, screen: LibraryScreen) -> None:
    screen.select(3)
    screen.table.sortByColumn(Column.CALL, Qt.SortOrder.AscendingOrder)
    assert screen.selected() == [3]
    qtbot.keyClicks(screen.filter_bar.field, "order-44")
    screen.filter_bar.clear()
    assert screen.selected() == [3]


# Acting on calls


def test_the_keys_of_the_table_act_on_all_that_is_selected(qtbot: QtBot, screen: LibraryScreen) -> None:
    removed, retried, details = map(
        _heard, (screen.removal_requested, screen.retry_requested, screen.details_requested)
    )
    screen.table.setFocus()
    screen.table.selectAll()
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_F2):
        qtbot.keyClick(screen.table, key)
    qtbot.keyClick(screen.table, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)

    assert sorted(removed.call_args.args[0]) == sorted(details.call_args.args[0]) == [1, 2, 3, 4]
    retried.assert_called_once_with([1])


def test_actions_are_enabled_where_they_mean_something(screen: LibraryScreen) -> None:
    actions = {action.text(): action for action in actions_by_group(screen)[Group.LIBRARY]}
    enabled = {}
    for call_id in (1, 2, 4):
        screen.select(call_id)
        enabled[call_id] = {t for t in ("Retry", "Cancel", "Transcribe again") if actions[t].isEnabled()}

    assert enabled == {1: {"Retry"}, 2: {"Cancel"}, 4: {"Transcribe again"}}


def test_every_action_of_the_menu_tells_which_calls_it_is_about(screen: LibraryScreen) -> None:
    actions = {action.text(): action for action in actions_by_group(screen)[Group.LIBRARY]}
    again, folder, cancelled = map(_heard, (screen.again_requested, screen.folder_requested, screen.cancel_requested))
    screen.table.selectAll()
    for text in ("Transcribe again", "Show recording's folder", "Cancel"):
        actions[text].trigger()

    assert sorted(again.call_args.args[0]) == [3, 4]
    assert folder.call_args.args[0] in (1, 2, 3, 4)
    cancelled.assert_called_once_with([2])


def test_a_double_click_opens(qtbot: QtBot, screen: LibraryScreen) -> None:
    opened = _heard(screen.call_opened)
    index = screen.model.index(screen.model.row_of(4), Column.CALL)
    at = screen.table.visualRect(index).center()
    qtbot.mouseClick(screen.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(screen.table.viewport(), Qt.MouseButton.LeftButton, pos=at)

    opened.assert_called_once_with(4, None)


def test_a_failed_row_can_be_tried_again_where_it_says_so(qtbot: QtBot, screen: LibraryScreen) -> None:
    retried = _heard(screen.retry_requested)
    index = screen.model.index(screen.model.row_of(1), Column.STATE)
    cell = screen.table.visualRect(index)
    links = [
        x
        for x in range(cell.left(), cell.right())
        if screen.table.delegate.is_retry(index, QPoint(x, cell.center().y()))
    ]
    qtbot.mouseClick(
        screen.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(links[len(links) // 2], cell.center().y())
    )

    retried.assert_called_once_with([1])
    assert screen.model.index(screen.model.row_of(4), Column.STATE).isValid()


def test_several_calls_can_be_selected_at_once_and_the_first_is_in_sight(screen: LibraryScreen) -> None:
    screen.select(1, 3)
    assert sorted(screen.selected()) == [1, 3]
    assert screen.model.id_at(screen.table.currentIndex().row()) == 3


def test_the_call_that_was_open_is_selected_unless_it_is_among_several(screen: LibraryScreen) -> None:
    screen.select(1, 3)
    screen.show_call(3)
    assert sorted(screen.selected()) == [1, 3]
    screen.show_call(4)
    assert screen.selected() == [4]


def test_after_calls_are_removed_the_next_one_is_selected(screen: LibraryScreen) -> None:
    order = _shown(screen)
    screen.select(order[1])
    screen.drop_rows([order[1]])

    assert screen.selected() == [order[2]]


def test_a_call_that_becomes_ready_moves_to_where_it_belongs(screen: LibraryScreen, ready: Overview) -> None:
    screen.select(2)
    screen.show_row(replace(ready, call_id=2))

    assert _shown(screen) == [4, 3, 2, 1]
    assert screen.selected() == [2]


# The queue


def test_the_queue_is_told_in_one_line_and_no_row_moves_when_it_comes_or_goes(
    qtbot: QtBot, screen: LibraryScreen
) -> None:
    assert queue_line(QueueState((_HALF,), 12, 540.0), 1) == (
        "1 being transcribed  ·  12 waiting  ·  1 failed  ·  about nine minutes left"
    )
    strip, area = screen.queue_strip, QRect(screen.table.mapTo(screen, QPoint()), screen.table.size())
    screen.show_queue(QueueState((_HALF,), 12, 540.0))
    qtbot.waitUntil(strip.pause_button.isVisible)
    screen.drop_rows([1, 2])
    screen.show_queue(QueueState())
    qtbot.waitUntil(lambda: strip.label.text() == "Nothing is being transcribed")
    assert not strip.details_button.isEnabled()
    assert QRect(screen.table.mapTo(screen, QPoint()), screen.table.size()) == area


def test_the_details_of_the_queue_unfold_below_the_rows(qtbot: QtBot, screen: LibraryScreen) -> None:
    strip, first = screen.queue_strip, screen.table.mapTo(screen, QPoint())
    qtbot.mouseClick(strip.details_button, Qt.MouseButton.LeftButton)
    assert strip.list.isVisible()
    assert screen.table.mapTo(screen, QPoint()) == first


def test_the_queue_can_be_paused_and_resumed(qtbot: QtBot, screen: LibraryScreen) -> None:
    paused, resumed = _heard(screen.pause_requested), _heard(screen.resume_requested)
    strip = screen.queue_strip
    screen.show_queue(QueueState((_HALF,), 1, 60.0))
    qtbot.waitUntil(strip.pause_button.isVisible)
    qtbot.mouseClick(strip.pause_button, Qt.MouseButton.LeftButton)
    screen.show_queue(QueueState((), 2, None, paused=True))
    qtbot.waitUntil(lambda: strip.pause_button.text() == "Resume")
    qtbot.mouseClick(strip.pause_button, Qt.MouseButton.LeftButton)

    assert (paused.call_count, resumed.call_count) == (1, 1)


def test_jobs_can_be_cancelled_and_tried_again_in_the_details(qtbot: QtBot, screen: LibraryScreen) -> None:
    cancelled, retried = _heard(screen.cancel_requested), _heard(screen.retry_requested)
    strip = screen.queue_strip
    screen.show_queue(QueueState((_HALF,)))
    qtbot.waitUntil(lambda: strip.model.rowCount() == 2)
    qtbot.mouseClick(strip.details_button, Qt.MouseButton.LeftButton)
    strip.list.selectAll()
    screen.show_queue(QueueState((replace(_HALF, done=0.5),)))
    qtbot.waitUntil(lambda: "50%" in strip.model.entry(0).words)
    qtbot.mouseClick(strip.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(strip.retry_button, Qt.MouseButton.LeftButton)

    cancelled.assert_called_once_with([2])
    retried.assert_called_once_with([1])


# Dropping files


def _urls(*urls: QUrl) -> QMimeData:
    data = QMimeData()
    data.setUrls(list(urls))
    return data


def test_files_can_be_dropped_and_the_screen_shows_that_they_can(screen: LibraryScreen) -> None:
    dropped = _heard(screen.files_dropped)
    data = _urls(QUrl.fromLocalFile("/calls/a b.wav"), QUrl.fromLocalFile("/calls"), QUrl("https://example.org/c.wav"))
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    before = screen.grab().toImage()
    screen.dragEnterEvent(QDragEnterEvent(QPoint(5, 5), copy, data, left, none))
    assert screen.grab().toImage() != before
    screen.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, none))

    dropped.assert_called_once_with([Path("/calls/a b.wav"), Path("/calls")])
    assert screen.grab().toImage() == before


# Being remembered, seen and reached


def test_widths_and_order_are_remembered(qtbot: QtBot, look: Look, screen: LibraryScreen) -> None:
    screen.table.sortByColumn(Column.LOW, Qt.SortOrder.AscendingOrder)
    screen.table.setColumnWidth(Column.CALL, 321)
    order = _shown(screen)
    other = LibraryScreen(look, "en", _search)
    qtbot.addWidget(other)
    other.restore_state(screen.state())
    other.show_rows(list(screen.model.rows.all()))
    other.show()

    assert other.table.columnWidth(Column.CALL) == 321
    assert _shown(other) == order
    other.restore_state(b"rubbish")
    assert _shown(other) == order


def test_columns_fill_the_table_without_a_bar_below_it(screen: LibraryScreen) -> None:
    for width in (1280, 1920):
        screen.resize(width, 720)
        total = sum(screen.table.columnWidth(column) for column in Column)
        assert total == screen.table.viewport().width()


def test_tab_goes_from_the_search_through_the_table_to_the_queue(qtbot: QtBot, screen: LibraryScreen) -> None:
    screen.show_queue(QueueState((_HALF,)))
    qtbot.waitUntil(screen.queue_strip.pause_button.isVisible)
    bar, strip = screen.filter_bar, screen.queue_strip
    way: list[QWidget] = [
        bar.field, bar.standing_box, bar.add_button, screen.table, strip.pause_button, strip.details_button,
    ]  # fmt: skip
    bar.field.setFocus()
    for widget in way:
        assert widget.hasFocus()
        qtbot.keyClick(widget, Qt.Key.Key_Tab)


def test_everything_that_can_be_used_has_a_name(screen: LibraryScreen) -> None:
    fields = [*screen.findChildren(QLineEdit), screen.table, screen.filter_bar.standing_box, screen.queue_strip.list]
    assert all(field.accessibleName() for field in fields)
    spoken = screen.model.index(0, Column.ARC).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Arc: Started")


@pytest.mark.parametrize("theme", Theme)
def test_every_kind_of_row_is_painted_in_both_themes(screen: LibraryScreen, look: Look, theme: Theme) -> None:
    look.choose(theme)
    screen.show_queue(QueueState((_HALF,)))
    screen.show_row(waiting(9, state=State.CANCELLED))
    panel = look.colours.panel

    for call_id in (1, 2, 4):
        index = screen.model.index(screen.model.row_of(call_id), Column.ARC)
        assert len(_colours(screen, index)) > 2, "nothing is drawn"
    empty = screen.model.index(screen.model.row_of(9), Column.ARC)
    assert panel.lower() in _colours(screen, empty)
    look.choose(None)


def _colours(screen: LibraryScreen, index: object) -> set[str]:
    area = screen.table.visualRect(index)  # type: ignore[arg-type]
    image: QImage = screen.table.viewport().grab(area).toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


# Ten thousand calls


def test_ten_thousand_calls_are_filtered_while_one_types(screen: LibraryScreen, ready: Overview) -> None:
    screen.show_rows(many(ready, 10_000))
    began = process_time()
    screen.filter_bar.field.setText("agent 7")

    assert screen.model.rowCount() > 500
    # Twenty times what it takes, so that a busy computer does not fail it.
    assert process_time() - began < 0.5


def test_many_calls_are_removed_at_once(screen: LibraryScreen, ready: Overview) -> None:
    screen.show_rows(many(ready, 1000))
    screen.drop_rows(list(range(1, 1000, 2)))

    assert screen.model.rowCount() == 500
    assert screen.filter_bar.count.text() == "500 calls"
