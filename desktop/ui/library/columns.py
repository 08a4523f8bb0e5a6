"""The columns of the table of calls: what they are called, what they mean and what they are sorted by."""

from enum import IntEnum

from desktop.model.arc import ArcFigures
from desktop.model.call import name_of_file
from desktop.model.text.natural_order import Key as NameKey
from desktop.model.text.natural_order import natural_key
from desktop.storage.jobs import State
from desktop.storage.overviews import Overview

SortKey = float | NameKey


class Column(IntEnum):
    """The columns from left to right."""

    AGENT = 0
    STARTED = 1
    CALL = 2
    LENGTH = 3
    ARC = 4
    COURSE = 5
    LOW = 6
    NEEDLE = 7
    MOMENTS = 8
    STATE = 9

    @property
    def title(self) -> str:
        """What stands above the column."""
        return _TITLES[self]

    @property
    def hint(self) -> str:
        """What the column means."""
        return _HINTS[self]

    @property
    def is_figure(self) -> bool:
        """Whether figures stand in it, one under the other."""
        return self in (Column.LENGTH, Column.COURSE, Column.LOW, Column.NEEDLE, Column.MOMENTS)


_TITLES = {
    Column.AGENT: "Agent",
    Column.STARTED: "Started",
    Column.CALL: "Call",
    Column.LENGTH: "Length",
    Column.ARC: "Arc",
    Column.COURSE: "Start → end",
    Column.LOW: "Low",
    Column.NEEDLE: "Needle",
    Column.MOMENTS: "Moments",
    Column.STATE: "State",
}
_HINTS = {
    Column.AGENT: "Who took the call",
    Column.STARTED: "When the call began; in italics, when it was added, where that is not known",
    Column.CALL: "The recording's name",
    Column.LENGTH: "How long the recording is",
    Column.ARC: "How the customer felt through the call: an estimate. Sorted by recovery, from the low to the end",
    Column.COURSE: "How the customer felt at the start and at the end, −1 to +1: an estimate. Sorted by the end",
    Column.LOW: "Where the customer felt worst, −1 to +1: an estimate",
    Column.NEEDLE: "How far the needle moved: end minus start",
    Column.MOMENTS: "How many moments are marked",
    Column.STATE: "Whether the call is waiting, being transcribed or ready, and whether it may be a win",
}
_STANDING = {State.RUNNING: 0.0, State.QUEUED: 1.0, State.FAILED: 2.0}


def file_name(call: Overview) -> str:
    """The recording's name without its folders, whichever system the path is from."""
    return name_of_file(call.file)


def sort_key(call: Overview, column: Column) -> SortKey | None:
    """What a call is sorted by; null where it is not known."""
    match column:
        case Column.AGENT:
            return natural_key(call.details.agent) if call.details.agent else None
        case Column.STARTED:
            return (call.details.started_at or call.added_at).timestamp()
        case Column.CALL:
            return natural_key(file_name(call))
        case Column.LENGTH:
            return call.duration_s
        case _:
            return _figure(call, column)


def _figure(call: Overview, column: Column) -> float | None:
    match column:
        case Column.MOMENTS:
            return float(call.moments)
        case Column.STATE:
            by_itself = 4.0 + call.win_candidate if call.analysed else 3.0
            return _STANDING.get(call.state, by_itself) if call.state else by_itself
    return _arc_figure(call.figures, column) if call.figures else None


def _arc_figure(figures: ArcFigures, column: Column) -> float:
    match column:
        case Column.ARC:
            return figures.recovery
        case Column.COURSE:
            return figures.end
        case Column.LOW:
            return figures.low
        case _:
            return figures.needle
