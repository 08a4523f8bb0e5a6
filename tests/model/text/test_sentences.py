"""Sentences: where they begin and end, and that nothing of a text gets lost between them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.text.sentences import sentences_of


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm sorry. When did it start?", ["I'm sorry.", "When did it start?"]),
        ("It costs 4.99 at upswing.example, right? Yes!", ["It costs 4.99 at upswing.example, right?", "Yes!"]),
        (" well um so i called on friday and nobody came ", ["well um so i called on friday and nobody came"]),
        ('He said "wait." Then he left…', ['He said "wait."', "Then he left…"]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("?! ...", ["?!", "..."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_what_is_one_sentence(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet="ab .?!…\n\"'é", max_size=80))
def test_sentences_are_in_order_and_hold_every_word(text: str) -> None:
    places = sentences_of(text)

    assert all(start < end for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
