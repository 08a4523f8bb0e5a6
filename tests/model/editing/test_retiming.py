"""Edited text on the times of what was heard."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop.errors import BadInput
from desktop.model.call import Role
from desktop.model.editing.retiming import retimed, rewritten
from desktop.model.span import Span, Word, text_of
from desktop.model.turn import Turn, turns_of

ROLES = {0: Role.AGENT, 1: Role.CUSTOMER}
SAID = st.sampled_from(["so", "the", "lamp", "Lamp", "broke", "I've", "four-one", "naïve", "好", "朋友", "ok"])
typed_texts = st.lists(st.one_of(SAID, st.text("abcdé好友", min_size=1, max_size=5)), min_size=1, max_size=12).map(
    " ".join
)


@st.composite
def heard_words(draw: st.DrawFn) -> tuple[Word, ...]:
    """One turn's words without a long pause; some have no space before them."""
    words, at = [], draw(st.integers(0, 500))
    for gap, length, lead, text in draw(
        st.lists(
            st.tuples(st.integers(0, 29), st.integers(0, 60), st.sampled_from([" ", " ", " ", ""]), SAID),
            min_size=1,
            max_size=12,
        )
    ):
        start, at = at + gap, at + gap + length
        words.append(Word(lead + text, start / 64, at / 64, 0.5))
    return tuple(words)


def words(text: str, start_s: float = 10.0, each_s: float = 0.5) -> tuple[Word, ...]:
    """Words of half a second, one after the other."""
    return tuple(
        Word(f" {said}", start_s + n * each_s, start_s + (n + 1) * each_s, 0.7) for n, said in enumerate(text.split())
    )


def times(changed: tuple[Word, ...]) -> list[tuple[str, float, float]]:
    return [(word.text, word.start_s, word.end_s) for word in changed]


@given(heard_words(), typed_texts)
def test_times_rise_and_the_turn_keeps_its_start_and_its_end(heard: tuple[Word, ...], text: str) -> None:
    changed = retimed(heard, text)
    assert (changed[0].start_s, changed[-1].end_s) == (heard[0].start_s, heard[-1].end_s)
    assert all(word.start_s <= word.end_s for word in changed)
    assert all(before.end_s <= word.start_s for before, word in pairwise(changed))


@given(heard_words(), typed_texts)
def test_the_words_read_as_they_were_typed(heard: tuple[Word, ...], text: str) -> None:
    assert text_of(retimed(heard, text)) == text


@given(heard_words())
def test_unchanged_text_gives_identical_words(heard: tuple[Word, ...]) -> None:
    assert retimed(heard, f"  {text_of(heard)}\n") == heard


@given(heard_words(), st.data())
def test_words_that_stayed_keep_their_times(heard: tuple[Word, ...], data: st.DataObject) -> None:
    heard = tuple(replace(word, text=f" {word.text.strip()}{n}") for n, word in enumerate(heard))
    place = data.draw(st.integers(0, len(heard) - 1))
    texts = [word.text for word in heard]
    texts[place] = " xyzzy"
    changed = retimed(heard, "".join(texts))
    assert changed == (*heard[:place], replace(heard[place], text=" xyzzy", probability=1.0), *heard[place + 1 :])


def test_two_words_in_place_of_one_share_its_time_by_length() -> None:
    changed = retimed(words("my lamp broke"), "my table lamp-shade broke")
    assert times(changed) == [
        (" my", 10.0, 10.5),
        (" table", 10.5, pytest.approx(10.676, abs=0.01)),
        (" lamp-shade", pytest.approx(10.676, abs=0.01), 11.0),
        (" broke", 11.0, 11.5),
    ]
    assert [word.probability for word in changed] == [0.7, 1.0, 1.0, 0.7]


def test_a_word_that_is_put_in_takes_the_gap() -> None:
    heard = (Word(" my", 1.0, 1.4, 0.9), Word(" lamp", 2.0, 2.4, 0.9))
    assert times(retimed(heard, "my new lamp")) == [(" my", 1.0, 1.4), (" new", 1.4, 2.0), (" lamp", 2.0, 2.4)]


def test_without_a_gap_a_word_that_is_put_in_takes_a_part_of_the_one_before() -> None:
    assert times(retimed(words("my lamp"), "my so lamp")) == [
        (" my", 10.0, 10.25),
        (" so", 10.25, 10.5),
        (" lamp", 10.5, 11.0),
    ]


def test_a_word_that_is_put_in_first_takes_a_part_of_the_first_one() -> None:
    assert times(retimed(words("my lamp"), "so my lamp")) == [
        (" so", 10.0, 10.25),
        (" my", 10.25, 10.5),
        (" lamp", 10.5, 11.0),
    ]


def test_taking_out_the_first_and_the_last_word_keeps_the_turn_as_long() -> None:
    assert times(retimed(words("um my lamp uh"), "my lamp")) == [(" my", 10.0, 11.0), (" lamp", 11.0, 12.0)]


def test_new_punctuation_keeps_the_time_of_its_word() -> None:
    assert times(retimed(words("no that is it"), "No, that is it.")) == [
        (" No,", 10.0, 10.5),
        (" that", 10.5, 11.0),
        (" is", 11.0, 11.5),
        (" it.", 11.5, 12.0),
    ]


def test_letters_of_a_script_without_spaces_keep_their_times_one_by_one() -> None:
    heard = tuple(Word(letter, n, n + 1.0, 0.9) for n, letter in enumerate("你好我的朋友"))
    assert times(retimed(heard, "你好他的朋友。")) == [
        ("你", 0, 1),
        ("好", 1, 2),
        ("他", 2, 3),
        ("的", 3, 4),
        ("朋", 4, 5),
        ("友", 5, 5.5),
        ("。", 5.5, 6),
    ]


def test_a_text_of_nothing_but_space_has_no_words() -> None:
    assert retimed(words("my lamp"), " \n") == ()


@st.composite
def split_calls(draw: st.DrawFn) -> tuple[tuple[Span, ...], Turn]:
    """A call of several turns of one channel, cut into spans that do not respect them, and one of its turns."""
    said: list[Word] = []
    for _ in range(draw(st.integers(1, 4))):
        after_s = said[-1].end_s + 2.0 if said else 0.0
        said += [replace(w, start_s=w.start_s + after_s, end_s=w.end_s + after_s) for w in draw(heard_words())]
    cuts = sorted(draw(st.sets(st.integers(0, len(said)), max_size=6)))
    spans = tuple(
        Span(1, said[first].start_s, said[last - 1].end_s, tuple(said[first:last]))
        for first, last in pairwise([0, *cuts, len(said)])
        if first < last
    )
    turn = draw(st.sampled_from(turns_of(spans, ROLES)))
    return spans, turn


@given(split_calls(), typed_texts)
def test_a_turn_reads_as_typed_and_all_others_as_before(call: tuple[tuple[Span, ...], Turn], text: str) -> None:
    spans, turn = call
    changed = {(span.channel, span.start_s): span for span in rewritten(spans, turn, text)}
    after = [changed.get((span.channel, span.start_s), span) for span in spans]
    assume(len({span.start_s for span in spans}) == len(spans))
    before = {(t.channel, t.start_s): t.text for t in turns_of(spans, ROLES)}
    assert {(t.channel, t.start_s): t.text for t in turns_of(after, ROLES)} == {**before, (1, turn.start_s): text}
    assert {(span.channel, span.start_s, span.end_s) for span in spans} >= {
        (span.channel, span.start_s, span.end_s) for span in changed.values()
    }


@given(split_calls(), typed_texts)
def test_a_span_goes_empty_only_for_want_of_words(call: tuple[tuple[Span, ...], Turn], text: str) -> None:
    spans, turn = call
    holding = sum(any(word in turn.words for word in span.words) for span in spans)
    if len(retimed(turn.words, text)) >= holding:
        assert all(span.words for span in rewritten(spans, turn, text))


@given(split_calls())
def test_unchanged_text_changes_no_span(call: tuple[tuple[Span, ...], Turn]) -> None:
    spans, turn = call
    assert rewritten(spans, turn, turn.text) == ()


def test_each_new_word_goes_to_the_span_of_the_word_it_stands_for() -> None:
    first, second = words("my lamp"), words("broke twice", 11.2)
    other = words("later on", 20.0)
    spans = (Span(0, 10.0, 11.0, first), Span(0, 11.2, 21.0, second + other), Span(1, 10.0, 11.0, words("my lamp")))
    turn = turns_of(spans[:2], ROLES)[0]
    changed = rewritten(spans, turn, "my table broke thrice")
    assert [(span.channel, span.start_s, span.end_s, span.text) for span in changed] == [
        (0, 10.0, 11.0, "my table"),
        (0, 11.2, 21.0, "broke thrice later on"),
    ]
    assert changed[1].words[2:] == other


def test_a_turn_of_other_spans_is_told_so() -> None:
    turn = Turn(Role.AGENT, 0, 10.0, 11.0, words("my lamp"))
    with pytest.raises(BadInput):
        rewritten((Span(0, 10.0, 11.0, words("my table")),), turn, "my chair")
