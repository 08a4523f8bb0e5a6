"""The band is narrow where turns agree and are sure, wide where few or unsure, and always holds the line."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.arc import arc_of, smooth
from desktop.model.call import Role
from desktop.model.course.band import Band, BandRules, band_of, recognition_confidence
from desktop.model.course.customers import customers_of
from desktop.model.score import Score
from desktop.model.scored_turn import ScoredTurn
from desktop.model.span import Word
from desktop.model.turn import Turn

Row = tuple[float, float, float, float]
QUICK = BandRules(draws=25)
rows = st.lists(
    st.tuples(st.floats(-1, 1, allow_subnormal=False), st.floats(0.05, 30), st.floats(0, 1), st.floats(0, 1)),
    min_size=6,
    max_size=40,
)


def scored(rows: Sequence[Row]) -> list[ScoredTurn]:
    """A customer's turns one after the other, a row being valence, duration, confidence, probability of its word."""
    turns, at_s = [], 1.0
    for valence, duration_s, confidence, probability in rows:
        word = Word(" said", at_s, at_s + duration_s, probability)
        turn = Turn(Role.CUSTOMER, 1, at_s, word.end_s, (word,))
        turns.append(ScoredTurn(turn, Score(valence, confidence)))
        at_s = word.end_s + 2.0
    return turns


def alike(valences: Sequence[float], confidence: float = 0.9, probability: float = 0.95) -> list[ScoredTurn]:
    return scored([(valence, 2.0, confidence, probability) for valence in valences])


def widths(turns: list[ScoredTurn], rules: BandRules | None = None) -> list[float]:
    band = band_of(turns, rules)
    return [above.value - below.value for below, above in zip(band.lower, band.upper, strict=True)]


@given(rows)
def test_the_line_is_always_within_its_band(rows: list[Row]) -> None:
    turns = scored(rows)
    line, band = arc_of(customers_of(turns)).line, band_of(turns, QUICK)

    assert [p.t_s for p in band.lower] == [p.t_s for p in line] == [p.t_s for p in band.upper]
    for below, point, above in zip(band.lower, line, band.upper, strict=True):
        assert -1 <= below.value <= point.value <= above.value <= 1


@given(rows)
def test_the_same_turns_always_have_the_same_band(rows: list[Row]) -> None:
    turns = scored(rows)

    assert band_of(turns, QUICK) == band_of(turns[::-1], QUICK)


def test_another_seed_draws_other_lines_and_nearly_the_same_band() -> None:
    turns = alike(np.random.default_rng(1).uniform(-1, 1, 20).tolist(), confidence=0.6)
    one, other = widths(turns), widths(turns, BandRules(seed=2))

    assert one != other
    assert np.mean(one) == pytest.approx(np.mean(other), rel=0.15)


def test_agents_have_no_band_even_where_a_score_was_put_on_their_turns() -> None:
    customers = alike([0.5, -0.5] * 4)
    agents = [ScoredTurn(replace(t.turn, role=Role.AGENT), t.score) for t in alike([-1.0, 1.0] * 10)]

    assert band_of(agents) == Band()
    assert band_of([*agents, *customers]) == band_of(customers)


@pytest.mark.parametrize("turns", range(6))
def test_no_line_no_band(turns: int) -> None:
    band = band_of(alike([0.5] * turns))

    assert (band.lower, band.upper) == ((), ())


def test_turns_that_agree_and_are_sure_have_hardly_any_band() -> None:
    assert max(widths(alike([0.6] * 12, confidence=1.0, probability=1.0))) < 0.01
    assert max(widths(alike([0.6] * 12, confidence=0.95))) < 0.2


@pytest.mark.parametrize("rows", [([0.6] * 12), ([0.7, -0.6] * 6), ([-0.5] * 6 + [0.5] * 6)])
def test_unsure_turns_have_a_wider_band(rows: list[float]) -> None:
    by_confidence = [np.mean(widths(alike(rows, confidence=c))) for c in (0.95, 0.7, 0.45)]
    by_recognition = [np.mean(widths(alike(rows, probability=p))) for p in (0.98, 0.7, 0.45)]

    assert sorted(by_confidence) == by_confidence
    assert sorted(by_recognition) == by_recognition


def test_the_band_does_not_doubt_a_coach_for_words_that_were_badly_recognised() -> None:
    turns = alike([0.7, -0.6] * 6, confidence=1.0, probability=0.3)
    corrected = [replace(t, score=replace(t.score, estimate=0.0)) for t in turns if t.score]
    sure = alike([0.7, -0.6] * 6, confidence=1.0, probability=1.0)

    assert band_of(corrected) == band_of(sure)
    assert np.mean(widths(corrected)) < np.mean(widths(turns))


def test_turns_that_disagree_have_a_wider_band() -> None:
    agreeing, disagreeing = alike([0.3] * 12), alike([0.9, 0.3, -0.3] * 4)

    assert np.mean(widths(disagreeing)) > 1.5 * np.mean(widths(agreeing))


def test_few_turns_to_rest_on_make_the_band_wide_there() -> None:
    # At either end of a call the line rests on the turns of one side only.
    width = np.mean([widths(alike([0.5] * 20, confidence=0.6), BandRules(seed=seed)) for seed in range(5)], axis=0)

    assert min(width[0], width[-1]) > 1.15 * np.mean(width[6:14])


def test_the_band_is_wide_around_the_one_turn_that_was_badly_heard() -> None:
    rows = [(0.5, 2.0, 0.95, 0.98)] * 20
    rows[9:12] = [(0.5, 2.0, 0.95, 0.3)] * 3

    width = widths(scored(rows))

    assert np.mean(width[9:12]) > 1.2 * np.mean(width[3:6])


def test_nothing_varied_is_no_band() -> None:
    values = [0.5, -0.5, 0.25, 0.75, -0.25, 0.5, 1.0]
    still = BandRules((1.5, 1.5), (0.0, 0.0), (0.0, 0.0), draws=3)

    band = band_of(alike(values, confidence=1.0, probability=1.0), still)

    assert [p.value for p in band.lower] == pytest.approx(smooth(values, [1.0] * 7), abs=1e-6)
    assert [p.value for p in band.upper] == pytest.approx([p.value for p in band.lower], abs=1e-6)


@pytest.mark.parametrize(
    ("words", "confidence"),
    [
        ([(" no", 0.5)], 0.5),
        ([(" I", 0.0), (" wonder", 0.7)], 0.6),
        ([(" ", 0.3)], 0.3),
        ([(" odd", 1.5)], 1.0),
        ([], 0),
    ],
)
def test_recognition_confidence_goes_by_letters(words: list[tuple[str, float]], confidence: float) -> None:
    heard = tuple(Word(text, 0.0, 1.0, probability) for text, probability in words)

    assert recognition_confidence(Turn(Role.CUSTOMER, 1, 0.0, 1.0, heard)) == pytest.approx(confidence)
