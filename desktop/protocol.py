"""What passes between a worker and whoever employs it: one job in, events out, each a line of JSON."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any, TypeVar

from cattrs.errors import BaseValidationError
from cattrs.preconf.json import make_converter
from cattrs.strategies import configure_tagged_union

from desktop.model.activation import Activation
from desktop.model.call import Channel, Recording
from desktop.model.events.phrases import Voiced
from desktop.model.request import Request
from desktop.model.score import TurnCues, TurnScore
from desktop.model.span import Span, Word


@dataclass(frozen=True, slots=True)
class TurnVoice:
    """What was heard in the voice of a customer's turn, named by channel and first instant."""

    channel: int
    start_s: float
    voice: Activation


@dataclass(frozen=True, slots=True)
class Heard:
    """How far a transcription has come: the windows that are stored, of how many, and what was heard in them.

    `split_confidence` is null unless two people on one microphone have been told apart in it. `told_apart` says that
    they are in the analysis that is shown, so that a side that was set is one of them; `changed` that somebody has
    changed words, or the role of a lone channel, so that nobody is to be told apart any more. `voices` are of customers
    alone, for when the recording cannot be heard again.
    """

    recording: Recording | None = None
    windows_done: int = 0
    windows_total: int | None = None
    language: str | None = None
    spans: tuple[Span, ...] = ()
    split_confidence: float | None = None
    told_apart: bool = False
    changed: bool = False
    voices: tuple[TurnVoice, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every window is stored, so that the recording itself is not needed any more."""
        return self.recording is not None and self.windows_total is not None and self.windows_done >= self.windows_total


@dataclass(frozen=True, slots=True)
class Job:
    """A recording to analyse, behind what an earlier, interrupted run has stored of it.

    `sha256` is of the file as it was queued: another one that lies in its place by now is refused.
    """

    id: int
    file: str
    sha256: str
    models: str
    request: Request
    heard: Heard = Heard()


class Stage(StrEnum):
    """What a worker is busy with."""

    READING = "reading"
    LOADING = "loading"
    LISTENING = "listening"
    SCORING = "scoring"


class Cause(StrEnum):
    """Why a job failed."""

    BAD_INPUT = "bad input"
    MISSING_MODEL = "missing model"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Started:
    """The file is about to be opened."""


@dataclass(frozen=True, slots=True)
class RecordingRead:
    """The sound was read through once and is known to be good."""

    recording: Recording


@dataclass(frozen=True, slots=True)
class PeaksMeasured:
    """The waveform, as `Peaks.packed` wrote it."""

    packed: bytes


@dataclass(frozen=True, slots=True)
class ModelLoaded:
    """A model is ready; `seconds` is what loading it took, zero where it was still there from the job before."""

    engine: str
    model: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` is 0 to 1; `left_s` is null while nothing can be said yet."""

    stage: Stage
    done: float
    left_s: float | None = None


@dataclass(frozen=True, slots=True)
class SpansHeard:
    """A batch of windows is transcribed: what to store at once, and how far that brings the call."""

    windows_done: int
    windows_total: int
    language: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class VoicedFound:
    """Where a speech detector hears somebody, by the recording's own channels."""

    voiced: tuple[Voiced, ...]


@dataclass(frozen=True, slots=True)
class SpeakersSplit:
    """Two people on one microphone are told apart: what was heard, with the speaker as the channel of each span.

    `confidence` is 0.5 (no idea) to 1.
    """

    confidence: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class RolesGuessed:
    """Who speaks in which channel."""

    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class TurnsScored:
    """The feelings of the customer's turns and what the agent did in theirs.

    `scorer` is null where none reads the call's language.
    """

    scorer: str | None
    scores: tuple[TurnScore, ...]
    cues: tuple[TurnCues, ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """The call is complete; `version` is of the analysis that made it so."""

    version: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The job cannot be done: what happened and what to do about it."""

    cause: Cause
    what: str
    fix: str


Event = (
    Started
    | RecordingRead
    | PeaksMeasured
    | ModelLoaded
    | Progress
    | VoicedFound
    | SpansHeard
    | SpeakersSplit
    | RolesGuessed
    | TurnsScored
    | Finished
    | Failed
)


class ProtocolError(Exception):
    """A line is not what the other side may send."""


def _word_lists(span: Span) -> list[tuple[str, float, float, float]]:
    return [(word.text, word.start_s, word.end_s, word.probability) for word in span.words]


def _finite(number: object) -> float:
    """Anything else would be stored, and could not be read again."""
    value = float(str(number))
    if not isfinite(value):
        raise ValueError
    return value


def _whole(number: object) -> int:
    value = int(str(number))
    if abs(value) > _LARGEST:
        raise ValueError
    return value


def _flag(flag: object) -> bool:
    if not isinstance(flag, bool):
        raise TypeError
    return flag


def _span(channel: object, start_s: object, end_s: object, words: list[list[Any]]) -> Span:
    heard = tuple(Word(str(text), _finite(start), _finite(end), _finite(sure)) for text, start, end, sure in words)
    return Span(_whole(channel), _finite(start_s), _finite(end_s), heard)


def _voiced(channel: object, start_s: object, end_s: object) -> Voiced:
    return Voiced(_whole(channel), _finite(start_s), _finite(end_s))


_Message = TypeVar("_Message")
# What the library can keep.
_LARGEST = 2**63 - 1
_converter = make_converter()
_converter.register_structure_hook(float, lambda number, _: _finite(number))
_converter.register_structure_hook(int, lambda number, _: _whole(number))
_converter.register_structure_hook(bool, lambda flag, _: _flag(flag))
# Base 64, which is read in C: cattrs' own base 85 takes Python a third of a second for the waveform of an hour.
_converter.register_unstructure_hook(bytes, lambda packed: b64encode(packed).decode("ascii"))
_converter.register_structure_hook(bytes, lambda text, _: b64decode(text, validate=True))
# Words as bare lists: an hour has ten thousand of them, and with names they would take ten times as long.
_converter.register_unstructure_hook(Span, lambda span: [span.channel, span.start_s, span.end_s, _word_lists(span)])
_converter.register_structure_hook(Span, lambda fields, _: _span(*fields))
# As bare lists too: an hour has thousands of them.
_converter.register_unstructure_hook(Voiced, lambda voiced: [voiced.channel, voiced.start_s, voiced.end_s])
_converter.register_structure_hook(Voiced, lambda fields, _: _voiced(*fields))
configure_tagged_union(Event, _converter, tag_name="event")


def encode_job(job: Job) -> str:
    """Write a job as one line."""
    return _converter.dumps(job)


def decode_job(line: str) -> Job:
    """Read a job from a line.

    Raises:
        ProtocolError: the line is no job.
    """
    return _decode(line, Job)


def encode_event(event: Event) -> str:
    """Write an event as one line."""
    return _converter.dumps(event, unstructure_as=Event)


def decode_event(line: str) -> Event:
    """Read an event from a line.

    Raises:
        ProtocolError: the line is no event.
    """
    return _decode(line, Event)  # type: ignore[arg-type]  # mypy does not take a union for a type


def _decode(line: str, kind: type[_Message]) -> _Message:
    try:
        return _converter.loads(line, kind)
    except (BaseValidationError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise ProtocolError(
            f"A line of {len(line)} characters is not a {getattr(kind, '__name__', 'message')}."
        ) from error
