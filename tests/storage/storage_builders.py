"""Calls, jobs and events for the tests of the library."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from desktop.model.call import Call, Channel, Layout, Recording, Role, RoleSource, Side
from desktop.model.events.phrases import Voiced
from desktop.model.peaks import Peaks
from desktop.model.request import Request
from desktop.model.score import Score, TurnScore
from desktop.model.span import Span, Word
from desktop.protocol import (
    Event,
    Finished,
    ModelLoaded,
    PeaksMeasured,
    RecordingRead,
    RolesGuessed,
    SpansHeard,
    SpeakersSplit,
    Started,
    TurnsScored,
    VoicedFound,
)
from desktop.storage.jobs import QueuedJob
from desktop.storage.library import Library

VERSION = 1
BATCHES = 60
RECORDING = Recording(61.5, 2, Layout.STEREO, ("The right channel starts 2 s late.", "„leise“ 👩🏽‍🔧"))
GUESSED = (Channel(0, Role.AGENT, 0.9), Channel(1, Role.CUSTOMER, 0.9))
SWAPPED = (Channel(0, Role.CUSTOMER, 0.8), Channel(1, Role.AGENT, 0.8))
PEAKS = Peaks(np.array([[-7, -1], [-2, 0]], np.int8), np.array([[5, 1], [9, 3]], np.int8))
SET = tuple(Channel(c.index, c.role, 1.0, RoleSource.SET) for c in GUESSED)
HOSTILE = "'; DROP TABLE calls; -- \" %_* \\ \n\t\x00\x07\x1b[2J\u2028\u202e שלום 👩🏽‍🔧 ﷽ é e\u0301"


def sha(digit: str) -> str:
    """A hash that is told apart by its first digit."""
    return digit * 64


def span(text: str, start_s: float = 1.0, channel: int = 0) -> Span:
    words = tuple(
        Word(f" {word}", start_s + 0.3 * index, start_s + 0.3 * index + 0.25, 0.9)
        for index, word in enumerate(text.split(" "))
    )
    return Span(channel, start_s, words[-1].end_s, words)


def batch(done: int, total: int, *texts: str) -> SpansHeard:
    """A batch that brings the job to `done` windows; its spans follow those of the batches before it."""
    return SpansHeard(done, total, "en", tuple(span(t, 10.0 * done + n, n % 2) for n, t in enumerate(texts)))


def whole_analysis(*texts: str, model: str = "base", version: int = VERSION) -> list[Event]:
    """Everything that a worker says of a call in which each text is one batch."""
    return [
        Started(),
        RecordingRead(RECORDING),
        ModelLoaded("faster-whisper", model, 1.5),
        *(batch(n, len(texts), text) for n, text in enumerate(texts, start=1)),
        RolesGuessed(SWAPPED),
        TurnsScored("model 1 estimate", (TurnScore(0, 10.0, Score(-0.5, 1.0)),)),
        Finished(version),
    ]


def talk(agent: Side | None = None, valence: float = 0.1) -> list[Event]:
    """Everything that a worker says of a call with eight turns of either side; the agent is guessed to be left."""
    spans = tuple(span(f"number {n} said", 3.0 * n, n % 2) for n in range(16))
    left_is_agent = agent is not Side.RIGHT
    roles = GUESSED if left_is_agent else SWAPPED
    channels = tuple(Channel(c.index, c.role, 1.0, RoleSource.SET) for c in roles) if agent else roles
    customers = [s for s in spans if s.channel == int(left_is_agent)]
    scores = tuple(TurnScore(s.channel, s.start_s, Score(valence * n, 1.0)) for n, s in enumerate(customers))
    return [
        Started(),
        RecordingRead(RECORDING),
        PeaksMeasured(PEAKS.packed()),
        ModelLoaded("faster-whisper", "base", 1.5),
        SpansHeard(2, 2, "en", spans),
        RolesGuessed(channels),
        TurnsScored("model 1 estimate", scores),
        Finished(VERSION),
    ]


def two_on_one_microphone() -> list[Event]:
    """Everything that a worker says of a mono call in which two people were told apart, eight turns of either."""
    spans = tuple(span(f"number {n} said", 3.0 * n, n % 2) for n in range(16))
    heard = tuple(replace(each, channel=0) for each in spans)
    scores = tuple(TurnScore(1, s.start_s, Score(0.1, 1.0)) for s in spans if s.channel)
    return [
        Started(),
        RecordingRead(Recording(61.5, 1, Layout.MONO)),
        VoicedFound(tuple(Voiced(0, s.start_s, s.end_s) for s in spans)),
        ModelLoaded("faster-whisper", "base", 1.5),
        SpansHeard(2, 2, "en", heard),
        SpeakersSplit(0.9, spans),
        RolesGuessed(GUESSED),
        TurnsScored("model 1 estimate", scores),
        Finished(VERSION),
    ]


def talked(library: Library, digit: str = "a") -> Call:
    """A call with an arc, eight turns of the customer on the right."""
    call = added(library, digit)
    apply_all(library, queued(library, call), talk())
    return library.calls.get(call.id)


def scoring(agent: Side | None = None, valence: float = 0.1) -> list[Event]:
    """What a worker says when all that is left is the scoring."""
    return [
        event for event in talk(agent, valence) if isinstance(event, Started | RolesGuessed | TurnsScored | Finished)
    ]


def added(library: Library, digit: str = "a") -> Call:
    return library.calls.add(Path(f"/calls/{digit}.wav"), sha(digit))


def queued(library: Library, call: Call, model: str = "base", *, again: bool = False) -> QueuedJob:
    return library.jobs.enqueue(call, Request(model=model), VERSION, again=again)


def apply_all(library: Library, job: QueuedJob, events: Sequence[Event]) -> None:
    for event in events:
        library.apply(job.id, event)


def analysed(library: Library, digit: str = "a", *texts: str, model: str = "base") -> Call:
    """A call with a complete transcript."""
    call = added(library, digit)
    apply_all(library, queued(library, call, model), whole_analysis(*(texts or ("hello there",)), model=model))
    return library.calls.get(call.id)


def texts() -> list[str]:
    """A long call's batches, each told apart by its words."""
    return [" ".join(f"word{n} of batch" for _ in range(60)) for n in range(1, BATCHES + 1)]
