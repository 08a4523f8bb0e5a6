from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot
from shown_timeline import canvas_of, median_pan_s, new_timeline, picture

from desktop.export.wording import UPDATING
from desktop.model.arc import arc_of
from desktop.model.drawing.palette import Theme
from desktop.model.moment import Moment, MomentType
from desktop.model.peaks import Peaks
from desktop.model.report import CallReport
from desktop.model.scored_turn import ScoredTurn
from desktop.ui.actions import Group, add_action
from desktop.ui.call.timeline import view as view_module
from desktop.ui.call.timeline.gutter import FoldButton
from desktop.ui.call.timeline.view import Timeline
from desktop.ui.theme import Look
from tools.invented_calls import invented_call, peaks_for

# The offscreen platform cannot raise the window of a tooltip.
pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def timeline(qtbot: QtBot, look: Look, report: CallReport, peaks: Peaks) -> Iterator[Timeline]:
    shown = new_timeline(qtbot, look)
    shown.show_report(report, peaks)
    yield shown
    QToolTip.hideText()
    look.choose(None)


def lane(timeline: Timeline, name: str) -> int:
    """A height in the middle of a lane."""
    placed = next(lane for lane in canvas_of(timeline)._placed if lane.lane.name == name)
    return round(placed.top + placed.height / 2)


def x_of(timeline: Timeline, t_s: float) -> int:
    return round(canvas_of(timeline).scale_now.x(t_s))


def click(timeline: Timeline, x: int, y: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(canvas_of(timeline).viewport(), LEFT, modifier, QPoint(x, y))


def drag(timeline: Timeline, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier | None = None) -> None:
    viewport = canvas_of(timeline).viewport()
    QTest.mousePress(viewport, LEFT, modifier or Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(viewport, (start + end) / 2)
    QTest.mouseMove(viewport, end)
    QTest.mouseRelease(viewport, LEFT, Qt.KeyboardModifier.NoModifier, end)


def turn_wheel(timeline: Timeline, at: QPoint, notches: int, modifier: Qt.KeyboardModifier | None = None) -> None:
    viewport = canvas_of(timeline).viewport()
    keys, phase = modifier or Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    place, turned = QPointF(at), QPoint(0, 120 * notches)
    event = QWheelEvent(
        place, viewport.mapToGlobal(place), QPoint(), turned, Qt.MouseButton.NoButton, keys, phase, False
    )
    QApplication.sendEvent(viewport, event)


def dots_of(report: CallReport) -> list[ScoredTurn]:
    return [scored for scored in report.turns if scored.score is not None]


def hover(timeline: Timeline, x: float, y: float) -> None:
    QTest.mouseMove(canvas_of(timeline).viewport(), QPoint(round(x), round(y)))


def test_it_draws_pans_and_zooms_for_real(timeline: Timeline) -> None:
    pictures = [picture(timeline)]
    for start_s, end_s in ((20.0, 60.0), (30.0, 70.0), (30.0, 31.0)):
        timeline.set_view(start_s, end_s)
        pictures.append(picture(timeline))
    assert all(before != after for before, after in pairwise(pictures))
    timeline.fit()
    assert picture(timeline) == pictures[0]


def test_an_hour_is_panned_nearly_as_quickly_as_a_minute_or_two(
    qtbot: QtBot, look: Look, long_report: CallReport
) -> None:
    timeline = new_timeline(qtbot, look)
    timeline.show_report(invented_call(8, 150.0).report(), peaks_for(invented_call(8, 150.0)))
    short_s = median_pan_s(timeline, 140.0)
    timeline.show_report(long_report, peaks_for(invented_call(8, 3600.0)))

    # Twenty-four times as much may not take anything like twenty-four times as long.
    assert all(median_pan_s(timeline, span_s) < 6 * short_s for span_s in (3500.0, 60.0))


def test_panning_an_hour_draws_only_what_is_visible(
    qtbot: QtBot, look: Look, long_report: CallReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    timeline = new_timeline(qtbot, look)
    timeline.show_report(long_report, None)
    lane, drawn = canvas_of(timeline).arc, []
    monkeypatch.setattr(lane, "_draw_dots", lambda painter, shown, circles: drawn.append(len(circles)))
    timeline.set_view(1800.0, 1860.0)
    timeline.grab()
    timeline.set_view(1805.0, 1865.0)
    timeline.grab()
    assert len(dots_of(long_report)) > 200
    assert len(drawn) == 2
    assert all(0 < count < 15 for count in drawn)


def test_the_playhead_moves_without_drawing_a_lane_again(timeline: Timeline, monkeypatch: pytest.MonkeyPatch) -> None:
    timeline.grab()
    drawn: list[object] = []
    monkeypatch.setattr(canvas_of(timeline).arc, "draw", drawn.append)
    before = picture(timeline)
    timeline.set_playhead(75.0)
    assert picture(timeline) != before
    assert drawn == []


def test_the_wheel_zooms_at_the_pointer(timeline: Timeline) -> None:
    at = QPoint(700, 100)
    before_s = canvas_of(timeline).scale_now.t(700)
    turn_wheel(timeline, at, 5)
    start_s, end_s = timeline.view()
    assert end_s - start_s < 60
    assert canvas_of(timeline).scale_now.t(700) == pytest.approx(before_s)
    turn_wheel(timeline, at, -20)
    assert timeline.view() == (0.0, 150.0)


def test_the_wheel_stops_at_one_second(timeline: Timeline) -> None:
    for _ in range(10):
        turn_wheel(timeline, QPoint(700, 100), 10)
    start_s, end_s = timeline.view()
    assert end_s - start_s == pytest.approx(1.0)


def test_the_wheel_pans_with_shift(timeline: Timeline) -> None:
    timeline.set_view(50.0, 80.0)
    turn_wheel(timeline, QPoint(500, 100), -1, SHIFT)
    start_s, end_s = timeline.view()
    assert start_s > 50.0
    assert end_s - start_s == pytest.approx(30.0)


def test_dragging_pans_and_does_not_seek(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.set_view(50.0, 80.0)
    y = lane(timeline, "Customer")
    grabbed_s = canvas_of(timeline).scale_now.t(600)
    with qtbot.assertNotEmitted(timeline.seek_requested), qtbot.waitSignal(timeline.view_changed):
        drag(timeline, QPoint(600, y), QPoint(400, y))
    assert canvas_of(timeline).scale_now.t(400) == pytest.approx(grabbed_s)


def test_panning_stops_where_the_call_ends(timeline: Timeline) -> None:
    timeline.set_view(120.0, 150.0)
    drag(timeline, QPoint(600, 100), QPoint(100, 100))
    assert timeline.view() == (120.0, 150.0)


def test_a_double_click_fits(timeline: Timeline) -> None:
    timeline.set_view(50.0, 80.0)
    QTest.mouseDClick(canvas_of(timeline).viewport(), LEFT, Qt.KeyboardModifier.NoModifier, QPoint(500, 20))
    assert timeline.view() == (0.0, 150.0)


def test_a_click_on_a_dot_seeks_to_the_start_of_its_turn(timeline: Timeline, report: CallReport, qtbot: QtBot) -> None:
    for scored in dots_of(report)[:3]:
        place = canvas_of(timeline).arc.place_of(scored)
        with qtbot.waitSignal(timeline.seek_requested) as sought:
            click(timeline, round(place.x()), round(place.y()))
        assert sought.args == [scored.turn.start_s]


@pytest.mark.parametrize("name", ["Customer", "Agent"])
def test_a_click_on_a_waveform_seeks(timeline: Timeline, qtbot: QtBot, name: str) -> None:
    with qtbot.waitSignal(timeline.seek_requested) as sought:
        click(timeline, x_of(timeline, 90.0), lane(timeline, name))
    assert sought.args[0] == pytest.approx(90.0, abs=0.1)


@pytest.mark.parametrize("y", [8, 25])
def test_a_click_beside_the_dots_seeks_too(timeline: Timeline, qtbot: QtBot, y: int) -> None:
    assert canvas_of(timeline).target_at(x_of(timeline, 50.0), y).turn is None
    with qtbot.waitSignal(timeline.seek_requested) as sought, qtbot.assertNotEmitted(timeline.loop_selected):
        click(timeline, x_of(timeline, 50.0), y)
    assert sought.args[0] == pytest.approx(50.0, abs=0.1)


def test_a_click_between_the_flags_seeks_and_selects_nothing(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.show_moments([])
    with qtbot.waitSignal(timeline.seek_requested) as sought, qtbot.assertNotEmitted(timeline.moment_selected):
        click(timeline, x_of(timeline, 70.0), lane(timeline, "Moments"))
    assert sought.args[0] == pytest.approx(70.0, abs=0.1)


def test_the_pointers_time_is_that_of_what_is_under_it_now(timeline: Timeline) -> None:
    pointer = canvas_of(timeline)._pointer
    hover(timeline, x_of(timeline, 60.4), lane(timeline, "Agent"))
    assert pointer._text == "1:00"
    timeline.set_view(90.0, 120.0)
    assert pointer._text.startswith("1:4")
    timeline.fit()
    assert pointer._text == "1:00"


def test_a_click_on_a_flag_selects_the_moment_and_seeks(timeline: Timeline, report: CallReport, qtbot: QtBot) -> None:
    flag = canvas_of(timeline).moments.place_of(report.moments[0]).center().toPoint()
    with qtbot.waitSignals([timeline.moment_selected, timeline.seek_requested]):
        click(timeline, flag.x(), flag.y())
    with qtbot.waitSignal(timeline.moment_selected) as selected:
        click(timeline, flag.x(), flag.y())
    assert selected.args == [report.moments[0].id]


def test_dragging_an_edge_moves_it_once_on_release(timeline: Timeline, report: CallReport, qtbot: QtBot) -> None:
    moment = report.moments[1]
    assert moment.end_s > moment.start_s
    edited: list[tuple[int, float, float]] = []
    timeline.moment_edited.connect(lambda *args: edited.append(args))
    y = round(canvas_of(timeline).moments.place_of(moment).center().y())
    drag(timeline, QPoint(x_of(timeline, moment.end_s), y), QPoint(x_of(timeline, moment.end_s + 20), y))
    assert len(edited) == 1
    moment_id, start_s, end_s = edited[0]
    assert (moment_id, start_s) == (moment.id, moment.start_s)
    assert end_s == pytest.approx(moment.end_s + 20, abs=0.2)
    assert timeline.view() == (0.0, 150.0)


def test_an_edge_cannot_be_dragged_past_the_other(timeline: Timeline, report: CallReport, qtbot: QtBot) -> None:
    moment = report.moments[1]
    y = round(canvas_of(timeline).moments.place_of(moment).center().y())
    with qtbot.waitSignal(timeline.moment_edited) as edited:
        drag(timeline, QPoint(x_of(timeline, moment.end_s), y), QPoint(5, y))
    assert edited.args[1:] == pytest.approx([moment.start_s, moment.start_s + 0.1])


def test_a_point_is_moved_by_its_pole(timeline: Timeline, report: CallReport, qtbot: QtBot) -> None:
    moment = report.moments[0]
    y = round(canvas_of(timeline).moments.place_of(moment).center().y())
    with qtbot.waitSignal(timeline.moment_edited) as edited:
        drag(timeline, QPoint(x_of(timeline, moment.start_s), y), QPoint(x_of(timeline, moment.start_s + 9), y))
    assert edited.args[1] == edited.args[2] == pytest.approx(moment.start_s + 9, abs=0.2)


def test_edges_are_hit_within_eight_pixels_and_the_cursor_shows_it(timeline: Timeline, report: CallReport) -> None:
    moment, viewport = report.moments[1], canvas_of(timeline).viewport()
    y = canvas_of(timeline).moments.place_of(moment).center().y()
    middle = x_of(timeline, moment.end_s)
    shapes = []
    for x in range(middle - 20, middle + 20):
        hover(timeline, x, y)
        shapes.append(viewport.cursor().shape())
    assert shapes.count(Qt.CursorShape.SizeHorCursor) >= 8
    assert shapes[0] is Qt.CursorShape.PointingHandCursor
    assert shapes[-1] is Qt.CursorShape.ArrowCursor


def test_narrow_ranges_have_edges_that_can_be_hit(timeline: Timeline) -> None:
    timeline.show_moments([Moment(MomentType.MAGIC, 60.0, 60.4, id=9)])
    lane_of, y = canvas_of(timeline).moments, lane(timeline, "Moments")
    parts = [hit.part.name for x in range(400, 600) if (hit := lane_of.hit(x, y)) is not None]
    assert parts.count("START") >= 6
    assert parts.count("END") >= 6


@pytest.mark.parametrize(
    ("start_s", "end_s"), [(60.0, 60.0), (60.0, 60.4), (60.0, 90.0), (149.0, 149.0), (149.5, 150.0)]
)
def test_a_flag_never_hides_its_own_edges(timeline: Timeline, start_s: float, end_s: float) -> None:
    moment = Moment(MomentType.MAGIC, start_s, end_s, id=9)
    timeline.show_moments([moment])
    flag = canvas_of(timeline).moments.place_of(moment)
    assert canvas_of(timeline).moments.area.contains(flag)
    for t_s in (start_s, end_s):
        assert not flag.left() + 1 < canvas_of(timeline).scale_now.x(t_s) < flag.right() - 1


def test_flags_that_overlap_stand_in_rows(timeline: Timeline) -> None:
    timeline.show_moments([Moment(MomentType.PIVOT, 60.0 + n / 10, 60.0 + n / 10, id=n) for n in range(3)])
    flags = [canvas_of(timeline).moments.place_of(moment) for moment in canvas_of(timeline).moments.moments]
    assert not any(a.intersects(b) for a in flags for b in flags if a is not b)
    assert all(canvas_of(timeline).moments.area.contains(flag) for flag in flags)


def test_shift_and_drag_selects_a_range_and_a_click_elsewhere_leaves_it(timeline: Timeline, qtbot: QtBot) -> None:
    with qtbot.waitSignal(timeline.loop_selected) as selected:
        drag(timeline, QPoint(x_of(timeline, 80.0), 25), QPoint(x_of(timeline, 60.0), 25), SHIFT)
    assert selected.args[0] == pytest.approx((60.0, 80.0), abs=0.2)
    assert timeline.view() == (0.0, 150.0)
    with qtbot.assertNotEmitted(timeline.loop_selected):
        click(timeline, x_of(timeline, 70.0), lane(timeline, "Agent"))
    with qtbot.waitSignal(timeline.loop_selected) as left:
        click(timeline, x_of(timeline, 120.0), 25)
    assert left.args == [None]


def test_the_loop_is_shaded(timeline: Timeline) -> None:
    before = picture(timeline)
    timeline.set_loop((60.0, 80.0))
    assert picture(timeline) != before
    timeline.set_loop(None)
    assert picture(timeline) == before


def test_hovering_a_dot_tells_its_words_value_confidence_and_scorer(
    timeline: Timeline, report: CallReport, qtbot: QtBot
) -> None:
    scored = dots_of(report)[0]
    assert scored.score is not None
    place = canvas_of(timeline).arc.place_of(scored)
    hover(timeline, place.x(), place.y())
    told = QToolTip.text()
    assert scored.turn.text.split(",")[0].replace("'", "&#x27;") in told
    assert f"confidence {scored.score.confidence:.0%}" in told
    assert "model 1 estimate" in told
    hover(timeline, place.x(), 8)
    qtbot.waitUntil(lambda: QToolTip.text() == "")


def test_what_a_caller_or_a_coach_wrote_is_never_markup(timeline: Timeline) -> None:
    timeline.show_moments([Moment(MomentType.MAGIC, 60.0, 60.0, "<img src='x'>", id=9)])
    flag = canvas_of(timeline).moments.place_of(canvas_of(timeline).moments.moments[0])
    hover(timeline, flag.center().x(), flag.center().y())
    assert "<img" not in QToolTip.text()
    assert "&lt;img" in QToolTip.text()


def test_lanes_fold_by_click_and_by_keys_and_are_remembered(timeline: Timeline, qtbot: QtBot) -> None:
    buttons = {button.text(): button for button in timeline.findChildren(FoldButton)}
    assert list(buttons)[:4] == ["Arc", "Moments", "Customer", "Agent"]
    tall = canvas_of(timeline).arc.area.height()
    qtbot.mouseClick(buttons["Customer"], LEFT)
    assert timeline.folded() == {"customer"}
    assert canvas_of(timeline).arc.area.height() > tall
    assert "folded" in buttons["Customer"].accessibleName()
    buttons["Agent"].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(buttons["Agent"], Qt.Key.Key_Return)
    qtbot.keyClick(buttons["Customer"], Qt.Key.Key_Space)
    assert timeline.folded() == {"agent"}
    timeline.set_folded({"arc", "moments"})
    assert timeline.folded() == {"arc", "moments"}
    timeline.grab()


def test_space_on_a_name_folds_its_lane_and_does_not_play(timeline: Timeline, qtbot: QtBot) -> None:
    played: list[bool] = []
    add_action(timeline, Group.LISTENING, "Play", lambda: played.append(True), "Space")
    timeline.activateWindow()
    qtbot.waitActive(timeline)
    timeline.setFocus()
    qtbot.keyClick(timeline, Qt.Key.Key_Space)
    assert len(played) == 1
    qtbot.keyClick(timeline, Qt.Key.Key_Tab)
    button = QApplication.focusWidget()
    assert isinstance(button, FoldButton)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert timeline.folded() == {"arc"}
    assert len(played) == 1


def test_a_folded_lane_takes_no_clicks(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.set_folded({"arc", "moments", "customer"})
    with qtbot.assertNotEmitted(timeline.seek_requested), qtbot.assertNotEmitted(timeline.moment_selected):
        for name in ("Arc", "Moments", "Customer"):
            for t_s in range(0, 150, 10):
                click(timeline, x_of(timeline, t_s), lane(timeline, name))


def test_the_view_follows_the_playhead_page_by_page(timeline: Timeline) -> None:
    timeline.set_view(0.0, 20.0)
    timeline.set_playhead(19.9)
    assert timeline.view() == (0.0, 20.0)
    timeline.set_playhead(20.1)
    start_s, end_s = timeline.view()
    assert start_s == pytest.approx(20.1 - 1.2)
    assert end_s - start_s == pytest.approx(20.0)


def test_the_view_yields_for_a_while_after_the_user_panned(timeline: Timeline, monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 1000.0
    monkeypatch.setattr(view_module.time, "monotonic", lambda: now_s)
    timeline.set_view(40.0, 60.0)
    timeline.set_playhead(50.0)
    drag(timeline, QPoint(200, 25), QPoint(1100, 25))
    moved = timeline.view()
    assert not moved[0] <= 50.0 <= moved[1] or moved[1] < 60
    timeline.set_view(10.0, 30.0)
    timeline.set_playhead(50.05)
    assert timeline.view() == (10.0, 30.0)
    now_s += 10
    timeline.set_playhead(50.1)
    assert timeline.view()[0] > 40


def test_a_seek_out_of_view_is_shown_at_once(timeline: Timeline) -> None:
    timeline.set_view(0.0, 20.0)
    turn_wheel(timeline, QPoint(500, 25), 1)
    timeline.set_playhead(100.0)
    assert timeline.view()[0] < 100 < timeline.view()[1]


def test_zoom_is_about_the_playhead(timeline: Timeline) -> None:
    timeline.set_playhead(90.0)
    x = x_of(timeline, 90.0)
    timeline.zoom(4.0)
    assert abs(x_of(timeline, 90.0) - x) <= 1
    assert timeline.view()[1] - timeline.view()[0] == pytest.approx(37.5)


def test_the_same_call_keeps_its_view_and_another_is_shown_whole(
    timeline: Timeline, report: CallReport, peaks: Peaks
) -> None:
    timeline.set_view(50.0, 80.0)
    timeline.show_report(replace(report, moments=()), peaks)
    assert timeline.view() == (50.0, 80.0)
    timeline.show_report(replace(report, call=replace(report.call, id=2)), peaks)
    assert timeline.view() == (0.0, 150.0)


def test_keys_are_left_to_the_call_screen(timeline: Timeline, qtbot: QtBot) -> None:
    unhandled: list[int] = []

    class Screen(QWidget):
        def keyPressEvent(self, event: QKeyEvent) -> None:
            unhandled.append(event.key())

    screen = Screen()
    qtbot.addWidget(screen)
    timeline.setParent(screen)
    timeline.setFocus()
    view = timeline.view()
    keys = (Qt.Key.Key_Space, Qt.Key.Key_1, Qt.Key.Key_F, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Comma)
    for key in keys:
        qtbot.keyClick(timeline, key)
    timeline.setParent(None)
    assert unhandled == list(keys)
    assert timeline.view() == view


def test_a_click_gives_it_the_focus_and_shows_a_frame(timeline: Timeline, qtbot: QtBot, look: Look) -> None:
    timeline.activateWindow()
    qtbot.waitActive(timeline)
    timeline.clearFocus()
    click(timeline, 500, 25)
    assert timeline.hasFocus()
    assert timeline.focusPolicy() is Qt.FocusPolicy.StrongFocus
    assert timeline.grab().toImage().pixelColor(0, 250) == QColor(look.colours.accent)


def test_it_tells_a_screen_reader_the_arc_in_words(timeline: Timeline, report: CallReport) -> None:
    assert timeline.accessibleName() == "Timeline"
    assert timeline.accessibleDescription().startswith("Started ")
    timeline.show_report(replace(report, call=replace(report.call, analysis=None)), None)
    assert timeline.accessibleDescription() == "This call has not been analysed yet, so no arc is drawn."


def test_a_change_of_look_recolours(timeline: Timeline, look: Look) -> None:
    for theme in (Theme.LIGHT, Theme.DARK):
        look.choose(theme)
        assert picture(timeline).pixelColor(600, 10) == QColor(look.colours.panel)


@pytest.mark.parametrize("duration_s", [0.0, 0.4, 30.0, 3 * 3600.0])
@pytest.mark.parametrize("with_peaks", [True, False])
def test_calls_of_every_length_are_drawn(qtbot: QtBot, look: Look, duration_s: float, with_peaks: bool) -> None:
    call = invented_call(3, max(duration_s, 1.0))
    report = call.report()
    assert report.call.recording is not None
    recording = replace(report.call.recording, duration_s=duration_s)
    report = replace(report, call=replace(report.call, recording=recording))
    timeline = new_timeline(qtbot, look)
    timeline.show_report(report, peaks_for(call) if with_peaks else None)
    timeline.grab()
    assert timeline.view() == (0.0, max(duration_s, 1.0))
    assert ("Sound" in {button.text() for button in timeline.findChildren(FoldButton)}) is not with_peaks


def test_before_any_call_it_is_empty_and_takes_no_harm(qtbot: QtBot, look: Look) -> None:
    timeline = new_timeline(qtbot, look)
    timeline.grab()
    timeline.set_playhead(3.0)
    click(timeline, 300, 100)
    turn_wheel(timeline, QPoint(300, 100), 1)
    timeline.fit()
    assert timeline.view() == (0.0, 1.0)


def test_one_channel_has_one_lane(qtbot: QtBot, look: Look, report: CallReport, peaks: Peaks) -> None:
    mono = Peaks(peaks.low[:1], peaks.high[:1])
    assert report.call.recording is not None
    call = replace(report.call, channels=(), recording=replace(report.call.recording, layout="mono"))
    timeline = new_timeline(qtbot, look)
    timeline.show_report(replace(report, call=call), mono)
    assert [button.text() for button in timeline.findChildren(FoldButton)][:3] == ["Arc", "Moments", "Sound"]
    timeline.grab()


def height_of(timeline: Timeline, name: str) -> float:
    return next(placed.height for placed in canvas_of(timeline)._placed if placed.lane.name == name)


def with_few_turns(report: CallReport, count: int) -> CallReport:
    scored = tuple(turn for turn in report.turns if turn.score is not None)[:count]
    turns = tuple(turn for turn in report.turns if turn.score is None or turn in scored)
    return replace(report, turns=turns, arc=arc_of([(t.turn, t.score) for t in scored if t.score is not None]))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_where_there_is_no_arc_the_waveforms_get_its_room(
    timeline: Timeline, report: CallReport, peaks: Peaks, count: int
) -> None:
    before = height_of(timeline, "Customer")
    timeline.show_report(with_few_turns(report, count), peaks)
    assert height_of(timeline, "Arc") <= (120 if count else 80)
    assert height_of(timeline, "Customer") > before
    timeline.grab()


def test_an_arc_that_is_on_its_way_says_so_and_keeps_its_room(
    timeline: Timeline, report: CallReport, peaks: Peaks
) -> None:
    before = height_of(timeline, "Arc")
    timeline.show_report(with_few_turns(report, 0), peaks, outdated=True)
    assert canvas_of(timeline).arc._missing == UPDATING
    assert height_of(timeline, "Arc") == before
    assert "Too few" not in timeline.accessibleDescription()
    timeline.grab()
