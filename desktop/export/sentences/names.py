"""What feelings, people and an agent's doings are called in a sentence."""

from desktop.model.call import Role
from desktop.model.score import CueName, Emotion

_ADJECTIVES = {
    Emotion.ANGER: "angry",
    Emotion.FRUSTRATION: "frustrated",
    Emotion.DISAPPOINTMENT: "disappointed",
    Emotion.WORRY: "worried",
    Emotion.CONFUSION: "confused",
    Emotion.EXHAUSTION: "exhausted",
    Emotion.SADNESS: "sad",
    Emotion.NEUTRAL: "neutral",
    Emotion.RELIEF: "relieved",
    Emotion.GRATITUDE: "grateful",
    Emotion.JOY: "happy",
}
_CUES = {
    CueName.APOLOGY: "apologised",
    CueName.ACKNOWLEDGEMENT: "named the feeling",
    CueName.ALIGNMENT: "took the customer's side",
    CueName.ASSURANCE: "promised to see to it",
    CueName.OWNERSHIP: "took responsibility",
    CueName.PARAPHRASE: "said back what the customer had said",
    CueName.QUESTION: "asked for details",
    CueName.RELIEF: "offered a remedy",
    CueName.EXPLANATION: "explained why",
    CueName.FOLLOW_UP: "promised to come back",
    CueName.PERSONAL: "left the script",
    CueName.THANKS: "thanked the customer",
    CueName.DEFLECTION: "passed the blame or refused",
    CueName.CANNED: "used a stock phrase",
    CueName.TRANSFER: "sent the customer elsewhere",
    CueName.HOLD: "asked for time",
}
_PEOPLE = {Role.AGENT: "the agent", Role.CUSTOMER: "the customer", Role.UNKNOWN: "a speaker"}
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]


def adjective(emotion: Emotion) -> str:
    """How a customer with an emotion is: `frustrated`."""
    return _ADJECTIVES[emotion]


def cue_words(name: CueName) -> str:
    """What an agent did, in words: `named the feeling`."""
    return _CUES[name]


def person(role: Role) -> str:
    """Who it was: `the agent`."""
    return _PEOPLE[role]


def in_a_row(parts: list[str]) -> str:
    """Some things as one would say them: `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def ordinal(number: int) -> str:
    """Which one of several, from 1: `second`, `21st`."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def sentence(text: str) -> str:
    """The same with a capital at its beginning."""
    return text[:1].upper() + text[1:]
