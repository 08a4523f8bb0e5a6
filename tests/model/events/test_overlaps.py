"""Speaking at once: for how long, who came in, and when that is cutting in."""

import pytest
from event_builders import AGENT, CUSTOMER, agent, calls, customer
from hypothesis import given

from desktop.model.call import Role
from desktop.model.events.event import Event, EventKind, EventLimits
from desktop.model.events.overlaps import overlaps_of
from desktop.model.events.phrases import phrases_of
from desktop.model.turn import Turn

LIMITS = EventLimits()


def only(*turns: Turn) -> Event:
    (event,) = overlaps_of(phrases_of(turns), LIMITS)
    return event


def test_who_begins_while_the_other_speaks_on_has_cut_in() -> None:
    event = only(agent(0, 6), customer(5, 9, "it was not left with anyone"))

    assert (event.kind, event.start_s, event.end_s) == (EventKind.INTERRUPTION, 5, 6)
    assert (event.role, event.channel, event.other) == (Role.CUSTOMER, CUSTOMER, Role.AGENT)
    assert event.reason.value == pytest.approx(1)
    assert event.reason.words == "it was"


def test_an_agent_who_cuts_in_is_named_too() -> None:
    event = only(customer(0, 6), agent(4, 9))

    assert (event.kind, event.role, event.channel, event.other) == (
        EventKind.INTERRUPTION, Role.AGENT, AGENT, Role.CUSTOMER,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["mhm", "Yeah.", "Okay,", "uh-huh", "Yeah, okay, right.", "I see.", "Thank you."])
def test_showing_that_one_listens_is_not_cutting_in(text: str) -> None:
    assert only(agent(0, 6), customer(2, 3.5, text)).kind is EventKind.OVERLAP


@pytest.mark.parametrize("text", ["No!", "But okay that", "yeah but no", "Stop.", "okay okay okay okay okay okay"])
def test_more_than_that_is(text: str) -> None:
    assert only(agent(0, 6), customer(2, 3.5, text)).kind is EventKind.INTERRUPTION


def test_who_speaks_over_a_mhm_cuts_nobody_off() -> None:
    assert only(agent(0, 2, "mhm okay"), customer(1, 4)).kind is EventKind.OVERLAP


def test_a_turn_taken_a_little_early_is_an_overlap() -> None:
    assert only(agent(0, 6), customer(5.6, 9)).kind is EventKind.OVERLAP


def test_two_who_begin_together_do_not_cut_in_on_each_other() -> None:
    assert only(agent(0, 6), customer(0.3, 5)).kind is EventKind.OVERLAP


@pytest.mark.parametrize(("begins_s", "count"), [(5.75, 1), (5.76, 0), (6.0, 0), (6.5, 0)])
def test_less_than_a_quarter_of_a_second_is_within_the_error_of_word_times(begins_s: float, count: int) -> None:
    assert len(overlaps_of(phrases_of([agent(0, 6), customer(begins_s, 9)]), LIMITS)) == count


def test_a_word_in_somebody_elses_breath_is_no_overlap() -> None:
    turns = [agent(0, 2, "it was left"), agent(2.45, 4, "with a neighbour"), customer(2.0, 2.45, "what")]

    assert overlaps_of(phrases_of(turns), LIMITS) == ()


@given(calls())
def test_both_speak_where_an_overlap_begins_and_ends(turns: list[Turn]) -> None:
    for event in overlaps_of(phrases_of(turns), LIMITS):
        assert LIMITS.overlap_s <= event.reason.value <= event.length_s
        assert event.role is not event.other
        for channel in (AGENT, CUSTOMER):
            words = [word for turn in turns if turn.channel == channel for word in turn.words]
            assert any(word.start_s <= event.start_s < word.end_s for word in words)
            assert any(word.start_s < event.end_s <= word.end_s for word in words)


@given(calls())
def test_interruptions_are_overlaps_with_higher_limits(turns: list[Turn]) -> None:
    none_cut_in = EventLimits(interruption_s=1e9)

    whole = [(event.start_s, event.end_s, event.role) for event in overlaps_of(phrases_of(turns), none_cut_in)]
    assert whole == [(event.start_s, event.end_s, event.role) for event in overlaps_of(phrases_of(turns), LIMITS)]
    assert all(event.kind is EventKind.OVERLAP for event in overlaps_of(phrases_of(turns), none_cut_in))
