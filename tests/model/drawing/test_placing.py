from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.drawing.placing import Box, place_labels, rows_of, widths_that_fit


def pixels(most: float) -> st.SearchStrategy[float]:
    return st.floats(0, most, allow_subnormal=False)


extents = st.lists(st.tuples(pixels(1000), pixels(200)), max_size=30).map(
    lambda pairs: sorted((start, start + length) for start, length in pairs)
)


@given(extents, pixels(20), st.integers(1, 3))
def test_flags_overlap_in_a_row_only_where_all_rows_are_taken(
    extents: list[tuple[float, float]], gap: float, most: int
) -> None:
    rows = rows_of(extents, gap, most)
    assert all(0 <= row < most for row in rows)
    for position, (start, _) in enumerate(extents):
        taken = {row for row, (_, end) in zip(rows[:position], extents[:position], strict=True) if start - end < gap}
        if len(taken) < most:
            assert rows[position] not in taken


@given(st.lists(st.tuples(pixels(900), pixels(300)), max_size=12))
def test_labels_cover_neither_dots_nor_each_other(dots: list[tuple[float, float]]) -> None:
    circles = np.array([(x, y, 6.0) for x, y in dots], np.float64).reshape(-1, 3)
    within = Box(0, 0, 900, 300)
    boxes = place_labels([Box(x, 150, 80, 15) for x in (100.0, 400.0, 700.0)], circles, within, 9.0)
    for position, box in enumerate(boxes):
        assert box.left >= 0
        assert box.right <= 900
        assert not any(box.overlaps(other) for other in boxes[:position])
        nearest = [(max(box.left - x, x - box.right, 0), max(box.top - y, y - box.bottom, 0)) for x, y in dots]
        assert all(np.hypot(*away) >= 6.0 - 1e-9 for away in nearest)


def test_labels_keep_off_what_is_taken() -> None:
    taken = Box(380, 140, 60, 40)
    (free,) = place_labels([Box(380, 150, 80, 15)], np.zeros((0, 3)), Box(0, 0, 900, 300), 9.0, [taken])
    assert not free.overlaps(taken)


chips = st.lists(st.tuples(pixels(900), st.floats(20, 60), st.floats(0.01, 2)), min_size=1, max_size=15)


@given(chips)
def test_chips_never_overlap_and_the_heaviest_is_whole(chips: list[tuple[float, float, float]]) -> None:
    starts, widths, weights = zip(*chips, strict=True)
    fitted = widths_that_fit(starts, widths, 17.0, weights)
    heaviest = max(range(len(chips)), key=lambda place: (weights[place], -place))
    assert fitted[heaviest] == widths[heaviest]
    shown = sorted((start, start + width) for start, width in zip(starts, fitted, strict=True) if width)
    assert all(end <= start + 1e-6 for (_, end), (start, _) in pairwise(shown))
