"""Only a customer's feelings have a course."""

from desktop.model.call import Role
from desktop.model.course.customers import customers_of
from desktop.model.score import Score
from desktop.model.scored_turn import ScoredTurn
from desktop.model.turn import Turn


def turn(role: Role, start_s: float, end_s: float) -> Turn:
    return Turn(role, 0, start_s, end_s, ())


def test_scores_of_everybody_else_count_for_nothing() -> None:
    score = Score(-0.5, 0.9)
    turns = [ScoredTurn(turn(role, n, n + 1), score) for n, role in enumerate((*Role, Role.CUSTOMER))]
    unscored = ScoredTurn(turn(Role.CUSTOMER, 9, 10))

    assert [each.role for each, _ in customers_of([*turns, unscored])] == [Role.CUSTOMER] * 2


def test_turns_are_in_the_order_of_their_dots() -> None:
    long, short = turn(Role.CUSTOMER, 0, 20), turn(Role.CUSTOMER, 2, 4)

    assert [each for each, _ in customers_of([ScoredTurn(t, Score(0.1, 1.0)) for t in (long, short)])] == [short, long]
