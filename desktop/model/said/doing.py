"""What an agent did about a call's trouble, as its cues say; and where no model has found any, as stock phrases say.

The phrases are only those that promise, remedy, refuse or hand on in so many words.
"""

import re
from collections.abc import Iterator, Sequence

from desktop.model.call import Role
from desktop.model.said.evidence import Evidence, plain, sentences_of
from desktop.model.score import CueName
from desktop.model.scored_turn import ScoredTurn

_DONE = (
    r"(?:refunded|sent|ordered|booked|reset|fixed|cancelled|changed|replaced|credited|waived|removed|updated|"
    r"transferred|activated|reactivated|extended|upgraded|unlocked|unblocked|switched|resent|taken|put|set|applied|"
    r"scheduled|corrected|reduced|processed|submitted|arranged|approved|blocked|closed|opened|paid|added|issued)"
)
_DO = (
    r"(?:refund|send|replace|credit|waive|cancel|book|reset|fix|change|remove|update|transfer|activate|extend|upgrade|"
    r"unlock|unblock|resend|take .{0,20}off|put .{0,20}back|schedule|correct|reduce|approve|block|arrange"
    r"|issue|give you)"
)
_BACK = (
    r"(?:call|ring|phone|e-?mail|text|message|write to|let|get back|come back|follow up|contact|update|chase|"
    r"be in touch)"
)
_WHEN = (
    r"(?:today|tonight|tomorrow|by|within|before|next|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"in (?:an?|one|two|three|five|ten|twenty|a few|\d+)|as soon as|when|once)"
)
_PHRASES = {
    CueName.RELIEF: re.compile(
        rf"\b(?:i|we)(?:'ve| have|'m| am)? (?:just |now |already |gone ahead and )?{_DONE} (?!you (?:through|back|on))"
        rf"|\b(?:has|have)(?: now| just| already)? been {_DONE}\b"
        rf"|\b(?:i|we)(?:'ll| will| can|'m going to) (?:just |now |certainly "
        rf"|go ahead and )?{_DO} (?!you (?:through|back|on|to))"
        r"|\byou(?:'re| are) all set\b|\ball (?:done|sorted|fixed) (?:for you|now)\b|\bthat(?:'s"
        r"| is) (?:all )?(?:done|sorted)\b"
        r"|\byour (?:\w+ ){0,2}balance is\b|\b(?:hours|branch hours) are\b"
    ),
    CueName.FOLLOW_UP: re.compile(
        rf"\b(?:i|we)(?:'ll| will|'m going to)(?: personally| also)? {_BACK}\b"
        rf"|\b\w+(?:'ll| will) (?:call|ring|phone|e-?mail|text|contact"
        rf"|be in touch with) you (?:back )?.{{0,20}}{_WHEN}\b"
    ),
    CueName.TRANSFER: re.compile(
        r"\b(?:transfer|put|pass|connect) you (?:over |through |on )?(?:to|through)\b"
        r"|\byou(?:'d|'ll| would| will)? (?:have|need) to (?:call|ring|contact|speak|talk|write|email|ask"
        r"|go) (?:to )?(?!me\b)"
    ),
    CueName.DEFLECTION: re.compile(
        r"\b(?:i|we) (?:can't|cannot|can not|am not able to|'m not able to|aren't able to"
        r"|are unable to)\b(?!.{0,120}\bbut\b)"
        r"|\bnothing (?:i|we) can do\b|\bnot (?:our|my) (?:problem|fault|department|responsibility)\b"
        r"|\byou should(?:'ve| have)\b"
    ),
}

# "It is on its way": nothing need have gone wrong for that. What is only done if, when or unless something is not.
_SAYS_DONE = re.compile(
    r"^(?:(?:okay|ok|right|alright|all right|great|good|terrific|wonderful|perfect|lovely"
    r"|and|so|yes|then|there|now|well)[ ,.!]+)*"
    r"(?:(?:(?:it|that|this|everything|(?:your|the) \w+(?: \w+)?)(?:'s| is| are| has been|'s been)|you(?:'re| are))"
    r"(?: now| just| already| all)* "
    r"(?:done|booked|ordered|confirmed|arranged|scheduled|updated|changed|set|good to go|on (?:its|the|their) way)"
    r"|all (?:done|set|booked)"
    r"|(?!.{0,60}\b(?:if|when|once|until|unless|after|before|as soon|wrong|twice)\b)"
    r".{1,60}?\b(?:has|have)(?: now| just| already)? been "
    r"(?:transferred|sent|booked|ordered|refunded|credited|activated|reset|unlocked|scheduled|issued|replaced|resent"
    r"|submitted|processed|set up|added))\b"
)


def done_by_agent(turns: Sequence[ScoredTurn], name: CueName) -> Iterator[Evidence]:
    """Where the agent did something, in the order of time.

    Args:
        turns: of everybody on the call, in the order of time.
        name: what was done. Where no turn has any cue, only relief, follow-up, transfer and deflection can be told.
    """
    agents = [turn for turn in turns if turn.turn.role is Role.AGENT]
    has_cues = any(turn.cues for turn in agents)
    for said in agents:
        yield from _of_cues(said, name) if has_cues else _of_phrases(said, name)


def said_to_be_done(turns: Sequence[ScoredTurn]) -> Iterator[Evidence]:
    """Where the agent says that what was asked for is done, in the order of time.

    Args:
        turns: of everybody on the call, in the order of time.
    """
    for said in (turn for turn in turns if turn.turn.role is Role.AGENT):
        for sentence in sentences_of(said):
            if not sentence.text.endswith("?") and _SAYS_DONE.search(plain(sentence.text)):
                yield sentence


def _of_cues(said: ScoredTurn, name: CueName) -> Iterator[Evidence]:
    for cue in sorted(said.cues, key=lambda cue: cue.start_char):
        if cue.name == name:
            yield Evidence(said, cue.start_char, cue.end_char)


def _of_phrases(said: ScoredTurn, name: CueName) -> Iterator[Evidence]:
    rule = _PHRASES.get(name)
    if rule is None:
        return
    for sentence in sentences_of(said):
        if not sentence.text.endswith("?") and rule.search(plain(sentence.text)):
            yield sentence
