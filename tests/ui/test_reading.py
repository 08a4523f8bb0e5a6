"""The reading of a call: what was made of it in words, each line leading to where it is heard."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from rich_call import rich_report

from desktop.export.wording import wording
from desktop.model.call import Analysis, Role
from desktop.model.correction import Correction
from desktop.model.events.event import EventLimits
from desktop.model.report import CallReport, Findings, report_of
from desktop.model.rules import Rules
from desktop.model.score import TurnScore
from desktop.model.span import Span, Word
from desktop.model.turn import Turn
from desktop.ui.call.reading.lines import reading_lines
from desktop.ui.call.reading.list_model import LINE_ROLE
from desktop.ui.call.reading.panel import ReadingList, ReadingPanel
from desktop.ui.theme import Look


@pytest.fixture
def panel(qtbot: QtBot, look: Look) -> ReadingPanel:
    made = ReadingPanel(look, "en")
    qtbot.addWidget(made)
    made.resize(460, 500)
    made.show()
    return made


def read(panel: ReadingPanel) -> list[str]:
    rows = panel.lines.rows
    return [str(rows.index(row).data()) for row in range(rows.rowCount())]


def row_with(panel: ReadingPanel, words: str) -> QModelIndex:
    return next(panel.lines.rows.index(n) for n, line in enumerate(read(panel)) if words in line)


def shown(panel: ReadingPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_it_sums_the_call_up_and_says_what_turned_it_and_why_it_may_be_a_win(panel: ReadingPanel) -> None:
    panel.show_report(rich_report())
    told = read(panel)
    for heading in ("Summary", "Pivots", "Beneath the anger", "Other ways to sum it up", "Talking"):
        assert heading in told
    assert any(line.startswith("Feeling: Started ") for line in told)
    assert any(line.startswith("just before: ") and "The agent" in line for line in told)
    assert any("customer turns: " in line and "at least 6" in line for line in told)
    for lens in ("Mean: ", "Quarters: ", "End-weighted: ", "Peak–end: "):
        assert any(line.startswith(lens) for line in told)
    assert any(line.startswith("Talk ratio: agent ") for line in told)


def test_it_is_written_when_somebody_looks(qtbot: QtBot, look: Look) -> None:
    panel = ReadingPanel(look, "en")
    qtbot.addWidget(panel)
    panel.show_report(rich_report(7))
    panel.show_report(rich_report())
    assert read(panel) == []
    panel.show()
    assert read(panel) == [line.read_aloud for line in reading_lines(rich_report(), wording("en"))]


def test_the_coachs_own_thresholds_hold_in_it_too() -> None:
    def longest(report: CallReport) -> list[str]:
        lines = reading_lines(report, wording("en"))
        return [line.text.partition("  ")[2] for line in lines if line.about.startswith("Longest, ")]

    impatient = Rules(events=EventLimits(silence_s=0.2))
    assert len(longest(rich_report())) == 2
    assert longest(rich_report(rules=impatient)) != longest(rich_report())


def test_every_lens_tells_its_formula_on_hover(panel: ReadingPanel) -> None:
    report = rich_report()
    panel.show_report(report)
    told = [row_with(panel, name).data(Qt.ItemDataRole.ToolTipRole) for name in ("Mean: ", "Peak–end: ")]
    assert told == [report.lenses[0].formula, report.lenses[3].formula]


def test_a_click_on_a_line_goes_to_where_its_words_are_heard(qtbot: QtBot, panel: ReadingPanel) -> None:
    report = rich_report()
    panel.show_report(report)
    asked: list[float] = []
    panel.seek_requested.connect(asked.append)
    index = row_with(panel, "just before")
    panel.lines.scrollTo(index)
    qtbot.mouseClick(panel.lines.viewport(), Qt.MouseButton.LeftButton, pos=panel.lines.visualRect(index).center())
    agent = report.pivots[0].agent
    assert agent is not None
    assert asked == [agent.turn.start_s]


def test_enter_goes_there_too_and_other_keys_are_left_to_the_screen(qtbot: QtBot, panel: ReadingPanel) -> None:
    panel.show_report(rich_report())
    asked: list[float] = []
    panel.seek_requested.connect(asked.append)
    lines = panel.lines
    lines.setFocus()
    lines.setCurrentIndex(row_with(panel, "just before"))
    qtbot.keyClick(lines, Qt.Key.Key_Up)
    qtbot.keyClick(lines, Qt.Key.Key_Return)
    qtbot.keyClick(lines, Qt.Key.Key_Space)
    assert len(asked) == 1


def test_a_line_that_leads_nowhere_does_nothing(panel: ReadingPanel) -> None:
    panel.show_report(rich_report())
    asked: list[float] = []
    panel.seek_requested.connect(asked.append)
    panel.lines.clicked.emit(row_with(panel, "Mean: "))
    assert asked == []


def test_what_was_said_is_shown_letter_for_letter(panel: ReadingPanel) -> None:
    report = rich_report()
    panel.show_report(marked_up(report))
    assert any("<b>" in line for line in read(panel))


def marked_up(report: CallReport) -> CallReport:
    """The same call with markup in what the customer said."""
    spans = [
        Span(t.channel, t.start_s, t.end_s, (Word(f" <b>{t.text}</b>", t.start_s, t.end_s, 1.0),))
        for t in (said.turn for said in report.turns)
    ]
    scores = [said for said in report.turns if said.score]
    found = Findings(tuple(TurnScore(s.turn.channel, s.turn.start_s, s.score) for s in scores if s.score))
    return report_of(report.call, spans, found)


def test_corrected_turns_are_listed_with_what_the_model_had_said(panel: ReadingPanel) -> None:
    turn = next(said.turn for said in rich_report().turns if said.turn.role is Role.CUSTOMER)
    panel.show_report(rich_report(corrections=(Correction(turn.middle_s, 0.3),)))
    assert any("turns corrected" in line for line in read(panel))
    assert any("+0.3, the model had said" in line for line in read(panel))


def test_too_few_turns_are_said_and_the_rest_is_still_there(panel: ReadingPanel) -> None:
    report = rich_report(duration_s=40.0)
    panel.show_report(report)
    assert any("Too few customer turns" in line for line in read(panel))
    assert not any(line.startswith("Mean") for line in read(panel))


def test_before_it_is_transcribed_it_says_so(panel: ReadingPanel) -> None:
    report = rich_report()
    bare = report_of(replace(report.call, analysis=None), (), Findings())
    panel.show_report(bare)
    assert "not been transcribed yet" in shown(panel)


def test_while_scores_are_made_anew_it_says_so(panel: ReadingPanel) -> None:
    panel.show_report(rich_report(), outdated=True)
    assert "being updated" in shown(panel)


def test_a_language_without_feelings_has_no_verdict(panel: ReadingPanel) -> None:
    report = rich_report()
    german = replace(report.call.analysis or Analysis("", "", "", None, 1), language="de", scorer=None)
    call, spans = replace(report.call, analysis=german), [as_span(said.turn) for said in report.turns]
    panel.show_report(report_of(call, spans, Findings()))
    assert any("English only" in line for line in read(panel))
    assert not any("Outcome" in line or "Issue" in line or "in candidate" in line for line in read(panel))


def test_where_nobody_knows_who_the_customer_is_nothing_is_said_of_them(panel: ReadingPanel) -> None:
    report = rich_report()
    unknown = tuple(replace(channel, role=Role.UNKNOWN) for channel in report.call.channels)
    spans = [as_span(said.turn) for said in report.turns]
    panel.show_report(report_of(replace(report.call, channels=unknown), spans, Findings()))
    assert any("not known who the customer is" in line for line in read(panel))
    assert not any("anger" in line or "in candidate" in line for line in read(panel))


def test_nothing_is_said_of_how_an_agent_felt(panel: ReadingPanel) -> None:
    report = rich_report()
    spans = [as_span(said.turn) for said in report.turns]
    told = {said.turn.role: said.score for said in report.turns if said.score is not None}
    felt = [TurnScore(said.turn.channel, said.turn.start_s, told[Role.CUSTOMER]) for said in report.turns]
    panel.show_report(report_of(report.call, spans, Findings(tuple(felt))))
    lines = [line for line in read(panel) if "customer turns: " in line]
    customers = sum(said.turn.role is Role.CUSTOMER for said in report.turns)
    assert any(f"customer turns: {customers}," in line for line in lines)


def as_span(turn: Turn) -> Span:
    return Span(turn.channel, turn.start_s, turn.end_s, turn.words)


def test_lines_are_as_wide_as_the_panel_and_wrap(qtbot: QtBot, panel: ReadingPanel) -> None:
    panel.show_report(rich_report())
    lines: ReadingList = panel.lines
    index = row_with(panel, "What turned it")
    wide = lines.visualRect(index).height()
    panel.resize(260, 500)
    qtbot.waitUntil(lambda: lines.visualRect(index).height() > wide)
    assert index.data(LINE_ROLE).about == "What turned it"
