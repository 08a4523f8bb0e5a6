"""Words given to another speaker: none is lost, no other one moves, and it can be taken back to the letter."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.call import Role
from desktop.model.editing.reassigning import Exchange, cut_by, joined, reassigned
from desktop.model.span import Span, Word
from desktop.model.turn import Turn, turns_of

ROLES = {0: Role.AGENT, 1: Role.CUSTOMER}
# Who speaks, for how many words, and how long it is quiet after it.
talks = st.lists(
    st.tuples(st.integers(0, 1), st.integers(1, 6), st.sampled_from([0.0, 0.1, 0.6, 2.0])), min_size=1, max_size=12
)


def spans_in(talk: list[tuple[int, int, float]]) -> tuple[Span, ...]:
    spans, at_s = [], 0.0
    for number, (channel, count, quiet_s) in enumerate(talk):
        words = tuple(
            Word(f" w{number}x{n}", round(at_s + 0.3 * n, 3), round(at_s + 0.3 * n + 0.3, 3), 0.9) for n in range(count)
        )
        spans.append(Span(channel, words[0].start_s, words[-1].end_s, words))
        at_s = words[-1].end_s + quiet_s
    return tuple(spans)


def exchanged(spans: tuple[Span, ...], exchange: Exchange) -> tuple[Span, ...]:
    kept = [span for span in spans if span not in exchange.gone]
    return tuple(sorted([*kept, *exchange.come], key=lambda span: (span.start_s, span.channel)))


def owners(spans: tuple[Span, ...]) -> Counter[tuple[int, Word]]:
    return Counter((span.channel, word) for span in spans for word in span.words)


@given(talks, st.integers(0, 100))
def test_the_words_of_the_turn_change_sides_and_no_others(talk: list[tuple[int, int, float]], which: int) -> None:
    spans = spans_in(talk)
    turns = turns_of(spans, ROLES)
    turn = turns[which % len(turns)]

    after = exchanged(spans, reassigned(spans, turn, 1 - turn.channel))

    moved = Counter((turn.channel, word) for word in turn.words)
    come = Counter((1 - turn.channel, word) for word in turn.words)
    assert owners(after) == owners(spans) - moved + come


@given(talks, st.integers(0, 100))
def test_a_span_is_still_known_by_its_channel_and_beginning(talk: list[tuple[int, int, float]], which: int) -> None:
    spans = spans_in(talk)
    turns = turns_of(spans, ROLES)
    turn = turns[which % len(turns)]

    after = exchanged(spans, reassigned(spans, turn, 1 - turn.channel))

    assert max(Counter((span.channel, span.start_s) for span in after).values()) == 1
    assert all(span.start_s <= word.start_s <= word.end_s <= span.end_s for span in after for word in span.words)


@given(talks, st.integers(0, 100))
def test_the_other_way_round_it_is_as_it_was(talk: list[tuple[int, int, float]], which: int) -> None:
    spans = spans_in(talk)
    turns = turns_of(spans, ROLES)
    turn = turns[which % len(turns)]
    exchange = reassigned(spans, turn, 1 - turn.channel)

    back = exchanged(exchanged(spans, exchange), Exchange(exchange.come, exchange.gone))

    assert back == tuple(sorted(spans, key=lambda span: (span.start_s, span.channel)))


def test_a_turn_in_the_middle_of_a_span_leaves_what_is_around_it() -> None:
    words = tuple(Word(f" {n}", float(n), n + 1.0, 0.9) for n in range(5))
    span = Span(0, 0.0, 5.5, words)
    turn = Turn(Role.AGENT, 0, 2.0, 4.0, words[2:4])

    assert reassigned([span], turn, 1) == Exchange(
        (span,),
        (Span(0, 0.0, 2.0, words[:2]), Span(1, 2.0, 4.0, words[2:4]), Span(0, 4.0, 5.5, words[4:])),
    )


def test_words_that_begin_where_a_span_of_the_other_begins_join_it() -> None:
    mine, theirs = Word(" mine", 1.0, 2.0, 0.9), Word(" theirs", 1.0, 1.5, 0.9)
    spans = (Span(0, 1.0, 2.0, (mine,)), Span(1, 1.0, 1.5, (theirs,)))

    exchange = reassigned(spans, Turn(Role.AGENT, 0, 1.0, 2.0, (mine,)), 1)

    assert exchange == Exchange(spans, (Span(1, 1.0, 2.0, (theirs, mine)),))


@pytest.mark.parametrize("channel", [0, 1])
def test_words_that_are_not_there_or_stay_where_they_are_change_nothing(channel: int) -> None:
    word = Word(" here", 1.0, 2.0, 0.9)
    turn = Turn(Role.AGENT, 0, 1.0, 2.0, (word if channel == 0 else Word(" gone", 1.0, 2.0, 0.9),))

    assert reassigned([Span(0, 1.0, 2.0, (word,))], turn, channel) == Exchange()


def test_as_many_channels_as_words_are_needed() -> None:
    span = Span(0, 1.0, 2.0, (Word(" here", 1.0, 2.0, 0.9),))

    with pytest.raises(ValueError, match="shorter"):
        cut_by(span, [0, 1])


@given(talks)
def test_joining_loses_no_word(talk: list[tuple[int, int, float]]) -> None:
    spans = spans_in(talk)

    assert owners(joined([*spans, *spans])) == owners(spans) + owners(spans)
