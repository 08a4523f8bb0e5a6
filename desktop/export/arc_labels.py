"""Start, end and low in the picture of an arc, with their names and the pivots' where they cover nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.export.arc_frame import LEFT, Frame, Sheet, strong_words
from desktop.export.svg import Point, add, add_line, outline
from desktop.model.arc import EDGE_TURNS, Arc, ArcFigures
from desktop.model.course.pivots import Direction, Pivot
from desktop.model.timecode import format_timecode

_ABOVE, _BELOW = (-13.0, -28.0, -42.0, 24.0), (22.0, 38.0, 52.0, -14.0)
# As wide as a bold letter of the widest common font, so that labels keep clear of dots whatever font is there.
_LETTER = 7.6


@dataclass(frozen=True, slots=True)
class _Edge:
    """Where the mean of the first or the last three turns lies in the picture."""

    left: float
    right: float
    y: float

    @property
    def x(self) -> float:
        return (self.left + self.right) / 2


def draw_edges(sheet: Sheet, arc: Arc) -> None:
    """Bars over the three turns that start and end are the means of, with an open and a full square."""
    text = sheet.colours.text
    for edge, fill in zip(_edges(sheet.frame, arc), (sheet.colours.panel, text), strict=True):
        add_line(sheet.svg, (edge.left, edge.y), (edge.right, edge.y), text, stroke_width=1.5)
        corner = {"x": edge.x - 4.5, "y": edge.y - 4.5, "width": 9.0, "height": 9.0}
        add(sheet.svg, "rect", **corner, fill=fill, stroke=text, stroke_width=1.5)


def draw_low(sheet: Sheet, figures: ArcFigures) -> None:
    """A triangle under the line that points to its low."""
    x, y = sheet.frame.x(figures.low_s), sheet.frame.y(figures.low) + 11
    shape = outline([(x, y - 6), (x + 6, y + 5), (x - 6, y + 5)])
    add(sheet.svg, "path", d=shape, fill=sheet.colours.text, stroke=sheet.colours.panel)


def draw_labels(
    sheet: Sheet, arc: Arc, figures: ArcFigures, pivots: Sequence[tuple[Pivot, Point]], marks: Sequence[Point]
) -> None:
    """Name start, end, low and pivots where they cover neither a dot, nor other marks, nor each other."""
    frame, signed = sheet.frame, sheet.words.signed
    taken = [*((frame.x(point.t_s), frame.y(point.value)) for point in arc.points), *(at for _, at in pivots), *marks]
    start, end = _edges(frame, arc)
    low = f"low {signed(figures.low)} at {format_timecode(figures.low_s)}"
    labels = (
        (low, frame.x(figures.low_s), frame.y(figures.low), (31.0, 46.0, -18.0, -32.0)),
        (f"start {signed(figures.start)}", start.x, start.y, (-13.0, -28.0, 24.0, 38.0)),
        (f"end {signed(figures.end)}", end.x, end.y, (-13.0, -28.0, 24.0, 38.0)),
        *(
            (f"pivot {signed(pivot.change.size)}", *at, _ABOVE if pivot.direction is Direction.UP else _BELOW)
            for pivot, at in pivots
        ),
    )
    for text, x, y, offsets in labels:
        half = _LETTER * len(text) / 2
        inside = min(max(x, LEFT + half), frame.right - half)
        free = (y + offset for offset in offsets if _is_free(frame, (inside, y + offset), half, taken))
        at = next(free, y + offsets[0])
        strong_words(sheet, sheet.svg, (inside, at), text)
        taken += [(inside + shift, at - 4) for shift in (-half, 0.0, half)]


def _is_free(frame: Frame, at: Point, half: float, taken: Sequence[Point]) -> bool:
    """Whether words of a given half width on a baseline cover nothing and stay within the picture."""
    middle = at[1] - 4
    covers = any(abs(x - at[0]) < half + 7 and abs(y - middle) < 13 for x, y in taken)
    return not covers and frame.top + 4 < middle < frame.bottom - 8


def _edges(frame: Frame, arc: Arc) -> tuple[_Edge, ...]:
    """Start and end, where the arc has them."""
    if arc.figures is None:
        return ()
    groups = ((arc.points[:EDGE_TURNS], arc.figures.start), (arc.points[-EDGE_TURNS:], arc.figures.end))
    return tuple(_Edge(frame.x(turns[0].t_s), frame.x(turns[-1].t_s), frame.y(value)) for turns, value in groups)
