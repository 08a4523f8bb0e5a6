"""A pivot is tied to the customer's turn that it begins with, and to what the agent had just said."""

from collections.abc import Sequence

import pytest

from desktop.model.call import Role
from desktop.model.course.pivots import Direction, pivots_of
from desktop.model.score import Cue, Score
from desktop.model.scored_turn import ScoredTurn
from desktop.model.span import Word
from desktop.model.turn import Turn

FALL_AND_RISE = (0.2, 0.1, 0.2, 0.1, -0.8, -0.7, -0.8, -0.9, 0.5, 0.6, 0.5, 0.6)


def turn(role: Role, start_s: float, duration_s: float = 2.0) -> Turn:
    return Turn(
        role, int(role is Role.CUSTOMER), start_s, start_s + duration_s, (Word(" so", start_s, start_s + 1, 1),)
    )


def cue(name: str) -> Cue:
    return Cue(name, "so", 0, 2, 0.9)


def customer(start_s: float, valence: float) -> ScoredTurn:
    return ScoredTurn(turn(Role.CUSTOMER, start_s), Score(valence, 1.0))


def agent(start_s: float, *cues: str, duration_s: float = 2.0) -> ScoredTurn:
    return ScoredTurn(turn(Role.AGENT, start_s, duration_s), None, tuple(cue(name) for name in cues))


def talk(valences: Sequence[float], cues: Sequence[str] | None = None) -> list[ScoredTurn]:
    """The agent, then the customer, and so on, five seconds apart; the agent's turns are numbered by their cues."""
    names = cues or [str(n) for n in range(len(valences))]
    pairs = [(agent(10.0 * n, names[n]), customer(10.0 * n + 5, v)) for n, v in enumerate(valences)]
    return [each for pair in pairs for each in pair]


def test_pivots_name_when_which_way_how_far_and_what_came_before() -> None:
    down, up = pivots_of(talk(FALL_AND_RISE))

    assert (down.direction, down.change.turn, down.t_s) == (Direction.DOWN, 4, 46.0)
    assert (up.direction, up.change.turn, up.t_s) == (Direction.UP, 8, 86.0)
    assert down.change.size == pytest.approx(-0.95)
    assert up.change.size == pytest.approx(1.35)
    assert [each.agent.turn.start_s for each in (down, up) if each.agent] == [40.0, 80.0]
    assert [[c.name for c in each.cues] for each in (down, up)] == [["4"], ["8"]]


def test_agents_never_have_a_pivot_even_where_a_score_was_put_on_their_turns() -> None:
    scored_agents = [ScoredTurn(turn(Role.AGENT, 10.0 * n), Score(v, 1.0)) for n, v in enumerate(FALL_AND_RISE)]
    unknown = [ScoredTurn(turn(Role.UNKNOWN, 10.0 * n + 5), Score(v, 1.0)) for n, v in enumerate(FALL_AND_RISE)]

    assert pivots_of([*scored_agents, *unknown]) == ()
    flat = [customer(10.0 * n + 5, 0.1) for n in range(len(FALL_AND_RISE))]
    assert pivots_of([*scored_agents, *flat]) == ()


def test_fewer_than_six_customer_turns_have_no_pivot() -> None:
    assert pivots_of(talk([-1.0, -1.0, -1.0, 1.0, 1.0])) == ()
    assert pivots_of([]) == ()


def test_turns_in_any_order_give_the_same_pivots() -> None:
    turns = talk(FALL_AND_RISE)

    assert pivots_of(turns[::-1]) == pivots_of(turns)


def test_an_agent_who_paused_is_heard_whole() -> None:
    turns = [*talk(FALL_AND_RISE), agent(83.0, "relief", duration_s=1.5)]

    _, up = pivots_of(turns)

    assert [c.name for c in up.cues] == ["8", "relief"]
    assert up.agent is not None
    assert up.agent.turn.start_s == 83.0


def test_a_backchannel_is_not_what_turned_a_call() -> None:
    turns = [*talk(FALL_AND_RISE), agent(84.0, duration_s=0.3)]

    _, up = pivots_of(turns)

    assert up.agent is not None
    assert up.agent.turn.start_s == 80.0


def test_a_customer_who_goes_on_by_themselves_is_led_by_the_last_words_of_the_agent() -> None:
    turns = [t for t in talk(FALL_AND_RISE) if t.turn.start_s not in (70.0, 80.0)] + [agent(82.0, duration_s=0.3)]

    _, up = pivots_of(turns)

    assert up.agent is not None
    assert up.agent.turn.start_s == 60.0
    assert [c.name for c in up.cues] == ["6"]


def test_what_the_agent_says_after_the_pivot_has_no_part_in_it() -> None:
    alone = [t for t in talk(FALL_AND_RISE) if t.turn.role is Role.CUSTOMER]

    down, _ = pivots_of([*alone, agent(50.0, "apology")])

    assert (down.agent, down.cues, down.answers) == (None, (), ())
