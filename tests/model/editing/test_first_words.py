"""The words that were heard first stay beside what somebody has written, also where spans are cut anew."""

from desktop.model.editing.first_words import StoredSpan, with_first_words
from desktop.model.span import Span, Word


def word(text: str, start_s: float) -> Word:
    return Word(f" {text}", start_s, start_s + 1.0, 0.9)


def span(channel: int, *words: Word) -> Span:
    return Span(channel, words[0].start_s, words[-1].end_s, words)


FIRST, SECOND, THIRD = word("one", 0.0), word("two", 1.0), word("three", 2.0)
HEARD = word("tree", 2.0)
COME = (span(0, FIRST, SECOND), span(1, THIRD))


def test_what_nobody_has_changed_has_no_other_words() -> None:
    stored = with_first_words([StoredSpan(span(0, FIRST, SECOND, THIRD), id=7)], COME)

    assert stored == [StoredSpan(COME[0]), StoredSpan(COME[1])]


def test_each_part_has_the_first_words_of_its_own_time() -> None:
    changed = StoredSpan(span(0, FIRST, SECOND, THIRD), (FIRST, SECOND, HEARD), 7)

    assert with_first_words([changed], COME) == [StoredSpan(COME[0]), StoredSpan(COME[1], (HEARD,))]


def test_a_span_that_goes_unchanged_keeps_its_words_beside_one_that_was_changed() -> None:
    gone = [StoredSpan(COME[0], id=1), StoredSpan(COME[1], (HEARD,), 2)]

    assert with_first_words(gone, COME) == [StoredSpan(COME[0]), StoredSpan(COME[1], (HEARD,))]
