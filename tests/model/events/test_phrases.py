"""Phrases and who says them; what only shows that one listens."""

import pytest
from event_builders import AGENT, agent, calls, customer, turn
from hypothesis import given

from desktop.model.call import Role
from desktop.model.events.phrases import Speaker, Voiced, is_backchannel, phrases_of, told_apart
from desktop.model.turn import Turn


@pytest.mark.parametrize(
    "text", ["mhm", "Mm-hmm.", "uh-huh", "Yeah.", "okay", "OK, okay", "Right.", "I see.", "um", "All right, yes."]
)
def test_backchannels(text: str) -> None:
    assert is_backchannel(text)


@pytest.mark.parametrize(
    "text", ["", "no", "okay but", "I see it", "right here", "yes yes yes yes yes yes", "thanks a lot!"]
)
def test_no_backchannels(text: str) -> None:
    assert not is_backchannel(text)


def test_half_a_second_parts_two_phrases() -> None:
    phrases = phrases_of([agent(0, 2), agent(2.49, 3), agent(3.5, 4)])

    assert [(phrase.start_s, phrase.end_s) for phrase in phrases] == [(0, 3), (3.5, 4)]


def test_two_roles_on_one_channel_are_two_speakers() -> None:
    phrases = phrases_of([turn(0, 0, 2, "hello there", Role.AGENT), turn(0, 2, 4, "hi", Role.CUSTOMER)])

    assert [phrase.speaker for phrase in phrases] == [Speaker(AGENT, Role.AGENT), Speaker(AGENT, Role.CUSTOMER)]


def test_nobody_known_is_one_person_only_where_each_has_a_channel() -> None:
    left, right = turn(0, 0, 2, "hello", Role.UNKNOWN), turn(1, 3, 4, "hi", Role.UNKNOWN)

    assert told_apart([left]) == ()
    assert told_apart([left, right]) == (left, right)
    assert told_apart([customer(0, 1)]) == (customer(0, 1),)


def test_a_voice_on_a_shared_channel_is_of_whoever_spoke_last() -> None:
    turns = [turn(0, 0, 2, "hello there", Role.AGENT), turn(0, 3, 4, "hi", Role.CUSTOMER)]

    phrases = phrases_of(turns, [Voiced(0, 6, 7), Voiced(0, 2.1, 2.5)])

    assert [(p.speaker.role, p.start_s, p.end_s) for p in phrases] == [
        (Role.AGENT, 0, 2.5), (Role.CUSTOMER, 3, 4), (Role.CUSTOMER, 6, 7),
    ]  # fmt: skip


@given(calls())
def test_every_word_is_in_one_phrase(turns: list[Turn]) -> None:
    said = sorted((word.start_s, word.text) for phrase in phrases_of(turns) for word in phrase.words)

    assert said == sorted((word.start_s, word.text) for turn in turns for word in turn.words)
