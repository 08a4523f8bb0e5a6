"""A win candidate has a low start or a low, a clear end and enough turns, and the verdict says why."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.arc import Arc, arc_of
from desktop.model.call import Role
from desktop.model.course.win import Aspect, Comparison, WinRules, is_candidate, win_of
from desktop.model.score import Score
from desktop.model.span import Word
from desktop.model.turn import Turn


def arc(valences: Sequence[float]) -> Arc:
    words = [Word(" said", 5.0 * n, 5.0 * n + 2, 1.0) for n in range(len(valences))]
    turns = [Turn(Role.CUSTOMER, 1, word.start_s, word.end_s, (word,)) for word in words]
    return arc_of([(turn, Score(valence, 1.0)) for turn, valence in zip(turns, valences, strict=True)])


SAVED = (-0.6, -0.7, -0.5, -0.3, 0.2, 0.5, 0.6, 0.5)
FELL_AND_ROSE = (0.3, 0.2, 0.1, -0.8, -0.9, -0.9, -0.8, 0.4, 0.5, 0.6, 0.7)


@pytest.mark.parametrize(
    ("valences", "candidate"),
    [
        (SAVED, True),
        (FELL_AND_ROSE, True),
        ([0.5] * 8, False),
        (SAVED[::-1], False),
        ((-0.6, -0.7, -0.5, -0.3, 0.0, 0.1, 0.1, 0.1), False),
        (SAVED[2:7], False),
        ((), False),
    ],
)
def test_calls_that_were_saved_are_candidates(valences: Sequence[float], candidate: bool) -> None:
    assert win_of(arc(valences)).candidate is candidate


def test_the_verdict_says_which_conditions_hold_with_value_and_threshold() -> None:
    verdict = win_of(arc(SAVED))

    assert [(c.aspect, c.comparison, c.threshold, c.met) for c in verdict.conditions] == [
        (Aspect.TURNS, Comparison.AT_LEAST, 6, True),
        (Aspect.START, Comparison.AT_MOST, -0.2, True),
        (Aspect.LOW, Comparison.AT_MOST, -0.4, True),
        (Aspect.END, Comparison.AT_LEAST, 0.2, True),
    ]
    assert verdict.turns.value == 8
    assert verdict.start.value == pytest.approx(-0.6)
    assert verdict.end.value == pytest.approx(1.6 / 3)


def test_a_low_is_as_good_as_a_low_start() -> None:
    verdict = win_of(arc(FELL_AND_ROSE))

    assert (verdict.start.met, verdict.low.met) == (False, True)


def test_too_few_turns_have_no_figures_to_hold_against_the_rule() -> None:
    verdict = win_of(arc(SAVED[:5]))

    assert verdict.turns.value == 5
    assert [c.value for c in verdict.conditions[1:]] == [None, None, None]
    assert not any(c.met for c in verdict.conditions)


def test_a_coach_may_ask_for_more() -> None:
    assert not win_of(arc(SAVED), WinRules(clear_end=0.7)).candidate
    assert not win_of(arc(SAVED), WinRules(enough_turns=9)).candidate
    assert not win_of(arc(SAVED), WinRules(low_start=-0.9, low=-0.9)).candidate


@given(st.lists(st.floats(-1, 1, allow_subnormal=False), max_size=20))
def test_a_candidate_has_figures_beyond_the_thresholds(valences: list[float]) -> None:
    whole = arc(valences)

    if win_of(whole).candidate:
        assert whole.figures is not None
        assert len(whole.points) >= 6
        assert whole.figures.end >= 0.2
        assert whole.figures.start <= -0.2 or whole.figures.low <= -0.4


@given(st.lists(st.floats(-1, 1), max_size=12), st.builds(WinRules, *[st.floats(-1, 1)] * 3, st.integers(6, 9)))
def test_a_table_comes_to_the_same_verdict_by_what_it_knows(valences: list[float], rules: WinRules) -> None:
    drawn = arc(valences)

    assert is_candidate(len(drawn.points), drawn.figures, rules) is win_of(drawn, rules).candidate
