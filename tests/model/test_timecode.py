"""Times as a player writes them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import BadInput
from desktop.model.timecode import format_timecode, parse_timecode, timecode_tenths


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0:00"), (-0.2, "0:00"), (9.99, "0:09"), (59.999, "0:59"), (60.0, "1:00"), (72.4, "1:12"),
        (3599.9, "59:59"), (3600.0, "1:00:00"), (3723.0, "1:02:03"), (36_000.0, "10:00:00"),
    ],
)  # fmt: skip
def test_written(seconds: float, text: str) -> None:
    assert format_timecode(seconds) == text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("72", 72), ("72.5", 72.5), ("1:12", 72), (" 1:12 ", 72), ("1:12.5", 72.5), ("1:02:03", 3723), ("90:00", 5400)],
)
def test_read(text: str, seconds: float) -> None:
    assert parse_timecode(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", ":", "1:", ":12", "1:60", "1:60:00", "1:2:3:4", "-5", "1:-2", "1.5:00", "soon", "1 12", "nan", "inf", "1e3"],
)
def test_what_is_no_time_is_refused_with_a_fix(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_timecode(text)

    assert text in caught.value.what
    assert caught.value.fix


@pytest.mark.parametrize("text", ["9" * 400, "9" * 5000, f"{'9' * 5000}:00:00"])
def test_no_row_of_digits_breaks_it(text: str) -> None:
    with pytest.raises(BadInput):
        parse_timecode(text)


@given(st.floats(0, 1e6))
def test_a_written_time_is_read_as_its_whole_second(seconds: float) -> None:
    assert parse_timecode(format_timecode(seconds)) == int(seconds)


@given(st.text(max_size=12))
def test_any_text_is_a_time_or_bad_input(text: str) -> None:
    with suppress(BadInput):
        assert parse_timecode(text) >= 0


@given(st.floats(0, 36_000))
def test_a_time_with_its_tenth_is_read_as_that_tenth(seconds: float) -> None:
    assert abs(parse_timecode(timecode_tenths(seconds)) - seconds) <= 0.0501
