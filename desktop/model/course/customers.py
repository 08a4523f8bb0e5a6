"""Whose feelings have a course: the customer's turns that were scored, and nobody else's."""

from collections.abc import Iterable

from desktop.model.call import Role
from desktop.model.score import Score
from desktop.model.scored_turn import ScoredTurn
from desktop.model.turn import Turn


def customers_of(turns: Iterable[ScoredTurn]) -> list[tuple[Turn, Score]]:
    """The customer's scored turns in the order of an arc's dots; a score on anybody else's turn counts for nothing."""
    pairs = ((t.turn, t.score) for t in turns if t.turn.role is Role.CUSTOMER and t.score is not None)
    return sorted(pairs, key=lambda pair: pair[0].middle_s)
