"""What is heard on one microphone belongs to whoever has the words in it, whole and without gaps."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.events.phrases import Voiced
from desktop.model.events.voiced_speakers import given_to_speakers
from desktop.model.span import Span, Word

words = st.lists(st.tuples(st.integers(0, 1), st.floats(0, 50), st.floats(0, 3)), max_size=12)
stretches = st.lists(st.tuples(st.floats(0, 50), st.floats(0.01, 10)), max_size=6)


def said(channel: int, start_s: float, end_s: float) -> Span:
    return Span(channel, start_s, end_s, (Word(" said", start_s, end_s, 0.9),))


@given(words, stretches)
def test_every_stretch_is_shared_out_without_gaps(
    words: list[tuple[int, float, float]], stretches: list[tuple[float, float]]
) -> None:
    spans = [said(channel, start_s, start_s + length_s) for channel, start_s, length_s in words]
    for start_s, length_s in stretches:
        parts = given_to_speakers([Voiced(0, start_s, start_s + length_s)], spans)

        assert (parts[0].start_s, parts[-1].end_s) == (start_s, start_s + length_s)
        assert all(before.end_s == after.start_s for before, after in pairwise(parts))
        assert all(part.start_s <= part.end_s for part in parts)
        assert {part.channel for part in parts} <= {span.channel for span in spans} | {0}


def test_a_stretch_is_cut_halfway_between_two_speakers() -> None:
    spans = [said(0, 1.0, 2.0), said(1, 2.4, 3.0)]

    assert given_to_speakers([Voiced(0, 0.9, 3.1)], spans) == (Voiced(0, 0.9, 2.2), Voiced(1, 2.2, 3.1))


@pytest.mark.parametrize(("at_s", "channel"), [(2.1, 0), (4.8, 1), (9.0, 1), (0.0, 0)])
def test_an_um_without_words_belongs_to_whoever_speaks_nearest(at_s: float, channel: int) -> None:
    spans = [said(0, 1.0, 2.0), said(1, 5.0, 6.0)]

    assert given_to_speakers([Voiced(0, at_s, at_s + 0.1)], spans) == (Voiced(channel, at_s, at_s + 0.1),)


def test_where_nothing_is_said_everything_stays_as_it_is() -> None:
    assert given_to_speakers([Voiced(1, 0.0, 1.0)], []) == (Voiced(1, 0.0, 1.0),)
