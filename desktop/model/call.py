"""One recording, its channels and what is known about it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """Who speaks in a channel."""

    AGENT = "agent"
    CUSTOMER = "customer"
    UNKNOWN = "unknown"


class RoleSource(StrEnum):
    """How the role of a channel came to be known."""

    GUESSED = "guessed"
    SET = "set"


class Layout(StrEnum):
    """What the channels of a recording hold."""

    STEREO = "stereo"
    MONO = "mono"
    SAME_TWICE = "same-twice"
    DEAD_LEFT = "dead-left"
    DEAD_RIGHT = "dead-right"
    BLEED = "bleed"


class Side(StrEnum):
    """A channel of a two-channel recording by its side: left is channel 0."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def channel(self) -> int:
        """The index of the channel."""
        return 0 if self is Side.LEFT else 1


@dataclass(frozen=True, slots=True)
class Channel:
    """One audio channel with the role that it was given; confidence is 0 to 1."""

    index: int
    role: Role = Role.UNKNOWN
    confidence: float = 0.0
    source: RoleSource = RoleSource.GUESSED


@dataclass(frozen=True, slots=True)
class Recording:
    """What the sound itself says: length, channels, layout, and sentences about what is odd in it."""

    duration_s: float
    channel_count: int
    layout: Layout
    notices: tuple[str, ...] = ()

    @property
    def heard_channels(self) -> tuple[int, ...]:
        """The channels that are listened to; the others hold nothing of their own."""
        match self.layout:
            case Layout.STEREO | Layout.BLEED:
                return (0, 1)
            case Layout.DEAD_LEFT:
                return (1,)
            case _:
                return (0,)


@dataclass(frozen=True, slots=True)
class Details:
    """What a team knows about a call besides its sound."""

    agent: str | None = None
    customer_ref: str | None = None
    started_at: datetime | None = None
    queue: str | None = None
    csat: float | None = None
    resolved_at_first_contact: bool | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """With what a call was analysed. `seconds` is null until the last result is stored."""

    engine: str
    model: str
    language: str
    scorer: str | None
    version: int
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One recording with its metadata. `id` counts within one library; `sha256` is of the file.

    `split_confidence` is how sure it is who of two people on one microphone says what, 0.5 (no idea) to 1; null where
    they were not told apart. Channels 0 and 1 are then these two, and not what the recording has.
    """

    id: int
    sha256: str
    file: str
    added_at: datetime
    details: Details = field(default_factory=Details)
    recording: Recording | None = None
    analysis: Analysis | None = None
    channels: tuple[Channel, ...] = ()
    split_confidence: float | None = None

    def agent_channel(self) -> Channel | None:
        """The channel of the agent, where it is known."""
        return next((c for c in self.channels if c.role is Role.AGENT), None)


def name_of_file(file: str) -> str:
    """The last part of a path, whichever system it is from."""
    return file.replace("\\", "/").rpartition("/")[2] or file
