"""How long a queue will take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.pace import Pace, queue_left_s

SECONDS = st.floats(0.1, 1e5)


def test_nothing_is_said_before_anything_was_heard() -> None:
    assert queue_left_s([], [60.0], Pace()) is None
    assert queue_left_s([10.0], [None], Pace()) is None


def test_nothing_is_said_of_an_empty_queue() -> None:
    assert queue_left_s([], [], Pace().after(10.0, 100.0)) is None


def test_what_runs_tells_for_itself() -> None:
    assert queue_left_s([12.0, 3.0], [], Pace()) == 15.0


def test_what_waits_takes_as_long_as_the_calls_before_it() -> None:
    pace = Pace().after(10.0, 100.0).after(30.0, 100.0)
    assert queue_left_s([5.0], [50.0, 100.0], pace) == pytest.approx(5 + 10 + 20)


def test_a_call_of_unknown_length_is_as_long_as_the_others_were() -> None:
    pace = Pace().after(10.0, 50.0).after(20.0, 100.0)
    assert queue_left_s([], [None], pace) == pytest.approx(15.0)


def test_a_running_call_that_cannot_tell_yet_leaves_the_whole_untold() -> None:
    assert queue_left_s([None], [60.0], Pace().after(1.0, 60.0)) is None


@given(done=st.lists(st.tuples(SECONDS, SECONDS), min_size=1), waiting=st.lists(st.none() | SECONDS, min_size=1))
def test_more_that_waits_takes_longer(done: list[tuple[float, float]], waiting: list[float | None]) -> None:
    pace = Pace()
    for work_s, sound_s in done:
        pace = pace.after(work_s, sound_s)
    shorter, longer = (queue_left_s([], queue, pace) for queue in (waiting, [*waiting, None]))
    assert shorter is not None
    assert longer is not None
    assert 0 < shorter < longer
