"""The head of the call screen says which call it is and how it went."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot
from rich_call import rich_report

from desktop.model.call import Details
from desktop.model.correction import Correction
from desktop.model.course.win import WinRules, win_of
from desktop.model.report import CallReport
from desktop.ui.call.header import CallHeader


@pytest.fixture
def header(qtbot: QtBot) -> CallHeader:
    made = CallHeader("en")
    qtbot.addWidget(made)
    made.resize(1200, 80)
    made.show()
    return made


def shown(header: CallHeader) -> str:
    return "\n".join(label.text() for label in header.findChildren(QLabel) if label.isVisible())


def button(header: CallHeader, text: str) -> QPushButton:
    (found,) = (each for each in header.findChildren(QPushButton) if text in each.text())
    return found


def test_it_names_the_call_and_says_how_it_went(header: CallHeader, report: CallReport) -> None:
    header.show_report(report)
    text = shown(header)
    assert "order 4407" in text
    assert report.call.details.agent in text
    for name in ("start", "low", "end", "needle"):
        assert name in text
    assert "-" not in text.replace("frustrated-", "").partition("start")[2]


def test_a_call_without_a_reference_is_named_by_its_file(header: CallHeader, report: CallReport) -> None:
    header.show_report(replace(report, call=replace(report.call, details=Details())))
    assert "order-4401.wav" in shown(header)


def test_outdated_figures_are_not_shown(header: CallHeader, report: CallReport) -> None:
    header.show_report(report, outdated=True)
    assert "The figures are being updated" in shown(header)
    assert "needle" not in shown(header)
    header.show_report(report)
    assert "needle" in shown(header)


def test_a_call_that_was_not_transcribed_has_no_figures_and_cannot_be_exported(
    header: CallHeader, report: CallReport
) -> None:
    bare = CallReport(
        replace(report.call, analysis=None, channels=()), (), replace(report.arc, points=(), figures=None), report.win
    )
    header.show_report(bare)
    # The timeline says why, where the arc would be.
    assert "analysed" not in shown(header)
    assert "needle" not in shown(header)
    assert not button(header, "Export").isEnabled()


def test_what_does_not_fit_is_cut_and_told_on_hover(header: CallHeader, report: CallReport) -> None:
    long = replace(report.call.details, customer_ref="order " * 80)
    header.show_report(replace(report, call=replace(report.call, details=long)))
    header.resize(700, 80)
    (title,) = (label for label in header.findChildren(QLabel) if label.text().startswith("order"))
    assert title.text().endswith("…")
    assert title.toolTip() == "order " * 80


@pytest.mark.parametrize(
    ("text", "signal"),
    [("Library", "left"), ("Details", "details_requested"), ("Export", "export_requested")],
)
def test_buttons_ask_for_what_they_say(
    qtbot: QtBot, header: CallHeader, report: CallReport, text: str, signal: str
) -> None:
    header.show_report(report)
    with qtbot.waitSignal(getattr(header, signal)):
        QTest.mouseClick(button(header, text), Qt.MouseButton.LeftButton)


def test_names_are_shown_as_they_are_written(header: CallHeader, report: CallReport) -> None:
    named = replace(report.call.details, customer_ref="<b>4417</b>", agent="<i>Kim</i>")
    header.show_report(replace(report, call=replace(report.call, details=named)))
    assert "<b>4417</b>" in shown(header)
    assert all(
        label.textFormat() is Qt.TextFormat.PlainText for label in header.findChildren(QLabel) if "<" in label.text()
    )


def tool(header: CallHeader, text: str) -> QToolButton:
    (found,) = (each for each in header.findChildren(QToolButton) if text in each.text())
    return found


def test_a_win_candidate_has_a_badge_that_tells_every_condition(
    qtbot: QtBot, header: CallHeader, report: CallReport
) -> None:
    easy = WinRules(low_start=1.0, low=1.0, clear_end=-1.0)
    header.show_report(replace(report, win=win_of(report.arc, easy)))
    badge = tool(header, "Win candidate")
    assert badge.isVisible()
    for name in ("customer turns", "start", "low", "end"):
        assert f"✓ {name} " in badge.toolTip()
    assert "at least −1.00" in badge.toolTip()
    with qtbot.waitSignal(header.reading_requested):
        QTest.mouseClick(badge, Qt.MouseButton.LeftButton)
    header.show_report(replace(report, win=win_of(report.arc, WinRules(clear_end=1.0))))
    assert not badge.isVisible()


def test_it_counts_the_turns_that_a_coach_has_corrected(header: CallHeader) -> None:
    report = rich_report()
    header.show_report(report)
    assert "corrected" not in shown(header)
    turn = next(said.turn for said in report.turns if said.score is not None)
    header.show_report(rich_report(corrections=(Correction(turn.middle_s, 0.2),)))
    assert f"1 of {len(report.arc.points)} turns corrected" in shown(header)


def test_of_one_microphone_it_says_how_sure_the_voices_are_told_apart(header: CallHeader, report: CallReport) -> None:
    header.show_report(report)
    assert "One microphone" not in shown(header)
    header.show_report(replace(report, call=replace(report.call, split_confidence=0.92)))
    assert "One microphone, 92" in shown(header)


@pytest.mark.parametrize("width", [960, 1280])
def test_everything_at_once_fits_into_a_narrow_window(header: CallHeader, width: int) -> None:
    report = rich_report()
    turn = next(said.turn for said in report.turns if said.score is not None)
    full = rich_report(corrections=(Correction(turn.middle_s, 0.2),))
    win = win_of(full.arc, WinRules(low_start=1.0, clear_end=-1.0))
    header.show_report(replace(full, win=win, call=replace(full.call, split_confidence=0.92)))
    assert header.minimumSizeHint().width() <= 960
    header.resize(width, 80)
    assert header.width() == width


def test_whoever_asks_is_told_why_it_says_what_it_says(header: CallHeader) -> None:
    turn = next(said.turn for said in rich_report().turns if said.score is not None)
    header.show_report(rich_report(corrections=(Correction(turn.middle_s, 0.3),)))
    tips = {label.text(): label.toolTip() for label in header.findChildren(QLabel) if label.isVisible()}
    course = next(tip for text, tip in tips.items() if text.startswith("Started "))
    assert "Customer: “" in course
    assert "end minus start" in course
    assert "Reading" in next(tip for text, tip in tips.items() if "corrected" in text)


def test_in_a_small_window_an_estimate_is_still_called_one(header: CallHeader) -> None:
    report = rich_report()
    header.show_report(replace(report, call=replace(report.call, split_confidence=0.92)))
    header.resize(928, 80)
    assert "estimate: model 1" in shown(header)
    assert "92%" in shown(header).replace(" %", "%")
