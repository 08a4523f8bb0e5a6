"""Lasting changes of level are found where they are, and not where there are none."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.arc import ArcPoint
from desktop.model.course.changes import ChangeRules, changes_of

ARCS = 700
CHANGE, NOISE = 0.6, 0.3
valences = st.floats(-1, 1, allow_subnormal=False)
weights = st.one_of(st.just(0.0), st.floats(0.01, 30))
rows = st.lists(st.tuples(valences, weights), max_size=40)


def points(values: Sequence[float], weights: Sequence[float] | None = None) -> list[ArcPoint]:
    weighed = zip(values, weights or [1.0] * len(values), strict=True)
    return [ArcPoint(4.0 * n, float(value), float(weight)) for n, (value, weight) in enumerate(weighed)]


def noisy(random: np.random.Generator, *, change: float, clipped: bool, weighted: bool) -> tuple[list[ArcPoint], int]:
    """An arc of 20 to 40 turns with one change at least a fifth from either end, and the turn that it begins with."""
    turns = int(random.integers(20, 41))
    turn = int(random.integers(math.ceil(turns / 5), math.floor(turns - turns / 5) + 1))
    step = change * float(random.choice((-1, 1)))
    values = np.where(np.arange(turns) < turn, -step / 2, step / 2) + random.normal(0, NOISE, turns)
    weight = np.exp(random.normal(0, 0.7, turns)) if weighted else np.ones(turns)
    return points((np.clip(values, -1, 1) if clipped else values).tolist(), weight.tolist()), turn


def found(values: Sequence[float], rules: ChangeRules | None = None) -> list[int]:
    return [change.turn for change in changes_of(points(values), rules)]


class TestReach:
    """The figures of benchmarks/pivots.py, with fewer arcs."""

    @pytest.mark.parametrize(
        ("clipped", "weighted", "within_two"),
        # Where turns weigh unevenly, fewer of them carry the call.
        [(False, False, 0.90), (True, False, 0.90), (True, True, 0.88)],
    )
    def test_a_change_is_found_in_its_place(self, clipped: bool, weighted: bool, within_two: float) -> None:
        random = np.random.default_rng(5)
        apart = []
        for _ in range(ARCS):
            arc, turn = noisy(random, change=CHANGE, clipped=clipped, weighted=weighted)
            apart.append(min((abs(change.turn - turn) for change in changes_of(arc)), default=99))

        assert np.mean([each <= 1 for each in apart]) >= 0.80
        assert np.mean([each <= 2 for each in apart]) >= within_two

    @pytest.mark.parametrize(("clipped", "weighted"), [(False, False), (True, False), (True, True)])
    def test_a_flat_arc_seldom_has_one(self, clipped: bool, weighted: bool) -> None:
        random = np.random.default_rng(6)
        arcs = [noisy(random, change=0.0, clipped=clipped, weighted=weighted)[0] for _ in range(ARCS)]

        assert np.mean([bool(changes_of(arc)) for arc in arcs]) <= 0.10

    def test_a_change_hardly_ever_brings_another_one_along(self) -> None:
        random = np.random.default_rng(7)
        arcs = [noisy(random, change=CHANGE, clipped=True, weighted=False)[0] for _ in range(ARCS)]

        assert np.mean([len(changes_of(arc)) > 1 for arc in arcs]) <= 0.10

    def test_certainty_is_how_often_a_change_is_in_its_place(self) -> None:
        random = np.random.default_rng(8)
        certainties, right = [], []
        for _ in range(ARCS):
            arc, turn = noisy(random, change=CHANGE, clipped=False, weighted=False)
            for change in changes_of(arc):
                certainties.append(change.certainty)
                right.append(abs(change.turn - turn) <= 1)

        sure = np.array(certainties) >= 0.8
        assert np.mean(right) == pytest.approx(np.mean(certainties), abs=0.08)
        assert np.mean(np.array(right)[sure]) > np.mean(np.array(right)[~sure]) + 0.2


def test_a_call_that_falls_and_recovers_turns_twice() -> None:
    changes = changes_of(points([0.1, 0.0, 0.2, 0.1, 0.1, -0.7, -0.8, -0.6, -0.7, -0.8, 0.4, 0.5, 0.6, 0.4, 0.5]))

    assert [change.turn for change in changes] == [5, 10]
    assert [round(change.before, 2) for change in changes] == [0.1, -0.72]
    assert [round(change.after, 2) for change in changes] == [-0.72, 0.48]
    assert [round(change.size, 2) for change in changes] == [-0.82, 1.2]
    assert all(change.certainty > 0.9 for change in changes)


def test_the_levels_are_weighted_means() -> None:
    (change,) = changes_of(points([-0.5] * 4 + [0.2, 0.6] * 3, [1.0] * 4 + [4.0, 0.5] * 3))

    assert change.turn == 4
    assert change.before == pytest.approx(-0.5)
    assert 0.2 < change.after < 0.4


@pytest.mark.parametrize("turns", range(6))
def test_fewer_than_six_turns_never_change(turns: int) -> None:
    assert found([-1.0, -1.0, -1.0, 1.0, 1.0, 1.0][:turns]) == []


def test_six_turns_may() -> None:
    assert found([-1.0, -1.0, -1.0, 1.0, 1.0, 1.0]) == [3]


def test_one_loud_turn_is_not_a_change() -> None:
    assert found([0.3] * 8 + [-1.0] + [0.3] * 8) == []


def test_a_turn_that_nobody_is_sure_of_turns_nothing() -> None:
    values = [0.5] * 6 + [-1.0] * 3 + [0.5] * 6

    assert len(changes_of(points(values))) == 2
    assert changes_of(points(values, [3.0] * 6 + [0.0] * 3 + [3.0] * 6)) == ()


def test_a_change_that_is_too_small_for_the_coach_is_left_out() -> None:
    values = [0.0] * 60 + [0.3] * 60

    assert found(values) == [60]
    assert found(values, ChangeRules(smallest_change=0.4)) == []


def test_a_stricter_coach_sees_fewer() -> None:
    random = np.random.default_rng(9)
    arcs = [noisy(random, change=0.4, clipped=True, weighted=False)[0] for _ in range(100)]
    counts = [sum(len(changes_of(arc, ChangeRules(strictness=s))) for arc in arcs) for s in (0.8, 2.0, 5.0)]

    assert counts[0] > counts[1] > counts[2]


@given(rows)
def test_changes_are_in_order_and_levels_last(rows: list[tuple[float, float]]) -> None:
    changes = changes_of(points([value for value, _ in rows], [weight for _, weight in rows]))

    edges = [0, *(change.turn for change in changes), len(rows)]
    assert all(b - a >= 3 for a, b in pairwise(edges) if changes)
    for change in changes:
        assert abs(change.size) >= 0.2
        assert -1 <= min(change.before, change.after) <= max(change.before, change.after) <= 1
        assert 0 < change.certainty <= 1


@given(rows)
def test_feelings_turned_round_change_in_the_same_places(rows: list[tuple[float, float]]) -> None:
    weights = [weight for _, weight in rows]
    there = changes_of(points([value for value, _ in rows], weights))
    turned = changes_of(points([-value for value, _ in rows], weights))

    assert [change.turn for change in turned] == [change.turn for change in there]
    assert [change.size for change in turned] == pytest.approx([-change.size for change in there], abs=1e-9)


@given(rows, st.floats(0.001, 1000))
def test_changes_do_not_depend_on_the_unit_of_the_weights(rows: list[tuple[float, float]], factor: float) -> None:
    values = [value for value, _ in rows]
    there = changes_of(points(values, [weight for _, weight in rows]))
    scaled = changes_of(points(values, [factor * weight for _, weight in rows]))

    assert len(scaled) == len(there)


def test_hours_of_turns_are_cut_without_a_number_that_is_none() -> None:
    values = np.tile([-1.0] * 30 + [1.0] * 30, 20)

    changes = changes_of(points(values.tolist()))

    assert [change.turn for change in changes] == list(range(30, 1200, 30))
    assert all(math.isfinite(change.certainty) for change in changes)
