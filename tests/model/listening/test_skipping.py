from hypothesis import given
from hypothesis import strategies as st

from desktop.model.call import Role
from desktop.model.listening.skipping import SILENCE_S, next_turn_s, previous_turn_s, silences
from desktop.model.turn import Turn

stretches = st.lists(
    st.tuples(st.floats(0, 100), st.floats(0.1, 20)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=12
)


def turns(*spoken: tuple[float, float]) -> list[Turn]:
    return [Turn(Role.UNKNOWN, 0, start_s, end_s, ()) for start_s, end_s in sorted(spoken)]


def test_a_long_silence_is_passed_over_but_for_a_breath_at_its_ends() -> None:
    assert silences(turns((1.0, 4.0), (10.0, 12.0)), 13.0) == ((4.3, 9.7),)


def test_the_silences_before_the_first_and_after_the_last_word_count() -> None:
    assert silences(turns((5.0, 6.0)), 60.0) == ((0.3, 4.7), (6.3, 59.7))
    assert silences([], 60.0) == ((0.3, 59.7),)


def test_a_short_turn_within_a_long_one_makes_no_silence() -> None:
    assert silences(turns((0.0, 30.0), (4.0, 5.0)), 31.0) == ()


@given(stretches)
def test_no_silence_holds_speech_and_each_is_worth_a_jump(spoken: list[tuple[float, float]]) -> None:
    end_s = max((end for _, end in spoken), default=0.0) + 5
    for start_s, stop_s in silences(turns(*spoken), end_s):
        assert stop_s - start_s > SILENCE_S - 0.7
        assert all(end <= start_s or begin >= stop_s for begin, end in spoken)


def test_going_back_begins_the_turn_anew_and_only_then_goes_to_the_one_before() -> None:
    spoken = turns((1.0, 4.0), (5.0, 9.0))
    assert previous_turn_s(spoken, 7.0) == 5.0
    assert previous_turn_s(spoken, 5.5) == 1.0
    assert previous_turn_s(spoken, 0.5) is None
    assert next_turn_s(spoken, 1.0) == 5.0
    assert next_turn_s(spoken, 5.0) is None
