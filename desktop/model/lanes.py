"""The lanes of a call's timeline, from the top down, and the room that each asks for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.model.call import Call, Channel, Role, Side
from desktop.model.stacking import Room

FOLDED_PX = 22.0
FLAG_ROW_PX = 22.0


class LaneKind(StrEnum):
    """What a lane shows."""

    ARC = "arc"
    MOMENTS = "moments"
    WAVE = "wave"
    AXIS = "axis"


@dataclass(frozen=True, slots=True)
class LaneSpec:
    """A lane by its kind and name; `channel` is that of a waveform, null where there is none to draw."""

    kind: LaneKind
    name: str
    channel: int | None = None

    @property
    def key(self) -> str:
        """What the lane is called where it is remembered that it is folded."""
        return self.name.lower()


def lanes_of(call: Call, channels_drawn: int) -> tuple[LaneSpec, ...]:
    """The lanes of a call.

    Args:
        call: with its channels, the customer's before the agent's.
        channels_drawn: how many channels the waveform has, 0 where there is none: one lane says so.
    """
    heard = call.recording.heard_channels if call.recording else tuple(range(channels_drawn))
    if not heard or channels_drawn == 0:
        waves = [LaneSpec(LaneKind.WAVE, "Sound")]
    else:
        waves = _waves(call.channels, heard, channels_drawn)
    return (LaneSpec(LaneKind.ARC, "Arc"), LaneSpec(LaneKind.MOMENTS, "Moments"), *waves, LaneSpec(LaneKind.AXIS, ""))


def rooms_of(lanes: Sequence[LaneSpec], folded: frozenset[str], flag_rows: int) -> list[Room]:
    """How high each lane should be; waveforms stay low so that the arc is the tallest, unless it is folded."""
    arc_open = all(lane.kind is not LaneKind.ARC or lane.key not in folded for lane in lanes)
    return [_room(lane, arc_open, flag_rows) if lane.key not in folded else Room(FOLDED_PX) for lane in lanes]


def _waves(known: Sequence[Channel], heard: Sequence[int], channels_drawn: int) -> list[LaneSpec]:
    roles = {channel.index: channel.role for channel in known}
    shared = Counter(roles.get(index, Role.UNKNOWN) for index in heard)
    order = {Role.CUSTOMER: 0, Role.AGENT: 1, Role.UNKNOWN: 2}
    waves = []
    for index in sorted(heard, key=lambda index: (order[roles.get(index, Role.UNKNOWN)], index)):
        role = roles.get(index, Role.UNKNOWN)
        side = (Side.LEFT if index == Side.LEFT.channel else Side.RIGHT).value.capitalize()
        name = role.value.capitalize() if role is not Role.UNKNOWN and shared[role] == 1 else side
        alone = len(heard) == 1 and role is Role.UNKNOWN
        waves.append(LaneSpec(LaneKind.WAVE, "Sound" if alone else name, min(index, channels_drawn - 1)))
    return waves


def _room(lane: LaneSpec, arc_open: bool, flag_rows: int) -> Room:
    match lane.kind:
        case LaneKind.ARC:
            return Room(110.0, 3.0)
        case LaneKind.MOMENTS:
            return Room(10.0 + FLAG_ROW_PX * max(flag_rows, 1))
        case LaneKind.WAVE:
            return Room(36.0, 1.0, 110.0 if arc_open else float("inf"))
        case LaneKind.AXIS:
            return Room(26.0)
