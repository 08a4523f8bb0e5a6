"""Searching as a reader means it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.text.finding import excerpt, find_phrase, fold


def found(text: str, phrase: str) -> list[str]:
    return [text[start:end] for start, end in find_phrase(fold(text), fold(phrase).text.strip())]


@pytest.mark.parametrize(
    ("phrase", "place"),
    [
        ("no that is", "No, that is"),
        ("CAFE", "café"),
        ("ive", "I’ve"),
        ("i've", "I’ve"),
        ("strasse", "Straße"),
        ("order number", "order\nnumber"),
        ("好的", "好的"),
    ],
)
def test_case_accents_and_punctuation_do_not_matter(phrase: str, place: str) -> None:
    text = "No, that is the café. I’ve the order\nnumber of the Straße, 好的。"
    assert found(text, phrase) == [place]


def test_every_place_is_found_and_none_over_another() -> None:
    assert found("banana, ananas", "ana") == ["ana", "ana"]


@pytest.mark.parametrize("phrase", ["", "  ", "…", "'"])
def test_nothing_is_found_for_no_letters(phrase: str) -> None:
    assert found("It's nothing … at all", phrase) == []


@given(st.text(max_size=40), st.data())
def test_whatever_stands_in_a_text_is_found_there(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if fold(text[start:end]).text.strip():
        assert found(text, text[start:end])


@given(st.text(), st.text())
def test_an_excerpt_ends_as_the_text_does(text: str, words: str) -> None:
    shown = excerpt(text, words).removeprefix("… ")
    assert " ".join(text.split()).endswith(shown)
