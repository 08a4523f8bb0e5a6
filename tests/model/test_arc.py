"""The arc and its figures by their definition in product.md."""

import math
from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.arc import Arc, arc_of, smooth
from desktop.model.call import Role
from desktop.model.score import Score
from desktop.model.span import Word
from desktop.model.turn import Turn

Row = tuple[float, float, float]
valences = st.floats(-1, 1, allow_subnormal=False)
durations = st.floats(0.05, 30)
confidences = st.one_of(st.just(0.0), st.floats(1e-9, 1))
rows = st.lists(st.tuples(valences, durations, confidences), min_size=6, max_size=40)
sure_rows = st.lists(st.tuples(valences, durations, st.floats(0.05, 1)), min_size=6, max_size=40)


def scored(rows: Sequence[Row]) -> list[tuple[Turn, Score]]:
    """Customer turns one after the other, each row being valence, duration in seconds and confidence."""
    pairs, at_s = [], 1.0
    for valence, duration_s, confidence in rows:
        word = Word(" said", at_s, at_s + duration_s, 1.0)
        pairs.append((Turn(Role.CUSTOMER, 1, at_s, word.end_s, (word,)), Score(valence, confidence)))
        at_s = word.end_s + 2.0
    return pairs


def arc(*valences: float, duration_s: float = 2.0, confidence: float = 1.0) -> Arc:
    return arc_of(scored([(valence, duration_s, confidence) for valence in valences]))


def values(arc: Arc) -> list[float]:
    return [point.value for point in arc.line]


def by_hand(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The smoothed line, written out: a Gaussian over turns with σ = 1.5 turns."""
    line = []
    for here in range(len(values)):
        near = [w * math.exp(-((here - there) ** 2) / (2 * 1.5**2)) for there, w in enumerate(weights)]
        line.append(sum(n * v for n, v in zip(near, values, strict=True)) / sum(near))
    return line


def test_figures_of_a_worked_example() -> None:
    rows = [(-0.5, 2, 1), (-1.0, 4, 0.5), (-0.2, 6, 1), (0.1, 3, 0.8), (0.4, 2, 1), (0.9, 5, 1), (0.6, 1, 0.5)]
    weights = [2, 2, 6, 2.4, 2, 5, 0.5]

    figures = arc_of(scored(rows)).figures

    assert figures is not None
    line = by_hand([row[0] for row in rows], weights)
    assert figures.start == pytest.approx((-0.5 * 2 - 1.0 * 2 - 0.2 * 6) / 10)
    assert figures.end == pytest.approx((0.4 * 2 + 0.9 * 5 + 0.6 * 0.5) / 7.5)
    assert figures.low == pytest.approx(min(line))
    assert figures.mean == pytest.approx(sum(r[0] * w for r, w in zip(rows, weights, strict=True)) / sum(weights))
    assert figures.needle == pytest.approx(figures.end - figures.start)
    assert figures.recovery == pytest.approx(figures.end - figures.low)


def test_dots_stand_at_the_middle_of_their_turns() -> None:
    points = arc_of(scored([(-0.5, 4, 0.5), (0.25, 2, 1)])).points

    assert [(p.t_s, p.value, p.weight) for p in points] == [(3.0, -0.5, 2.0), (8.0, 0.25, 2.0)]


@pytest.mark.parametrize("turns", range(6))
def test_fewer_than_six_turns_are_dots_and_nothing_else(turns: int) -> None:
    short = arc(*[0.5] * turns)

    assert len(short.points) == turns
    assert (short.line, short.figures, short.enough) == ((), None, False)


def test_six_turns_are_enough() -> None:
    six = arc(-1, -1, -1, 1, 1, 1)

    assert six.enough
    assert six.figures is not None
    assert (six.figures.start, six.figures.end, six.figures.needle) == (-1, 1, 2)


def test_the_low_is_of_the_line_and_not_of_the_dots() -> None:
    lonely = arc(0.5, 0.5, 0.5, -1.0, 0.5, 0.5, 0.5)

    assert lonely.figures is not None
    assert lonely.figures.low > -0.5
    assert lonely.figures.low_s == lonely.points[3].t_s


def test_a_call_that_ends_at_its_low_recovers_by_what_the_last_turns_are_above_it() -> None:
    falling = arc(0.9, 0.6, 0.3, 0.0, -0.3, -0.6, -0.9).figures

    assert falling is not None
    assert falling.needle == pytest.approx(-1.2)
    assert falling.low_s == 27.0 - 1.0
    assert falling.low < falling.end


@given(sure_rows)
def test_figures_are_those_of_the_definition(rows: list[Row]) -> None:
    whole = arc_of(scored(rows))
    weights = [duration_s * confidence for _, duration_s, confidence in rows]
    own = [row[0] for row in rows]

    assert whole.figures is not None
    assert whole.figures.start == pytest.approx(np.average(own[:3], weights=weights[:3]), abs=1e-4)
    assert whole.figures.end == pytest.approx(np.average(own[-3:], weights=weights[-3:]), abs=1e-4)
    assert values(whole) == pytest.approx(by_hand(own, weights), abs=1e-3)
    assert whole.figures.low == min(values(whole))
    assert whole.figures.low_s in [point.t_s for point in whole.line if point.value == whole.figures.low]
    assert whole.figures.needle == whole.figures.end - whole.figures.start
    assert whole.figures.recovery == whole.figures.end - whole.figures.low


@given(rows)
def test_the_line_stays_within_its_dots(rows: list[Row]) -> None:
    whole = arc_of(scored(rows))
    lowest, highest = min(row[0] for row in rows), max(row[0] for row in rows)

    assert [point.t_s for point in whole.line] == [point.t_s for point in whole.points]
    assert all(lowest <= value <= highest for value in values(whole))
    assert whole.figures is not None
    for figure in (whole.figures.start, whole.figures.low, whole.figures.end, whole.figures.mean):
        assert lowest - 1e-12 <= figure <= highest + 1e-12


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_what_is_handed_in_does_not_matter(rows: list[Row], random: Random) -> None:
    pairs = scored(rows)
    shuffled = list(pairs)
    random.shuffle(shuffled)

    assert arc_of(shuffled) == arc_of(pairs)


@given(rows, st.floats(0.001, 1000))
def test_the_line_does_not_depend_on_the_unit_of_the_weights(rows: list[Row], factor: float) -> None:
    weights = [duration_s * confidence for _, duration_s, confidence in rows]
    own = [row[0] for row in rows]

    assert smooth(own, [factor * w for w in weights]) == pytest.approx(smooth(own, weights), abs=1e-9)


@given(rows)
def test_feelings_turned_round_turn_the_line_round(rows: list[Row]) -> None:
    whole = arc_of(scored(rows))
    turned = arc_of(scored([(-valence, *rest) for valence, *rest in rows]))

    assert values(turned) == pytest.approx([-value for value in values(whole)], abs=1e-12)
    assert whole.figures is not None
    assert turned.figures is not None
    assert turned.figures.needle == pytest.approx(-whole.figures.needle, abs=1e-12)


@given(rows)
def test_a_call_backwards_is_the_line_backwards(rows: list[Row]) -> None:
    there, back = arc_of(scored(rows)), arc_of(scored(rows[::-1]))

    assert values(back)[::-1] == pytest.approx(values(there), abs=1e-9)
    assert there.figures is not None
    assert back.figures is not None
    assert (back.figures.start, back.figures.end) == pytest.approx((there.figures.end, there.figures.start), abs=1e-9)


@given(st.lists(valences, min_size=6, max_size=200))
def test_turns_without_any_confidence_count_alike(own: list[float]) -> None:
    unsure, sure = arc(*own, confidence=0.0), arc(*own, confidence=1.0)

    assert values(unsure) == pytest.approx(values(sure), abs=1e-9)
    assert unsure.figures is not None
    assert unsure.figures.start == pytest.approx(np.mean(own[:3]))


def test_a_turn_without_confidence_hardly_counts_among_others() -> None:
    with_doubt = arc_of(scored([(0.5, 2, 1)] * 3 + [(-1.0, 20, 0)] + [(0.5, 2, 1)] * 3))

    assert values(with_doubt) == pytest.approx([0.5] * 7, abs=1e-4)


def test_hours_of_turns_are_smoothed_without_a_number_that_is_none() -> None:
    long = arc_of(scored([((-1) ** n * 0.5, 2.0, 0.0 if n % 100 else 1.0) for n in range(1500)]))

    assert np.isfinite(values(long)).all()
