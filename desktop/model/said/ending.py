"""How a customer takes leave: with the trouble settled, or still with it; by their last words and how they felt."""

import re
from collections.abc import Iterator, Sequence

from desktop.model.call import Role
from desktop.model.said.evidence import Evidence, plain, sentences_of
from desktop.model.scored_turn import ScoredTurn

_LAST_TURNS = 4
_FELT_TURNS = 3
_CLEAR = 0.2

_SETTLED = re.compile(
    r"\b(?:that(?:'s| is| was|'ll be| will be| would be)|that was going to be) (?:all|it|everything)\b"
    r"(?! (?:very )?(?:well|nice|good))"
    r"|\b(?:all|everything) (?:i|we) (?:needed|wanted|need)\b|\bthat (?:answers|solves|settles|does it"
    r"|did it|worked|helps)\b"
    r"|\b(?:it's|it is|that's|they're|we're) (?:all )?(?:working|back on|back up|fixed|sorted|solved"
    r"|gone through|printing|"
    r"up and running|turned up|come on)\b|\bit (?:works|worked|went through|is working)\b(?! (?:for|on) (?:you|your))"
    r"|\b(?:thanks?|thank you)(?: you)?(?: so much| very much| ever so much)? for (?:sorting|fixing"
    r"|helping|your help|all|"
    r"being so|the help|dealing|doing)\b|\b(?:you've been|you have been|you were) (?:so |very |really "
    r"|most )?(?:helpful|kind|"
    r"great|brilliant|a star|a great help|a big help)\b|\bno more questions\b|\bproblem solved\b"
)
_THANKS = re.compile(
    r"\b(?:thank(?:s| you)|cheers|perfect|brilliant|wonderful|lovely|great|excellent|super|fantastic)\b"
)
_STILL_OPEN = re.compile(
    r"\b(?:whatever(?! (?:you(?:'ve| have)? (?:did|done)|it (?:is|was)))|forget it|never mind|not good enough"
    r"|not acceptable|unacceptable|useless|ridiculous|a joke|"
    r"i'll (?:go(?! (?:and|ahead|round|through|with|to (?:the|my|your))\b)|take (?:my|it (?:to|up|further|elsewhere))"
    r"|cancel|leave|complain)|still (?:not|doesn't|isn't|hasn't|no)|i give up|waste of time|"
    r"that (?:doesn't|didn't|does not|did not) (?:help|work|solve)|what am i (?:supposed|meant) to"
    r"|so (?:that's|it's) a no|"
    r"speak to (?:a|your) (?:manager|supervisor)|ombudsman|lawyer|solicitor)\b"
)


def settled_by_customer(turns: Sequence[ScoredTurn]) -> Evidence | None:
    """The customer's words at the end that say in so many words that the trouble is over; null where there are none."""
    return _last_match(last_turns(turns), _SETTLED)


def left_open_by_customer(turns: Sequence[ScoredTurn]) -> Evidence | None:
    """The customer's words at the end that say that it is not over; null where they were pleased with them or later."""
    refused = _last_match(last_turns(turns), _STILL_OPEN)
    if refused is None or any(_is_pleased(said) for said in last_turns(turns) if not _is_before(said, refused.said)):
        return None
    return refused


def welcomed_by_customer(turns: Sequence[ScoredTurn]) -> Evidence | None:
    """The happiest of the customer's last words that thank or praise, or else show relief, gratitude or joy."""
    pleased = [said for said in last_turns(turns) if _is_of_pleasant_emotion(said)]
    if pleased:
        happiest = max(pleased, key=lambda said: said.score.valence if said.score else 0.0)
        return next((s for s in sentences_of(happiest) if _THANKS.search(plain(s.text))), _whole(happiest))
    return _last_match([said for said in last_turns(turns) if not _is_displeased(said)], _THANKS)


def ends_badly(turns: Sequence[ScoredTurn]) -> bool:
    """Whether the customer's last scored turns are unhappy taken together; where none is scored, never."""
    return _felt_at_end(turns) <= -_CLEAR


def ends_well(turns: Sequence[ScoredTurn]) -> bool:
    """Whether the customer's last scored turns are happy taken together; where none is scored, never."""
    return _felt_at_end(turns) >= _CLEAR


def unhappiest(turns: Sequence[ScoredTurn]) -> Evidence | None:
    """The unhappiest of the customer's last turns; null where none is scored."""
    felt = [said for said in last_turns(turns) if said.score]
    return _whole(min(felt, key=lambda said: said.score.valence if said.score else 0.0)) if felt else None


def last_turns(turns: Sequence[ScoredTurn]) -> list[ScoredTurn]:
    """The customer's last turns, in the order of time."""
    return [said for said in turns if said.turn.role is Role.CUSTOMER][-_LAST_TURNS:]


def _felt_at_end(turns: Sequence[ScoredTurn]) -> float:
    """The mean valence of the last scored turns by confidence, 0 where none is scored."""
    felt = [said.score for said in last_turns(turns) if said.score][-_FELT_TURNS:]
    weight = sum(score.confidence for score in felt)
    return sum(score.valence * score.confidence for score in felt) / weight if weight > 0 else 0.0


def _is_of_pleasant_emotion(said: ScoredTurn) -> bool:
    score = said.score
    return score is not None and score.emotion is not None and score.emotion.side > 0 and score.valence > 0


def _is_pleased(said: ScoredTurn) -> bool:
    return said.score is not None and said.score.valence >= _CLEAR


def _is_displeased(said: ScoredTurn) -> bool:
    return said.score is not None and said.score.valence <= -_CLEAR


def _is_before(said: ScoredTurn, other: ScoredTurn) -> bool:
    return said.turn.start_s < other.turn.start_s


def _whole(said: ScoredTurn) -> Evidence:
    return Evidence(said, 0, len(said.turn.text))


def _last_match(turns: Sequence[ScoredTurn], rule: re.Pattern[str]) -> Evidence | None:
    found = list(_matches(turns, rule))
    return found[-1] if found else None


def _matches(turns: Sequence[ScoredTurn], rule: re.Pattern[str]) -> Iterator[Evidence]:
    for said in turns:
        for sentence in sentences_of(said):
            if rule.search(plain(sentence.text)):
                yield sentence
