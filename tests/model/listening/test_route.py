from hypothesis import assume, given
from hypothesis import strategies as st

from desktop.model.listening.route import Stretch, Tape, stretch_from

INFINITE = float("inf")
times = st.floats(0, 100)


def test_without_loop_and_silences_all_is_played() -> None:
    assert stretch_from(3.0, end_s=INFINITE) == Stretch(3.0, INFINITE, None)


def test_a_loop_is_entered_from_before_it_and_goes_round() -> None:
    assert stretch_from(1.0, end_s=60.0, loop=(5.0, 8.0)) == Stretch(1.0, 8.0, 5.0)


def test_behind_a_loop_playing_goes_on_to_the_end() -> None:
    assert stretch_from(8.0, end_s=60.0, loop=(5.0, 8.0)) == Stretch(8.0, 60.0, None)


def test_playing_stops_at_a_silence_and_goes_on_behind_it() -> None:
    assert stretch_from(1.0, end_s=60.0, skipped=[(4.0, 6.0)]) == Stretch(1.0, 4.0, 6.0)


def test_playing_that_starts_in_a_silence_starts_behind_it() -> None:
    assert stretch_from(5.0, end_s=60.0, skipped=[(4.0, 6.0)]) == Stretch(6.0, 60.0, None)


def test_a_silence_at_the_end_of_a_loop_leads_to_its_start() -> None:
    assert stretch_from(2.0, end_s=60.0, loop=(2.0, 8.0), skipped=[(7.0, 9.0)]) == Stretch(2.0, 7.0, 2.0)


def test_a_loop_of_nothing_but_silence_is_played() -> None:
    assert stretch_from(5.0, end_s=60.0, loop=(5.0, 6.0), skipped=[(4.0, 9.0)]) == Stretch(5.0, 6.0, 5.0)


@given(times, st.lists(times, unique=True, max_size=9), st.tuples(times, times) | st.none())
def test_nothing_skipped_is_played_and_a_route_always_goes_on(
    t_s: float, edges: list[float], loop: tuple[float, float] | None
) -> None:
    ordered = sorted(edges)
    skipped = list(zip(ordered[::2], ordered[1::2], strict=False))
    assume(loop is None or loop[0] < loop[1])
    stretch = stretch_from(t_s, end_s=100.0, loop=loop, skipped=skipped)
    assert stretch.start_s <= max(stretch.end_s, t_s) or stretch.start_s >= 100.0
    if loop is None:
        assert all(s[1] <= stretch.start_s or s[0] >= stretch.end_s for s in skipped) or stretch.start_s >= 100.0


def test_the_tape_tells_what_is_heard_round_a_jump() -> None:
    tape = Tape(100)
    assert tape.at(5) is None
    tape.note(0, 10.0, 2.0)
    tape.note(50, 30.0, 1.0)
    assert [tape.at(frame) for frame in (0, 25, 50, 150)] == [10.0, 10.5, 30.0, 31.0]
