"""The details of one call and of several, filled in as a user would."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateTimeEdit, QDialogButtonBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.model.call import Details
from desktop.ui.dialogs.details import DetailsDialog, Known
from desktop.ui.theme import Look

START = datetime(2026, 11, 12, 14, 3, 7, 123456, tzinfo=UTC)
ONE = Details("agent 112", "C-93", START, "orders", 4.5, True)
TWO = Details("agent 113", "C-94", None, "orders", None, None)


class Opened:
    """A dialog with what it has said, driven by the names of its fields."""

    def __init__(self, qtbot: QtBot, look: Look, details: Sequence[Details], locale: str = "en_GB") -> None:
        calls = [(at, f"order-{at}.wav", one) for at, one in enumerate(details, start=1)]
        known = Known(["agent 112", "agent 113", "Ann"], ["orders"])
        self.dialog = DetailsDialog(calls, look, locale, known)
        self.said: list[dict[int, Details]] = []
        self._qtbot = qtbot
        self.dialog.details_changed.connect(self.said.append)
        qtbot.addWidget(self.dialog)
        self.dialog.show()

    def line(self, name: str) -> QLineEdit:
        return next(w for w in self.dialog.findChildren(QLineEdit) if w.accessibleName() == name)

    def type(self, name: str, text: str) -> None:
        self.line(name).selectAll()
        self._qtbot.keyClick(self.line(name), Qt.Key.Key_Backspace)
        self._qtbot.keyClicks(self.line(name), text)

    def resolve(self, text: str) -> None:
        combo = self.dialog.findChild(QComboBox)
        combo.setCurrentIndex(combo.findText(text))
        combo.activated.emit(combo.currentIndex())

    def tick(self, name: str) -> QCheckBox:
        return next(w for w in self.dialog.findChildren(QCheckBox) if w.accessibleName() == name)

    @property
    def ok(self) -> QPushButton:
        return self.dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)

    def confirm(self) -> list[dict[int, Details]]:
        self._qtbot.mouseClick(self.ok, Qt.MouseButton.LeftButton)
        return self.said


def test_a_call_shows_what_is_known_of_it(qtbot: QtBot, look: Look) -> None:
    opened = Opened(qtbot, look, [ONE])

    assert [opened.line(n).text() for n in ("Agent", "Customer reference", "Queue", "CSAT")] == [
        "agent 112",
        "C-93",
        "orders",
        "4.5",
    ]
    assert opened.dialog.findChild(QDateTimeEdit).text() == "12/11/2026 14:03"
    assert opened.dialog.findChild(QComboBox).currentText() == "Yes"


def test_nothing_changed_says_nothing(qtbot: QtBot, look: Look) -> None:
    assert Opened(qtbot, look, [ONE]).confirm() == []


def test_what_is_filled_in_is_handed_over_and_the_rest_stays(qtbot: QtBot, look: Look) -> None:
    opened = Opened(qtbot, look, [ONE])
    opened.type("Agent", "  Zoe ")
    opened.type("Queue", "")
    opened.type("CSAT", "3")
    opened.resolve("No")

    assert opened.confirm() == [{1: replace(ONE, agent="Zoe", queue=None, csat=3.0, resolved_at_first_contact=False)}]


def test_a_date_can_be_given_changed_and_taken_away(qtbot: QtBot, look: Look) -> None:
    opened = Opened(qtbot, look, [ONE])
    opened.dialog.findChild(QDateTimeEdit).setDateTime(QDateTime(2026, 11, 13, 9, 30, 0))
    assert opened.confirm() == [{1: replace(ONE, started_at=datetime(2026, 11, 13, 9, 30, tzinfo=UTC))}]

    taken = Opened(qtbot, look, [ONE])
    taken.tick("Started at: known").click()
    assert taken.confirm() == [{1: replace(ONE, started_at=None)}]

    given = Opened(qtbot, look, [TWO])
    assert not given.dialog.findChild(QDateTimeEdit).isVisible()
    given.tick("Started at: known").click()
    given.dialog.findChild(QDateTimeEdit).setDateTime(QDateTime(2026, 11, 13, 9, 30, 0))
    (after,) = given.confirm()
    assert after[1].started_at == datetime(2026, 11, 13, 9, 30).astimezone()


@pytest.mark.parametrize(
    ("locale", "written", "number"), [("de_DE", "4,5", 4.5), ("de_DE", "4.5", 4.5), ("en_GB", "80", 80)]
)
def test_a_number_is_read_as_the_locale_writes_it(
    qtbot: QtBot, look: Look, locale: str, written: str, number: float
) -> None:
    opened = Opened(qtbot, look, [TWO], locale)
    opened.type("CSAT", written)

    assert opened.confirm() == [{1: replace(TWO, csat=number)}]


@pytest.mark.parametrize("written", ["good", "inf", "nan", "4.5.1"])
def test_what_is_no_number_is_told_and_cannot_be_saved(qtbot: QtBot, look: Look, written: str) -> None:
    opened = Opened(qtbot, look, [ONE])
    opened.type("CSAT", written)
    assert not opened.ok.isEnabled()
    assert any("not a number" in w.text() for w in opened.dialog.findChildren(QLabel) if w.isVisible())

    opened.type("CSAT", "")
    assert opened.confirm() == [{1: replace(ONE, csat=None)}]


def test_several_calls_show_what_they_share(qtbot: QtBot, look: Look) -> None:
    opened = Opened(qtbot, look, [ONE, TWO])

    assert opened.line("Queue").text() == "orders"
    assert opened.line("Agent").text() == ""
    assert opened.line("Agent").placeholderText() == "Different values"
    assert opened.dialog.findChild(QComboBox).currentText() == "Different values"
    assert opened.confirm() == []


def test_for_several_calls_only_what_was_changed_applies(qtbot: QtBot, look: Look) -> None:
    opened = Opened(qtbot, look, [ONE, TWO])
    opened.type("Agent", "Ann")
    opened.resolve("Yes")
    assert opened.tick("Change: Agent").isChecked()
    assert not opened.tick("Change: Queue").isChecked()

    assert opened.confirm() == [
        {1: replace(ONE, agent="Ann"), 2: replace(TWO, agent="Ann", resolved_at_first_contact=True)}
    ]


def test_a_tick_that_is_taken_away_takes_the_change_back(qtbot: QtBot, look: Look) -> None:
    opened = Opened(qtbot, look, [ONE, TWO])
    opened.type("Agent", "Ann")
    opened.resolve("Yes")
    opened.tick("Change: Agent").click()
    opened.tick("Change: Resolved at first contact").click()

    assert opened.line("Agent").text() == ""
    assert opened.dialog.findChild(QComboBox).currentText() == "Different values"
    assert opened.confirm() == []


def test_a_tick_alone_empties_a_field_in_all_calls(qtbot: QtBot, look: Look) -> None:
    opened = Opened(qtbot, look, [ONE, TWO])
    opened.tick("Change: Customer reference").click()

    assert opened.confirm() == [{1: replace(ONE, customer_ref=None), 2: replace(TWO, customer_ref=None)}]


def test_agents_complete_from_what_is_known(qtbot: QtBot, look: Look) -> None:
    completer = Opened(qtbot, look, [TWO]).line("Agent").completer()
    completer.setCompletionPrefix("AN")

    assert completer.completionCount() == 1
    assert completer.currentCompletion() == "Ann"


def test_cancel_changes_nothing(qtbot: QtBot, look: Look) -> None:
    opened = Opened(qtbot, look, [ONE])
    opened.type("Agent", "Zoe")
    qtbot.keyClick(opened.dialog, Qt.Key.Key_Escape)

    assert opened.said == []
    assert not opened.dialog.isVisible()
