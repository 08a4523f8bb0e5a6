"""The lenses by their formulas in emotion.md, and what holds for them whatever the call."""

import math
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.arc import arc_of
from desktop.model.call import Role
from desktop.model.lenses import Band, Lens, LensKind, LensLimits, lenses_of
from desktop.model.score import Score
from desktop.model.span import Word
from desktop.model.turn import Turn

Row = tuple[float, float, float]
DURATION_S = 400.0
rows = st.lists(st.tuples(st.floats(-1, 1), st.floats(0.125, 8), st.floats(0.05, 1)), min_size=6, max_size=40)


def scored(rows: Sequence[Row], role: Role = Role.CUSTOMER, text: str = " long enough") -> list[tuple[Turn, Score]]:
    """A turn every ten seconds, each row being valence, duration in seconds and confidence."""
    pairs = []
    for number, (valence, duration_s, confidence) in enumerate(rows):
        word = Word(text, 10.0 * number, 10.0 * number + duration_s, 1.0)
        pairs.append((Turn(role, 1, word.start_s, word.end_s, (word,)), Score(valence, confidence)))
    return pairs


def through(kind: LensKind, *valences: float, duration_s: float | None = None) -> Lens:
    lenses = lenses_of(scored([(v, 2.0, 1.0) for v in valences]), duration_s or 10.0 * len(valences))
    return next(lens for lens in lenses if lens.kind is kind)


def values(lenses: Sequence[Lens]) -> list[float | None]:
    return [value for lens in lenses for value in lens.values]


@pytest.mark.parametrize("turns", range(6))
def test_fewer_than_six_turns_have_no_lens(turns: int) -> None:
    assert lenses_of(scored([(0.5, 2.0, 1.0)] * turns), DURATION_S) == ()


def test_there_are_four_lenses_in_one_order() -> None:
    lenses = lenses_of(scored([(0.5, 2.0, 1.0)] * 6), 60.0)

    assert [lens.kind.value for lens in lenses] == ["mean", "quarters", "end-weighted", "peak-end"]
    assert [len(lens.values) for lens in lenses] == [1, 4, 1, 1]


@pytest.mark.parametrize("role", [Role.AGENT, Role.UNKNOWN])
def test_nobody_but_a_customer_is_looked_at_through_a_lens(role: Role) -> None:
    others, own = scored([(-1.0, 5.0, 1.0)] * 20, role), scored([(0.5, 2.0, 1.0)] * 6)

    assert lenses_of(others, DURATION_S) == ()
    assert lenses_of([*own, *others], DURATION_S) == lenses_of(own, DURATION_S)


def test_the_mean_is_weighted_by_length() -> None:
    mean, *_ = lenses_of(scored([(-1.0, 6.0, 0.1)] + [(0.5, 1.0, 1.0)] * 6), 70.0)

    assert mean.values == (pytest.approx((-6 + 3) / 12),)
    assert mean.formula == "sum of valence × seconds ÷ sum of seconds = −3.00 ÷ 12.0 = −0.25"


def test_turns_of_no_length_count_alike() -> None:
    mean, *_ = lenses_of(scored([(-1.0, 0.0, 1.0)] * 3 + [(0.5, 0.0, 1.0)] * 3), 60.0)

    assert mean.values == (pytest.approx(-0.25),)


def test_quarters_divide_by_all_turns_and_leave_out_what_is_near_neutral() -> None:
    quarters = through(LensKind.QUARTERS, -0.8, 0.2, -0.6, 0.1, 0.2, 0.0, 0.9, 0.25)

    assert quarters.values == pytest.approx((-2.0, -1.5, 0.0, 2.25))
    assert quarters.change == pytest.approx(4.25)
    assert "Q1 = 5 × −0.80 ÷ 2 = −2.0; Q2" in quarters.formula
    assert quarters.formula.endswith("change = Q4 − Q1 = +4.2")


def test_a_quarter_without_turns_has_no_value() -> None:
    quarters = through(LensKind.QUARTERS, *[0.8] * 6, duration_s=120.0)

    assert quarters.values == (pytest.approx(4.0), pytest.approx(4.0), None, None)
    assert quarters.change is None
    assert "Q3 has no turns" in quarters.formula


def test_turns_of_few_letters_are_left_out_of_the_quarters() -> None:
    short = scored([(-1.0, 2.0, 1.0)] * 6, text=" Goodbye")
    eight = scored([(-1.0, 2.0, 1.0)] * 6, text=" Goodbye.")

    assert lenses_of(short, 60.0)[1].values == (None,) * 4
    assert lenses_of(eight, 60.0)[1].values == (-5.0,) * 4


def test_a_turn_belongs_to_the_quarter_of_its_middle() -> None:
    turns = scored([(1.0, 2.0, 1.0)] * 5 + [(-1.0, 8.0, 1.0)])

    assert lenses_of(turns, 72.0)[1].values == (5.0, 5.0, 5.0, -5.0)
    assert lenses_of(turns, 73.0)[1].values == (5.0, 5.0, 0.0, None)


def test_the_end_weighs_more() -> None:
    late, early = (through(LensKind.END_WEIGHTED, *v) for v in ([0, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0, 0]))

    assert late.values == (pytest.approx(100 * math.tanh(0.75)),)
    assert early.values == (pytest.approx(100 * math.tanh(0.75 / 6)),)
    assert (late.band, early.band) == (Band.VERY_POSITIVE, Band.MIXED)


def test_the_end_weighted_formula_has_its_numbers() -> None:
    lens = through(LensKind.END_WEIGHTED, -0.5, -0.5, 0.1, 0.3, -0.1, 0.9)

    assert lens.formula == (
        "S = (places of positive turns 10 − of negative turns 3) ÷ 6 turns = +1.17; 100 × tanh(0.75 × S) = +70"
    )


@pytest.mark.parametrize(
    ("total", "band"),
    [(-1.0, Band.VERY_NEGATIVE), (-0.5, Band.NEGATIVE), (-0.25, Band.MIXED), (0.0, Band.MIXED), (0.5, Band.POSITIVE)],
)
def test_bands_part_at_20_and_55(total: float, band: Band) -> None:
    valences = [0.0] * 20
    valences[round(20 * abs(total)) - 1] = math.copysign(1.0, total) if total else 0.0

    lens = through(LensKind.END_WEIGHTED, *valences)

    assert lens.values == (pytest.approx(100 * math.tanh(0.75 * total)),)
    assert lens.band is band


def test_peak_and_end() -> None:
    lens = through(LensKind.PEAK_END, 0.1, -0.9, 0.2, 0.3, 0.3, 0.6)

    assert lens.values == (pytest.approx((-0.9 + 0.4) / 2),)
    assert lens.formula == "(most extreme turn −0.90 at 0:10 + mean of the last 3 turns +0.40) ÷ 2 = −0.25"


def test_of_two_equal_peaks_the_later_one_is_remembered() -> None:
    assert through(LensKind.PEAK_END, -0.9, 0, 0.9, 0, 0, 0).values == (pytest.approx(0.45),)


def test_only_the_end_weighted_lens_has_names_for_its_values() -> None:
    lenses = lenses_of(scored([(0.5, 2.0, 1.0)] * 6), 60.0)

    assert [lens.kind for lens in lenses if lens.band is not None] == [LensKind.END_WEIGHTED]


def test_limits_are_settings() -> None:
    turns = scored([(0.2, 2.0, 1.0)] * 6)
    keen = LensLimits(signed_beyond=0.1, event_beyond=0.1)

    assert lenses_of(turns, 60.0)[1].values == (0.0,) * 4
    assert lenses_of(turns, 60.0, keen)[1].values == pytest.approx((1.0,) * 4)
    assert lenses_of(turns, 60.0)[2].values == (0.0,)
    assert lenses_of(turns, 60.0, keen)[2].band is Band.VERY_POSITIVE


def test_a_recording_of_unknown_length_does_not_stop_a_lens() -> None:
    assert lenses_of(scored([(1.0, 2.0, 1.0)] * 6), 0.0)[1].values == (5.0, None, None, None)


@given(rows)
def test_every_value_is_on_its_scale(rows: list[Row]) -> None:
    for lens in lenses_of(scored(rows), DURATION_S):
        assert all(-lens.reach <= value <= lens.reach for value in lens.values if value is not None)
        assert lens.change is None or abs(lens.change) <= 2 * lens.reach
        assert "\n" not in lens.formula


@given(rows)
def test_feelings_turned_round_turn_every_lens_round(rows: list[Row]) -> None:
    there = lenses_of(scored(rows), DURATION_S)
    back = lenses_of(scored([(-valence, *rest) for valence, *rest in rows]), DURATION_S)

    for lens, turned in zip(there, back, strict=True):
        expected = [None if value is None else pytest.approx(-value, abs=1e-9) for value in lens.values]
        assert list(turned.values) == expected
        assert turned.change == (None if lens.change is None else pytest.approx(-lens.change, abs=1e-9))
        if lens.band:
            assert [*Band].index(turned.band or Band.MIXED) == 4 - [*Band].index(lens.band)


@given(rows, st.sampled_from([0.25, 0.5, 2.0, 64.0]))
def test_how_fast_a_recording_runs_does_not_matter(rows: list[Row], factor: float) -> None:
    pairs = scored(rows)
    slower = [(Turn(t.role, t.channel, factor * t.start_s, factor * t.end_s, t.words), score) for t, score in pairs]

    there, back = lenses_of(pairs, DURATION_S), lenses_of(slower, factor * DURATION_S)

    assert values(back) == [None if value is None else pytest.approx(value, abs=1e-9) for value in values(there)]
    assert [lens.band for lens in back] == [lens.band for lens in there]


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_what_is_handed_in_does_not_matter(rows: list[Row], random: Random) -> None:
    pairs = scored(rows)
    shuffled = list(pairs)
    random.shuffle(shuffled)

    assert lenses_of(shuffled, DURATION_S) == lenses_of(pairs, DURATION_S)


@given(rows, st.integers(0, 39))
def test_a_happier_turn_makes_no_lens_but_the_peak_fall(rows: list[Row], place: int) -> None:
    happier = list(rows)
    happier[place % len(rows)] = (1.0, *rows[place % len(rows)][1:])

    there, better = lenses_of(scored(rows), DURATION_S)[:3], lenses_of(scored(happier), DURATION_S)[:3]
    for value, other in zip(values(there), values(better), strict=True):
        assert value is None or (other is not None and other >= value - 1e-9)


@given(rows)
def test_the_lenses_and_the_arc_agree_on_the_end(rows: list[Row]) -> None:
    pairs = scored([(0.5 * valence, *rest) for valence, *rest in rows[:-1]] + [(1.0, 1.0, 1.0)])
    figures = arc_of(pairs).figures

    assert figures is not None
    assert lenses_of(pairs, DURATION_S)[3].values == (pytest.approx((1.0 + figures.end) / 2),)
