"""Turns by their definition in product.md. Times are multiples of 1/64 s, so that the bounds are met exactly."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.call import Role
from desktop.model.span import Span, Word
from desktop.model.turn import Turn, turns_of

AGENT, CUSTOMER = 0, 1
ROLES = {AGENT: Role.AGENT, CUSTOMER: Role.CUSTOMER}
TICK_S = 1 / 64
HALF_SECOND, PAUSE, LONG = 32, 96, 960

gaps = st.one_of(st.integers(0, 20), st.sampled_from([31, 32, 33, 95, 96, 97]), st.integers(0, 200))
lengths = st.one_of(st.integers(1, 40), st.sampled_from([31, 32, 33]))
texts = st.sampled_from([" so", " the", " lamp", " broke.", " Really?", " no!”", " mhm,", " …", "好。"])


@st.composite
def channel_words(draw: st.DrawFn, channel: int) -> list[Word]:
    """One channel's words, none over another, as a recogniser gives them."""
    words, at = [], 0
    for number, (gap, length, text) in enumerate(draw(st.lists(st.tuples(gaps, lengths, texts), max_size=60))):
        start, at = at + gap, at + gap + length
        words.append(Word(text, start * TICK_S, at * TICK_S, (channel * 1000 + number) / 2048))
    return words


@st.composite
def calls(draw: st.DrawFn) -> list[Span]:
    """Both channels' words in spans of any size, in any order; `probability` makes each word unique."""
    spans = []
    for channel in (AGENT, CUSTOMER):
        words = draw(channel_words(channel))
        cuts = sorted(draw(st.sets(st.integers(0, len(words)), max_size=6)))
        spans += [
            Span(channel, own[0].start_s, own[-1].end_s, tuple(own))
            for first, last in pairwise([0, *cuts, len(words)])
            if (own := words[first:last])
        ]
    return draw(st.permutations(spans))


def said(channel: int, *lines: tuple[float, float, str]) -> Span:
    """A span of one word per line."""
    words = tuple(Word(text, start_s, end_s, 1.0) for start_s, end_s, text in lines)
    return Span(channel, words[0].start_s, words[-1].end_s, words)


def flowing(channel: int, start_s: float, end_s: float, text: str = " word") -> Span:
    """Words of half a second without a gap."""
    return said(
        channel, *((start_s + 0.5 * n, start_s + 0.5 * n + 0.5, text) for n in range(int(2 * (end_s - start_s))))
    )


def begins_of(turns: tuple[Turn, ...], channel: int) -> list[float]:
    return [turn.start_s for turn in turns if turn.channel == channel]


def floor_takings(spans: list[Span], channel: int) -> list[tuple[int, int]]:
    """The ticks from and to which a channel is heard for half a second or more, looked up in a row of ticks."""
    heard = np.zeros(64 * 60 * 10, bool)
    for word in (w for s in spans if s.channel == channel for w in s.words):
        heard[round(word.start_s * 64) : round(word.end_s * 64)] = True
    for start, end in _stretches(~heard):
        if start > 0 and end < len(heard) and end - start < HALF_SECOND:
            heard[start:end] = True
    return [(start, end) for start, end in _stretches(heard) if end - start >= HALF_SECOND]


def _stretches(ticks: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(ticks.astype(int), prepend=0, append=0)).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


@given(calls())
def test_every_word_is_in_exactly_one_turn_of_its_channel(spans: list[Span]) -> None:
    turns = turns_of(spans, ROLES)

    for channel in (AGENT, CUSTOMER):
        given_words = sorted((w for s in spans if s.channel == channel for w in s.words), key=lambda w: w.probability)
        assert [w for t in turns if t.channel == channel for w in t.words] == given_words


@given(calls())
def test_turns_are_sorted_whole_and_of_their_channels_role(spans: list[Span]) -> None:
    turns = turns_of(spans, ROLES)

    assert [t.start_s for t in turns] == sorted(t.start_s for t in turns)
    for turn in turns:
        assert turn.words
        assert turn.role is ROLES[turn.channel]
        assert (turn.start_s, turn.end_s) == (turn.words[0].start_s, turn.words[-1].end_s)
        assert turn.start_s <= turn.middle_s <= turn.end_s
        assert turn.duration_s == turn.end_s - turn.start_s


@given(calls(), st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_size_of_spans_matters(spans: list[Span], random: Random) -> None:
    by_words = [Span(s.channel, w.start_s, w.end_s, (w,)) for s in spans for w in s.words]
    random.shuffle(by_words)

    assert turns_of(by_words, ROLES) == turns_of(spans, ROLES)


@given(calls())
def test_a_turn_is_cut_where_the_definition_says_and_nowhere_else(spans: list[Span]) -> None:
    turns = turns_of(spans, ROLES)

    for channel in (AGENT, CUSTOMER):
        takings = floor_takings(spans, 1 - channel)
        own = [t for t in turns if t.channel == channel]
        neighbours = [(t, a, b, False) for t in own for a, b in pairwise(t.words)]
        neighbours += [(t, t.words[-1], after.words[0], True) for t, after in pairwise(own)]
        for turn, before, after, is_cut in neighbours:
            paused = round(after.start_s * 64) - round(before.end_s * 64) >= PAUSE
            pause = (round(before.end_s * 64), round(after.start_s * 64))
            interrupted = any(
                before.start_s * 64 < start <= after.start_s * 64
                or min(end, pause[1]) - max(start, pause[0]) >= HALF_SECOND
                for start, end in takings
            )
            long_enough = (before.end_s - turn.start_s) * 64 >= LONG and before.text.rstrip("”")[-1] in ".?!…。"
            assert is_cut == (paused or interrupted or long_enough)


@given(calls())
def test_the_two_channels_change_places(spans: list[Span]) -> None:
    swapped = [Span(1 - s.channel, s.start_s, s.end_s, s.words) for s in spans]

    turns, others = turns_of(spans, ROLES), turns_of(swapped, {0: Role.CUSTOMER, 1: Role.AGENT})

    assert {(1 - t.channel, t.role, t.words) for t in turns} == {(t.channel, t.role, t.words) for t in others}


@given(channel_words(CUSTOMER))
def test_a_lone_channel_of_nobody_known_is_cut_by_its_own_pauses(words: list[Word]) -> None:
    spans = [Span(0, words[0].start_s, words[-1].end_s, tuple(words))] if words else []

    turns = turns_of(spans, {})

    assert {t.role for t in turns} <= {Role.UNKNOWN}
    assert [w for t in turns for w in t.words] == words


def test_who_goes_on_speaking_for_half_a_second_after_a_word_takes_the_floor_too() -> None:
    customer = said(CUSTOMER, (0.9, 1.5, " I"), (1.5, 2.1, " waited"))
    agent = said(AGENT, (1.0, 1.3, " Okay."), (2.2, 2.9, " Number?"))

    assert begins_of(turns_of([customer, agent], ROLES), AGENT) == [1.0, 2.2]


def test_nothing_heard_is_no_turn() -> None:
    assert turns_of([], ROLES) == ()
    assert turns_of([Span(0, 1.0, 2.0, ())], ROLES) == ()


@pytest.mark.parametrize(("pause_s", "turns"), [(1.25, 1), (1.484375, 1), (1.5, 2), (3.0, 2)])
def test_a_pause_of_a_second_and_a_half_ends_a_turn(pause_s: float, turns: int) -> None:
    spans = [said(CUSTOMER, (1.0, 2.0, " I"), (2.0 + pause_s, 3.0 + pause_s, " see"))]

    assert len(turns_of(spans, ROLES)) == turns


@pytest.mark.parametrize(
    ("length_s", "begins"), [(0.25, [0.0]), (0.484375, [0.0]), (0.5, [0.0, 2.5]), (2.0, [0.0, 2.5])]
)
def test_only_half_a_second_of_the_other_role_cuts(length_s: float, begins: list[float]) -> None:
    spans = [flowing(CUSTOMER, 0, 5), said(AGENT, (2.25, 2.25 + length_s, " mhm"))]

    assert begins_of(turns_of(spans, ROLES), CUSTOMER) == begins


def test_two_backchannels_far_apart_do_not_add_up() -> None:
    spans = [flowing(CUSTOMER, 0, 10), said(AGENT, (2.0, 2.25, " mhm"), (2.75, 3.0, " okay"), (4.0, 4.25, " right"))]

    assert begins_of(turns_of(spans, ROLES), CUSTOMER) == [0.0]


def test_words_in_one_go_add_up_to_half_a_second() -> None:
    spans = [flowing(CUSTOMER, 0, 5), said(AGENT, (2.25, 2.5, " oh"), (2.625, 2.875, " dear"))]

    assert begins_of(turns_of(spans, ROLES), CUSTOMER) == [0.0, 2.5]


def test_a_backchannel_is_a_turn_of_its_own_speaker() -> None:
    turns = turns_of([flowing(CUSTOMER, 0, 5), said(AGENT, (2.0, 2.25, " mhm"))], ROLES)

    assert [(t.role, t.text) for t in turns if t.role is Role.AGENT] == [(Role.AGENT, "mhm")]


@pytest.mark.parametrize(
    ("text", "begins"),
    [(" word.", [0.0, 15.0]), (" word?”", [0.0, 15.0]), (" word", [0.0]), (" word,", [0.0]), (" 3.5", [0.0])],
)
def test_fifteen_seconds_end_a_turn_at_a_sentence_end_only(text: str, begins: list[float]) -> None:
    assert begins_of(turns_of([flowing(CUSTOMER, 0, 20, text)], ROLES), CUSTOMER) == begins


def test_a_long_turn_waits_for_its_sentence_to_end() -> None:
    spans = [
        flowing(CUSTOMER, 0, 14.5, " word."),
        flowing(CUSTOMER, 14.5, 17, " word"),
        said(CUSTOMER, (17, 17.5, " end.")),
    ]
    spans.append(flowing(CUSTOMER, 17.5, 20))

    assert begins_of(turns_of(spans, ROLES), CUSTOMER) == [0.0, 17.5]


def test_each_long_turn_counts_its_own_fifteen_seconds() -> None:
    assert begins_of(turns_of([flowing(CUSTOMER, 0, 40, " word.")], ROLES), CUSTOMER) == [0.0, 15.0, 30.0]


def test_question_and_answer() -> None:
    spans = [
        flowing(AGENT, 0, 3),
        flowing(CUSTOMER, 3.5, 6),
        flowing(AGENT, 6.25, 8),
        said(CUSTOMER, (7.0, 7.25, " yes")),
    ]

    turns = turns_of(spans, ROLES)

    assert [(t.role.value, t.start_s, t.end_s) for t in turns] == [
        ("agent", 0.0, 3.0), ("customer", 3.5, 6.0), ("agent", 6.25, 7.75), ("customer", 7.0, 7.25),
    ]  # fmt: skip


def test_who_is_talked_over_ends_a_turn_and_who_talks_over_does_not() -> None:
    agent = said(
        AGENT, (0.0, 1.0, " It"), (1.0, 2.0, " was"), (2.0, 3.0, " left"), (3.0, 3.5, " on"), (3.5, 4.0, " the")
    )

    turns = turns_of([agent, flowing(CUSTOMER, 2.5, 6)], ROLES)

    assert [(t.role.value, t.text) for t in turns if t.role is Role.AGENT] == [
        ("agent", "It was left"),
        ("agent", "on the"),
    ]
    assert [(t.start_s, t.end_s) for t in turns if t.role is Role.CUSTOMER] == [(2.5, 6.0)]


def test_the_same_words_at_once_are_two_turns() -> None:
    turns = turns_of([flowing(AGENT, 1, 3), flowing(CUSTOMER, 1, 3)], ROLES)

    assert [(t.role.value, t.start_s, t.end_s) for t in turns] == [("agent", 1.0, 3.0), ("customer", 1.0, 3.0)]


def test_text_is_spaced_as_the_recogniser_did() -> None:
    (english,) = turns_of([said(CUSTOMER, (0, 0.5, " Don't"), (0.5, 1, " know."))], ROLES)
    (chinese,) = turns_of([said(CUSTOMER, (0, 0.5, "你"), (0.5, 1, "好。"))], ROLES)

    assert (english.text, chinese.text) == ("Don't know.", "你好。")
