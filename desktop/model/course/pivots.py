"""Pivots: where a customer's arc turns for long, up or down, and what the agent had just said."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.model.arc import arc_of
from desktop.model.call import Role
from desktop.model.course.changes import Change, ChangeRules, changes_of
from desktop.model.course.customers import customers_of
from desktop.model.score import Cue
from desktop.model.scored_turn import ScoredTurn
from desktop.model.turn import INTERRUPTING_S, Turn


class Direction(StrEnum):
    """Which way an arc turns."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Pivot:
    """A turn of the customer's with which the arc moved to another level.

    `customer` is the first turn on the new level and `change.turn` its index among the arc's dots; `t_s` is where that
    dot stands. `answers` are the agent's turns since the customer's turn before, or else the agent's last one: what
    happened just before. There are none where the agent had not spoken.
    """

    customer: Turn
    change: Change
    answers: tuple[ScoredTurn, ...] = ()

    @property
    def t_s(self) -> float:
        """Where the pivot stands on the time axis."""
        return self.customer.middle_s

    @property
    def direction(self) -> Direction:
        """Whether the customer felt better or worse from here on."""
        return Direction.UP if self.change.size > 0 else Direction.DOWN

    @property
    def agent(self) -> ScoredTurn | None:
        """The agent's turn before the pivot; a "mhm" is one only where there is nothing else."""
        spoken = [turn for turn in self.answers if turn.turn.duration_s >= INTERRUPTING_S]
        return next(reversed(spoken or self.answers), None)

    @property
    def cues(self) -> tuple[Cue, ...]:
        """What the agent did just before, in order."""
        return tuple(cue for answer in self.answers for cue in answer.cues)


def pivots_of(turns: Sequence[ScoredTurn], rules: ChangeRules | None = None) -> tuple[Pivot, ...]:
    """Find the pivots of a call, in the order of time; fewer than six scored turns of the customer's have none.

    Args:
        turns: of everybody on the call. A score counts for a customer only.
        rules: when a change of level is a pivot.
    """
    customers = customers_of(turns)
    changes = changes_of(arc_of(customers).points, rules)
    agents = sorted((t for t in turns if t.turn.role is Role.AGENT), key=lambda t: t.turn.start_s)
    own = [turn for turn, _ in customers]
    return tuple(Pivot(own[c.turn], c, _answers(agents, own[c.turn - 1], own[c.turn])) for c in changes)


def _answers(agents: Sequence[ScoredTurn], earlier: Turn, pivot: Turn) -> tuple[ScoredTurn, ...]:
    """What the agent said from a customer's turn to the next one; what was begun during the earlier one belongs."""
    begun = [t for t in agents if t.turn.start_s < pivot.start_s]
    between = [t for t in begun if t.turn.end_s > earlier.start_s]
    spoken = any(t.turn.duration_s >= INTERRUPTING_S for t in between)
    if spoken or not begun:
        return tuple(between)
    # The customer went on by themselves: the last real turn of the agent's is what led here.
    last = next((t for t in reversed(begun) if t.turn.duration_s >= INTERRUPTING_S), begun[-1])
    return (last,)
