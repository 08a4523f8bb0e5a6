"""What a call is about: the customer's first clear request or complaint, by rules over the words of their opening.

How people open a service call is much the same whatever it is about: they greet, name themselves, and say why they call
in a frame that carries no topic ("I'm calling about", "I'd like to", "my … hasn't"). The rules know these frames.
"""

import re
from collections.abc import Iterator, Sequence

from desktop.model.call import Role
from desktop.model.said.evidence import Evidence, plain, sentences_of
from desktop.model.scored_turn import ScoredTurn

_OPENING_TURNS = 6
_FEWEST_WORDS, _FEWEST_OF_STATEMENT, _FEW_WORDS = 3, 5, 6
_LATER = 1.05
_CLEAR, _TROUBLE, _SAYS_SOMETHING = 3.0, 2.0, 1.0
_SAYS_LITTLE = 0.75

_REQUEST = re.compile(
    r"\b(?:i'm|i am|im|i was|we're|we are|just) (?:just |only |also |actually |really )?"
    r"(?:calling|ringing|phoning|writing|getting in touch|contacting|chasing|following up|enquiring|inquiring|"
    r"wondering|looking (?:for|to|at)|trying to|hoping|after (?:a|an|some|my))\b"
    r"|\bthe (?:only )?(?:reason|thing|question|trouble|problem|issue|point) (?:i'm|i am|i'd|i have|is|was"
    r"|for|why|with)\b"
    r"|\b(?:i|we)(?:'d| would)? (?:also |just |really |actually |only |still )?"
    r"(?:like to(?! (?:say|point out|start|know if you))|love to|like (?:a|an|my|some|the)|prefer|want"
    r"|wanted|wish|need|needed|"
    r"have to|got to|(?:write|call|ring|phone)d? (?:because|about|to|you because))\b"
    r"|\b(?:can|could|would|will|may) (?:you|i|we|someone|somebody|one) (?:please |just |possibly |maybe |also )?"
    r"(?!hear|repeat|hold|say that|spell|speak up|hang|be honest|see it|imagine|believe|understand me|wait)\w+"
    r"|\b(?:do|did) you (?:have|know|sell|offer|still|do|take|get|happen)\b"
    r"|\bis there (?:a|an|any|anything|no|some)\b|\bis it (?:possible|true|still|okay|ok)\b"
    r"|\bhow (?:do|can|could|would|much|long|come|many|am) (?:i|you|we|is|does|do|it|will|would)?\b"
    r"|\b(?:where|when|why|what)(?:'s| is| are| has| have| did| does| do| was| will) (?:my|our|the|it|you|i|we|there)\b"
    r"|\b(?:it's|it is|this is|that's|i'm|calling|it was|is) (?:about|regarding|concerning|to do with)\b"
    r"|^(?:about|regarding) "
    r"|\b(?:i|we)(?:'ve| have)? (?:just )?(?:have|had|got|have got) (?:a|an|another|some|this) (?:\w+ )?"
    r"(?:question|problem|complaint|query|request|issue|trouble|inquiry|enquiry|emergency)\b"
    r"|\bthere(?:'s| is| was| seems to be|'s been| has been) (?:a|an|some|something|this|no)\b"
    r"|\b(?:please|kindly) \w+ "
)
_WRONG = (
    r"(?:\w+n't|not|never|no longer|nothing|nobody|no one|none|still|stopped|broke|broken|fail\w*|missing"
    r"|lost|gone|late|"
    r"wrong\w*|refus\w+|declin\w+|cancel\w*|charg\w+|block\w*|locked|stuck|damage\w*|crack\w*|leak\w*|dead|delay\w*|"
    r"overdue|twice|again|disappear\w*|stolen|faulty|no|expired|error|mistake|complain\w*|without|only|instead|"
    r"keeps?|refund\w*|double\w*|overcharg\w*|mould\w*|since|third time|second time|due)"
)
_TROUBLED = re.compile(
    rf"\b(?:my|our|the|this|that|your|it|it's|they|you|somebody|someone|he|she|we|i|i'm|i've|there's)\b.{{0,120}}\b{_WRONG}\b"
    rf"|\b{_WRONG}\b.{{0,120}}\b(?:my|our|the|your|it|me|us)\b"
    r"|\b(?:i|we)(?:'ve| have| had)? (?:just |already |only )?"
    r"(?:ordered|bought|paid|booked|sent|returned|received|lost|forgot|signed up|subscribed|moved|got|put"
    r"|rang|called|been)\b"
)
_ABOUT_THE_WAIT = re.compile(r"\b(?:on hold|holding|in (?:the|a|your) queue|waiting to speak|hold music|real person)\b")
_WHO = (
    r"\b(?:my (?:full |first |last )?name(?:'s| is)|(?:the|my) (?:\w+ ){0,2}(?:number|reference|postcode"
    r"|zip code|address|"
    r"password|date of birth|email|account)(?: number)?(?:'s| is)\b|date of birth|born on|spelt|spelled|under the name)"
)
_IDENTITY = re.compile(_WHO)
_GREETING = re.compile(
    r"^(?:(?:oh |ah |um |uh |er |yes |yeah |right |well |okay |ok |so |and |finally |thank goodness )*"
    r"(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|morning|afternoon|evening|thanks?(?: you)?)\b"
    r"(?:[ ,]+(?:there|again|to you|everyone|sir|madam)\b|[ ,]+[\w#'-]+(?=[,.!]))?[ ,.!]*)+"
)
_NAMED = re.compile(r"^(?:and |um |uh |yes |yeah )*(?:my name(?:'s| is)|this is|it's|i am|i'm)(?: [\w'-]+){1,3}$")
_AIDS = re.compile(
    r"^(?:(?:yes|no|yeah|okay|ok|sure|correct|right|exactly|hang on|hold on|one (?:moment|second|sec)"
    r"|let me|bear with me|"
    r"how are you|can you hear me|i see|i know|pardon|sorry|thank)\b)"
)
_NUMBERS = re.compile(
    r"^(?:\d[\d-]*|zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine|ten|double|triple|hundred|[a-z])$"
)
# A frame with nothing in it: "I've got a question", "I'd like to clear this up".
_EMPTY = re.compile(r"\b(?:question|questions|complaint|problem|this|that|it|something|you)$")
_ABOUT_THE_CALL = re.compile(
    r"\b(?:the )?(?:right|wrong) (?:person|number|department|place|line|team)\b|\b(?:speak|talk) to (?:a"
    r"|some|the|your)\b"
    r"|\bnot (?:a )?(?:big|massive|huge|urgent|important)(?: thing| deal| problem)?$|\b(?:say|ask) (?:it"
    r"|this|that) (?:a|the|once)\b"
    r"|\b(?:don't know|not sure) (?:if|whether) you can help$|\bcan you help(?: me)?$|\bi'll tell you\b(?=.{0,20}$)"
)
_WORD = re.compile(r"[\w'#-]+")


def issue_of(turns: Sequence[ScoredTurn]) -> Evidence | None:
    """The customer's first clear request or complaint as the sentence that says it; null where none was heard.

    Sentences of the opening are told by their frame: a request, a trouble, or that they say something at all. The
    clearest counts, and each turn later takes some of that away. Greetings, names and numbers are none.

    Args:
        turns: of everybody on the call.
    """
    customers = [t for t in sorted(turns, key=_by_time) if t.turn.role is Role.CUSTOMER]
    ranked = [
        (_clearness(sentence) - _LATER * place, sentence)
        for place, said in enumerate(_opening(customers))
        for sentence in sentences_of(said)
        if _clearness(sentence) > 0
    ]
    if not ranked:
        return None
    best = max(ranked, key=lambda pair: pair[0])[1]
    return _without_greeting(best)


def _by_time(scored: ScoredTurn) -> float:
    return scored.turn.start_s


def _opening(customers: Sequence[ScoredTurn]) -> Iterator[ScoredTurn]:
    """The first turns of the customer's in which something is said."""
    saying = (said for said in customers if any(_clearness(sentence) > 0 for sentence in sentences_of(said)))
    for _, said in zip(range(_OPENING_TURNS), saying, strict=False):
        yield said


def _clearness(sentence: Evidence) -> float:
    """How clearly a sentence says what the customer wants, 0 where it says nothing of the kind."""
    text = plain(sentence.text)
    rest = _GREETING.sub("", text).strip(" ,.!?…")
    words = _WORD.findall(rest)
    if len(words) < _FEWEST_WORDS or _NAMED.match(rest) or _is_number(words):
        return 0.0
    little = len(words) < _FEW_WORDS and bool(_EMPTY.search(rest))
    aside = bool(_ABOUT_THE_WAIT.search(rest) or _ABOUT_THE_CALL.search(rest))
    return max(
        _by_frame(rest, words) - _SAYS_LITTLE * (2 * little + 2 * aside + (len(words) < _FEWEST_OF_STATEMENT)), 0
    )


def _by_frame(text: str, words: Sequence[str]) -> float:
    if _REQUEST.search(text):
        return _CLEAR
    if _IDENTITY.search(text):
        return _TROUBLE if _trouble_behind_names(text) else 0.0
    if _AIDS.match(text) and len(words) < 2 * _FEWEST_OF_STATEMENT:
        return 0.0
    if _TROUBLED.search(text):
        return _TROUBLE
    return _SAYS_SOMETHING if len(words) >= _FEWEST_OF_STATEMENT else 0.0


def _trouble_behind_names(text: str) -> re.Match[str] | None:
    """The trouble in a sentence that begins with a name or a number; none may reach over another of these."""
    named = [*_IDENTITY.finditer(text)]
    ends = [*(each.start() for each in named), len(text)][1:]
    found = (_TROUBLED.search(text, each.end(), end) for each, end in zip(named, ends, strict=True))
    return next((trouble for trouble in found if trouble), None)


def _is_number(words: Sequence[str]) -> bool:
    """Whether words are mostly digits and letters that are spelt."""
    return 2 * sum(1 for word in words if _NUMBERS.match(word)) >= len(words)


def _without_greeting(sentence: Evidence) -> Evidence:
    """The sentence from behind "hi", and behind "my name is …" where the recogniser wrote no full stop."""
    text = plain(sentence.text)
    frame = _REQUEST.search(text) or _trouble_behind_names(text)
    named = _IDENTITY.search(text)
    greeting = _GREETING.match(text)
    skipped = greeting.end() if greeting else 0
    if frame and named and named.start() < frame.start():
        skipped = frame.start()
    return Evidence(sentence.said, sentence.start_char + skipped, sentence.end_char)
