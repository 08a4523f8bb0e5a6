import pytest

from desktop.model.call import Role
from desktop.model.drawing.evidence import heard_s
from desktop.model.span import Word
from desktop.model.turn import Turn

SAID = Turn(
    Role.AGENT,
    0,
    10.0,
    14.0,
    (
        Word(" I'm", 10.0, 10.3, 1.0),
        Word(" so", 10.3, 10.6, 1.0),
        Word(" sorry", 11.0, 11.5, 1.0),
        Word(".", 11.5, 11.6, 1.0),
        Word(" Bye", 13.0, 14.0, 1.0),
    ),
)


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("I'm so sorry.", (10.0, 11.6)),
        ("so sorry", (10.3, 11.5)),
        ("sorry", (11.0, 11.5)),
        ("Bye", (13.0, 14.0)),
        ("orry", (11.0, 11.5)),
    ],
)
def test_evidence_is_heard_from_its_first_word_to_the_end_of_its_last(words: str, heard: tuple[float, float]) -> None:
    at = SAID.text.index(words)
    assert heard_s(SAID, at, at + len(words)) == heard


@pytest.mark.parametrize(("start", "end"), [(0, 0), (90, 99), (3, 4)])
def test_a_place_without_words_is_heard_for_as_long_as_the_turn(start: int, end: int) -> None:
    assert heard_s(SAID, start, end) == (10.0, 14.0)
