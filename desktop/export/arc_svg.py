"""The emotion arc as a picture: SVG, written by a pure function.

No word that a user typed or a caller said is drawn, so an arc can stand in any document.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from desktop.export.arc_frame import LANE, LEFT, TOP, Frame, Sheet, Size, strong_words
from desktop.export.arc_marks import draw_band, draw_dots, draw_line, draw_pivots
from desktop.export.sentences.corrections import corrections_words
from desktop.export.sentences.course import course_of
from desktop.export.sentences.pivots import pivot_words
from desktop.export.svg import Point, add, add_line, add_words, outline
from desktop.export.wording import clean, scorer_label, why_no_arc, wording
from desktop.model.arc import EDGE_TURNS, Arc, ArcFigures
from desktop.model.course.pivots import Direction, Pivot
from desktop.model.drawing.palette import Theme
from desktop.model.drawing.placing import rows_of
from desktop.model.drawing.shapes import corners
from desktop.model.drawing.ticks import tick_step_s, ticks_s
from desktop.model.drawing.time_view import drawn_s
from desktop.model.editing.marking import in_order
from desktop.model.moment import Moment, MomentType
from desktop.model.report import CallReport
from desktop.model.timecode import format_timecode

_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_FLAG_GAP, _MOSTLANES = 34.0, 3
_TICK_GAP = 72.0
_ABOVE, _BELOW = (-13.0, -28.0, -42.0, 24.0), (22.0, 38.0, 52.0, -14.0)
# As wide as a bold letter of the widest common font, so that labels keep clear of dots whatever font is there.
_LETTER = 7.6


@dataclass(frozen=True, slots=True)
class Flag:
    """A moment with the number that stands for it in a document."""

    number: int
    moment: Moment


@dataclass(frozen=True, slots=True)
class _Edge:
    """Where the mean of the first or the last three turns lies in the picture."""

    left: float
    right: float
    y: float

    @property
    def x(self) -> float:
        return (self.left + self.right) / 2


def numbered(moments: Sequence[Moment]) -> list[Flag]:
    """Moments in the order of time, numbered from 1."""
    return [Flag(number, moment) for number, moment in enumerate(in_order(moments), start=1)]


def arc_svg(
    report: CallReport,
    *,
    size: Size | None = None,
    theme: Theme = Theme.LIGHT,
    locale: str = "en",
    moments: bool = True,
) -> str:
    """Draw a call's arc as one self-contained `<svg>` element.

    Args:
        report: the call.
        size: width and height in CSS pixels, 760 × 300 unless it is given.
        theme: light or dark.
        locale: how figures are written.
        moments: whether the coach's moments stand above the arc as numbered flags.

    Raises:
        BadInput: the locale is not known.
    """
    flags = numbered(report.moments) if moments else []
    frame, lanes = _laid_out(report, size or Size(), flags)
    sheet = Sheet(_canvas(frame.size), frame, theme, wording(locale))
    _describe(sheet, report, flags)
    _draw_axes(sheet)
    for flag, lane in zip(flags, lanes, strict=True):
        _draw_flag(sheet, flag, lane)
    _draw_arc(sheet, report)
    return ET.tostring(sheet.svg, encoding="unicode")


def flag_shape(kind: MomentType, x: float, y: float, radius: float = 6.0) -> str:
    """The outline of a type of moment as SVG path data; its shape alone tells it from the others."""
    return outline([(x + radius * dx, y + radius * dy) for dx, dy in corners(kind)])


def _laid_out(report: CallReport, size: Size, flags: Sequence[Flag]) -> tuple[Frame, list[int]]:
    """The frame, and for each flag the lane in which it stands clear of the ones before it."""
    duration_s = max(drawn_s(report), 1.0)
    across = Frame(size, duration_s)
    extents = [(across.x(flag.moment.start_s), across.x(flag.moment.end_s)) for flag in flags]
    lanes = rows_of(extents, _FLAG_GAP, _MOSTLANES)
    return Frame(size, duration_s, max(lanes, default=-1) + 1), lanes


def _canvas(size: Size) -> ET.Element:
    return ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": str(size.width),
            "height": str(size.height),
            "viewBox": f"0 0 {size.width} {size.height}",
            "role": "img",
            "font-family": _FONTS,
            "font-size": "13",
        },
    )


def _describe(sheet: Sheet, report: CallReport, flags: Sequence[Flag]) -> None:
    """Say in words what the picture shows, for a reader who cannot see it."""
    title, description = f"arc-title-{sheet.theme}", f"arc-description-{sheet.theme}"
    said = why_no_arc(report) or ""
    if not said and report.arc.figures is not None:
        said = _told(report, sheet)
    marked = "".join(f" Moment {f.number}: {f.moment.type} at {format_timecode(f.moment.start_s)}." for f in flags)
    sheet.svg.set("aria-labelledby", f"{title} {description}")
    add(sheet.svg, "title", id=title).text = "Emotion arc of the customer"
    add(sheet.svg, "desc", id=description).text = said + marked
    add(sheet.svg, "rect", width=sheet.frame.size.width, height=sheet.frame.size.height, fill=sheet.colours.panel)


def _told(report: CallReport, sheet: Sheet) -> str:
    """The arc in sentences: its course, its pivots, what a coach has set, and what the figures are called."""
    corrected = corrections_words(report)
    turned = [pivot_words(pivot, sheet.words) for pivot in report.pivots]
    parts = [course_of(report, sheet.words), *turned, f"{corrected}." if corrected else None]
    label = f"{clean(scorer_label(report)).capitalize()}."
    return " ".join([*(part for part in parts if part), label])


def _draw_axes(sheet: Sheet) -> None:
    frame, colours = sheet.frame, sheet.colours
    for value, label in ((1, "+1"), (0, "0"), (-1, "−1")):
        y = frame.y(value)
        look = {"stroke": colours.line, "stroke_dasharray": "2 4"} if value else {"stroke": colours.neutral}
        add_line(sheet.svg, (LEFT, y), (frame.right, y), **look)
        add_words(sheet.svg, (LEFT - 10, y + 4.5), label, colours.quiet, text_anchor="end")
    add_line(sheet.svg, (LEFT, frame.bottom), (frame.right, frame.bottom), colours.line)
    step_s = max(tick_step_s(frame.duration_s / (frame.right - LEFT), _TICK_GAP), 1.0)
    for tick_s in ticks_s(0.0, frame.duration_s, step_s):
        x = frame.x(tick_s)
        add_line(sheet.svg, (x, frame.bottom), (x, frame.bottom + 5), colours.quiet)
        add_words(sheet.svg, (x, frame.bottom + 20), format_timecode(tick_s), colours.quiet)


def _draw_flag(sheet: Sheet, flag: Flag, lane: int) -> None:
    """A shape with its number, a pole down to the time axis, and a bar as long as a range."""
    frame, accent, moment = sheet.frame, sheet.colours.accent, flag.moment
    x, y = frame.x(moment.start_s), TOP + lane * LANE + 4
    group = ET.SubElement(sheet.svg, "g", {"class": "moment"})
    add_line(group, (x, y), (x, frame.bottom), accent, stroke_opacity=0.35)
    if moment.end_s > moment.start_s:
        add_line(group, (x, y), (frame.x(moment.end_s), y), accent, stroke_opacity=0.35, stroke_width=3)
    add(group, "path", d=flag_shape(moment.type, x, y), fill=accent, stroke=sheet.colours.panel)
    strong_words(sheet, group, (x + 10, y + 4.5), str(flag.number), text_anchor="start")


def _draw_arc(sheet: Sheet, report: CallReport) -> None:
    """The line under the dots under the labels, or the dots and why there is no line."""
    arc, missing = report.arc, why_no_arc(report)
    pivots: list[Point] = []
    if arc.figures is not None and missing is None:
        draw_band(sheet, report.band)
        draw_line(sheet, arc.line)
        pivots = draw_pivots(sheet, report)
        _draw_edges(sheet, arc)
        _draw_low(sheet, arc.figures)
    if report.reads_feelings:
        draw_dots(sheet, report)
    if arc.figures is not None and missing is None:
        _draw_labels(sheet, arc, arc.figures, list(zip(report.pivots, pivots, strict=True)))
    elif missing is not None:
        frame = sheet.frame
        strong_words(sheet, sheet.svg, ((LEFT + frame.right) / 2, frame.y(0.5) + 4), missing, font_weight="400")


def _draw_edges(sheet: Sheet, arc: Arc) -> None:
    """Bars over the three turns that start and end are the means of, with an open and a full square."""
    text = sheet.colours.text
    for edge, fill in zip(_edges(sheet.frame, arc), (sheet.colours.panel, text), strict=True):
        add_line(sheet.svg, (edge.left, edge.y), (edge.right, edge.y), text, stroke_width=1.5)
        corner = {"x": edge.x - 4.5, "y": edge.y - 4.5, "width": 9.0, "height": 9.0}
        add(sheet.svg, "rect", **corner, fill=fill, stroke=text, stroke_width=1.5)


def _draw_low(sheet: Sheet, figures: ArcFigures) -> None:
    """A triangle under the line that points to its low."""
    x, y = sheet.frame.x(figures.low_s), sheet.frame.y(figures.low) + 11
    shape = outline([(x, y - 6), (x + 6, y + 5), (x - 6, y + 5)])
    add(sheet.svg, "path", d=shape, fill=sheet.colours.text, stroke=sheet.colours.panel)


def _draw_labels(sheet: Sheet, arc: Arc, figures: ArcFigures, pivots: Sequence[tuple[Pivot, Point]]) -> None:
    """Name start, end, low and pivots where they cover neither a dot nor each other."""
    frame, signed = sheet.frame, sheet.words.signed
    taken = [(frame.x(point.t_s), frame.y(point.value)) for point in arc.points] + [at for _, at in pivots]
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
