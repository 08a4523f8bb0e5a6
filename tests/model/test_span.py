from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop.model.span import Word, text_of, word_ranges


@given(st.lists(st.text(" ab好\n", max_size=4), min_size=1, max_size=8))
def test_the_ranges_of_words_cut_the_text_into_its_words(texts: list[str]) -> None:
    words = tuple(Word(text, 0.0, 0.0, 1.0) for text in texts)
    ranges, text = word_ranges(words), text_of(words)
    assert [text[start:end] for start, end in ranges] == [text.strip() for text in texts]
    assert all(a[1] <= b[0] for a, b in pairwise(ranges))
