"""The lanes of a call's timeline, from the top down, the room that each asks for and the room that it gets."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.model.call import Call, Role, Side

FOLDED_PX = 22.0
FLAG_ROW_PX = 22.0
MARK_ROW_PX = 17.0
ROWS_TOP_PX = 4.0
_EVENT_ROWS = 3


class LaneKind(StrEnum):
    """What a lane shows."""

    ARC = "arc"
    MOMENTS = "moments"
    WAVE = "wave"
    EVENTS = "events"
    CUES = "cues"
    AXIS = "axis"


class ArcShape(StrEnum):
    """What there is to be seen of an arc."""

    WHOLE = "whole"
    DOTS = "dots"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Room:
    """What a lane asks for: a least height, a share of what is left over, and where it stops growing."""

    least: float
    share: float = 0.0
    most: float = float("inf")


_SENTENCE_PX = 72.0
_ARC_ROOMS = {ArcShape.WHOLE: Room(110.0, 3.0), ArcShape.DOTS: Room(120.0), ArcShape.NONE: Room(_SENTENCE_PX)}


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


def lanes_of(call: Call, channels_drawn: int, *, events: bool = False, cues: bool = False) -> tuple[LaneSpec, ...]:
    """The lanes of a call.

    Args:
        call: with its channels, the customer's before the agent's.
        channels_drawn: how many channels the waveform has, 0 where there is none: one lane says so.
        events: whether there are any; a lane with nothing in it takes room from the others.
        cues: the same.
    """
    heard = call.recording.heard_channels if call.recording else tuple(range(channels_drawn))
    if not heard or channels_drawn == 0:
        waves = [LaneSpec(LaneKind.WAVE, "Sound")]
    else:
        waves = _waves(call, heard, channels_drawn)
    found = [LaneSpec(LaneKind.EVENTS, "Events")] if events else []
    found += [LaneSpec(LaneKind.CUES, "Cues")] if cues else []
    arc, moments = LaneSpec(LaneKind.ARC, "Arc"), LaneSpec(LaneKind.MOMENTS, "Moments")
    return (arc, moments, *waves, *found, LaneSpec(LaneKind.AXIS, ""))


def rooms_of(lanes: Sequence[LaneSpec], folded: frozenset[str], flag_rows: int, arc: ArcShape) -> list[Room]:
    """How high each lane should be; waveforms stay low so that the arc is the tallest, unless there is none to see."""
    arc_open = all(lane.kind is not LaneKind.ARC or lane.key not in folded for lane in lanes)
    shape = arc if arc_open else ArcShape.NONE
    return [_room(lane, shape, flag_rows) if lane.key not in folded else Room(FOLDED_PX) for lane in lanes]


def stacked(total: float, rooms: Sequence[Room]) -> list[tuple[float, float]]:
    """Top and height of each lane from the top down; together never higher than `total`.

    What is left over goes to lanes by their share; where even the least heights do not fit, all shrink alike.
    """
    least = sum(room.least for room in rooms)
    if least >= total:
        heights = [room.least * max(total, 0.0) / least for room in rooms] if least else []
    else:
        heights = _grown(rooms, total - least)
    tops = [sum(heights[:position]) for position in range(len(heights))]
    return list(zip(tops, heights, strict=True))


def _waves(call: Call, heard: Sequence[int], channels_drawn: int) -> list[LaneSpec]:
    roles = {channel.index: channel.role for channel in call.channels}
    shared = Counter(roles.get(index, Role.UNKNOWN) for index in heard)
    order = {Role.CUSTOMER: 0, Role.AGENT: 1, Role.UNKNOWN: 2}
    waves = []
    for index in sorted(heard, key=lambda index: (order[roles.get(index, Role.UNKNOWN)], index)):
        role = roles.get(index, Role.UNKNOWN)
        side = (Side.LEFT if index == Side.LEFT.channel else Side.RIGHT).value.capitalize()
        name = role.value.capitalize() if role is not Role.UNKNOWN and shared[role] == 1 else side
        # What one microphone heard is nobody's alone, though its words were given to two.
        alone = len(heard) == 1 and (role is Role.UNKNOWN or call.split_confidence is not None)
        waves.append(LaneSpec(LaneKind.WAVE, "Sound" if alone else name, min(index, channels_drawn - 1)))
    return waves


def _room(lane: LaneSpec, arc: ArcShape, flag_rows: int) -> Room:
    match lane.kind:
        case LaneKind.ARC:
            return _ARC_ROOMS[arc]
        case LaneKind.MOMENTS:
            return Room(10.0 + FLAG_ROW_PX * max(flag_rows, 1))
        case LaneKind.WAVE:
            return Room(36.0, 1.0, 110.0 if arc is ArcShape.WHOLE else float("inf"))
        case LaneKind.EVENTS:
            return Room(2 * ROWS_TOP_PX + MARK_ROW_PX * _EVENT_ROWS)
        case LaneKind.CUES:
            return Room(2 * ROWS_TOP_PX + MARK_ROW_PX)
        case LaneKind.AXIS:
            return Room(26.0)


def _grown(rooms: Sequence[Room], left_over: float) -> list[float]:
    """The least heights and what each gets of the rest; what one cannot take goes to the others."""
    heights = [room.least for room in rooms]
    growing = {position for position, room in enumerate(rooms) if room.share > 0}
    while growing and left_over > 1e-6:
        shares = sum(rooms[position].share for position in growing)
        given = {p: min(left_over * rooms[p].share / shares, rooms[p].most - heights[p]) for p in growing}
        for position, height in given.items():
            heights[position] += height
        left_over -= sum(given.values())
        growing = {position for position in growing if heights[position] < rooms[position].most - 1e-6}
    return heights
