from desktop.model.call import Role
from desktop.model.drawing.previewed import previewed
from desktop.model.score import Score
from desktop.model.scored_turn import ScoredTurn
from desktop.model.turn import Turn

TURNS = [ScoredTurn(Turn(Role.CUSTOMER, 1, 10.0 * n, 10.0 * n + 4, ()), Score(-0.5, 0.6)) for n in range(3)]


def test_one_turn_moves_and_what_was_estimated_stays_known_however_often() -> None:
    once = previewed(TURNS, TURNS[1], 0.3)
    twice = previewed(once, TURNS[1], 0.7)
    assert once[0] is TURNS[0]
    assert [turn.score.valence for turn in twice if turn.score] == [-0.5, 0.7, -0.5]
    assert twice[1].score is not None
    assert twice[1].score.estimate == -0.5
    assert twice[1].score.confidence == 1.0
