"""The call screen as a supervisor uses it: with keys, the mouse, a real recording, and without one."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMainWindow, QPlainTextEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot
from stereo_file import write_stereo

from desktop.model.call import Layout, Recording
from desktop.model.moment import MomentType
from desktop.model.report import CallReport
from desktop.protocol import RecordingRead, Started, TurnsScored
from desktop.settings import Settings
from desktop.storage.library import Library
from desktop.ui.call.header import CallHeader
from desktop.ui.call.moments.moment_list import MomentList
from desktop.ui.call.moments.note_field import NoteField
from desktop.ui.call.moments.time_field import TimeField
from desktop.ui.call.player.bar import PlayerBar
from desktop.ui.call.player.player import Player
from desktop.ui.call.reading.panel import ReadingList, ReadingPanel
from desktop.ui.call.screen import CallScreen
from desktop.ui.call.timeline.canvas import Canvas
from desktop.ui.call.timeline.gutter import FoldButton
from desktop.ui.call.timeline.view import Timeline
from desktop.ui.call.transcript.editor import TurnEditor
from desktop.ui.call.transcript.pane import TranscriptPane
from desktop.ui.call.transcript.view import TranscriptView
from desktop.ui.open_call import OpenCall
from desktop.ui.theme import Look
from tools.invented_calls import Invented, moments_of
from tools.seeded_library import add_analysed, add_queued

KEY, MOD = Qt.Key, Qt.KeyboardModifier


@dataclass
class Stage:
    """A screen in a window, with what it asked for."""

    screen: CallScreen
    window: QMainWindow
    library: Library
    settings: list[Settings]
    left: list[bool] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def of(self, kind: type) -> object:
        found = self.screen.findChild(kind)
        assert found is not None
        return found

    @property
    def player(self) -> Player:
        return self.of(Player)

    @property
    def timeline(self) -> Timeline:
        return self.of(Timeline)

    @property
    def rows(self) -> TranscriptView:
        return self.of(TranscriptView)

    @property
    def call(self) -> OpenCall:
        assert self.screen.call is not None
        return self.screen.call

    @property
    def report(self) -> CallReport:
        return self.call.report

    def open(self, call_id: int, at_s: float | None = None) -> OpenCall:
        call = OpenCall(self.library, call_id, lambda: "coach", self.window)
        self.screen.show_call(call, at_s)
        return call

    def press(self, key: Qt.Key | str, modifier: Qt.KeyboardModifier = MOD.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget(), key, modifier)

    def go_to(self, widget: QWidget) -> None:
        widget.setFocus()
        assert QApplication.focusWidget() is not None
        QApplication.processEvents()

    def shown(self) -> str:
        return "\n".join(label.text() for label in self.of(CallHeader).findChildren(QLabel) if label.isVisible())


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory, invented: Invented) -> Path:
    return write_stereo(tmp_path_factory.mktemp("call") / "call.wav", invented.recording.duration_s)


@pytest.fixture
def stage(qtbot: QtBot, library: Library, look: Look) -> Iterator[Stage]:
    window, settings = QMainWindow(), [Settings(author="coach")]
    screen = CallScreen(look, "en", lambda: settings[-1])
    window.setCentralWidget(screen)
    window.resize(1280, 720)
    qtbot.addWidget(window)
    made = Stage(screen, window, library, settings)
    screen.left.connect(lambda: made.left.append(True))
    screen.failed.connect(lambda what, fix: made.failures.append(f"{what} {fix}"))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield made
    screen.shut_down()


def add(library: Library, seed: int, invented: Invented, file: Path, *, waveform: bool = True) -> int:
    call_id = add_analysed(library, seed, invented, file.parent, waveform=waveform)
    library._db.execute("UPDATE calls SET file = ? WHERE id = ?", [str(file), call_id])
    return call_id


@pytest.fixture
def call_id(library: Library, invented: Invented, sound: Path) -> int:
    """A call with a recording and three moments."""
    added = add(library, 1, invented, sound)
    for moment in moments_of(invented):
        library.moments.add(added, replace(moment, id=None))
    return added


@pytest.fixture
def opened(stage: Stage, call_id: int) -> Stage:
    stage.open(call_id)
    return stage


def test_it_opens_paused_at_the_beginning_with_the_keys_at_the_timeline(opened: Stage) -> None:
    assert opened.timeline.hasFocus()
    assert not opened.player.playing
    assert opened.player.position_s == 0.0
    assert opened.timeline.view() == (0.0, 150.0)


def test_it_opens_at_a_second_that_was_asked_for(stage: Stage, call_id: int) -> None:
    stage.open(call_id, 61.5)
    assert stage.player.position_s == 61.5


@pytest.mark.parametrize("place", ["timeline", "rows"])
def test_space_plays_and_pauses_wherever_the_call_has_the_keys(qtbot: QtBot, opened: Stage, place: str) -> None:
    opened.go_to(getattr(opened, place))
    opened.press(KEY.Key_Space)
    assert opened.player.playing
    qtbot.waitUntil(lambda: opened.player.position_s > 0.2)
    opened.press(KEY.Key_Space)
    assert not opened.player.playing


@pytest.mark.parametrize(
    ("key", "modifier", "expected_s"),
    [
        (KEY.Key_Right, MOD.NoModifier, 65.0),
        (KEY.Key_Left, MOD.NoModifier, 55.0),
        (KEY.Key_Right, MOD.ShiftModifier, 61.0),
        (KEY.Key_Left, MOD.ShiftModifier, 59.0),
    ],
)
def test_arrows_seek(opened: Stage, key: Qt.Key, modifier: Qt.KeyboardModifier, expected_s: float) -> None:
    opened.player.seek(60.0)
    opened.press(key, modifier)
    assert opened.player.position_s == pytest.approx(expected_s)


def test_arrows_stay_within_the_call(opened: Stage) -> None:
    opened.press(KEY.Key_Left)
    assert opened.player.position_s == 0.0
    opened.player.seek(149.0)
    opened.press(KEY.Key_Right)
    assert opened.player.position_s == 150.0


def test_control_and_arrows_go_from_turn_to_turn(opened: Stage) -> None:
    starts = [scored.turn.start_s for scored in opened.report.turns]
    opened.player.seek(starts[2] + 0.5)
    opened.press(KEY.Key_Right, MOD.ControlModifier)
    assert opened.player.position_s == pytest.approx(starts[3])
    opened.press(KEY.Key_Left, MOD.ControlModifier)
    assert opened.player.position_s == pytest.approx(starts[2])


def test_up_and_down_change_the_speed_within_its_list(opened: Stage) -> None:
    opened.press(KEY.Key_Up)
    faster = opened.player.speed
    assert faster > 1.0
    opened.press(KEY.Key_Down)
    assert opened.player.speed == 1.0
    for _ in range(20):
        opened.press(KEY.Key_Up)
    assert opened.player.speed == 2.0
    for _ in range(20):
        opened.press(KEY.Key_Down)
    assert opened.player.speed == 0.5


@pytest.mark.parametrize(("digit", "kind"), list(enumerate(MomentType, 1)))
def test_digits_mark_at_the_playhead(opened: Stage, digit: int, kind: MomentType) -> None:
    opened.player.seek(40.0)
    before = set(opened.report.moments)
    opened.press(str(digit))
    (marked,) = set(opened.report.moments) - before
    assert (marked.type, marked.start_s, marked.end_s, marked.author) == (kind, 40.0, 40.0, "coach")
    assert marked in opened.library.moments.of(opened.call.id)


def test_while_it_plays_a_mark_is_set_earlier_by_the_lag_which_may_change_at_any_time(
    qtbot: QtBot, opened: Stage
) -> None:
    opened.player.seek(30.0)
    opened.press(KEY.Key_Space)
    qtbot.waitUntil(lambda: opened.player.position_s > 30.2)
    for lag_s in (1.0, 3.0):
        opened.settings.append(Settings(reaction_lag_s=lag_s))
        before = set(opened.report.moments)
        at_s = opened.player.position_s
        opened.press("1")
        (marked,) = set(opened.report.moments) - before
        assert marked.start_s == pytest.approx(at_s - lag_s, abs=0.2)


def test_a_digit_that_is_held_marks_a_range(qtbot: QtBot, opened: Stage) -> None:
    opened.settings.append(Settings(reaction_lag_s=0.0))
    opened.player.seek(50.0)
    opened.press(KEY.Key_Space)
    qtbot.waitUntil(lambda: opened.player.position_s > 50.0)
    before = set(opened.report.moments)
    QTest.keyPress(opened.timeline, KEY.Key_2)
    qtbot.wait(900)
    QTest.keyRelease(opened.timeline, KEY.Key_2)
    (marked,) = set(opened.report.moments) - before
    assert marked.end_s - marked.start_s == pytest.approx(0.9, abs=0.4)


def test_a_mark_is_selected_and_takes_a_note_which_esc_leaves(qtbot: QtBot, opened: Stage) -> None:
    opened.player.seek(40.0)
    opened.press("2")
    opened.press("n")
    assert isinstance(QApplication.focusWidget(), NoteField)
    qtbot.keyClicks(QApplication.focusWidget(), "1 n [ , Well done")
    opened.press(KEY.Key_Escape)
    assert opened.timeline.hasFocus()
    assert opened.left == []
    (marked,) = (moment for moment in opened.library.moments.of(opened.call.id) if moment.start_s == 40.0)
    assert marked.note == "1 n [ , Well done"


def test_brackets_go_from_moment_to_moment(opened: Stage) -> None:
    starts = [moment.start_s for moment in opened.report.moments]
    for expected_s in starts:
        opened.press("]")
        assert opened.player.position_s == pytest.approx(expected_s)
    opened.press("[")
    assert opened.player.position_s == pytest.approx(starts[-2])


def test_l_loops_the_selected_range_and_stops(opened: Stage) -> None:
    opened.press("]")
    opened.press("]")
    (ranged,) = (moment for moment in opened.report.moments if moment.end_s > moment.start_s)
    opened.press("l")
    assert opened.player.loop == (ranged.start_s, ranged.end_s)
    opened.press("l")
    assert opened.player.loop is None


def test_l_without_a_range_loops_the_turn(opened: Stage) -> None:
    turn = opened.report.turns[4].turn
    opened.player.seek(turn.start_s + 0.1)
    opened.press("l")
    assert opened.player.loop == (turn.start_s, turn.end_s)


@pytest.mark.parametrize(
    ("key", "modifier", "start", "end"),
    [
        (KEY.Key_Comma, MOD.NoModifier, -0.1, 0.0),
        (KEY.Key_Period, MOD.NoModifier, 0.1, 0.0),
        (KEY.Key_Comma, MOD.ShiftModifier, 0.0, -0.1),
        (KEY.Key_Period, MOD.ShiftModifier, 0.0, 0.1),
    ],
)
def test_comma_and_full_stop_nudge_the_edges(
    opened: Stage, key: Qt.Key, modifier: Qt.KeyboardModifier, start: float, end: float
) -> None:
    opened.press("]")
    opened.press("]")
    before = opened.report.moments[1]
    opened.press(key, modifier)
    after = opened.library.moments.of(opened.call.id)[1]
    assert (after.start_s, after.end_s) == pytest.approx((before.start_s + start, before.end_s + end))


def test_del_removes_the_selected_moment_and_undo_brings_it_back(opened: Stage) -> None:
    before = opened.report.moments
    opened.press("]")
    opened.press(KEY.Key_Delete)
    assert opened.library.moments.of(opened.call.id) == before[1:]
    opened.call.undo_stack.undo()
    assert opened.report.moments == before


def test_plus_minus_and_f_zoom(opened: Stage) -> None:
    opened.press("+")
    closer = opened.timeline.view()
    assert closer[1] - closer[0] == pytest.approx(100.0)
    opened.press("=")
    opened.press("-")
    assert opened.timeline.view()[1] - opened.timeline.view()[0] == pytest.approx(100.0)
    opened.press("f")
    assert opened.timeline.view() == (0.0, 150.0)


def text_fields(stage: Stage) -> dict[str, QWidget]:
    """Every field on the screen in which text is typed, ready to be typed in."""
    (note,) = (field for field in stage.screen.findChildren(NoteField) if field.accessibleName().endswith("moment"))
    fields: dict[str, QWidget] = {"note": note, "search": stage.of(TranscriptPane).findChild(QLineEdit)}
    fields["start"], fields["end"] = stage.screen.findChildren(TimeField)
    (fields["tags"],) = (f for f in stage.screen.findChildren(QLineEdit) if f.accessibleName().startswith("Tags"))
    return fields


def settled(stage: Stage) -> tuple[object, ...]:
    player = stage.player
    return (player.position_s, player.playing, player.speed, player.loop, stage.timeline.view(), stage.left)


TYPED = [
    *(
        (key, MOD.NoModifier)
        for key in (KEY.Key_Space, KEY.Key_1, KEY.Key_4, KEY.Key_N, KEY.Key_L, KEY.Key_F, KEY.Key_BracketLeft)
    ),
    *((key, MOD.NoModifier) for key in (KEY.Key_Comma, KEY.Key_Period, KEY.Key_Plus, KEY.Key_Minus, KEY.Key_Delete)),
    *((key, MOD.NoModifier) for key in (KEY.Key_Left, KEY.Key_Right, KEY.Key_Up, KEY.Key_Down, KEY.Key_Question)),
    *((key, MOD.ShiftModifier) for key in (KEY.Key_Left, KEY.Key_Right, KEY.Key_Less, KEY.Key_Greater)),
    *((key, MOD.ControlModifier) for key in (KEY.Key_Left, KEY.Key_Right)),
]


@pytest.mark.parametrize("name", ["note", "search", "start", "end", "tags", "turn"])
def test_single_keys_do_nothing_but_type_where_text_is_typed(opened: Stage, name: str) -> None:
    opened.press("]")
    if name == "turn":
        opened.of(TranscriptPane).edit_turn_at(opened.player.position_s)
        assert isinstance(QApplication.focusWidget(), TurnEditor)
    else:
        opened.go_to(text_fields(opened)[name])
    focused, before, moments = QApplication.focusWidget(), settled(opened), len(opened.report.moments)
    for key, modifier in TYPED:
        opened.press(key, modifier)
        assert QApplication.focusWidget() is focused, key
        assert settled(opened) == before, key
    assert len(opened.report.moments) == moments


@pytest.mark.parametrize("name", ["note", "search", "start", "end", "tags", "turn"])
def test_esc_in_a_text_field_leaves_the_field_and_not_the_call(opened: Stage, name: str) -> None:
    opened.press("]")
    if name == "turn":
        opened.of(TranscriptPane).edit_turn_at(opened.player.position_s)
    else:
        opened.go_to(text_fields(opened)[name])
    opened.press(KEY.Key_Escape)
    assert opened.left == []
    assert not isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit)
    opened.press(KEY.Key_Escape)
    assert opened.left == [True]


@pytest.mark.parametrize("name", ["timeline", "rows", "list", "button"])
def test_esc_goes_back_to_the_library(opened: Stage, name: str) -> None:
    places = {"list": opened.of(MomentList), "button": opened.of(PlayerBar).play_button}
    opened.go_to(places.get(name) or getattr(opened, name))
    opened.press(KEY.Key_Escape)
    assert opened.left == [True]


def test_space_presses_the_button_that_has_the_focus(opened: Stage) -> None:
    (swap,) = (
        each for each in opened.screen.findChildren(QWidget) if each.property("text") == "⇄ Swap agent and customer"
    )
    fold = opened.timeline.findChildren(FoldButton)[0]
    agent = opened.report.call.agent_channel()
    opened.go_to(swap)
    opened.press(KEY.Key_Space)
    assert opened.report.call.agent_channel() != agent
    opened.go_to(fold)
    opened.press(KEY.Key_Space)
    assert opened.timeline.folded()
    assert not opened.player.playing
    opened.go_to(opened.of(PlayerBar).play_button)
    opened.press(KEY.Key_Space)
    assert opened.player.playing


def test_f6_goes_round_the_panes_and_back(opened: Stage) -> None:
    stops = [opened.timeline, opened.rows, opened.of(MomentList), opened.of(PlayerBar).play_button]
    for stop in (*stops[1:], stops[0]):
        opened.screen.focus_pane(1)
        assert QApplication.focusWidget() is stop
    for stop in reversed(stops):
        opened.screen.focus_pane(-1)
        assert QApplication.focusWidget() is stop


def test_f6_passes_a_pane_in_which_there_is_nothing(stage: Stage, library: Library, tmp_path: Path) -> None:
    stage.open(add_queued(library, 3, tmp_path).call_id)
    seen = set()
    for _ in range(4):
        stage.screen.focus_pane(1)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.isVisible()
        assert focused.isEnabled()
        seen.add(focused)
    assert len(seen) == 2


def test_the_search_field_is_reached_and_left(opened: Stage) -> None:
    opened.screen.search()
    assert QApplication.focusWidget() is opened.of(TranscriptPane).findChild(QLineEdit)


def test_a_click_on_the_waveform_a_dot_or_a_flag_goes_there(opened: Stage) -> None:
    canvas = opened.of(Canvas)
    wave = canvas._waves[0].area.center()
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, round(wave.y())))
    assert opened.player.position_s == pytest.approx(canvas.scale_now.inside_s(200), abs=0.3)
    (scored, *_) = (each for each in opened.report.turns if each.score is not None)
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.arc.place_of(scored).toPoint())
    assert scored.turn.start_s <= opened.player.position_s <= scored.turn.end_s
    moment = opened.report.moments[2]
    lane = canvas.moments.area
    x = round(canvas.scale_now.x(moment.start_s)) + 3
    hits = (y for y in range(round(lane.top()), round(lane.bottom())) if canvas.moments.hit(x, y))
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, next(hits) + 2))
    assert opened.player.position_s == pytest.approx(moment.start_s)


def test_a_click_on_a_word_goes_there(opened: Stage) -> None:
    rows = opened.rows
    rect = rows.visualRect(rows.rows.index(0))
    origin = rows._delegate.text_origin(rows.rows.row(0), rect)
    words = next(iter(rows._delegate.typesetter.rects(rows.rows.row(0), 0, 5)))
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=words.translated(origin).center().toPoint())
    assert opened.player.position_s == pytest.approx(opened.report.turns[0].turn.words[0].start_s)


def test_a_range_drawn_with_shift_on_the_timeline_is_looped(opened: Stage) -> None:
    viewport = opened.of(Canvas).viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, MOD.ShiftModifier, QPoint(200, 60))
    for x in (220, 260, 300):
        QTest.mouseMove(viewport, QPoint(x, 60))
        move = QPointF(x, 60)
        from PySide6.QtCore import QEvent
        from PySide6.QtGui import QMouseEvent

        event = QMouseEvent(
            QEvent.Type.MouseMove,
            move,
            viewport.mapToGlobal(move),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            MOD.ShiftModifier,
        )
        QApplication.sendEvent(viewport, event)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, MOD.ShiftModifier, QPoint(300, 60))
    assert opened.player.loop is not None
    start_s, end_s = opened.player.loop
    assert end_s - start_s == pytest.approx(100 * opened.of(Canvas).scale_now.s_per_px, rel=0.2)


def test_a_call_stored_without_a_waveform_gets_one(
    qtbot: QtBot, stage: Stage, library: Library, invented: Invented, tmp_path: Path
) -> None:
    file = write_stereo(tmp_path / "old.wav", 3.0)
    call_id = add(library, 2, invented, file, waveform=False)
    assert library.peaks.of(call_id) is None
    stage.open(call_id)
    qtbot.waitUntil(lambda: library.peaks.of(call_id) is not None, timeout=10_000)
    peaks = library.peaks.of(call_id)
    assert peaks is not None
    assert np.max(peaks.high) > 20
    assert stage.call.peaks is not None


def test_without_its_recording_a_call_says_so_and_is_usable(
    qtbot: QtBot, stage: Stage, library: Library, invented: Invented, tmp_path: Path
) -> None:
    call_id = add(library, 2, invented, tmp_path / "gone.wav")
    stage.open(call_id)
    qtbot.waitUntil(lambda: bool(stage.failures))
    assert len(stage.failures) == 1
    assert "not where it was" in stage.failures[0]
    stage.player.seek(20.0)
    stage.press("1")
    assert [moment.start_s for moment in library.moments.of(call_id)] == [20.0]
    stage.call.write_note("read, not heard")
    assert library.notes.of(call_id)
    stage.press("+")
    assert stage.timeline.view() != (0.0, 150.0)


def test_after_a_swap_the_header_says_that_the_figures_are_on_their_way(opened: Stage, invented: Invented) -> None:
    asked: list[int] = []
    opened.call.scores_outdated.connect(asked.append)
    assert "needle" in opened.shown()
    opened.of(TranscriptPane).swap_requested.emit()
    assert asked == [opened.call.id]
    assert "needle" not in opened.shown()
    assert "The figures are being updated" in opened.shown()
    opened.call.undo_stack.undo()
    assert "needle" not in opened.shown()
    (job_id,) = [row["id"] for row in opened.library._db.query("SELECT id FROM jobs")]
    opened.library.apply(job_id, TurnsScored("estimate", invented.scores, invented.cues))
    opened.call.reload()
    assert "needle" in opened.shown()


def test_opening_another_call_stores_what_was_being_typed(
    qtbot: QtBot, opened: Stage, library: Library, invented: Invented, sound: Path
) -> None:
    first = opened.call.id
    opened.press("]")
    opened.press("n")
    qtbot.keyClicks(QApplication.focusWidget(), " And then.")
    second = add(library, 2, replace(invented), sound)
    opened.open(second)
    assert any(moment.note.endswith(" And then.") for moment in library.moments.of(first))
    assert library.moments.of(second) == ()


def test_leaving_a_call_stores_the_turn_that_is_being_edited(qtbot: QtBot, opened: Stage, library: Library) -> None:
    opened.player.seek(opened.report.turns[0].turn.start_s + 0.1)
    opened.of(TranscriptPane).edit_turn_at(opened.player.position_s)
    editor = QApplication.focusWidget()
    assert isinstance(editor, TurnEditor)
    editor.selectAll()
    qtbot.keyClicks(editor, "Quetzal speaking")
    opened.screen.close_call()
    assert library.transcripts.search("quetzal")


def test_where_a_call_was_zoomed_to_is_remembered_also_over_a_restart(
    qtbot: QtBot, opened: Stage, call_id: int, library: Library, invented: Invented, sound: Path, look: Look
) -> None:
    other = add(library, 2, invented, sound)
    opened.timeline.set_view(30.0, 60.0)
    opened.open(other)
    assert opened.timeline.view() == (0.0, 150.0)
    opened.open(call_id)
    assert opened.timeline.view() == pytest.approx((30.0, 60.0))
    opened.screen.close_call()

    again = CallScreen(look, "en", Settings)
    qtbot.addWidget(again)
    again.restore_state(opened.screen.state())
    again.show_call(OpenCall(library, call_id, lambda: ""))
    timeline = again.findChild(Timeline)
    assert timeline is not None
    assert timeline.view() == pytest.approx((30.0, 60.0))
    again.shut_down()


@pytest.mark.parametrize("text", ["", "zz", "ÿ", "[[1,2]]", '{"a": 1}', "5"])
def test_a_damaged_layout_is_no_layout(qtbot: QtBot, look: Look, text: str) -> None:
    screen = CallScreen(look, "en", Settings)
    qtbot.addWidget(screen)
    screen.restore_state({"across": text, "down": text, "folded": text, "views": text})
    screen.shut_down()


def test_the_length_that_becomes_known_while_the_call_is_open_is_the_players_too(
    stage: Stage, library: Library, tmp_path: Path
) -> None:
    file = write_stereo(tmp_path / "new.wav", 3.0)
    job = add_queued(library, 4, tmp_path)
    library._db.execute("UPDATE calls SET file = ? WHERE id = ?", [str(file), job.call_id])
    stage.open(job.call_id)
    assert stage.player.duration_s == 0.0
    assert not stage.of(PlayerBar).isEnabled()
    assert stage.of(PlayerBar).toolTip()
    library.apply(job.id, Started())
    library.apply(job.id, RecordingRead(Recording(3.0, 2, Layout.STEREO)))
    stage.call.reload()
    assert stage.of(PlayerBar).isEnabled()
    stage.player.seek(2.0)
    assert stage.player.position_s == 2.0


def test_a_call_that_was_not_read_yet_has_not_the_volumes_of_the_one_before(
    opened: Stage, library: Library, tmp_path: Path
) -> None:
    def volumes() -> list[str]:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return [slider.accessibleName() for slider in opened.of(PlayerBar).findChildren(QSlider)]

    assert len(volumes()) == 2
    opened.open(add_queued(library, 4, tmp_path).call_id)
    assert volumes() == ["Volume"]


def test_after_a_swap_the_arc_is_not_said_to_have_too_few_turns(opened: Stage) -> None:
    opened.of(TranscriptPane).swap_requested.emit()
    assert opened.of(Canvas).arc._missing == "The figures are being updated …"


def test_files_dropped_on_a_field_are_left_to_the_window(opened: Stage, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.wav"))])
    for field_ in (*opened.screen.findChildren(QLineEdit), *opened.screen.findChildren(QPlainTextEdit)):
        assert not field_.acceptDrops()
    for target in (opened.of(Canvas).viewport(), opened.rows.viewport(), opened.timeline):
        event = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, MOD.NoModifier)
        event.ignore()
        QApplication.sendEvent(target, event)
        assert not (target.acceptDrops() and event.isAccepted()), target


def test_an_edge_let_go_of_after_its_moment_was_removed_does_nothing(opened: Stage) -> None:
    opened.timeline.moment_edited.emit(999, 1.0, 2.0)
    assert opened.call.undo_stack.count() == 0


def test_a_line_of_the_reading_goes_there_and_selects_the_turn(opened: Stage) -> None:
    panel = opened.of(ReadingPanel)
    said = opened.report.turns[4]
    panel.seek_requested.emit(said.turn.start_s)
    assert opened.player.position_s == pytest.approx(said.turn.start_s)
    (index,) = opened.rows.selectedIndexes()
    assert opened.rows.rows.row(index.row()).scored == said


def test_r_goes_through_the_tabs_of_the_side_and_f6_into_the_reading(opened: Stage) -> None:
    opened.go_to(opened.timeline)
    opened.press("r")
    opened.press("r")
    lines = opened.of(ReadingList)
    assert lines.isVisible()
    opened.screen.focus_pane(1)
    opened.screen.focus_pane(1)
    assert QApplication.focusWidget() is lines
    opened.press("r")
    assert opened.of(MomentList).isVisible()
    assert QApplication.focusWidget() is opened.of(MomentList)


def test_keys_that_play_and_mark_work_in_the_reading(opened: Stage) -> None:
    opened.go_to(opened.timeline)
    opened.press("r")
    opened.press("r")
    opened.go_to(opened.of(ReadingList))
    count = len(opened.report.moments)
    opened.press("1")
    opened.press(KEY.Key_Space)
    assert opened.player.playing
    assert len(opened.report.moments) == count + 1
