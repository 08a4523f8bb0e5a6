"""Which channel is the agent's, told by what is said: who greets, names the company, asks and looks things up."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from desktop.model.call import Channel, Layout, Recording, Role, RoleSource, Side
from desktop.model.span import Span

OPENING_S = 30.0
_OPENING_BONUS = 1.5
_STEEPNESS = 0.3
_SUREST = 0.99
_NAMES_THE_COMPANY = 1.5
# Below this nobody is taken for the customer: feelings of an agent must not be estimated by mistake.
SURE_ENOUGH = 0.55

# What agents say and customers hardly ever do, with a weight; a habit of the trade, not of one company.
_AGENT_PHRASES: tuple[tuple[str, float], ...] = (
    (r"thank(s| you) (so much )?for (calling|holding|your (patience|call))", 3),
    (r"(how|what) (can|may|could) (i|we) (help|do for|assist)", 3),
    (r"(can|may|could) i (please )?(have|get|take|ask|confirm|verify)\b", 1.5),
    (r"(what|which)('s| is| was| are)? (is )?your\b", 1),
    (r"(could|can|would) you (please )?(confirm|verify|repeat|spell|give me|tell me|provide|hold)", 1),
    (r"\bi('m| am) (calling|ringing|phoning) (you )?(back )?(from|on behalf)\b", 3),
    (r"(is there )?anything else", 2.5),
    (r"(let me|i'll|i will) (just |quickly )?(check|look|see|pull|have a look|transfer|put you|get you)", 1.5),
    (r"(bear with me|one moment|hold on (a|one|just)|hold the line)", 1.5),
    (r"i (do )?apologi[sz]e|i'm (so |very |really )?sorry (to hear|for the|about (the|that))", 1),
    (r"(have a|enjoy your|enjoy the rest) (great|good|nice|lovely|wonderful|day|rest)", 1.5),
    (r"(happy|glad|love) to (help|assist)", 1.5),
    (r"this is \w+( \w+)? (from|with|at|speaking|here)|you('re| are) (through|speaking)", 2),
)
_CUSTOMER_PHRASES: tuple[tuple[str, float], ...] = (
    (r"\bi('m| am) (calling|ringing|phoning)\b(?! (you )?(back )?(from|on behalf)\b)", 2),
    (r"\bi('ve| have) (called|been (waiting|trying|on hold))", 2),
    (r"\bi (need|want|wanted|would like|'d like|was wondering|have a question)", 1.5),
    (r"\bmy (account|order|card|bill|appointment|password|package|parcel|car|phone|delivery|address)\b", 1),
    (r"\bi (lost|bought|ordered|received|never got|paid|forgot|can't|cannot|got charged)\b", 1),
    (r"\b(can|could) you (help|check|send|tell me (if|when|why))", 0.7),
    (r"\b(that's|that is|that was|that'll be|that will be) (all|it|everything)\b", 1.5),
    (r"\byou too\b", 1),
)


def guess_agent(spans: Iterable[Span], glossary: Sequence[str] = ()) -> tuple[Side, float]:
    """Guess on which side of a two-channel call the agent speaks.

    Args:
        spans: what was heard in channels 0 and 1.
        glossary: names of the company and its agents; who says one while greeting is likely the agent.

    Returns:
        the side and a confidence of 0.5 (no idea) to 0.99; with nothing to go by it is the left one, as most
        telephone systems record.
    """
    spans = sorted(spans, key=lambda span: span.start_s)
    lead = _agency(spans, 0, glossary) - _agency(spans, 1, glossary)
    side = Side.LEFT if lead >= 0 else Side.RIGHT
    return side, min(round(1 / (1 + math.exp(-_STEEPNESS * abs(lead))), 3), _SUREST)


def channels_of(
    recording: Recording, agent: tuple[Side, float] | None, source: RoleSource, *, split: bool = False
) -> list[Channel]:
    """The channels with their roles: who speaks is known where each channel is one person and the agent's is known.

    Args:
        recording: what its channels hold. Of a dead channel only a person can say whose it was.
        agent: the agent's side and how sure that is, or null.
        source: whether a person set it.
        split: whether the two people of a lone channel were told apart, so that each has one.
    """
    apart = split or recording.layout in (Layout.STEREO, Layout.BLEED)
    dead = recording.layout in (Layout.DEAD_LEFT, Layout.DEAD_RIGHT) and source is RoleSource.SET
    if agent is None or agent[1] < SURE_ENOUGH or not (apart or dead):
        return [Channel(index) for index in ((0, 1) if split else recording.heard_channels)]
    side, confidence = agent
    roles: Mapping[bool, Role] = {True: Role.AGENT, False: Role.CUSTOMER}
    return [Channel(index, roles[index == side.channel], confidence, source) for index in (0, 1)]


def _agency(spans: Sequence[Span], channel: int, glossary: Sequence[str]) -> float:
    """How much a channel talks like an agent; what is said in the opening half minute counts more."""
    return sum(
        _agency_of(span.text, glossary) * (_OPENING_BONUS if span.start_s < OPENING_S else 1.0)
        for span in spans
        if span.channel == channel
    )


def _agency_of(text: str, glossary: Sequence[str]) -> float:
    said = text.lower().replace("’", "'")
    named = any(re.search(rf"\b{re.escape(name.lower())}\b", said) for name in glossary if name.strip())
    return _weight(said, _AGENT_PHRASES) - _weight(said, _CUSTOMER_PHRASES) + _NAMES_THE_COMPANY * named


def _weight(said: str, phrases: tuple[tuple[str, float], ...]) -> float:
    return sum(weight * len(re.findall(phrase, said)) for phrase, weight in phrases)
