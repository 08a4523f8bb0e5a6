"""The rules in the settings' file: what differs is written, and read as it was."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.rules import Rules
from desktop.model.rules_table import rules_in, table_of


def test_the_rules_as_they_come_take_no_line() -> None:
    assert table_of(Rules()) == {}
    assert rules_in({}) == Rules()


@given(st.floats(-1, 1), st.integers(6, 99), st.floats(0.1, 600))
def test_what_is_written_is_read_again(end: float, turns: int, silence_s: float) -> None:
    came = Rules()
    rules = replace(
        came,
        win=replace(came.win, clear_end=end, enough_turns=turns),
        events=replace(came.events, silence_s=silence_s),
    )
    assert rules_in(table_of(rules)) == rules


@pytest.mark.parametrize(
    "tables",
    [
        3,
        {"band": {"doubt": 1.0}},
        {"win": 0.3},
        {"win": {"end": 0.3}},
        {"win": {"clear_end": "0.3"}},
        {"win": {"clear_end": True}},
        {"win": {"enough_turns": 6.5}},
        {"events": {"silence_s": float("nan")}},
        {"events": {"silence_s": 1e9}},
    ],
)
def test_what_makes_no_sense_is_refused_by_name(tables: object) -> None:
    with pytest.raises(ValueError, match="rules"):
        rules_in(tables)


def test_a_whole_number_stands_for_one_with_a_point() -> None:
    silence_s = rules_in({"events": {"silence_s": 4}}).events.silence_s
    assert (silence_s, type(silence_s)) == (4.0, float)
