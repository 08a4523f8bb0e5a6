"""A coach's marks on the timeline, and the note on a call as a whole."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MomentType(StrEnum):
    """What a coach marks; the digits 1 to 4 of the call screen, in this order."""

    MISERY = "misery"
    MAGIC = "magic"
    PIVOT = "pivot"
    FOLLOW_UP = "follow-up"

    @property
    def digit(self) -> int:
        """The key that marks it."""
        return [*MomentType].index(self) + 1


@dataclass(frozen=True, slots=True)
class Moment:
    """A point, or a range where `end_s` is later than `start_s`. `id` is null until it is stored."""

    type: MomentType
    start_s: float
    end_s: float
    note: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""
    created_at: datetime | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a call as a whole. `id` is null until it is stored."""

    text: str
    author: str = ""
    created_at: datetime | None = None
    id: int | None = None
