"""Silences and holds: from when to when, between whom, and whether the agent had asked for the time."""

from itertools import pairwise

import pytest
from event_builders import AGENT, agent, calls, customer, turn
from hypothesis import given

from desktop.model.call import Role
from desktop.model.events.event import EventKind, EventLimits, Measure
from desktop.model.events.phrases import Voiced, phrases_of
from desktop.model.events.silences import silences_of, time_asked_for
from desktop.model.turn import Turn

LIMITS = EventLimits()


def kinds(*turns: Turn) -> list[str]:
    return [event.kind.value for event in silences_of(phrases_of(turns), LIMITS)]


def test_a_silence_says_from_when_to_when_and_between_whom() -> None:
    (silence,) = silences_of(phrases_of([agent(0, 2), customer(7, 9)]), LIMITS)

    assert (silence.kind, silence.start_s, silence.end_s) == (EventKind.SILENCE, 2, 7)
    assert (silence.role, silence.channel, silence.other) == (Role.AGENT, AGENT, Role.CUSTOMER)
    assert (silence.reason.measure, silence.reason.value, silence.reason.limit) == (Measure.SECONDS, 5, 3)


@pytest.mark.parametrize(("ends_s", "begins_s", "count"), [(2, 5, 0), (2, 5.01, 1), (3.4, 6.4, 0), (5.1, 8.1, 0)])
def test_three_seconds_are_not_yet_a_silence(ends_s: float, begins_s: float, count: int) -> None:
    assert len(kinds(agent(0, ends_s), customer(begins_s, 20))) == count


def test_whoever_speaks_longest_before_a_silence_spoke_last() -> None:
    (silence,) = silences_of(phrases_of([customer(0, 6), agent(3, 4, "mhm"), agent(10, 12)]), LIMITS)

    assert (silence.start_s, silence.role, silence.other) == (6, Role.CUSTOMER, Role.AGENT)


def test_before_the_first_word_and_after_the_last_there_is_no_silence_between_people() -> None:
    assert kinds(agent(30, 32)) == []
    assert kinds() == []


def test_a_pause_within_one_persons_words_is_a_silence_too() -> None:
    (silence,) = silences_of(phrases_of([customer(0, 2), customer(8, 9)]), LIMITS)

    assert (silence.role, silence.other) == (Role.CUSTOMER, Role.CUSTOMER)


def test_a_silence_that_the_agent_asked_for_is_a_hold_with_the_words_that_asked() -> None:
    (hold,) = silences_of(phrases_of([agent(0, 3, "I see. Bear with me, please."), agent(9, 11)]), LIMITS)

    assert hold.kind is EventKind.HOLD
    assert hold.reason.words == "Bear with me, please."


def test_an_answer_of_the_customer_does_not_end_the_hold() -> None:
    (hold,) = silences_of(
        phrases_of([agent(0, 3, "Let me check that."), customer(3.5, 5, "I've heard that before."), agent(13, 15)]),
        LIMITS,
    )

    assert (hold.kind, hold.role, hold.reason.words) == (EventKind.HOLD, Role.CUSTOMER, "Let me check that.")


def test_a_customer_who_asks_for_time_puts_nobody_on_hold() -> None:
    assert kinds(agent(0, 2), customer(2.5, 4, "Hang on, let me check."), customer(9, 10)) == ["silence"]


def test_nobody_known_puts_nobody_on_hold() -> None:
    stranger = turn(0, 0, 2, "One moment please.", Role.UNKNOWN)

    assert kinds(stranger, turn(0, 9, 10, "Hello?", Role.UNKNOWN)) == ["silence"]


def test_a_hold_lasts_over_an_okay_until_the_agent_says_something() -> None:
    turns = [agent(0, 2, "Just a moment."), agent(8, 8.5, "Okay,"), agent(14, 16, "it was sent."), customer(20, 21)]

    assert kinds(*turns) == ["hold", "hold", "silence"]


def test_a_customer_who_has_talked_for_long_is_no_longer_on_hold() -> None:
    assert kinds(agent(0, 2, "Hold on."), customer(2, 9), agent(13, 14)) == ["hold"]
    assert kinds(agent(0, 2, "Hold on."), customer(2, 14), agent(18, 19)) == ["silence"]


def test_asking_long_before_a_question_is_no_hold() -> None:
    assert kinds(agent(0, 6, "Let me check. What is your order number?"), customer(11, 12)) == ["silence"]


def test_an_um_that_has_no_words_ends_a_silence() -> None:
    turns = [agent(0, 2), customer(8, 9)]

    (silence,) = silences_of(phrases_of(turns, [Voiced(AGENT, 3.0, 4.5)]), LIMITS)

    assert (silence.start_s, silence.end_s, silence.role) == (4.5, 8, Role.AGENT)
    assert silences_of(phrases_of(turns, [Voiced(AGENT, 4.5, 5.5)]), LIMITS) == ()


def test_a_sigh_of_the_agent_does_not_end_the_hold() -> None:
    turns = [agent(0, 2, "Let me check."), customer(12, 13)]

    assert [e.kind.value for e in silences_of(phrases_of(turns, [Voiced(AGENT, 6, 6.5)]), LIMITS)] == ["hold", "hold"]


def test_a_voice_in_a_channel_where_nobody_says_a_word_is_nobodys() -> None:
    assert len(silences_of(phrases_of([agent(0, 2), agent(8, 9)], [Voiced(1, 3.0, 7.0)]), LIMITS)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Bear with me one second.", "one moment please", "Let me check that for you.", "Let me just quickly check.",
        "I'm going to put you on hold for two minutes.", "Can I put you on a brief hold?", "Can you hold for me?",
        "Would you mind holding for a minute?", "Please hold.", "Hang on.", "Hold on, I'll look it up.", "a second",
        "Give me a couple of minutes.", "I’ll just check with the warehouse.", "Stay on the line while I check.",
        "I won't be a minute.", "I'm just pulling up your account.", "I'll be right back.", "Just a minute, sir.",
        "I'll be with you in a moment.", "I will be right with you.", "Give me two quick seconds.",
        "Give me some time.", "Give me a few more minutes.",
    ],
)  # fmt: skip
def test_ways_to_ask_for_time(text: str) -> None:
    assert time_asked_for(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hold on to your receipt.", "It was a second parcel.", "It will reach you in a moment.",
        "Thank you for holding.", "Let me get your order number?", "It takes a few minutes to show up.",
        "I'm sorry for the wait.", "Okay.", "Okay so give me a call back if it happens again.",
        "Can you give me a reference?", "The engineer will be with you in two hours.", "It is with you in a minute.",
        "Which card would you like to replace?", "One minute late is late.", "Your balance is $134.", "",
    ],
)  # fmt: skip
def test_what_does_not_ask_for_time(text: str) -> None:
    assert time_asked_for(text) == ""


@given(calls())
def test_nobody_speaks_in_a_silence_and_everybody_speaks_around_it(turns: list[Turn]) -> None:
    silences = silences_of(phrases_of(turns), LIMITS)
    words = [word for turn in turns for word in turn.words]

    for silence in silences:
        assert silence.length_s > LIMITS.silence_s
        assert not any(word.start_s < silence.end_s and word.end_s > silence.start_s for word in words)
    heard = sorted({tick for word in words for tick in range(round(word.start_s * 64), round(word.end_s * 64))})
    longest = max((after - before - 1 for before, after in pairwise(heard)), default=0)
    assert (longest > LIMITS.silence_s * 64) == bool(silences)
