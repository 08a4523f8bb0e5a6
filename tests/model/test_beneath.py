from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from desktop.model.beneath import beneath_of
from desktop.model.call import Role
from desktop.model.score import Emotion, Score
from desktop.model.scored_turn import ScoredTurn
from desktop.model.span import Word
from desktop.model.turn import Turn

C = Emotion.CONFUSION
A, F, W, D, N, G = (
    Emotion.ANGER,
    Emotion.FRUSTRATION,
    Emotion.WORRY,
    Emotion.DISAPPOINTMENT,
    Emotion.NEUTRAL,
    Emotion.GRATITUDE,
)


def felt(*emotions: tuple[Emotion | None, float] | None) -> list[ScoredTurn]:
    """The customer's turns with emotion and valence; null is a turn of the agent's."""
    return [
        ScoredTurn(
            Turn(Role.CUSTOMER if each else Role.AGENT, 1 if each else 0, 2.0 * n, 2.0 * n + 1, (word(n),)),
            Score(each[1], 0.8, each[0]) if each else None,
        )
        for n, each in enumerate(emotions)
    ]


def word(n: int) -> Word:
    return Word(f" w{n}", 2.0 * n, 2.0 * n + 1, 0.9)


def test_the_strongest_other_feeling_before_the_anger_is_beneath_it() -> None:
    turns = felt((D, -0.3), None, (W, -0.7), None, (D, -0.5), None, (A, -0.9))
    (found,) = beneath_of(turns)
    assert (found.emotion, found.quote) == (W, turns[2])
    assert found.run == (turns[6],)


def test_what_comes_after_the_anger_is_not_beneath_it() -> None:
    (found,) = beneath_of(felt((F, -0.5), (W, -0.9)))
    assert (found.emotion, found.quote) == (None, None)


def test_a_neutral_answer_does_not_end_a_run_but_two_do() -> None:
    assert len(beneath_of(felt((F, -0.5), (N, 0.0), (A, -0.5)))) == 1
    assert len(beneath_of(felt((F, -0.5), (N, 0.0), (N, 0.0), (A, -0.5)))) == 2


def test_another_feeling_ends_a_run_and_may_lie_beneath_the_next() -> None:
    first, second = beneath_of(felt((F, -0.5), (W, -0.5), (A, -0.5)))
    assert (first.emotion, second.emotion) == (None, W)
    assert len(beneath_of(felt((F, -0.5), (G, 0.5), (A, -0.5)))) == 2


def test_a_coach_who_takes_the_anger_away_takes_its_run_away() -> None:
    assert beneath_of(felt((A, 0.3))) == ()


def test_what_a_coach_says_was_not_unhappy_is_not_beneath_the_anger() -> None:
    worried, angry = felt((W, 0.0), (A, -0.8))
    assert worried.score is not None
    by_coach = replace(worried, score=replace(worried.score, estimate=-0.6))
    assert beneath_of([by_coach, angry])[0].quote is None


def test_the_confused_count_whichever_side_of_zero_an_estimate_falls() -> None:
    for valence in (-0.02, 0.02):
        (found,) = beneath_of(felt((C, valence), (A, -0.8)))
        assert found.emotion is C
    assert beneath_of(felt((C, 0.3), (A, -0.8)))[0].emotion is None
    assert beneath_of(felt((D, -0.05), (C, 0.1), (A, -0.8)))[0].emotion is D


def test_a_turn_that_a_coach_made_a_happy_one_ends_a_run() -> None:
    assert len(beneath_of(felt((F, -0.5), (None, 0.7), (A, -0.5)))) == 2
    assert len(beneath_of(felt((F, -0.5), (None, 0.0), (A, -0.5)))) == 1


def test_without_emotions_nothing_is_told() -> None:
    assert beneath_of(felt((None, -0.9), None, (None, -0.8))) == ()
    assert beneath_of(()) == ()


emotions = st.one_of(st.none(), st.tuples(st.sampled_from([None, *Emotion]), st.floats(-1, 1)))


@given(st.lists(emotions, max_size=30))
def test_runs_hold_every_angry_turn_once_and_quotes_come_before_them(
    each: list[tuple[Emotion | None, float] | None],
) -> None:
    turns = felt(*each)
    found = beneath_of(turns)
    angry = [t for t in turns if t.score and t.score.emotion in (A, F) and t.score.valence < 0]
    assert [t for run in found for t in run.run] == angry
    for run in found:
        assert (run.emotion is None) == (run.quote is None)
        assert run.quote is None or run.quote.turn.start_s < run.run[0].turn.start_s
