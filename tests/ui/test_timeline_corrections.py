"""The coach's word: a dot is dragged, set from its menu or by key, and the model's value stays behind it."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot
from rich_call import rich_report
from shown_timeline import canvas_of, picture

from desktop.model.correction import Correction
from desktop.model.report import CallReport
from desktop.model.scored_turn import ScoredTurn
from desktop.ui.actions import Group, add_action
from desktop.ui.call.timeline.targets import Spot
from desktop.ui.call.timeline.view import Timeline

pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def timeline(rich_timeline: Timeline) -> Timeline:
    return rich_timeline


def a_dot(timeline: Timeline, report: CallReport) -> tuple[ScoredTurn, QPoint]:
    """A dot that nothing lies over, low enough to be dragged up."""
    for turn in report.turns:
        if turn.score is not None:
            place = canvas_of(timeline).arc.place_of(turn).toPoint()
            if canvas_of(timeline).target_at(place.x(), place.y()).turn is turn and turn.turn.start_s > 20:
                return turn, place
    raise LookupError


def height(timeline: Timeline, value: float) -> int:
    arc = canvas_of(timeline).arc
    return round(arc.area.top() + arc.y_of(value))


def press_and_move(timeline: Timeline, start: QPoint, end: QPoint) -> None:
    viewport = canvas_of(timeline).viewport()
    QTest.mousePress(viewport, LEFT, NONE, start)
    QTest.mouseMove(viewport, (start + end) / 2)
    QTest.mouseMove(viewport, end)


def release(timeline: Timeline, at: QPoint) -> None:
    QTest.mouseRelease(canvas_of(timeline).viewport(), LEFT, NONE, at)


def test_dragging_a_dot_sets_its_valence_to_a_tenth_once_on_release(
    timeline: Timeline, rich: CallReport, qtbot: QtBot
) -> None:
    turn, place = a_dot(timeline, rich)
    corrected: list[tuple[float, float]] = []
    timeline.valence_corrected.connect(lambda *args: corrected.append(args))
    view = timeline.view()
    press_and_move(timeline, place, QPoint(place.x(), height(timeline, 0.4)))
    assert corrected == []
    with qtbot.assertNotEmitted(timeline.seek_requested):
        release(timeline, QPoint(place.x(), height(timeline, 0.4)))
    assert len(corrected) == 1
    assert corrected[0] == (turn.turn.middle_s, pytest.approx(0.4, abs=0.1001))
    assert corrected[0][1] * 10 == pytest.approx(round(corrected[0][1] * 10))
    assert timeline.view() == view


def test_the_dot_and_the_line_follow_while_it_is_dragged(timeline: Timeline, rich: CallReport) -> None:
    turn, place = a_dot(timeline, rich)
    arc = canvas_of(timeline).arc
    before = arc._line.at(turn.turn.middle_s)
    press_and_move(timeline, place, QPoint(place.x(), height(timeline, 0.9)))
    assert arc._dragged is not None
    assert arc._dragged[1] == pytest.approx(0.9, abs=0.1001)
    during = arc._line.at(turn.turn.middle_s)
    assert before is not None
    assert during is not None
    assert during.value > before.value
    assert len(arc._field.ghosts) == 1
    release(timeline, QPoint(place.x(), height(timeline, 0.9)))
    after = arc._line.at(turn.turn.middle_s)
    assert after is not None
    assert after.value == before.value


@pytest.mark.parametrize("beyond", [1, 590])
def test_a_dot_goes_no_further_than_the_scale(timeline: Timeline, rich: CallReport, qtbot: QtBot, beyond: int) -> None:
    _, place = a_dot(timeline, rich)
    with qtbot.waitSignal(timeline.valence_corrected) as corrected:
        press_and_move(timeline, place, QPoint(place.x(), beyond))
        release(timeline, QPoint(place.x(), beyond))
    assert corrected.args[1] == (1.0 if beyond == 1 else -1.0)


def test_escape_lets_go_of_a_dot_and_leaves_nothing_else(timeline: Timeline, rich: CallReport, qtbot: QtBot) -> None:
    left: list[bool] = []
    add_action(timeline, Group.ANYWHERE, "Back", lambda: left.append(True), "Esc")
    timeline.activateWindow()
    qtbot.waitActive(timeline)
    timeline.setFocus()
    _, place = a_dot(timeline, rich)
    still = picture(timeline)
    with qtbot.assertNotEmitted(timeline.valence_corrected), qtbot.assertNotEmitted(timeline.seek_requested):
        press_and_move(timeline, place, QPoint(place.x(), height(timeline, 0.9)))
        qtbot.keyClick(timeline, Qt.Key.Key_Escape)
        assert canvas_of(timeline).arc._dragged is None
        release(timeline, QPoint(place.x(), height(timeline, 0.9)))
    assert left == []
    canvas_of(timeline).point_at(None, None)
    assert picture(timeline) == still
    qtbot.keyClick(timeline, Qt.Key.Key_Escape)
    assert left == [True]


def test_a_click_on_a_dot_still_seeks_and_sets_nothing(timeline: Timeline, rich: CallReport, qtbot: QtBot) -> None:
    turn, place = a_dot(timeline, rich)
    with qtbot.waitSignal(timeline.seek_requested) as sought, qtbot.assertNotEmitted(timeline.valence_corrected):
        press_and_move(timeline, place, place + QPoint(1, 2))
        release(timeline, place + QPoint(1, 2))
    assert sought.args == [turn.turn.start_s]


def test_dragging_a_dot_sideways_pans(timeline: Timeline, rich: CallReport, qtbot: QtBot) -> None:
    timeline.set_view(20.0, 100.0)
    _, place = a_dot(timeline, rich)
    with qtbot.assertNotEmitted(timeline.valence_corrected):
        press_and_move(timeline, place, place + QPoint(-100, 20))
        release(timeline, place + QPoint(-100, 20))
    assert timeline.view()[0] > 20.0


def test_a_dot_that_is_let_go_where_it_was_is_not_set(timeline: Timeline, rich: CallReport, qtbot: QtBot) -> None:
    turn, place = a_dot(timeline, rich)
    assert turn.score is not None
    with qtbot.assertNotEmitted(timeline.valence_corrected):
        press_and_move(timeline, place, place + QPoint(0, 60))
        QTest.mouseMove(canvas_of(timeline).viewport(), place)
        release(timeline, place)


def test_what_the_model_had_said_stays_behind_a_corrected_dot(timeline: Timeline, rich: CallReport) -> None:
    turn, _ = a_dot(timeline, rich)
    assert turn.score is not None
    corrected = rich_report(corrections=(Correction(turn.turn.middle_s, 0.8),))
    timeline.show_report(corrected, None)
    arc = canvas_of(timeline).arc
    assert [ghost[1:] for ghost in arc._field.ghosts] == [(0.8, turn.score.valence)]
    x = canvas_of(timeline).scale_now.x(turn.turn.middle_s)
    dot = canvas_of(timeline).target_at(x, height(timeline, 0.8))
    assert dot.spot is Spot.DOT
    assert dot.turn is not None
    assert dot.turn.score is not None
    assert dot.turn.score.corrected
    QTest.mouseMove(canvas_of(timeline).viewport(), QPointF(x, height(timeline, 0.8)).toPoint())
    assert "the model had said" in QToolTip.text()


def test_keys_make_the_turn_that_is_heard_feel_better_or_worse(
    timeline: Timeline, rich: CallReport, qtbot: QtBot
) -> None:
    turn, _ = a_dot(timeline, rich)
    assert turn.score is not None
    timeline.set_playhead(turn.turn.start_s)
    for step in (0.1, -0.1):
        with qtbot.waitSignal(timeline.valence_corrected) as corrected:
            timeline.change_valence(step)
        assert corrected.args == pytest.approx([turn.turn.middle_s, round(turn.score.valence, 1) + step])
    assert "confidence" in QToolTip.text()


def test_a_key_brings_the_estimate_back_where_a_coach_has_set_the_turn(
    timeline: Timeline, rich: CallReport, qtbot: QtBot
) -> None:
    turn, _ = a_dot(timeline, rich)
    timeline.set_playhead(turn.turn.start_s)
    with qtbot.assertNotEmitted(timeline.correction_removed):
        timeline.remove_correction()
    timeline.show_report(rich_report(corrections=(Correction(turn.turn.middle_s, 0.8),)), None)
    with qtbot.waitSignal(timeline.correction_removed) as removed:
        timeline.remove_correction()
    assert removed.args == [turn.turn.middle_s]


def menu_on(timeline: Timeline, place: QPoint) -> QMenu:
    viewport = canvas_of(timeline).viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)
    return next(menu for menu in timeline.findChildren(QMenu) if menu.isVisible())


def test_the_menu_of_a_dot_sets_it_and_brings_the_estimate_back(
    timeline: Timeline, rich: CallReport, qtbot: QtBot
) -> None:
    turn, place = a_dot(timeline, rich)
    menu = menu_on(timeline, place)
    *values, _, back = menu.actions()
    assert [action.text() for action in values][::2] == ["+0.8  very pleased", "0.0  neutral", "−0.8  very unhappy"]
    assert not back.isEnabled()
    with qtbot.waitSignal(timeline.valence_corrected) as corrected:
        values[0].trigger()
    assert corrected.args == [turn.turn.middle_s, 0.8]
    menu.close()
    timeline.show_report(rich_report(corrections=(Correction(turn.turn.middle_s, 0.8),)), None)
    menu = menu_on(timeline, QPoint(place.x(), height(timeline, 0.8)))
    assert menu.actions()[0].isChecked()
    with qtbot.waitSignal(timeline.correction_removed) as removed:
        menu.actions()[-1].trigger()
    assert removed.args == [turn.turn.middle_s]
    menu.close()


def test_a_call_that_comes_anew_while_a_dot_is_dragged_lets_go_of_it(
    timeline: Timeline, rich: CallReport, qtbot: QtBot
) -> None:
    _, place = a_dot(timeline, rich)
    press_and_move(timeline, place, QPoint(place.x(), height(timeline, 0.9)))
    timeline.show_report(rich, None)
    with qtbot.assertNotEmitted(timeline.valence_corrected):
        release(timeline, QPoint(place.x(), height(timeline, 0.9)))


def test_the_ring_about_a_dot_shows_more_energy_than_usual_and_nothing_where_it_is_not_known(
    timeline: Timeline, rich: CallReport
) -> None:
    field = canvas_of(timeline).arc._field
    scores = [turn.score for turn in rich.turns if turn.score is not None]
    for ring, score in zip(field._rings, scores, strict=True):
        if score.activation is None or score.activation < 0.2:
            assert ring == 0
        if score.activation is not None and score.activation > 0.7:
            assert ring == 3
    assert len(set(field._rings)) >= 3
