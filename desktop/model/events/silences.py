"""Where nobody speaks for long, and whether the agent had asked for the time."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.model.call import Role
from desktop.model.events.event import Event, EventKind, EventLimits, Measure, Reason, exceeds
from desktop.model.events.phrases import Phrase, is_backchannel
from desktop.model.span import text_of

_MOMENT = r"(?:a|one|just a|just one|another) (?:quick )?(?:moment|minute|min|second|sec)"
_SOME_TIME = (
    r"(?:a|one|two|just a|just one|another|some)(?: few| couple of| couple| bit of| little| more| quick)* "
    r"(?:moments?|minutes?|mins?|seconds?|secs?|time)"
)
# What a moment that was asked for goes on with; "a second parcel" does not.
_THEN = r"(?=$|[,.;?!…]| (?:please|while|and|i|i'll|i'm|let|if|okay|sir|ma'am|here|thank)\b)"
_GOING = r"(?:just |quickly |go and |go ahead and |have to |need to |quick |first )*"
_LOOK = (
    r"(?:check|look|see|pull|find|get(?! your)|have a look|take a look|ask|speak|talk|bring|search|double[ -]check|"
    r"grab|confirm(?! your)|verify(?! your)|open|consult|do that|put that|process|review|access|update)"
)
_FIND_OUT = r"(?:check|look|have a look|take a look|pull (?:up|that)|see (?:if|what|whether)|find out|ask)"
_ASKS_FOR_TIME = re.compile(
    r"\bbear with (?:me|us)\b|\bhang on\b|\bhold on(?! to)\b|\bhold the line\b|\bstay on the line\b"
    r"|\b(?:put|place|pop|putting|placing|have) you (?:back )?on (?:a )?(?:brief |quick |short |little )?hold\b"
    r"|\b(?:please|can you|could you|you mind|you please) hold(?:ing)?\b(?! (?:it|your|the (?!line)))"
    rf"|(?<!in )(?<!was )\b{_MOMENT}{_THEN}|\bwait (?:just )?(?:a|one) (?:moment|minute|second|sec)\b|\bplease wait\b"
    rf"|\bgive me (?:just )?{_SOME_TIME}\b|\b(?:let me|while i) {_GOING}{_LOOK}\b"
    rf"|\bi(?:'ll| will|'m(?: just)? going to| am going to|'m gonna) {_GOING}{_FIND_OUT}\b"
    rf"|\b(?:i|we|someone|somebody)(?:'ll| will) be (?:right with you|(?:back )?with you (?:shortly|in {_SOME_TIME}))\b"
    r"|\b(?:won't|will not) be (?:a (?:moment|minute|second)|long)\b|\b(?:be )?right back\b"
    r"|\b(?:just|i'm|i am) (?:checking|looking|pulling|bringing)\b"
)
_SENTENCE = re.compile(r"[^.?!…]+[.?!…]*")
_SENTENCES_AFTER = 2


@dataclass(frozen=True, slots=True)
class _Gap:
    before: Phrase
    after: Phrase


def silences_of(phrases: Sequence[Phrase], limits: EventLimits) -> tuple[Event, ...]:
    """Silences between the first word and the last, and holds: those for which the agent's last words asked for time.

    Three seconds without speech in either channel count as time without talk in contact-centre practice, such as Amazon
    Connect's "non-talk time".

    Args:
        phrases: of the whole call, sorted by start. With what is voiced among them a silence begins behind an "um" that
            the recogniser leaves out, and its bounds are those of the voice and not of the words' times.
        limits: from how long on a silence counts.
    """
    agents = _AgentsWords(phrases, limits)
    return tuple(_event(gap, agents.that_ask_before(gap.before.end_s), limits) for gap in _gaps(phrases, limits))


def time_asked_for(text: str) -> str:
    """The sentence with which an agent asks for time; empty where there is none or a question to the customer follows.

    Args:
        text: what the agent said last, as the recogniser wrote it; without punctuation it is one sentence.
    """
    sentences = [match.group().strip() for match in _SENTENCE.finditer(text.replace("’", "'"))]
    for back, sentence in enumerate(reversed(sentences)):
        if _ASKS_FOR_TIME.search(sentence.lower()):
            return sentence
        if sentence.endswith("?") or back >= _SENTENCES_AFTER:
            break
    return ""


class _AgentsWords:
    """What the agent said last before an instant, as far as it says something."""

    def __init__(self, phrases: Sequence[Phrase], limits: EventLimits) -> None:
        self._limits = limits
        self._turns = _joined(phrases, limits)
        self._starts = [said[0].start_s for said in self._turns]
        others = [phrase for phrase in phrases if phrase.speaker.role is not Role.AGENT]
        self._other_starts = [phrase.start_s for phrase in others]
        self._others = others

    def that_ask_before(self, t_s: float) -> str:
        """The words that asked for time, empty where the agent's last words before an instant did not."""
        for said in reversed(self._turns[: bisect_right(self._starts, t_s)]):
            text = " ".join(text_of(phrase.words) for phrase in said)
            if exceeds(self._spoken_by_others_s(said[-1].end_s, t_s), self._limits.hold_talk_s):
                return ""
            if text and not is_backchannel(text):
                return time_asked_for(text)
        return ""

    def _spoken_by_others_s(self, from_s: float, to_s: float) -> float:
        behind = bisect_right(self._other_starts, to_s)
        spoken_s = 0.0
        for phrase in reversed(self._others[:behind]):
            if phrase.end_s <= from_s:
                break
            spoken_s += min(phrase.end_s, to_s) - max(phrase.start_s, from_s)
        return spoken_s


def _joined(phrases: Sequence[Phrase], limits: EventLimits) -> list[list[Phrase]]:
    """The agent's phrases, those together between which there is no silence and nobody else says anything."""
    said: list[list[Phrase]] = []
    before: Phrase | None = None
    for phrase in phrases:
        if phrase.speaker.role is Role.AGENT:
            if (
                before is None
                or before.speaker != phrase.speaker
                or exceeds(phrase.start_s - before.end_s, limits.silence_s)
            ):
                said.append([])
            said[-1].append(phrase)
        before = phrase
    return said


def _apart(before: Phrase, after: Phrase, limits: EventLimits) -> bool:
    return exceeds(after.start_s - before.end_s, limits.silence_s)


def _gaps(phrases: Sequence[Phrase], limits: EventLimits) -> list[_Gap]:
    gaps: list[_Gap] = []
    last: Phrase | None = None
    for phrase in phrases:
        if last is not None and _apart(last, phrase, limits):
            gaps.append(_Gap(last, phrase))
        if last is None or phrase.end_s >= last.end_s:
            last = phrase
    return gaps


def _event(gap: _Gap, asked: str, limits: EventLimits) -> Event:
    start_s, end_s, speaker = gap.before.end_s, gap.after.start_s, gap.before.speaker
    reason = Reason(Measure.SECONDS, end_s - start_s, limits.silence_s, words=asked)
    kind = EventKind.HOLD if asked else EventKind.SILENCE
    return Event(kind, start_s, end_s, speaker.role, speaker.channel, gap.after.speaker.role, reason)
