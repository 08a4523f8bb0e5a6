"""Which turns of a call its story quotes: the customer before and after, and the agent in between."""

from collections.abc import Iterator, Sequence

from desktop.model.arc import EDGE_TURNS, ArcFigures
from desktop.model.call import Role
from desktop.model.course.pivots import Direction
from desktop.model.report import CallReport
from desktop.model.score import CueName
from desktop.model.scored_turn import ScoredTurn

_FEW_WORDS = 4
_AGENT_WORDS = 6
_AGENT_TURNS = 3
_FOR_THE_CUSTOMER = frozenset(CueName) - {
    CueName.QUESTION,
    CueName.HOLD,
    CueName.DEFLECTION,
    CueName.TRANSFER,
    CueName.CANNED,
}


def customer_turns(report: CallReport) -> list[ScoredTurn]:
    """The turns that the arc is drawn through, in its order."""
    scored = [turn for turn in report.turns if turn.turn.role is Role.CUSTOMER and turn.score is not None]
    return sorted(scored, key=lambda turn: turn.turn.middle_s)


def turn_before(report: CallReport, figures: ArcFigures) -> ScoredTurn:
    """The unhappiest of the first turns and the one at the low."""
    customer = customer_turns(report)
    at_low = [turn for turn in customer if turn.turn.middle_s == figures.low_s]
    return min(_long_enough([*customer[:EDGE_TURNS], *at_low]), key=_valence)


def turn_after(report: CallReport) -> ScoredTurn:
    """The happiest of the last turns."""
    return max(_long_enough(customer_turns(report)[-EDGE_TURNS:]), key=_valence)


def turns_between(report: CallReport, figures: ArcFigures) -> list[ScoredTurn]:
    """What the agent said before the best pivot since the customer's words "before"; without one, before rises.

    Where nothing was done in what was said right before the pivot, what was done for the customer elsewhere in between.
    """
    since_s = turn_before(report, figures).turn.start_s
    answers = _best_answers(report, since_s)
    if not answers:
        return _before_rises(report, max(figures.low_s, since_s))
    telling = [said for said in answers if said.cues][-_AGENT_TURNS:]
    return telling or _most_done(report, since_s) or _long_enough(answers, _AGENT_WORDS)[-_AGENT_TURNS:]


def _best_answers(report: CallReport, since_s: float) -> list[ScoredTurn]:
    """What the agent said since then and before the largest rise; nothing where nothing rose for long."""
    found = [
        (pivot.change.size, answers)
        for pivot in report.pivots
        if pivot.direction is Direction.UP
        and (answers := [said for said in pivot.answers if said.turn.start_s > since_s])
    ]
    return max(found, key=lambda pair: pair[0], default=(0.0, []))[1]


def _most_done(report: CallReport, since_s: float) -> list[ScoredTurn]:
    """The turns in which the agent most surely did something for the customer, before the words "after"."""
    until_s = turn_after(report).turn.start_s
    done = {
        said: max(cue.score for cue in said.cues if cue.name in _FOR_THE_CUSTOMER)
        for said in report.turns
        if since_s < said.turn.start_s < until_s and any(cue.name in _FOR_THE_CUSTOMER for cue in said.cues)
    }
    surest = sorted(done, key=done.__getitem__, reverse=True)[:_AGENT_TURNS]
    return sorted(surest, key=lambda scored: scored.turn.start_s)


def _before_rises(report: CallReport, since_s: float) -> list[ScoredTurn]:
    """What the agent said since then right before the customer felt better, where that was the most."""
    rises = {
        agent: after - before
        for agent, before, after in _exchanges(report)
        if agent.turn.start_s > since_s and after > before
    }
    agents = sorted(_long_enough(list(rises), _AGENT_WORDS), key=rises.__getitem__, reverse=True)
    return sorted(agents[:_AGENT_TURNS], key=lambda scored: scored.turn.start_s)


def _exchanges(report: CallReport) -> Iterator[tuple[ScoredTurn, float, float]]:
    """Every agent turn that stands between two customer turns, with the valence before and after it."""
    customer = customer_turns(report)
    for agent in (scored for scored in report.turns if scored.turn.role is Role.AGENT):
        before = [c for c in customer if c.turn.start_s <= agent.turn.start_s]
        after = [c for c in customer if c.turn.start_s > agent.turn.start_s]
        if before and after:
            yield agent, _valence(before[-1]), _valence(after[0])


def _long_enough(turns: Sequence[ScoredTurn], words: int = _FEW_WORDS) -> list[ScoredTurn]:
    """The turns that say something, or all of them where none does."""
    return [turn for turn in turns if len(turn.turn.text.split()) >= words] or list(turns)


def _valence(turn: ScoredTurn) -> float:
    return turn.score.valence if turn.score else 0.0
