"""All events of a call together."""

from collections.abc import Sequence
from random import Random

from event_builders import AGENT, agent, calls, customer, felt, moved, turn
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.call import Role
from desktop.model.events.call_events import events_of, talk_of
from desktop.model.events.event import Event, EventKind, EventLimits, Measure
from desktop.model.score import Score
from desktop.model.turn import Turn

LIMITS = EventLimits()


def found_in(
    turns: Sequence[Turn], scored: Sequence[tuple[Turn, Score]] = (), limits: EventLimits = LIMITS
) -> tuple[Event, ...]:
    return events_of(talk_of(turns, limits), scored, limits)


def test_a_short_call_with_one_of_most() -> None:
    angry = customer(4, 10, "this is the third time I call about it")
    turns = [
        agent(0, 3, "Bear with me."),
        angry,
        agent(9, 14, "It was left with a neighbour"),
        customer(19, 20, "Which neighbour?"),
    ]

    kinds = [event.kind.value for event in found_in(turns, [felt(angry, -0.7)])]

    assert kinds == ["answer", "interruption", "silence"]


def test_limits_are_settings() -> None:
    turns = [agent(0, 3), customer(5, 6)]

    assert found_in(turns) == ()
    assert len(found_in(turns, limits=EventLimits(silence_s=1.5))) == 1


def test_nothing_said_is_nothing_happened() -> None:
    assert found_in([]) == ()


def test_hours_of_talk_are_searched_at_once() -> None:
    turns = [turn(n % 2, 6.0 * n, 6.0 * n + 6.5, "and so it goes on and on here") for n in range(1800)]
    scored = [felt(each, -1.0) for each in turns if each.role is Role.CUSTOMER]

    assert sum(event.kind is EventKind.ANSWER for event in found_in(turns, scored)) == 899


@given(calls(), st.randoms(use_true_random=False))
def test_events_are_in_the_order_of_time_whatever_that_of_the_turns(turns: list[Turn], random: Random) -> None:
    shuffled = list(turns)
    random.shuffle(shuffled)
    events = found_in(turns)

    assert found_in(shuffled) == events
    assert [event.start_s for event in events] == sorted(event.start_s for event in events)
    assert all(event.start_s <= event.end_s for event in events)


@given(calls())
def test_without_feelings_there_are_only_times_and_words(turns: list[Turn]) -> None:
    assert all(event.reason.measure is not Measure.VALENCE for event in found_in(turns))


@given(calls())
def test_feelings_put_on_an_agent_by_mistake_change_nothing(turns: list[Turn]) -> None:
    mistaken = [felt(turn, -1.0) for turn in turns if turn.channel == AGENT]

    assert found_in(turns, mistaken) == found_in(turns)


@given(calls(), st.sampled_from([-16.0, 0.25, 4096.0]))
def test_a_call_that_begins_later_has_the_same_events_later(turns: list[Turn], by_s: float) -> None:
    later = found_in([moved(turn, by_s) for turn in turns])

    assert [(e.kind, e.start_s, e.end_s, e.role) for e in later] == [
        (e.kind, e.start_s + by_s, e.end_s + by_s, e.role) for e in found_in(turns)
    ]


@given(calls())
def test_the_channels_change_places(turns: list[Turn]) -> None:
    swapped = [Turn(t.role, 1 - t.channel, t.start_s, t.end_s, t.words) for t in turns]

    there, back = (sorted((e.kind, e.start_s, e.end_s) for e in found_in(each)) for each in (turns, swapped))
    assert back == there
