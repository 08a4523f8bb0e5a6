"""An event in a sentence, with the measure and the limit that make it one."""

from desktop.export.sentences.names import person, sentence
from desktop.export.wording import Wording, one_line, shorten
from desktop.model.call import Role
from desktop.model.events.event import Event, EventKind

_MOST_WORDS = 20
_NAMES = {
    EventKind.SILENCE: "silence",
    EventKind.HOLD: "hold",
    EventKind.OVERLAP: "talk-over",
    EventKind.INTERRUPTION: "interruption",
    EventKind.FAST_SPEECH: "fast speech",
    EventKind.LONG_MONOLOGUE: "long monologue",
    EventKind.ANSWER: "time to answer",
}


def event_name(kind: EventKind) -> str:
    """What a kind of event is called on screens and in documents."""
    return _NAMES[kind]


def event_words(event: Event, words: Wording) -> str:
    """What happened and why it counts, such as "The agent spoke for 52 s at a stretch; over 45 s counts."."""
    return sentence(_told(event, words))


def _told(event: Event, words: Wording) -> str:
    who, whom, limit = person(event.role), person(event.other or Role.UNKNOWN), event.reason.limit
    length, from_length = words.seconds(event.length_s), words.seconds(limit)
    said = f": “{shorten(one_line(event.reason.words), _MOST_WORDS)}”" if event.reason.words.strip() else "."
    both = words.seconds(event.reason.value)
    told = {
        EventKind.SILENCE: f"nobody spoke for {length} after {who}; {whom} broke it. Over {from_length} counts.",
        EventKind.HOLD: f"{length} on hold; the agent had asked for time{said}",
        EventKind.OVERLAP: f"{who} came in over {whom} for {both}{said}",
        EventKind.INTERRUPTION: f"{who} cut in on {whom}; both spoke for {both}, {from_length} or more counts{said}",
        EventKind.FAST_SPEECH: _fast(event, words),
        EventKind.LONG_MONOLOGUE: f"{who} spoke for {length} at a stretch. Over {from_length} counts.",
        EventKind.ANSWER: f"{who} answered after {length}; {whom} was at {words.signed(event.reason.value)}{said}",
    }
    return told[event.kind]


def _fast(event: Event, words: Wording) -> str:
    """Pace and no feeling: so many words a minute against the same speaker's own."""
    value, limit, usual = (
        words.number(round(number)) for number in (event.reason.value, event.reason.limit, event.reason.usual or 0.0)
    )
    told = f", usually {usual}" if event.reason.usual is not None else ""
    return f"{person(event.role)} spoke {value} words a minute{told}. Over {limit} counts."
