"""Invented calls from a seed: what screenshots, benchmarks and tests of the window look at.

Everything is made up, and the same seed makes the same call.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from desktop.model.activation import Activation
from desktop.model.analysis_version import ANALYSIS_VERSION
from desktop.model.arc import arc_of
from desktop.model.call import Analysis, Call, Channel, Details, Layout, Recording, Role
from desktop.model.moment import Moment, MomentType
from desktop.model.peaks import BINS_PER_S, Peaks
from desktop.model.report import CallReport, Findings, report_of
from desktop.model.score import Cue, CueName, Emotion, Score, TurnCues, TurnScore
from desktop.model.span import Span, Word
from desktop.model.turn import Turn, turns_of

VERSION = ANALYSIS_VERSION
_AGENT, _CUSTOMER = 0, 1
_FIRST_DAY = datetime(2026, 11, 12, 14, 3, tzinfo=UTC)
_ROLES = {_AGENT: Role.AGENT, _CUSTOMER: Role.CUSTOMER}
_QUEUES = ("orders", "billing", "deliveries")
_CUSTOMER_LINES = {
    -1: (
        "This is the third time I've called about the same order, and nobody ever calls me back.",
        "No, that is not what I was told last week. I was told it had already been sent.",
        "I've been on hold for forty minutes and I still don't know where my parcel is.",
        "You're not listening to me. I don't want a voucher, I want the thing I paid for.",
        "I took a day off work for this delivery and nobody came.",
    ),
    0: (
        "The order number is four four one seven, two two nine.",
        "Yes, that's the address. It's the blue door on the left.",
        "I ordered it on the second, I think, or the third.",
        "Okay. And what happens with the first parcel?",
        "It's the tall lamp, the one in the window.",
    ),
    1: (
        "Oh, that's great. Thank you so much for sorting that out.",
        "Wonderful. That is more than I expected, to be honest.",
        "You've been really helpful, thank you.",
        "Perfect, tomorrow morning works really well for me.",
        "I'm so glad I got hold of you.",
    ),
}
_AGENT_LINES = (
    "Thank you for calling, how can I help you today?",
    "I can see the order here. Let me have a look at what happened to it.",
    "I'm sorry. You have explained this three times now, and that should not have happened.",
    "What I'll do is send a new one today, by courier, and I'll stay with it until it is with you.",
    "Could I take the order number, please?",
    "You will get a message from me tomorrow before noon.",
    "Is there anything else that I can do for you?",
)
_SHOWN_BY = {
    "I'm sorry": CueName.APOLOGY,
    "You have explained this three times": CueName.ACKNOWLEDGEMENT,
    "send a new one today": CueName.RELIEF,
    "I'll stay with it until it is with you": CueName.ASSURANCE,
    "You will get a message from me tomorrow": CueName.FOLLOW_UP,
}


_UNHAPPY = (Emotion.FRUSTRATION, Emotion.DISAPPOINTMENT, Emotion.WORRY, Emotion.ANGER, Emotion.EXHAUSTION)
_PLEASED = (Emotion.GRATITUDE, Emotion.JOY, Emotion.GRATITUDE, Emotion.RELIEF, Emotion.RELIEF)
_FELT = dict(zip(_CUSTOMER_LINES[-1] + _CUSTOMER_LINES[1], _UNHAPPY + _PLEASED, strict=True))


@dataclass(frozen=True, slots=True)
class Invented:
    """A call with everything that an analysis would have found in it."""

    spans: tuple[Span, ...]
    scores: tuple[TurnScore, ...]
    recording: Recording
    channels: tuple[Channel, ...]
    details: Details

    @property
    def cues(self) -> tuple[TurnCues, ...]:
        """What the agent did, with the words that show it."""
        turns = (turn for turn in turns_of(self.spans, _ROLES) if turn.role is Role.AGENT)
        found = (TurnCues(turn.channel, turn.start_s, _cues_in(turn.text)) for turn in turns)
        return tuple(each for each in found if each.cues)

    @property
    def analysis(self) -> Analysis:
        """With what it was analysed, so to say."""
        return Analysis("faster-whisper", "base", "en", "model 1 estimate", VERSION, 21.4)

    def report(self, call_id: int = 1) -> CallReport:
        """The call as the screens and documents read it, with three moments."""
        call = Call(
            id=call_id,
            sha256=f"{call_id:064x}",
            file=f"/recordings/order-{4400 + call_id}.wav",
            added_at=_FIRST_DAY,
            details=self.details,
            recording=self.recording,
            analysis=self.analysis,
            channels=self.channels,
        )
        return report_of(call, self.spans, Findings(self.scores, self.cues), moments_of(self))


def invented_call(seed: int, duration_s: float = 150.0) -> Invented:
    """A call of about a length, in which the customer's feelings fall and mostly rise again."""
    chance = random.Random(seed)  # noqa: S311  # not for secrets
    course = _course(chance)
    spans = tuple(_spans(chance, duration_s, course))
    turns = turns_of(spans, _ROLES)
    scores = tuple(
        TurnScore(turn.channel, turn.start_s, _score(chance, course, turn, duration_s))
        for turn in turns
        if turn.role is Role.CUSTOMER
    )
    recording = Recording(duration_s, 2, Layout.STEREO)
    channels = (Channel(_AGENT, Role.AGENT, 0.97), Channel(_CUSTOMER, Role.CUSTOMER, 0.97))
    return Invented(spans, scores, recording, channels, _details(chance, seed))


def moments_of(call: Invented) -> tuple[Moment, ...]:
    """What a coach might have marked: the low, the turn and a promise."""
    arc = arc_of([(t, s.score) for t, s in zip(_customer_turns(call), call.scores, strict=True)])
    low_s = arc.figures.low_s if arc.figures else call.recording.duration_s / 3
    end_s = call.recording.duration_s
    return (
        Moment(MomentType.MISERY, low_s, low_s, "Three calls about one lamp: name that before anything else.", id=1),
        Moment(MomentType.PIVOT, low_s + 0.1 * end_s, low_s + 0.2 * end_s, "Here it turns. What did you do?", id=2),
        Moment(MomentType.FOLLOW_UP, 0.9 * end_s, 0.9 * end_s, "", ("courier",), id=3),
    )


def peaks_for(call: Invented, seed: int = 0) -> Peaks:
    """A waveform that is loud where somebody speaks."""
    chance = np.random.default_rng(seed)
    bins = round(call.recording.duration_s * BINS_PER_S)
    level = np.full((2, bins), 0.006)
    for span in call.spans:
        for word in span.words:
            first, last = round(word.start_s * BINS_PER_S), round(word.end_s * BINS_PER_S)
            shape = np.sin(np.linspace(0.1, np.pi - 0.1, max(last - first, 1)))
            level[span.channel, first:last] = (shape * chance.uniform(0.25, 0.8))[: max(min(last, bins) - first, 0)]
    high = level * chance.uniform(0.6, 1.0, level.shape)
    low = -level * chance.uniform(0.6, 1.0, level.shape)
    return Peaks(np.rint(low * 127).astype(np.int8), np.rint(high * 127).astype(np.int8))


def invented_file(folder: Path, seed: int) -> Path:
    """Where the recording of an invented call would lie."""
    return folder / f"order-{4400 + seed}.wav"


def _cues_in(text: str) -> tuple[Cue, ...]:
    at = {words: text.find(words) for words in _SHOWN_BY}
    return tuple(
        Cue(_SHOWN_BY[words], words, start, start + len(words), 0.9) for words, start in at.items() if start >= 0
    )


def _customer_turns(call: Invented) -> tuple[Turn, ...]:
    return tuple(turn for turn in turns_of(call.spans, _ROLES) if turn.role is Role.CUSTOMER)


def _course(chance: random.Random) -> tuple[float, float, float, float]:
    """Where the customer starts, the low, the end, and when the low is as a share of the call."""
    start = chance.uniform(-0.7, 0.3)
    low = max(-0.95, start - chance.uniform(0.1, 0.6))
    end = min(0.95, low + chance.uniform(0.1, 1.5))
    return start, low, end, chance.uniform(0.2, 0.6)


def _value(course: tuple[float, float, float, float], share: float) -> float:
    start, low, end, low_at = course
    return float(np.interp(share, [0.0, low_at, min(low_at + 0.3, 0.95), 1.0], [start, low, end, end]))


def _score(chance: random.Random, course: tuple[float, float, float, float], turn: Turn, duration_s: float) -> Score:
    value = min(max(_value(course, turn.middle_s / duration_s) + chance.gauss(0, 0.15), -1.0), 1.0)
    emotion = Emotion.FRUSTRATION if value < -0.35 else Emotion.GRATITUDE if value > 0.35 else Emotion.NEUTRAL
    felt = _FELT.get(turn.text, emotion)
    if emotion is not Emotion.NEUTRAL and (felt in _PLEASED) == (value > 0):
        emotion = felt
    voice = _voice(turn, abs(value))
    return Score(value, chance.uniform(0.4, 1.0), emotion, voice, value * (0.9 if voice.value > 0 else 1.0))


def _voice(turn: Turn, strength: float) -> Activation:
    """A voice that rises with the feeling; from the turn alone, so that no other choice depends on it."""
    chance = random.Random(turn.start_s)  # noqa: S311  # not for secrets
    value = min(max(1.6 * strength - 0.6 + chance.gauss(0, 0.2), -1.0), 1.0)
    level, pitch, spread, tilt, rate = (3 * value + chance.gauss(0, 0.5) for _ in range(5))
    return Activation(value, chance.uniform(0.5, 1.0), level, pitch, spread, tilt, rate)


def _spans(chance: random.Random, duration_s: float, course: tuple[float, float, float, float]) -> Iterator[Span]:
    now_s, channel = 0.6, _AGENT
    while True:
        text = _line(chance, channel, _value(course, now_s / duration_s))
        span = _span(chance, text, now_s, channel)
        if span.end_s > duration_s - 0.5:
            return
        yield span
        now_s = span.end_s + chance.choice((0.2, 0.4, 0.7, 1.1, 2.4))
        channel = 1 - channel


def _line(chance: random.Random, channel: int, value: float) -> str:
    if channel == _AGENT:
        return chance.choice(_AGENT_LINES)
    return chance.choice(_CUSTOMER_LINES[-1 if value < -0.3 else 1 if value > 0.3 else 0])


def _span(chance: random.Random, text: str, start_s: float, channel: int) -> Span:
    words, at_s = [], start_s
    for word in text.split(" "):
        length_s = 0.08 + 0.055 * len(word)
        words.append(Word(f" {word}", round(at_s, 2), round(at_s + length_s, 2), chance.uniform(0.6, 1.0)))
        at_s += length_s + 0.04
    return Span(channel, words[0].start_s, words[-1].end_s, tuple(words))


def _details(chance: random.Random, seed: int) -> Details:
    return Details(
        agent=f"agent {101 + chance.randrange(18)}",
        customer_ref=f"order {4400 + seed}",
        started_at=_FIRST_DAY - timedelta(minutes=37 * seed),
        queue=chance.choice(_QUEUES),
        csat=chance.choice((None, 1.0, 2.0, 3.0, 4.0, 5.0)),
        resolved_at_first_contact=chance.choice((None, True, False)),
    )
