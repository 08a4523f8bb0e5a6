"""How long a customer waits for an answer after a turn that shows feeling. The feeling is the customer's alone."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice

from desktop.model.call import Role
from desktop.model.events.event import Event, EventKind, EventLimits, Measure, Reason, exceeds, reaches
from desktop.model.events.phrases import is_backchannel
from desktop.model.score import Score
from desktop.model.turn import Turn

_Scored = tuple[Turn, Score]


def answers_of(turns: Sequence[Turn], scored: Sequence[_Scored], limits: EventLimits) -> tuple[Event, ...]:
    """The agent's answers to a customer's turns of strong feeling, from the end of the turn to the first word of it.

    A customer who goes on without a silence is answered at the end of all that; one who has to speak again after a
    silence has waited since before it. Several such turns before one answer are one event, named after the strongest.
    An agent who is already speaking has answered at once. Where no answer comes there is no event.

    Args:
        turns: of the whole call, in any order.
        scored: turns with their scores; what is not a customer's is left out.
        limits: how strong a feeling counts, and from how long on a silence is one.
    """
    turns = sorted(turns, key=lambda turn: (turn.start_s, turn.channel))
    strong = [
        (turn, score)
        for turn, score in sorted(scored, key=lambda pair: pair[0].start_s)
        if turn.role is Role.CUSTOMER and reaches(abs(score.valence), limits.strong_valence)
    ]
    answered: dict[Turn, list[_Scored]] = {}
    for turn, score in strong:
        answer = _answer_to(turn, turns)
        if answer is not None:
            answered.setdefault(answer, []).append((turn, score))
    return tuple(_event(answer, asked, turns, limits) for answer, asked in answered.items())


def _answer_to(asked: Turn, turns: Sequence[Turn]) -> Turn | None:
    """The agent's first turn that outlasts the customer's; a "mhm" in between is none."""
    for turn in islice(turns, _first_from(asked, turns), None):
        outlasts = turn.end_s > asked.end_s
        if turn.role is Role.AGENT and outlasts and (turn.start_s >= asked.end_s or not is_backchannel(turn.text)):
            return turn
    return None


def _first_from(asked: Turn, turns: Sequence[Turn]) -> int:
    return bisect_left(turns, asked.start_s, key=lambda turn: turn.start_s)


def _event(answer: Turn, asked: Sequence[_Scored], turns: Sequence[Turn], limits: EventLimits) -> Event:
    until_s = asked[0][0].end_s
    for turn in islice(turns, _first_from(asked[0][0], turns), None):
        if turn.start_s >= answer.start_s:
            break
        goes_on = turn.role is Role.CUSTOMER and not exceeds(turn.start_s - until_s, limits.silence_s)
        until_s = max(until_s, turn.end_s) if goes_on else until_s
    strongest, score = max(asked, key=lambda pair: abs(pair[1].valence))
    limit = limits.strong_valence if score.valence > 0 else -limits.strong_valence
    reason = Reason(Measure.VALENCE, score.valence, limit, words=strongest.text)
    start_s = min(until_s, answer.start_s)
    return Event(EventKind.ANSWER, start_s, answer.start_s, Role.AGENT, answer.channel, Role.CUSTOMER, reason)
