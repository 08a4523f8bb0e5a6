"""The transcript as a user meets it: real clicks and keys on the real pane."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot
from rich_call import rich_report

from desktop.model.call import Channel, Layout, Recording, Role, RoleSource
from desktop.model.correction import Correction
from desktop.model.drawing.palette import Theme
from desktop.model.moment import Moment, MomentType
from desktop.model.report import CallReport, Findings, report_of
from desktop.model.score import Score, TurnScore
from desktop.model.span import Span, Word
from desktop.ui.call.transcript.delegate import TurnDelegate
from desktop.ui.call.transcript.model import TranscriptModel
from desktop.ui.call.transcript.pane import TranscriptPane
from desktop.ui.call.transcript.rows import TurnRow, turn_rows, with_moments
from desktop.ui.call.transcript.search_bar import SearchBar
from desktop.ui.call.transcript.view import TranscriptView
from desktop.ui.theme import Look


@pytest.fixture
def pane(qtbot: QtBot, look: Look, report: CallReport) -> TranscriptPane:
    pane = TranscriptPane(look, "en")
    qtbot.addWidget(pane)
    pane.resize(460, 500)
    pane.show()
    qtbot.waitExposed(pane)
    pane.activateWindow()
    pane.show_report(report)
    return pane


def view(pane: TranscriptPane) -> TranscriptView:
    return pane.findChild(TranscriptView)


def field(pane: TranscriptPane) -> QLineEdit:
    return pane.findChild(QLineEdit)


def button(pane: TranscriptPane, name: str) -> Any:
    buttons = [*pane.findChildren(QPushButton), *pane.findChildren(QToolButton)]
    return next(b for b in buttons if name in (b.text(), b.accessibleName()))


def lines(pane: TranscriptPane) -> list[str]:
    """What a screen reader reads, row by row."""
    model = view(pane).model()
    return [model.index(n, 0).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(model.rowCount())]


def row_rect(pane: TranscriptPane, row: int) -> QRect:
    return view(pane).visualRect(view(pane).model().index(row, 0))


def word_point(pane: TranscriptPane, row: int, word: int) -> QPoint:
    """The middle of a word in the view."""
    list_view = view(pane)
    delegate = list_view.itemDelegate()
    assert isinstance(delegate, TurnDelegate)
    turn = list_view.rows.row(row)
    assert isinstance(turn, TurnRow)
    rect = next(delegate.typesetter.rects(turn, *turn.ranges[word]))
    return rect.translated(delegate.text_origin(turn, row_rect(pane, row))).center().toPoint()


def wheel(pane: TranscriptPane, notches: int) -> None:
    viewport = view(pane).viewport()
    at = QPointF(viewport.rect().center())
    none = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        at, viewport.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, none,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def in_view(pane: TranscriptPane, row: int) -> bool:
    return view(pane).viewport().rect().contains(row_rect(pane, row))


def first_line(report: CallReport, role: Role) -> int:
    return next(n for n, scored in enumerate(report.turns) if scored.turn.role is role)


def heard(*spans: tuple[int, float, str], roles: tuple[Role, ...] = (), recording: Recording | None = None) -> Any:
    """A report builder's arguments: spans of words of half a second."""
    made = [
        Span(c, at, at + 0.5 * len(text.split()), tuple(
            Word(f" {word}", at + 0.5 * n, at + 0.5 * n + 0.5, 0.9) for n, word in enumerate(text.split())
        ))
        for c, at, text in spans
    ]  # fmt: skip
    channels = tuple(Channel(index, role, 0.9) for index, role in enumerate(roles))
    return made, channels, recording or Recording(60.0, 2, Layout.STEREO)


def report_from(report: CallReport, *spans: tuple[int, float, str], **known: Any) -> CallReport:
    made, channels, recording = heard(*spans, **known)
    return report_of(replace(report.call, id=99, channels=channels, recording=recording), made, Findings())


def test_rows_are_read_with_time_role_and_words(pane: TranscriptPane, report: CallReport) -> None:
    assert lines(pane)[0] == f"0:00 Agent: {report.turns[0].turn.text}"
    assert any(line.startswith("0:05 Customer: ") for line in lines(pane))


def test_the_model_keeps_qts_rules(report: CallReport, qtbot: QtBot) -> None:
    model = TranscriptModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    turns = turn_rows(report)
    model.reset(with_moments(turns, report.moments))
    model.exchange(with_moments(turns, report.moments[1:]))
    model.exchange(with_moments(turns, report.moments))
    model.exchange(with_moments([replace(turns[0], text="other"), *turns[1:]], ()))
    model.exchange([])
    assert model.rowCount() == 0
    assert tester.model() is model


def test_a_moment_stands_under_the_turn_in_which_it_starts(pane: TranscriptPane, report: CallReport) -> None:
    misery = report.moments[0]
    row = next(n for n, line in enumerate(lines(pane)) if "1 Misery: Three calls about one lamp" in line)
    before = report.turn_at(misery.start_s)
    assert before is not None
    assert before.turn.text in lines(pane)[row - 1]


def test_a_click_on_a_word_goes_there(pane: TranscriptPane, report: CallReport, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.seek_requested) as sought:
        qtbot.mouseClick(view(pane).viewport(), Qt.MouseButton.LeftButton, pos=word_point(pane, 0, 2))
    assert sought.args == [report.turns[0].turn.words[2].start_s]


def test_a_click_on_the_time_goes_to_the_start_of_the_turn(
    pane: TranscriptPane, report: CallReport, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(pane.seek_requested) as sought:
        at = row_rect(pane, 1).topLeft() + QPoint(20, 10)
        qtbot.mouseClick(view(pane).viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert sought.args == [report.turns[1].turn.start_s]


def test_a_click_on_a_moment_selects_it(pane: TranscriptPane, qtbot: QtBot) -> None:
    row = next(n for n, line in enumerate(lines(pane)) if "Misery" in line)
    with qtbot.waitSignal(pane.moment_selected) as selected, qtbot.assertNotEmitted(pane.seek_requested):
        at = row_rect(pane, row).center()
        qtbot.mouseClick(view(pane).viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert selected.args == [1]


def test_the_spoken_word_is_lit_and_only_it(pane: TranscriptPane, report: CallReport) -> None:
    accent = pane.palette().highlight().color().name()
    turn = report.turns[0].turn

    def lit(word: int) -> bool:
        """Whether the ground beside a word's letters has the colour of the light."""
        list_view = view(pane)
        delegate, row = list_view.itemDelegate(), list_view.rows.row(0)
        assert isinstance(delegate, TurnDelegate)
        assert isinstance(row, TurnRow)
        rect = next(delegate.typesetter.rects(row, *row.ranges[word]))
        letters = rect.translated(delegate.text_origin(row, row_rect(pane, 0))).toAlignedRect()
        beside = QPoint(letters.left() - 1, letters.center().y())
        colour: str = list_view.viewport().grab().toImage().pixelColor(beside).name()
        return colour == accent

    for playing in (1, 2):
        pane.set_playhead(turn.words[playing].start_s + 0.01)
        assert [lit(word) for word in range(len(turn.words))] == [n == playing for n in range(len(turn.words))]


def test_the_spoken_turn_is_kept_in_view(pane: TranscriptPane, report: CallReport) -> None:
    last = len(lines(pane)) - 1
    assert not in_view(pane, last)
    for scored in report.turns:
        pane.set_playhead(scored.turn.start_s + 0.01)
        assert in_view(pane, view(pane).rows.row_of_turn(report.turns.index(scored)))


def test_following_yields_when_the_user_scrolls_and_comes_back_by_its_button(
    pane: TranscriptPane, report: CallReport, qtbot: QtBot
) -> None:
    follow = button(pane, "Follow")
    assert not follow.isVisible()
    wheel(pane, -3)
    place = view(pane).verticalScrollBar().value()
    assert place > 0
    assert follow.isVisible()
    last = report.turns[-1].turn
    pane.set_playhead(last.start_s + 0.01)
    assert view(pane).verticalScrollBar().value() == place
    qtbot.mouseClick(follow, Qt.MouseButton.LeftButton)
    assert in_view(pane, view(pane).rows.row_of_turn(len(report.turns) - 1))
    assert not follow.isVisible()


def test_following_resumes_when_the_user_goes_to_a_word(pane: TranscriptPane, qtbot: QtBot) -> None:
    wheel(pane, -2)
    assert button(pane, "Follow").isVisible()
    row = next(n for n, line in enumerate(lines(pane)) if "Customer" in line and in_view(pane, n))
    with qtbot.waitSignal(pane.seek_requested):
        qtbot.mouseClick(view(pane).viewport(), Qt.MouseButton.LeftButton, pos=row_rect(pane, row).center())
    assert not button(pane, "Follow").isVisible()


def test_a_jump_into_a_silence_shows_what_was_said_last_before_it(pane: TranscriptPane, report: CallReport) -> None:
    turns = [scored.turn for scored in report.turns]
    gaps = ((n, (a.end_s + b.start_s) / 2) for n, (a, b) in enumerate(pairwise(turns)) if b.start_s - a.end_s > 1.0)
    number, silent_s = list(gaps)[-1]
    pane.set_playhead(silent_s)
    text = turns[number].text
    assert any(text in line and in_view(pane, n) for n, line in enumerate(lines(pane)))


def test_the_screen_can_make_it_follow_again(pane: TranscriptPane) -> None:
    wheel(pane, -2)
    pane.follow()
    assert not button(pane, "Follow").isVisible()


@pytest.mark.parametrize(
    ("key", "end"), [(Qt.Key.Key_End, "maximum"), (Qt.Key.Key_Home, "minimum"), (Qt.Key.Key_PageDown, None)]
)
def test_keys_scroll(pane: TranscriptPane, qtbot: QtBot, key: Qt.Key, end: str | None) -> None:
    bar = view(pane).verticalScrollBar()
    bar.setValue(10)
    qtbot.keyClick(view(pane), key)
    assert bar.value() == getattr(bar, end)() if end else bar.value() > 10


@pytest.mark.parametrize(
    "key",
    [Qt.Key.Key_Space, Qt.Key.Key_1, Qt.Key.Key_N, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right,
     Qt.Key.Key_BracketLeft, Qt.Key.Key_Comma, Qt.Key.Key_Period, Qt.Key.Key_Escape, Qt.Key.Key_Delete],
)  # fmt: skip
def test_the_keys_of_the_screen_are_left_to_it(
    pane: TranscriptPane, qtbot: QtBot, key: Qt.Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[int] = []
    monkeypatch.setattr(
        TranscriptPane, "keyPressEvent", lambda _self, event: reached.append(event.key()), raising=False
    )
    qtbot.keyClick(view(pane), key)
    assert reached == [key.value]
    assert view(pane).verticalScrollBar().value() == 0


def test_search_counts_goes_round_and_brings_each_place_into_view(pane: TranscriptPane, qtbot: QtBot) -> None:
    pane.focus_search()
    assert field(pane).hasFocus()
    qtbot.keyClicks(field(pane), "THE ORDER")
    total = sum(line.lower().count("the order") for line in lines(pane))
    counts = [label for label in pane.findChildren(QLabel) if label.accessibleName() == "Places found"]
    assert counts[0].text() == f"1 of {total}"
    for number in [*range(2, total + 1), 1]:
        qtbot.keyClick(field(pane), Qt.Key.Key_Return)
        assert counts[0].text() == f"{number} of {total}"
    qtbot.keyClick(field(pane), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert counts[0].text() == f"{total} of {total}"
    last = max(n for n, line in enumerate(lines(pane)) if "the order" in line.lower())
    assert in_view(pane, last)
    qtbot.mouseClick(button(pane, "Next place found"), Qt.MouseButton.LeftButton)
    assert counts[0].text() == f"1 of {total}"


def test_esc_clears_the_search_and_goes_back_to_the_list(pane: TranscriptPane, qtbot: QtBot) -> None:
    pane.focus_search()
    qtbot.keyClicks(field(pane), "zebra")
    counts = next(label for label in pane.findChildren(QLabel) if label.accessibleName() == "Places found")
    assert counts.text() == "nothing found"
    qtbot.keyClick(field(pane), Qt.Key.Key_Escape)
    assert field(pane).text() == ""
    assert view(pane).hasFocus()
    assert not counts.isVisible()


def open_editor(pane: TranscriptPane, qtbot: QtBot, row: int = 0) -> QPlainTextEdit:
    at = word_point(pane, row, 1)
    qtbot.mouseClick(view(pane).viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(view(pane).viewport(), Qt.MouseButton.LeftButton, pos=at)
    editor = view(pane).findChild(QPlainTextEdit)
    assert editor is not None
    assert editor.hasFocus()
    return editor


def test_a_double_click_edits_the_text_and_enter_keeps_it(
    pane: TranscriptPane, report: CallReport, qtbot: QtBot
) -> None:
    editor = open_editor(pane, qtbot)
    assert editor.toPlainText() == report.turns[0].turn.text
    editor.selectAll()
    qtbot.keyClicks(editor, "Hello  there 1")
    with qtbot.waitSignal(pane.turn_edited) as edited:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert edited.args == [report.turns[0].turn, "Hello there 1"]
    assert view(pane).hasFocus()


def test_leaving_the_editor_keeps_the_text(pane: TranscriptPane, qtbot: QtBot) -> None:
    editor = open_editor(pane, qtbot)
    qtbot.keyClicks(editor, " indeed")
    with qtbot.waitSignal(pane.turn_edited):
        field(pane).setFocus()


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_text_is_refused_quietly(pane: TranscriptPane, qtbot: QtBot, text: str) -> None:
    editor = open_editor(pane, qtbot)
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClicks(editor, text)
    with qtbot.assertNotEmitted(pane.turn_edited):
        qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_esc_leaves_the_text_as_it_was(pane: TranscriptPane, qtbot: QtBot) -> None:
    editor = open_editor(pane, qtbot)
    qtbot.keyClicks(editor, "no")
    with qtbot.assertNotEmitted(pane.turn_edited):
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert view(pane).hasFocus()


def test_the_turn_at_a_time_can_be_edited(pane: TranscriptPane, report: CallReport) -> None:
    pane.edit_turn_at(report.turns[-1].turn.middle_s)
    editor = view(pane).findChild(QPlainTextEdit)
    assert editor.toPlainText() == report.turns[-1].turn.text
    assert in_view(pane, view(pane).rows.row_of_turn(len(report.turns) - 1))


def test_typing_goes_on_while_the_call_plays_and_moments_change(
    pane: TranscriptPane, report: CallReport, qtbot: QtBot
) -> None:
    editor = open_editor(pane, qtbot, row=1)
    qtbot.keyClicks(editor, " typed")
    pane.set_playhead(report.turns[-1].turn.start_s + 0.01)
    pane.show_moments([*report.moments, Moment(MomentType.MAGIC, 1.0, 1.0, "new", id=9)])
    assert view(pane).findChild(QPlainTextEdit) is editor
    assert editor.toPlainText().endswith(" typed")
    assert view(pane).verticalScrollBar().value() == 0


def test_a_new_text_is_shown_in_its_place_with_the_selection_kept(
    pane: TranscriptPane, report: CallReport, qtbot: QtBot
) -> None:
    view(pane).edit_row(0)
    turn = replace(report.turns[0].turn, words=(replace(report.turns[0].turn.words[0], text=" Hello."),))
    wheel(pane, -1)
    place = view(pane).verticalScrollBar().value()
    changed = replace(report, turns=(replace(report.turns[0], turn=turn), *report.turns[1:]))
    pane.show_report(changed)
    assert lines(pane)[0] == "0:00 Agent: Hello."
    assert abs(view(pane).verticalScrollBar().value() - place) <= row_rect(pane, 0).height()
    assert [index.row() for index in view(pane).selectedIndexes()] == [0]


def test_copy_takes_the_selected_turns_as_plain_text(pane: TranscriptPane, qtbot: QtBot) -> None:
    list_view = view(pane)
    list_view.setFocus()
    qtbot.mouseClick(list_view.viewport(), Qt.MouseButton.LeftButton, pos=row_rect(pane, 0).center())
    qtbot.mouseClick(
        list_view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, row_rect(pane, 1).center()
    )
    qtbot.keyClick(list_view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "\n".join(lines(pane)[:2])


def test_roles_are_swapped_by_one_click_and_the_tooltip_says_how_sure_they_are(
    pane: TranscriptPane, report: CallReport, qtbot: QtBot
) -> None:
    swap = button(pane, "⇄ Swap agent and customer")
    assert "97 % sure" in swap.toolTip().replace("97%", "97 %")
    with qtbot.waitSignal(pane.swap_requested):
        qtbot.mouseClick(swap, Qt.MouseButton.LeftButton)
    channels = tuple(replace(c, source=RoleSource.SET) for c in report.call.channels)
    pane.show_report(replace(report, call=replace(report.call, channels=channels)))
    assert "set by you" in swap.toolTip()


def test_one_channel_has_no_swap_and_no_names(pane: TranscriptPane, report: CallReport) -> None:
    mono = report_from(report, (0, 1.0, "so it goes"), roles=(Role.UNKNOWN,), recording=Recording(9.0, 1, Layout.MONO))
    pane.show_report(mono)
    assert lines(pane) == ["0:01 so it goes"]
    assert not button(
        pane, "⇄ Swap agent and customer" if mono.call.agent_channel() else "Left is the agent"
    ).isVisible()


def test_unknown_roles_are_named_by_their_side(pane: TranscriptPane, report: CallReport) -> None:
    unknown = report_from(report, (0, 1.0, "hello"), (1, 3.0, "hi"), roles=(Role.UNKNOWN, Role.UNKNOWN))
    pane.show_report(unknown)
    assert lines(pane) == ["0:01 Left: hello", "0:03 Right: hi"]
    assert button(pane, "Left is the agent").isVisible()


def test_talk_over_is_said_where_both_speak(pane: TranscriptPane, report: CallReport) -> None:
    both = report_from(report, (0, 1.0, "so I will send it"), (1, 2.0, "no no no"), roles=(Role.AGENT, Role.CUSTOMER))
    pane.show_report(both)
    assert [(row.name, row.text, row.remark) for row in turn_rows(both)] == [
        ("Agent", "so I", ""),
        ("Agent", "will send it", ""),
        ("Customer", "no no no", "meanwhile"),
    ]
    pane.set_playhead(2.6)
    assert {*view(pane)._marks.spoken} == {1, 2}


def test_only_customers_have_a_mark_of_feeling(pane: TranscriptPane, report: CallReport) -> None:
    delegate = view(pane).itemDelegate()
    assert isinstance(delegate, TurnDelegate)
    for role in (Role.AGENT, Role.CUSTOMER):
        row = view(pane).rows.row_of_turn(first_line(report, role))
        rect = row_rect(pane, row)
        at = QPointF(rect.left() + delegate.typesetter.columns.mark, rect.top() + 10)
        said = delegate.explanation(view(pane).rows.row(row), rect, at)
        assert said.startswith("Customer: −") if role is Role.CUSTOMER else said == ""


def test_an_agents_score_is_never_shown(pane: TranscriptPane, report: CallReport) -> None:
    scored = replace(report.turns[0], score=Score(-0.9, 1.0))
    assert scored.turn.role is Role.AGENT
    pane.show_report(replace(report, turns=(scored, *report.turns[1:])))
    delegate = view(pane).itemDelegate()
    assert isinstance(delegate, TurnDelegate)
    at = QPointF(delegate.typesetter.columns.mark, row_rect(pane, 0).top() + 10)
    assert delegate.explanation(view(pane).rows.row(0), row_rect(pane, 0), at) == ""


def test_a_word_that_was_hardly_heard_says_so(pane: TranscriptPane, report: CallReport) -> None:
    turn = report.turns[0].turn
    words = (turn.words[0], replace(turn.words[1], probability=0.31), *turn.words[2:])
    pane.show_report(
        replace(report, turns=(replace(report.turns[0], turn=replace(turn, words=words)), *report.turns[1:]))
    )
    delegate = view(pane).itemDelegate()
    assert isinstance(delegate, TurnDelegate)
    for word, says in ((0, False), (1, True)):
        at = QPointF(word_point(pane, 0, word))
        said = delegate.explanation(view(pane).rows.row(0), row_rect(pane, 0), at)
        assert ("not sure" in said and "31%" in said) is says


@pytest.mark.parametrize(("analysed", "says"), [(False, "not been transcribed yet"), (True, "No speech was heard")])
def test_a_call_without_words_says_why(pane: TranscriptPane, report: CallReport, analysed: bool, says: str) -> None:
    call = report.call if analysed else replace(report.call, analysis=None)
    pane.show_report(replace(report, call=call, turns=(), moments=()))
    shown = [label.text() for label in pane.findChildren(QLabel) if label.isVisible()]
    assert any(says in text for text in shown)
    assert not field(pane).isVisible()
    assert not button(pane, "⇄ Swap agent and customer").isVisible()


def test_long_words_and_other_scripts_are_read_in_a_narrow_pane(pane: TranscriptPane, report: CallReport) -> None:
    spans = [
        Span(0, 1.0, 9.0, tuple(Word(c, 1.0 + n / 9, 1.1 + n / 9, 0.3) for n, c in enumerate("你好我的朋友" * 12))),
        Span(1, 20.0, 21.0, (Word(" " + "Donaudampfschifffahrt" * 4, 20.0, 21.0, 0.4),)),
        Span(0, 30.0, 31.0, (Word(" שלום", 30.0, 30.5, 0.2), Word(" עולם", 30.5, 31.0, 0.9))),
    ]
    call = replace(report.call, id=5)
    pane.show_report(report_of(call, spans, Findings((TurnScore(1, 20.0, Score(0.4, 1.0)),))))
    for width in (300, 460, 200):
        pane.resize(width, 500)
        for t_s in (2.0, 20.5, 30.2):
            pane.set_playhead(t_s)
            assert not pane.grab().isNull()
    assert all(row_rect(pane, n).height() >= 20 for n in range(3))


def test_the_transcript_is_painted_in_both_themes(pane: TranscriptPane, look: Look) -> None:
    grounds = []
    for theme in Theme:
        look.choose(theme)
        grounds.append(view(pane).viewport().grab().toImage().pixelColor(2, 2).lightness())
    look.choose(None)
    assert grounds[0] > 200
    assert grounds[1] < 80


def test_an_hour_is_laid_out_once_and_lighting_a_word_lays_out_nothing(
    pane: TranscriptPane, long_report: CallReport, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane.show_report(replace(long_report, call=replace(long_report.call, id=2)))
    QApplication.processEvents()
    delegate = view(pane).itemDelegate()
    assert isinstance(delegate, TurnDelegate)
    rows: list[object] = []
    lay_out = delegate.typesetter._laid_out
    monkeypatch.setattr(delegate.typesetter, "_laid_out", lambda row: rows.append(row) or lay_out(row))
    turn = long_report.turns[4].turn
    for word in turn.words:
        pane.set_playhead(word.start_s + 0.01)
        QApplication.processEvents()
    assert rows == []


@pytest.mark.parametrize("points", [6, 9, 14])
def test_the_search_is_as_high_before_it_is_typed_in_as_after(qtbot: QtBot, points: int) -> None:
    bar = SearchBar()
    qtbot.addWidget(bar)
    font = bar.font()
    font.setPointSize(points)
    bar.setFont(font)
    bar.show()
    before = bar.sizeHint().height()
    qtbot.keyClicks(bar.findChild(QLineEdit), "b")
    bar.show_count(1, 3)
    assert bar.sizeHint().height() == before


def test_what_an_agent_did_stands_below_the_turn_and_hover_says_what_shows_it(pane: TranscriptPane) -> None:
    report = rich_report()
    pane.show_report(report)
    number, scored = next((n, said) for n, said in enumerate(report.turns) if said.cues)
    row = view(pane).rows.row_of_turn(number)
    view(pane).scrollTo(view(pane).rows.index(row))
    shown = view(pane).rows.row(row)
    assert shown.foot
    assert shown.foot in lines(pane)[row]
    delegate = view(pane).itemDelegate()
    assert isinstance(delegate, TurnDelegate)
    cue = scored.cues[0]
    letters = next(delegate.typesetter.rects(shown, cue.start_char, cue.start_char + 1))
    at = letters.translated(delegate.text_origin(shown, row_rect(pane, row))).center()
    said = delegate.explanation(shown, row_rect(pane, row), at)
    assert "the agent " in said
    assert "score " in said


def test_what_is_copied_has_no_remarks_in_it(pane: TranscriptPane) -> None:
    report = rich_report()
    for row in turn_rows(report):
        assert row.foot == "" or row.foot not in row.read_aloud
        assert row.foot == "" or not row.scored.score


def test_a_corrected_turn_says_so_and_what_the_model_had_said(pane: TranscriptPane) -> None:
    turn = next(said.turn for said in rich_report().turns if said.score is not None)
    report = rich_report(corrections=(Correction(turn.middle_s, 0.3),))
    pane.show_report(report)
    number = next(n for n, said in enumerate(report.turns) if said.score is not None and said.score.corrected)
    row = view(pane).rows.row_of_turn(number)
    assert "corrected" in view(pane).rows.row(row).remark
    delegate = view(pane).itemDelegate()
    assert isinstance(delegate, TurnDelegate)
    view(pane).scrollTo(view(pane).rows.index(row))
    rect = row_rect(pane, row)
    at = QPointF(rect.left() + delegate.typesetter.columns.mark, rect.top() + 10)
    assert "the model had said" in delegate.explanation(view(pane).rows.row(row), rect, at)


def test_on_one_microphone_a_turn_can_be_given_to_the_other_speaker(
    qtbot: QtBot, pane: TranscriptPane, report: CallReport
) -> None:
    given: list[object] = []
    pane.turn_reassigned.connect(given.append)
    view(pane).select(0)
    view(pane).setFocus()
    qtbot.keyClick(view(pane), Qt.Key.Key_X)
    assert given == []
    pane.show_report(replace(report, call=replace(report.call, split_confidence=0.9)))
    qtbot.keyClick(view(pane), Qt.Key.Key_X)
    assert given == [[report.turns[0].turn]]
    view(pane).selectAll()
    qtbot.keyClick(view(pane), Qt.Key.Key_X)
    assert given[1:] == [[said.turn for said in report.turns]]
