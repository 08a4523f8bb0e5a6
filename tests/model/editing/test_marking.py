"""Marks made by keys, typed times and nudges."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop.errors import BadInput
from desktop.model.call import Call
from desktop.model.editing.marking import (
    Edge,
    duration_of,
    in_order,
    is_point,
    marked,
    meant_s,
    moment_after,
    moment_before,
    nudged,
    said_at,
    tags_of,
    when,
    with_end,
    with_start,
)
from desktop.model.moment import Moment, MomentType
from desktop.model.timecode import timecode_tenths
from tools.invented_calls import invented_call

_CALL_S = 150.0
_times = st.floats(0, _CALL_S)


@st.composite
def _moments(draw: st.DrawFn) -> Moment:
    first, second = sorted((draw(_times), draw(_times)))
    return Moment(draw(st.sampled_from(MomentType)), first, draw(st.sampled_from((first, second))))


def _point(at_s: float, moment_id: int | None = None) -> Moment:
    return Moment(MomentType.PIVOT, at_s, at_s, id=moment_id)


def _range(start_s: float, end_s: float) -> Moment:
    return Moment(MomentType.PIVOT, start_s, end_s)


def test_while_it_plays_a_key_means_what_was_heard_a_little_earlier() -> None:
    assert meant_s(12.0, 1.5, _CALL_S, playing=True) == 10.5


def test_while_it_stands_a_key_means_the_playhead() -> None:
    assert meant_s(12.0, 1.5, _CALL_S, playing=False) == 12.0


@given(st.floats(-10, 1000), st.floats(0, 5), st.booleans())
def test_a_key_always_means_a_time_within_the_call(at_s: float, lag_s: float, playing: bool) -> None:
    assert 0.0 <= meant_s(at_s, lag_s, _CALL_S, playing=playing) <= _CALL_S


def test_a_short_press_marks_a_point() -> None:
    assert marked(MomentType.MAGIC, 10.0, 10.3, 0.39, "kim") == Moment(MomentType.MAGIC, 10.0, 10.0, author="kim")


def test_a_held_key_marks_a_range() -> None:
    assert marked(MomentType.MAGIC, 10.0, 13.0, 3.0) == Moment(MomentType.MAGIC, 10.0, 13.0)


@pytest.mark.parametrize("released_s", [10.0, 4.0])
def test_a_key_held_while_nothing_passed_or_time_jumped_back_marks_a_point(released_s: float) -> None:
    assert is_point(marked(MomentType.MAGIC, 10.0, released_s, 3.0))


@given(_moments(), st.sampled_from(Edge), st.floats(-200, 200))
def test_a_nudged_edge_neither_crosses_the_other_nor_leaves_the_call(moment: Moment, edge: Edge, by: float) -> None:
    moved = nudged(moment, edge, by, _CALL_S)

    assert 0.0 <= moved.start_s <= moved.end_s <= _CALL_S


@given(st.integers(1, 1400), st.integers(1, 1400), st.sampled_from(Edge))
def test_nudges_there_and_back_cancel_out(first: int, second: int, edge: Edge) -> None:
    assume(abs(first - second) > 1)
    moment = _range(min(first, second) / 10, max(first, second) / 10)

    assert nudged(nudged(moment, edge, 0.1, _CALL_S), edge, -0.1, _CALL_S) == moment


def test_a_nudge_takes_a_point_along_as_a_whole() -> None:
    assert nudged(_point(10.0), Edge.START, 0.1, _CALL_S) == _point(10.1)


def test_a_nudge_of_the_other_edge_makes_a_point_a_range() -> None:
    assert nudged(_point(10.0), Edge.END, 0.1, _CALL_S) == _range(10.0, 10.1)


def test_a_nudge_moves_only_one_edge_of_a_range() -> None:
    assert nudged(_range(10.0, 12.0), Edge.START, -0.1, _CALL_S) == _range(9.9, 12.0)
    assert nudged(_range(10.0, 12.0), Edge.END, -0.1, _CALL_S) == _range(10.0, 11.9)


def test_typed_times_are_taken_over() -> None:
    assert with_start(_range(10.0, 20.0), "0:12.5", _CALL_S) == _range(12.5, 20.0)
    assert with_end(_range(10.0, 20.0), "1:00", _CALL_S) == _range(10.0, 60.0)
    assert with_start(_point(10.0), "20", _CALL_S) == _point(20.0)
    assert with_end(_point(10.0), "20", _CALL_S) == _range(10.0, 20.0)
    assert with_end(_range(10.0, 20.0), "  ", _CALL_S) == _point(10.0)


def test_a_range_that_is_to_start_after_its_end_moves_as_a_whole() -> None:
    assert with_start(_range(10.0, 20.0), "1:00", _CALL_S) == _range(60.0, 70.0)
    assert with_start(_range(10.0, 20.0), "2:25", _CALL_S) == _range(145.0, _CALL_S)


@pytest.mark.parametrize("text", ["soon", "2:31", "0:05"])
def test_an_end_that_is_no_time_between_the_start_and_the_end_of_the_call_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        with_end(_range(10.0, 20.0), text, _CALL_S)

    assert caught.value.fix


@given(_moments(), st.text("0123456789:. ", max_size=7), st.sampled_from((with_start, with_end)))
def test_whatever_is_typed_a_moment_stays_within_the_call(moment: Moment, text: str, typed: object) -> None:
    try:
        made = typed(moment, text, _CALL_S)  # type: ignore[operator]
    except BadInput:
        return
    assert 0.0 <= made.start_s <= made.end_s <= _CALL_S


def test_the_end_of_a_call_as_it_is_shown_may_be_typed() -> None:
    shown = timecode_tenths(149.97)

    assert with_end(_point(10.0), shown, 149.97).end_s == 149.97


def test_the_next_and_the_previous_moment_are_found_from_a_time() -> None:
    moments = [_point(30.0, 3), _point(10.0, 1), _point(20.0, 2)]

    assert moment_after(moments, 12.0) == _point(20.0, 2)
    assert moment_before(moments, 12.0) == _point(10.0, 1)
    assert moment_after(moments, 30.0) is None
    assert moment_before(moments, 10.0) is None


def test_previous_goes_on_though_the_call_has_played_a_little_since() -> None:
    moments = [_point(10.0, 1), _point(20.0, 2)]

    assert moment_before(moments, 20.6, selected=2) == _point(10.0, 1)
    assert moment_before(moments, 27.0, selected=2) == _point(20.0, 2)


def test_moments_at_one_time_are_all_gone_through() -> None:
    moments = [replace(_point(10.0), id=i) for i in range(4)]
    seen, at = [0], 0
    while (following := moment_after(moments, 10.0, selected=at)) is not None:
        at = following.id or 0
        seen.append(at)

    assert seen == [0, 1, 2, 3]


@given(st.lists(_moments(), max_size=8), _times)
def test_next_lies_after_and_previous_before_a_time(moments: list[Moment], t_s: float) -> None:
    following, previous = moment_after(moments, t_s), moment_before(moments, t_s)

    assert following is None or following.start_s > t_s
    assert previous is None or previous.start_s < t_s
    assert sorted(m.start_s for m in moments) == [m.start_s for m in in_order(moments)]


def test_tags_stand_between_commas_each_once() -> None:
    assert tags_of(" hold, second  call ,, hold,") == ("hold", "second call")
    assert tags_of(" , ") == ()


def test_a_point_and_a_range_are_written() -> None:
    assert when(_point(72.4)) == "1:12"
    assert when(_range(72.4, 79.0)) == "1:12–1:19"


def test_what_was_said_begins_with_the_sentence() -> None:
    report = invented_call(7).report()
    turn = next(t.turn for t in report.turns if t.turn.text.count(".") >= 2)

    said = said_at(report, turn.words[-2].start_s + 0.01)

    assert turn.text.endswith(said)
    assert turn.text[: -len(said)].rstrip().endswith((".", "?"))


def test_nothing_was_said_before_the_first_word() -> None:
    assert said_at(invented_call(7).report(), 0.0) == ""


def test_a_call_without_a_recording_is_as_long_as_its_words() -> None:
    report = invented_call(7).report()
    call: Call = replace(report.call, recording=None)

    assert duration_of(report) == 150.0
    assert duration_of(replace(report, call=call)) == report.turns[-1].turn.end_s
