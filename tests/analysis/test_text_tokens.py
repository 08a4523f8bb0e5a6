"""What the network is given: the utterance whole, as far as it goes, and the end of what was before."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.analysis.text.network import VOCABULARY, inputs_of
from desktop.analysis.text.tokens import MOST_CONTEXT, MOST_SAID, Tokeniser
from desktop.errors import MissingModel
from desktop.model.call import Role
from desktop.model.utterance import Utterance
from desktop.paths import resources

TOKENISER = Tokeniser(resources() / "models" / VOCABULARY)
LONG = "and then they told me to ring again on monday " * 40


def customer(text: str) -> Utterance:
    return Utterance(Role.CUSTOMER, text)


def test_the_places_are_those_of_the_words() -> None:
    text = "It's still broken, and I'm tired."
    tokens = TOKENISER.tokens((), customer(text))

    assert [text[start:end] for start, end in tokens.places[:3]] == ["It", "'", "s"]
    assert text[slice(*tokens.places[-1])] == "."
    assert len(tokens.places) == tokens.said.stop - tokens.said.start


def test_of_what_was_before_the_nearest_words_are_kept() -> None:
    near = Utterance(Role.AGENT, "the parcel is lost")
    said = customer("oh no")

    alone = TOKENISER.tokens([near], said)
    behind_much = TOKENISER.tokens([customer(LONG), near], said)

    assert behind_much.context_length == MOST_CONTEXT + 2
    nearest = alone.ids[1 : alone.context_length - 1]
    assert behind_much.ids[: behind_much.context_length - 1][-len(nearest) :] == nearest


def test_of_an_endless_utterance_the_end_is_kept() -> None:
    text = LONG + "never again"
    tokens = TOKENISER.tokens((), customer(text))

    assert len(tokens.places) == MOST_SAID
    assert text[slice(*tokens.places[-1])] == "again"


def test_speakers_are_told_apart() -> None:
    assert TOKENISER.tokens((), customer("yes")).ids != TOKENISER.tokens((), Utterance(Role.AGENT, "yes")).ids


@settings(max_examples=50)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_a_batch_marks_the_words_of_each_utterance_and_nothing_else(texts: list[str]) -> None:
    batch = [TOKENISER.tokens([customer("hello")], customer(text)) for text in texts]
    inputs = inputs_of(batch)

    for row, tokens in enumerate(batch):
        assert inputs["said"][row].sum() == len(tokens.places)
        assert inputs["segments"][row].sum() == len(tokens.ids) - tokens.context_length
        assert tuple(inputs["ids"][row][: len(tokens.ids)]) == tokens.ids
        assert not inputs["ids"][row][len(tokens.ids) :].any()


def test_a_vocabulary_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(MissingModel, match="Install the program anew"):
        Tokeniser(tmp_path / "nothing.json")


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"{", b"\xff", b'{"model": 7}'])
def test_damaged_words_are_said_in_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / VOCABULARY).write_bytes(content)

    with pytest.raises(MissingModel, match="Install the program anew"):
        Tokeniser(tmp_path / VOCABULARY)


PARTS = st.sampled_from(
    [
        *" \t\n\r\x0b\x1c\x85\xa0\u2028",
        " ",
        "I'm ",
        "angry. ",
        "don't",
        "x" * 300,
        "\x00",
        "e\u0301",
        "界",
        "a.b-c ",
        "▮▮ ",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PARTS | st.text(max_size=40), max_size=60).map("".join), st.integers(1, 8), st.data())
def test_the_end_of_what_was_before_gives_the_same_words_as_all_of_it(
    text: str, times: int, data: st.DataObject
) -> None:
    text *= times
    end = data.draw(st.integers(0, len(text)))
    said = customer("and then?")

    whole = TOKENISER.tokens([Utterance(Role.AGENT, text[:end])], said)

    assert TOKENISER.tokens([Utterance(Role.AGENT, TOKENISER.ending(text, end))], said) == whole


def test_of_what_was_before_little_is_handed_over() -> None:
    assert len(TOKENISER.ending(LONG * 100, len(LONG) * 90)) < 300
