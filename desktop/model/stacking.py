"""How things share room: lanes one below the other, and flags in rows so that they do not overlap."""

from collections.abc import Sequence
from dataclasses import dataclass

Extent = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Room:
    """What a lane asks for: a least height, a share of what is left over, and where it stops growing."""

    least: float
    share: float = 0.0
    most: float = float("inf")


def stacked(total: float, rooms: Sequence[Room]) -> list[Extent]:
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


def rows_of(extents: Sequence[Extent], gap: float, most: int) -> list[int]:
    """The row of each stretch, in the order in which they begin: the first row that is free, of at most so many.

    Where no row is free, the one that is free soonest is taken.
    """
    ends: list[float] = []
    rows: list[int] = []
    for start, end in extents:
        free = (row for row, last in enumerate(ends) if start - last >= gap)
        row = next(free, len(ends) if len(ends) < most else min(range(most), key=ends.__getitem__))
        if row == len(ends):
            ends.append(end)
        ends[row] = max(ends[row], end)
        rows.append(row)
    return rows


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
