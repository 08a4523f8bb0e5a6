"""Who has the floor: talk time, the longest monologue, and which are long."""

import pytest
from event_builders import AGENT, CUSTOMER, agent, calls, customer, moved, turn
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.call import Role
from desktop.model.events.event import EventKind, EventLimits
from desktop.model.events.floor import TalkTime, long_monologues_of, longest_monologue, monologues_of, talk_time_of
from desktop.model.events.phrases import Voiced, phrases_of
from desktop.model.turn import Turn

LIMITS = EventLimits()


def longest(turns: list[Turn], role: Role) -> tuple[float, float] | None:
    found = longest_monologue(monologues_of(turns, LIMITS), role)
    return (found.start_s, found.end_s) if found else None


def test_the_agents_share_of_what_is_spoken() -> None:
    talk = talk_time_of(phrases_of([agent(0, 6), customer(7, 9), agent(10, 13)]))

    assert (talk.agent_s, talk.customer_s) == pytest.approx((9, 2))
    assert talk.agent_share == pytest.approx(9 / 11)


def test_where_neither_speaks_there_is_no_share() -> None:
    assert talk_time_of(phrases_of([])).agent_share is None
    assert talk_time_of(phrases_of([turn(0, 0, 5, "who is this", Role.UNKNOWN)])) == TalkTime(0.0, 0.0)


def test_what_is_said_at_once_counts_for_both() -> None:
    assert talk_time_of(phrases_of([agent(0, 6), customer(2, 4)])) == TalkTime(6.0, 2.0)


def test_a_voice_without_words_is_talk_too() -> None:
    talk = talk_time_of(phrases_of([agent(0, 6), customer(7, 9)], [Voiced(CUSTOMER, 8, 11), Voiced(CUSTOMER, 20, 21)]))

    assert talk == TalkTime(6.0, 5.0)


def test_a_monologue_goes_on_over_its_own_turns_and_over_who_only_listens() -> None:
    turns = [agent(0, 16), agent(16.2, 30), customer(20, 20.6, "mhm okay"), agent(32, 40), customer(41, 45)]

    assert longest(turns, Role.AGENT) == (0, 40)
    assert longest(turns, Role.CUSTOMER) == (41, 45)


def test_a_monologue_ends_where_somebody_else_says_something() -> None:
    assert longest([agent(0, 16), customer(16.5, 18), agent(18.5, 30)], Role.AGENT) == (0, 16)


def test_a_monologue_ends_at_a_silence() -> None:
    assert longest([agent(0, 16), agent(20, 30)], Role.AGENT) == (0, 16)


def test_an_okay_that_begins_ones_own_words_belongs_to_them() -> None:
    assert longest([agent(0, 5), customer(6, 7), agent(8, 8.6, "Okay.")], Role.AGENT) == (0, 5)


def test_who_says_nothing_has_no_monologue() -> None:
    assert longest([agent(0, 5)], Role.CUSTOMER) is None
    assert monologues_of([turn(0, 0, 90, "so " * 200, Role.UNKNOWN)], LIMITS) == ()


def test_a_long_monologue_is_an_event_of_its_speaker() -> None:
    turns = [agent(0, 20), customer(21, 70, "and then " * 60), agent(70, 90)]

    (event,) = long_monologues_of(monologues_of(turns, LIMITS), LIMITS)

    assert (event.kind, event.start_s, event.end_s) == (EventKind.LONG_MONOLOGUE, 21, 70)
    assert (event.role, event.channel, event.other) == (Role.CUSTOMER, CUSTOMER, None)
    assert (event.reason.value, event.reason.limit) == (49, 45)


@given(calls())
def test_nobody_talks_for_longer_than_they_have_words(turns: list[Turn]) -> None:
    talk = talk_time_of(phrases_of(turns))

    for spoken_s, channel in ((talk.agent_s, AGENT), (talk.customer_s, CUSTOMER)):
        own = [turn for turn in turns if turn.channel == channel]
        words_s = sum(word.end_s - word.start_s for turn in own for word in turn.words)
        span_s = own[-1].end_s - own[0].start_s if own else 0.0
        assert words_s <= spoken_s <= span_s
    assert talk.agent_share is None or 0.0 <= talk.agent_share <= 1.0


@given(calls(), st.sampled_from([-8.0, 0.5, 128.0]))
def test_when_a_recording_begins_does_not_matter(turns: list[Turn], by_s: float) -> None:
    later = [moved(turn, by_s) for turn in turns]

    assert talk_time_of(phrases_of(later)) == talk_time_of(phrases_of(turns))
    assert [run.length_s for run in monologues_of(later, LIMITS)] == [
        run.length_s for run in monologues_of(turns, LIMITS)
    ]
