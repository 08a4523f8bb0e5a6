"""The first scorer: VADER, for customers and in English only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.analysis.lexicon import LexiconScorer
from desktop.model.call import Role
from desktop.model.score import Score
from desktop.model.span import Word
from desktop.model.turn import Turn

SCORER = LexiconScorer()


def turn(text: str, role: Role = Role.CUSTOMER) -> Turn:
    return Turn(role, 1, 0.0, 2.0, (Word(text, 0.0, 2.0, 0.9),))


def valence(text: str) -> float:
    score = SCORER.read([turn(text)])[0].score
    assert score is not None
    return score.valence


@pytest.mark.parametrize(
    "text", [" This is the worst service, I'm angry.", " I was so disappointed.", " It's not good."]
)
def test_bad_is_below_zero(text: str) -> None:
    assert valence(text) < -0.2


@pytest.mark.parametrize("text", [" Thank you, that's wonderful.", " What a relief, I really appreciate it."])
def test_good_is_above_zero(text: str) -> None:
    assert valence(text) > 0.2


@pytest.mark.parametrize("text", ["", " ", " Four one seven.", "…", " 👩🏽‍🔧"])
def test_words_without_feeling_are_zero(text: str) -> None:
    assert valence(text) == 0


@pytest.mark.parametrize("role", [Role.AGENT, Role.UNKNOWN])
def test_only_customers_are_read(role: Role) -> None:
    angry = " This is the worst, I hate it."

    agent, customer = SCORER.read([turn(angry, role), turn(angry)])

    assert agent.score is None
    assert customer.score is not None


def test_a_score_per_turn_in_their_order() -> None:
    roles = [Role.CUSTOMER, Role.AGENT, Role.CUSTOMER, Role.UNKNOWN]

    readings = SCORER.read(
        [turn(text, role) for text, role in zip([" Great!", " Great!", " Awful!", " Awful!"], roles, strict=True)]
    )

    assert [r.score and r.score.valence > 0 for r in readings] == [True, None, False, None]
    assert [r.cues for r in readings] == [()] * 4
    assert SCORER.read([]) == []


def test_the_estimate_has_a_name_and_full_confidence_and_nothing_it_does_not_know() -> None:
    score = SCORER.read([turn(" Great!")])[0].score

    assert SCORER.label == "lexicon estimate"
    assert score == Score(valence=score.valence if score else 0, confidence=1.0, emotion=None)


@pytest.mark.parametrize(
    ("language", "reads"), [("en", True), ("de", False), ("es", False), ("auto", False), ("", False)]
)
def test_it_reads_english_alone(language: str, reads: bool) -> None:
    assert SCORER.reads(language) is reads


@given(st.text(max_size=60))
def test_any_text_has_a_valence_in_bounds(text: str) -> None:
    assert -1 <= valence(text) <= 1
