"""The page of thresholds: it says what is wrong as one types, and hands out rules."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QDoubleSpinBox, QLabel
from pytestqt.qtbot import QtBot

from desktop.model.rules import Rules
from desktop.model.rules_table import RANGES, rules_in
from desktop.ui.dialogs.thresholds import ThresholdsPage


@pytest.fixture
def page(qtbot: QtBot) -> ThresholdsPage:
    made = ThresholdsPage(Rules(), QLocale("en_GB"))
    qtbot.addWidget(made)
    made.resize(880, 600)
    made.show()
    return made


def box(page: ThresholdsPage, name: str) -> QDoubleSpinBox:
    return next(each for each in page.findChildren(QDoubleSpinBox) if each.accessibleName() == name)


def test_untouched_it_hands_out_what_it_was_given(page: ThresholdsPage) -> None:
    assert page.chosen == Rules()
    assert page.check()
    assert not page.defaults_button.isEnabled()


def test_what_is_typed_is_in_the_rules(page: ThresholdsPage) -> None:
    box(page, "Clear end").setValue(0.35)
    box(page, "Silence").setValue(5.0)
    box(page, "Customer turns").setValue(10)
    box(page, "Smallest change").setValue(0.3)
    chosen = page.chosen
    assert (chosen.win.clear_end, chosen.win.enough_turns) == (0.35, 10)
    assert isinstance(chosen.win.enough_turns, int)
    assert (chosen.events.silence_s, chosen.changes.smallest_change) == (5.0, 0.3)


def test_a_rule_that_makes_no_sense_is_said_below_its_field(page: ThresholdsPage) -> None:
    box(page, "Clear end").setValue(-0.5)
    assert not page.check()
    assert any("staying low" in label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))
    box(page, "Clear end").setValue(0.2)
    assert page.check()


def test_defaults_are_shown_again(page: ThresholdsPage) -> None:
    box(page, "Silence").setValue(9.0)
    page.check()
    page.defaults_button.click()
    assert page.chosen == Rules()


EDGES = [
    {part: {name: ends[place] for name, ends in names.items()} for part, names in RANGES.items()} for place in (0, 1)
]


@pytest.mark.parametrize("table", EDGES)
def test_whatever_a_file_may_say_is_not_changed_by_looking_at_it(
    qtbot: QtBot, table: dict[str, dict[str, float]]
) -> None:
    made = ThresholdsPage(rules_in(table), QLocale("en_GB"))
    qtbot.addWidget(made)
    assert made.chosen == rules_in(table)


def test_defaults_leave_what_only_the_file_can_say(qtbot: QtBot) -> None:
    rules = rules_in({"lenses": {"steepness": 9.0}, "changes": {"noise": 0.4, "strictness": 3.0}})
    made = ThresholdsPage(rules, QLocale("en_GB"))
    qtbot.addWidget(made)
    made.check()
    with qtbot.waitSignal(made.changed):
        made.defaults_button.click()
    assert made.chosen == rules_in({"lenses": {"steepness": 9.0}, "changes": {"noise": 0.4}})
    made.check()
    assert not made.defaults_button.isEnabled()


def test_a_minus_is_written_as_in_the_rest_of_the_window_and_typed_as_on_the_keyboard(
    qtbot: QtBot, page: ThresholdsPage
) -> None:
    low = box(page, "Low")
    assert low.text().startswith("−")
    low.selectAll()
    qtbot.keyClicks(low, "-0.45")
    assert page.chosen.win.low == -0.45


def test_what_the_page_does_not_show_is_kept(qtbot: QtBot) -> None:
    rules = replace(Rules(), band=replace(Rules().band, draws=50))
    made = ThresholdsPage(rules, QLocale("en_GB"))
    qtbot.addWidget(made)
    assert made.chosen == rules


def test_every_threshold_says_what_it_means(page: ThresholdsPage) -> None:
    assert all(each.accessibleDescription() for each in page.findChildren(QDoubleSpinBox))
