"""Pivots, the band, events and cues on the timeline: told on hover, gone to by click and by key, folded away."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot
from rich_call import rich_report
from shown_timeline import canvas_of, median_pan_s, new_timeline, picture

from desktop.model.call import Role
from desktop.model.course.band import Band
from desktop.model.course.pivots import Direction, Pivot
from desktop.model.drawing.marks import Mark, SaidCue
from desktop.model.drawing.palette import Theme
from desktop.model.events.event import Event, EventKind
from desktop.model.report import CallReport
from desktop.ui.call.timeline.gutter import FoldButton
from desktop.ui.call.timeline.marks_lane import MarksLane
from desktop.ui.call.timeline.stops import Stop
from desktop.ui.call.timeline.targets import Spot
from desktop.ui.call.timeline.view import Timeline
from desktop.ui.theme import Look

pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def timeline(rich_timeline: Timeline) -> Timeline:
    return rich_timeline


def hover(timeline: Timeline, at: QPointF) -> str:
    QTest.mouseMove(canvas_of(timeline).viewport(), at.toPoint())
    return QToolTip.text()


def click(timeline: Timeline, at: QPointF) -> None:
    QTest.mouseClick(canvas_of(timeline).viewport(), LEFT, NONE, at.toPoint())


def on_pivot(timeline: Timeline, pivot: Pivot) -> QPointF:
    return canvas_of(timeline).arc.place_of_pivot(pivot) - QPointF(0, 6)


def on_mark(lane: MarksLane, mark: Mark) -> QPointF:
    return lane.place_of(mark) + QPointF(4, -9)


def the_pivot(report: CallReport) -> Pivot:
    return max(report.pivots, key=lambda pivot: pivot.change.size)


def event_of(timeline: Timeline, kind: EventKind) -> Mark:
    marks = canvas_of(timeline).events.marks
    return next(mark for mark in marks if isinstance(mark.thing, Event) and mark.thing.kind is kind)


def test_a_pivot_tells_how_far_it_went_and_what_happened_just_before(timeline: Timeline, rich: CallReport) -> None:
    pivot = the_pivot(rich)
    assert pivot.direction is Direction.UP
    assert pivot.agent is not None
    told = hover(timeline, on_pivot(timeline, pivot))
    assert "Up +" in told
    assert "What happened just before: The agent" in told
    assert pivot.cues[0].text.split("'")[0] in told


def test_a_click_on_a_pivot_goes_to_the_agents_answer_before_it(
    timeline: Timeline, rich: CallReport, qtbot: QtBot
) -> None:
    pivot = the_pivot(rich)
    assert pivot.agent is not None
    with qtbot.waitSignal(timeline.seek_requested) as sought:
        click(timeline, on_pivot(timeline, pivot))
    assert sought.args == [pivot.agent.turn.start_s]


def test_keys_go_from_pivot_to_pivot_and_tell_what_they_are(timeline: Timeline, rich: CallReport) -> None:
    pivot, sought = the_pivot(rich), []
    timeline.seek_requested.connect(sought.append)
    timeline.seek_requested.connect(timeline.set_playhead)
    timeline.go(Stop.PIVOT, 1)
    assert pivot.agent is not None
    assert sought == [pivot.agent.turn.start_s]
    assert "What happened just before" in QToolTip.text()
    timeline.go(Stop.PIVOT, 1)
    assert len(sought) == len(rich.pivots)
    timeline.set_playhead(239.0)
    timeline.go(Stop.PIVOT, -1)
    assert sought[-1] == sought[len(rich.pivots) - 1]


def test_whoever_cannot_see_the_arc_is_told_its_pivots(timeline: Timeline) -> None:
    assert "What happened just before: The agent" in timeline.accessibleDescription()


def test_a_pivot_that_is_not_certain_is_drawn_fainter(timeline: Timeline, rich: CallReport) -> None:
    pivot = the_pivot(rich)
    pictures = []
    for certainty in (0.95, 0.4):
        changed = replace(pivot, change=replace(pivot.change, certainty=certainty))
        timeline.show_report(replace(rich, pivots=(changed,)), None)
        pictures.append(picture(timeline))
    at = (canvas_of(timeline).arc.place_of_pivot(pivot) - QPointF(0, 2)).toPoint()
    strong, faint = (drawn.pixelColor(at) for drawn in pictures)
    panel = timeline._look.colours.panel
    assert strong.name().upper() != panel
    assert faint.name().upper() == panel


def test_the_band_is_shaded_and_explains_itself_where_the_pointer_rests(
    timeline: Timeline, rich: CallReport, qtbot: QtBot
) -> None:
    arc, place = canvas_of(timeline).arc, None
    for t_s in range(30, 200):
        x = canvas_of(timeline).scale_now.x(t_s)
        found = arc._line.at(t_s)
        assert found is not None
        at = QPointF(x, arc.area.top() + arc.y_of(found.value))
        if canvas_of(timeline).target_at(at.x(), at.y()).spot is Spot.LINE:
            place = at
            break
    assert place is not None
    assert hover(timeline, place) == ""
    qtbot.waitUntil(lambda: "smoothing, thresholds" in QToolTip.text(), timeout=3000)
    assert "between " in QToolTip.text()
    with_band = picture(timeline)
    timeline.show_report(replace(rich, band=Band()), None)
    assert picture(timeline) != with_band


def test_start_low_and_end_say_what_they_are(timeline: Timeline, rich: CallReport, qtbot: QtBot) -> None:
    figures = rich.arc.figures
    assert figures is not None
    canvas = canvas_of(timeline)
    x, y = _line_xy(timeline, figures.low_s)
    beside = (QPointF(x + right, y + down) for right in range(-8, 9) for down in range(-4, 5))
    hover(timeline, next(at for at in beside if canvas.target_at(at.x(), at.y()).spot is Spot.LINE))
    told = [canvas.arc.line_at(*_line_xy(timeline, t_s)) for t_s in (figures.low_s, 120.0)]
    assert [hit.figures for hit in told if hit is not None] == [("low",), ()]
    qtbot.waitUntil(lambda: "the lowest point of the line" in QToolTip.text(), timeout=3000)


def test_a_click_on_the_band_goes_to_that_time(timeline: Timeline, qtbot: QtBot) -> None:
    arc = canvas_of(timeline).arc
    t_s = next(t for t in range(30, 200) if canvas_of(timeline).target_at(*_line_xy(timeline, t)).spot is Spot.LINE)
    with qtbot.waitSignal(timeline.seek_requested) as sought:
        click(timeline, QPointF(*_line_xy(timeline, t_s)))
    assert sought.args[0] == pytest.approx(t_s, abs=0.3)
    assert not arc.folded


def _line_xy(timeline: Timeline, t_s: float) -> tuple[float, float]:
    arc = canvas_of(timeline).arc
    found = arc._line.at(t_s)
    assert found is not None
    return canvas_of(timeline).scale_now.x(t_s), arc.area.top() + arc.y_of(found.value)


def test_events_say_whose_they_are_by_their_row_and_in_words(timeline: Timeline) -> None:
    hold = event_of(timeline, EventKind.HOLD)
    timeline.set_view(hold.start_s - 5, hold.start_s + 40)
    lane = canvas_of(timeline).events
    rows = {mark.thing.kind: mark.row for mark in lane.marks if isinstance(mark.thing, Event)}
    assert rows[EventKind.HOLD] == 0
    whose = {mark.thing.role: mark.row for mark in lane.marks if isinstance(mark.thing, Event) and mark.row}
    assert whose.get(Role.CUSTOMER, 1) == 1
    assert whose.get(Role.AGENT, 2) == 2
    told = hover(timeline, on_mark(lane, hold))
    assert "<b>Hold</b>" in told
    assert "the agent had asked for time" in told


def test_a_click_on_an_event_or_a_cue_goes_to_its_beginning(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.set_view(0.0, 60.0)
    for lane in (canvas_of(timeline).events, canvas_of(timeline).cues):
        mark = lane.marks[0]
        with qtbot.waitSignal(timeline.seek_requested) as sought:
            click(timeline, on_mark(lane, mark))
        assert sought.args == [mark.start_s]


def test_a_cue_tells_its_words_its_score_and_the_sentence(timeline: Timeline) -> None:
    timeline.set_view(0.0, 60.0)
    lane = canvas_of(timeline).cues
    mark = lane.marks[0]
    assert isinstance(mark.thing, SaidCue)
    told = hover(timeline, on_mark(lane, mark))
    assert "score 84%" in told
    assert mark.thing.cue.text.split("'")[0] in told


def test_cues_stand_where_their_words_are_heard(rich: CallReport, timeline: Timeline) -> None:
    for mark in canvas_of(timeline).cues.marks:
        assert isinstance(mark.thing, SaidCue)
        turn = mark.thing.said.turn
        first = mark.thing.cue.text.split()[0]
        assert any(word.start_s == mark.start_s and word.text.strip() == first for word in turn.words)


def test_what_is_close_together_is_one_mark_that_tells_of_all(timeline: Timeline) -> None:
    timeline.set_view(0.0, 240.0)
    lane = canvas_of(timeline).cues
    bunches = [bunch for bunch in lane._in_view(0) if len(bunch.marks) > 1]
    assert bunches
    told = hover(timeline, on_mark(lane, bunches[0].marks[0]))
    assert told.count("score") == len(bunches[0].marks)
    timeline.set_view(bunches[0].marks[0].start_s - 1, bunches[0].marks[0].start_s + 12)
    assert all(len(bunch.marks) == 1 for bunch in lane._in_view(0))


@pytest.mark.parametrize("stop", [Stop.EVENT, Stop.CUE])
def test_keys_go_through_all_events_and_cues_and_back(timeline: Timeline, stop: Stop) -> None:
    lane = canvas_of(timeline).events if stop is Stop.EVENT else canvas_of(timeline).cues
    sought: list[float] = []
    timeline.seek_requested.connect(sought.append)
    timeline.seek_requested.connect(timeline.set_playhead)
    for _ in range(200):
        timeline.go(stop, 1)
    starts = sorted({mark.start_s for mark in lane.marks})
    assert sought == [each for each in starts if each in sought]
    assert len(sought) >= len(starts) - 2
    assert QToolTip.text()
    there = len(sought)
    for _ in range(200):
        timeline.go(stop, -1)
    assert sought[there:] == sought[: there - 1][::-1]


def test_events_and_cues_fold_like_the_other_lanes(timeline: Timeline, qtbot: QtBot) -> None:
    buttons = {button.text(): button for button in timeline.findChildren(FoldButton)}
    tall = canvas_of(timeline).arc.area.height()
    for name in ("Events", "Cues"):
        qtbot.mouseClick(buttons[name], LEFT)
    assert timeline.folded() == {"events", "cues"}
    assert canvas_of(timeline).arc.area.height() > tall
    mark = canvas_of(timeline).events.marks[0]
    assert canvas_of(timeline).target_at(*on_mark(canvas_of(timeline).events, mark).toTuple()).marks == ()
    timeline.grab()


def test_the_names_of_the_lanes_explain_what_is_drawn_in_them(timeline: Timeline) -> None:
    tips = {button.text(): button.toolTip() for button in timeline.findChildren(FoldButton)}
    assert "Ring" in tips["Arc"]
    assert "customer (C)" in tips["Events"]
    assert "What the agent did" in tips["Cues"]


def test_a_call_without_events_and_cues_has_no_lanes_for_them(timeline: Timeline, rich: CallReport) -> None:
    bare = replace(rich, events=(), turns=tuple(replace(turn, cues=()) for turn in rich.turns))
    timeline.show_report(bare, None)
    assert not {"events", "cues"} & {placed.lane.key for placed in canvas_of(timeline)._placed}
    timeline.grab()
    timeline.show_report(rich, None)
    assert canvas_of(timeline).cues.area.height() > 0


def test_what_the_caller_said_is_never_markup_in_what_marks_tell(timeline: Timeline, rich: CallReport) -> None:
    event = next(event for event in rich.events if event.kind is EventKind.HOLD)
    event = replace(event, reason=replace(event.reason, words="<img src='x'>"))
    timeline.show_report(replace(rich, events=(event,)), None)
    lane = canvas_of(timeline).events
    told = hover(timeline, on_mark(lane, lane.marks[0]))
    assert "<img" not in told
    assert "&lt;img" in told


def test_everything_is_drawn_in_both_themes_at_every_zoom(timeline: Timeline, look: Look) -> None:
    pictures = []
    for theme in Theme:
        look.choose(theme)
        for span_s in (240.0, 60.0, 10.0, 1.0):
            timeline.set_view(100.0, 100.0 + span_s)
            pictures.append(picture(timeline))
    assert len({bytes(each.constBits()) for each in pictures}) == len(pictures)


def test_an_hour_with_hundreds_of_marks_is_panned_nearly_as_quickly_as_a_few_minutes(qtbot: QtBot, look: Look) -> None:
    timeline = new_timeline(qtbot, look, height=600)
    timeline.show_report(rich_report(8, 300.0), None)
    short_s = median_pan_s(timeline, 290.0)
    timeline.show_report(rich_report(8, 3600.0), None)
    assert len(canvas_of(timeline).cues.marks) > 150

    assert all(median_pan_s(timeline, span_s) < 5 * short_s for span_s in (3500.0, 360.0, 60.0))


def test_the_playhead_at_a_pivot_does_not_strike_out_its_sign(timeline: Timeline, rich: CallReport) -> None:
    pivot = the_pivot(rich)
    foot = canvas_of(timeline).arc.place_of_pivot(pivot).toPoint()
    sign = QRect(foot - QPoint(5, 9), foot + QPoint(25, -3))
    before = picture(timeline).copy(sign)
    timeline.set_playhead(pivot.t_s)
    assert picture(timeline).copy(sign) == before


def test_marks_do_not_join_and_part_while_a_call_is_panned(timeline: Timeline) -> None:
    lane = canvas_of(timeline).cues
    timeline.set_view(10.0, 110.0)
    before = lane._bunches_of(0)
    for step in range(30):
        timeline.set_view(10.0 + step * 0.37, 110.0 + step * 0.37)
        assert lane._bunches_of(0) == before


def test_nothing_is_under_the_pointer_where_nothing_is(timeline: Timeline) -> None:
    lane = canvas_of(timeline).events
    at = QPoint(round(lane.area.right()) - 3, round(lane.area.top()) + 3)
    assert canvas_of(timeline).target_at(at.x(), at.y()).marks == ()
