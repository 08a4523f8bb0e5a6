"""Fast speech: against the speaker's own pace on that call, whoever the speaker is."""

import pytest
from event_builders import AGENT, CUSTOMER, moved, turn
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.call import Role
from desktop.model.events.event import EventKind, EventLimits, Measure
from desktop.model.events.speaking_rate import fast_speech_of, words_a_minute
from desktop.model.turn import Turn

LIMITS = EventLimits()


def spoken(rates: list[float], channel: int = AGENT, words: int = 20, role: Role | None = None) -> list[Turn]:
    """Turns one after the other at so many words a minute."""
    turns, at_s = [], 0.0
    for rate in rates:
        turns.append(turn(channel, at_s, at_s + 60 * words / rate, "word " * words, role))
        at_s = turns[-1].end_s + 2.0
    return turns


@pytest.mark.parametrize("channel", [AGENT, CUSTOMER])
def test_a_turn_far_above_the_speakers_own_pace_is_fast(channel: int) -> None:
    turns = spoken([150, 160, 140, 155, 145, 260], channel)

    (event,) = fast_speech_of(turns, LIMITS)

    assert (event.kind, event.start_s, event.end_s) == (EventKind.FAST_SPEECH, turns[-1].start_s, turns[-1].end_s)
    assert (event.role, event.channel, event.other) == (turns[-1].role, channel, None)
    assert event.reason.measure is Measure.WORDS_A_MINUTE
    assert (event.reason.value, event.reason.usual) == pytest.approx((260, 152.5))
    assert 152.5 < event.reason.limit < 260


def test_a_fast_speaker_is_not_fast_against_the_other() -> None:
    assert fast_speech_of([*spoken([120] * 8), *spoken([240] * 8, CUSTOMER)], LIMITS) == ()


def test_who_speaks_evenly_is_not_fast_for_being_a_little_faster_once() -> None:
    assert fast_speech_of(spoken([150] * 8 + [175]), LIMITS) == ()


def test_slow_turns_are_no_event() -> None:
    assert fast_speech_of(spoken([150, 160, 140, 155, 145, 60]), LIMITS) == ()


def test_a_few_words_have_no_pace() -> None:
    assert fast_speech_of([*spoken([150] * 8), turn(AGENT, 500, 500.5, "yes of course it is")], LIMITS) == ()


def test_too_few_turns_make_no_pace_of_ones_own() -> None:
    assert fast_speech_of(spoken([150, 150, 150, 150, 400]), LIMITS) == ()


def test_two_people_on_one_channel_have_no_pace_of_their_own() -> None:
    assert fast_speech_of(spoken([150, 160, 140, 155, 145, 260], role=Role.UNKNOWN), LIMITS) == ()


def test_a_turn_of_no_length_has_no_pace() -> None:
    assert words_a_minute(turn(AGENT, 1.0, 1.0, "all at once")) == 0.0


@given(st.lists(st.floats(60, 400), min_size=6, max_size=30))
def test_at_most_half_of_the_turns_are_fast(rates: list[float]) -> None:
    events = fast_speech_of(spoken(rates), LIMITS)

    assert 2 * len(events) <= len(rates)
    assert all(event.reason.value > event.reason.limit > (event.reason.usual or 0) for event in events)


def test_words_that_the_recogniser_pressed_together_have_no_pace() -> None:
    assert fast_speech_of(spoken([150, 160, 140, 155, 145, 150, 2_647]), LIMITS) == ()


@given(st.lists(st.floats(60, 200), min_size=6, max_size=12), st.sampled_from([0.5, 2.0]))
def test_how_fast_a_recording_runs_does_not_matter(rates: list[float], factor: float) -> None:
    turns = spoken(rates)
    slower = [moved(turn, factor=factor) for turn in turns]

    starts = [factor * event.start_s for event in fast_speech_of(turns, LIMITS)]
    assert [event.start_s for event in fast_speech_of(slower, LIMITS)] == starts
