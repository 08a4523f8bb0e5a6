"""Which words are lit at a time."""

from desktop.model.call import Role
from desktop.model.listening.spoken import Spoken, SpokenWords, spoken_together_s
from desktop.model.span import Word
from desktop.model.turn import Turn


def turn(channel: int, *words: tuple[float, float, str]) -> Turn:
    said = tuple(Word(text, start_s, end_s, 1.0) for start_s, end_s, text in words)
    return Turn(Role.UNKNOWN, channel, said[0].start_s, said[-1].end_s, said)


CALL = SpokenWords([turn(0, (1.0, 1.5, " my"), (1.7, 2.0, " lamp"), (3.0, 3.5, " broke")), turn(1, (1.8, 2.2, " mhm"))])


def test_a_word_is_lit_from_its_start_and_until_the_next_if_that_is_soon() -> None:
    assert CALL.at(0.99) == ()
    assert CALL.at(1.0) == (Spoken(0, 0),)
    assert CALL.at(1.6) == (Spoken(0, 0),)
    assert CALL.at(1.7) == (Spoken(0, 1),)
    assert CALL.at(2.5) == ()


def test_where_both_speak_a_word_of_each_is_lit() -> None:
    assert CALL.at(1.9) == (Spoken(0, 1), Spoken(1, 0))


def test_nothing_is_lit_after_the_last_word() -> None:
    assert CALL.at(3.49) == (Spoken(0, 2),)
    assert CALL.at(3.5) == ()


def test_talk_over_is_what_two_turns_of_different_channels_share() -> None:
    first, second = turn(0, (1.0, 3.0, " so")), turn(1, (2.25, 4.0, " no"))
    assert spoken_together_s(second, first) == 0.75
    assert spoken_together_s(first, first) == 0.0
    assert spoken_together_s(turn(1, (3.5, 4.0, " no")), first) == 0.0
