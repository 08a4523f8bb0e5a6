"""A coach's moments above the picture of an arc: numbered flags whose shapes tell their types apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from desktop.export.arc_frame import LANE, TOP, Frame, Sheet, Size, strong_words
from desktop.export.svg import add, add_line, outline
from desktop.model.drawing.placing import rows_of
from desktop.model.drawing.shapes import corners
from desktop.model.editing.marking import in_order
from desktop.model.moment import Moment, MomentType

_GAP, _MOST_LANES = 34.0, 3


@dataclass(frozen=True, slots=True)
class Flag:
    """A moment with the number that stands for it in a document."""

    number: int
    moment: Moment


def numbered(moments: Sequence[Moment]) -> list[Flag]:
    """Moments in the order of time, numbered from 1."""
    return [Flag(number, moment) for number, moment in enumerate(in_order(moments), start=1)]


def flag_shape(kind: MomentType, x: float, y: float, radius: float = 6.0) -> str:
    """The outline of a type of moment as SVG path data; its shape alone tells it from the others."""
    return outline([(x + radius * dx, y + radius * dy) for dx, dy in corners(kind)])


def laid_out(size: Size, duration_s: float, flags: Sequence[Flag]) -> tuple[Frame, list[int]]:
    """The frame, and for each flag the lane in which it stands clear of the ones before it."""
    across = Frame(size, duration_s)
    extents = [(across.x(flag.moment.start_s), across.x(flag.moment.end_s)) for flag in flags]
    lanes = rows_of(extents, _GAP, _MOST_LANES)
    return Frame(size, duration_s, max(lanes, default=-1) + 1), lanes


def draw_flag(sheet: Sheet, flag: Flag, lane: int) -> None:
    """A shape with its number, a pole down to the time axis, and a bar as long as a range."""
    frame, accent, moment = sheet.frame, sheet.colours.accent, flag.moment
    x, y = frame.x(moment.start_s), TOP + lane * LANE + 4
    group = ET.SubElement(sheet.svg, "g", {"class": "moment"})
    add_line(group, (x, y), (x, frame.bottom), accent, stroke_opacity=0.35)
    if moment.end_s > moment.start_s:
        add_line(group, (x, y), (frame.x(moment.end_s), y), accent, stroke_opacity=0.35, stroke_width=3)
    add(group, "path", d=flag_shape(moment.type, x, y), fill=accent, stroke=sheet.colours.panel)
    strong_words(sheet, group, (x + 10, y + 4.5), str(flag.number), text_anchor="start")
