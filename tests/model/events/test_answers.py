"""The time to answer a customer's turn of strong feeling; an agent's feelings are no part of it."""

from random import Random

import pytest
from event_builders import agent, calls, customer, felt
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.call import Role
from desktop.model.events.answers import answers_of
from desktop.model.events.event import EventKind, EventLimits, Measure
from desktop.model.score import Score
from desktop.model.turn import Turn

LIMITS = EventLimits()


def waits(turns: list[Turn], *scored: tuple[Turn, Score]) -> list[float]:
    return [pytest.approx(event.length_s) for event in answers_of(turns, scored, LIMITS)]


def test_an_answer_says_what_is_answered_how_late_and_how_strong_it_was() -> None:
    angry = customer(2, 5, "I am sick of this")

    (event,) = answers_of([agent(0, 1), angry, agent(7, 9)], [felt(angry, -0.8)], LIMITS)

    assert (event.kind, event.start_s, event.end_s) == (EventKind.ANSWER, 5, 7)
    assert (event.role, event.other) == (Role.AGENT, Role.CUSTOMER)
    assert (event.reason.measure, event.reason.value, event.reason.limit) == (Measure.VALENCE, -0.8, -0.4)
    assert event.reason.words == "I am sick of this"


@pytest.mark.parametrize(("valence", "count"), [(0.0, 0), (-0.39, 0), (-0.4, 1), (0.4, 1), (1.0, 1)])
def test_only_strong_feelings_count_of_either_sign(valence: float, count: int) -> None:
    said = customer(0, 3)

    assert len(waits([said, agent(4, 5)], felt(said, valence))) == count


def test_an_agents_turn_is_never_one_of_feeling() -> None:
    said = agent(0, 3)

    assert waits([said, agent(6, 8)], felt(said, -1.0)) == []


def test_a_mhm_within_the_customers_words_is_no_answer() -> None:
    said = customer(0, 6)

    assert waits([said, agent(2, 2.4, "mhm"), agent(5.9, 6.3, "Okay."), agent(8, 9)], felt(said, -1)) == [2]


def test_an_agent_who_talks_over_the_end_has_answered_at_once() -> None:
    said = customer(0, 6)

    assert waits([said, agent(5, 9)], felt(said, -1)) == [0]


def test_a_customer_who_goes_on_is_answered_at_the_end_of_it() -> None:
    first, second = customer(0, 4), customer(6, 9)

    assert waits([first, second, agent(10, 12)], felt(first, -1), felt(second, 0)) == [1]


def test_a_customer_who_has_to_ask_again_has_waited_since_before() -> None:
    first, again = customer(0, 4), customer(12, 13, "Hello?")

    assert waits([first, again, agent(13.5, 15)], felt(first, -1)) == [9.5]


def test_several_turns_of_feeling_before_one_answer_are_one_event() -> None:
    first, second = customer(0, 4, "it is a mess"), customer(5, 9, "I am so angry")

    (event,) = answers_of([first, second, agent(10, 12)], [felt(first, -0.5), felt(second, -0.9)], LIMITS)

    assert (event.reason.value, event.reason.words) == (-0.9, "I am so angry")


def test_where_no_answer_comes_there_is_none() -> None:
    said = customer(3, 5)

    assert waits([agent(0, 2), said], felt(said, -1)) == []


@given(calls(), st.randoms(use_true_random=False), st.lists(st.floats(-1, 1), min_size=1))
def test_only_agents_answer_and_only_customers_are_answered(
    turns: list[Turn], random: Random, valences: list[float]
) -> None:
    scored = [felt(turn, random.choice(valences)) for turn in turns]
    of_customers = [pair for pair in scored if pair[0].role is Role.CUSTOMER]

    events = answers_of(turns, scored, LIMITS)

    assert events == answers_of(turns, of_customers, LIMITS)
    assert all(event.length_s >= 0 and abs(event.reason.value) >= 0.4 - 1e-6 for event in events)
    assert {event.role for event in events} <= {Role.AGENT}
    assert {event.start_s for event in events} <= {t.end_s for t in turns} | {t.start_s for t in turns}
