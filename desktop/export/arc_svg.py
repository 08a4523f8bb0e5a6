"""The emotion arc as a picture: SVG, written by a pure function.

No word that a user typed or a caller said is drawn, so an arc can stand in any document.
"""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from desktop.export.arc_flags import Flag, draw_flag, laid_out, numbered
from desktop.export.arc_frame import LEFT, Sheet, Size, strong_words
from desktop.export.arc_labels import draw_edges, draw_labels, draw_low
from desktop.export.arc_marks import draw_band, draw_dots, draw_line, draw_pivots
from desktop.export.sentences.corrections import corrections_words
from desktop.export.sentences.course import course_of
from desktop.export.sentences.pivots import pivot_words
from desktop.export.svg import Point, add, add_line, add_words
from desktop.export.wording import clean, scorer_label, why_no_arc, wording
from desktop.model.drawing.palette import Theme
from desktop.model.drawing.ticks import tick_step_s, ticks_s
from desktop.model.drawing.time_view import drawn_s
from desktop.model.report import CallReport
from desktop.model.timecode import format_timecode

_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_TICK_GAP = 72.0


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
    frame, lanes = laid_out(size or Size(), max(drawn_s(report), 1.0), flags)
    sheet = Sheet(_canvas(frame.size), frame, theme, wording(locale))
    _describe(sheet, report, flags)
    _draw_axes(sheet)
    for flag, lane in zip(flags, lanes, strict=True):
        draw_flag(sheet, flag, lane)
    _draw_arc(sheet, report)
    return ET.tostring(sheet.svg, encoding="unicode")


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


def _draw_arc(sheet: Sheet, report: CallReport) -> None:
    """The line under the dots under the labels, or the dots and why there is no line."""
    arc, missing = report.arc, why_no_arc(report)
    pivots: list[Point] = []
    estimates: list[Point] = []
    if arc.figures is not None and missing is None:
        draw_band(sheet, report.band)
        draw_line(sheet, arc.line)
        pivots = draw_pivots(sheet, report)
        draw_edges(sheet, arc)
        draw_low(sheet, arc.figures)
    if report.reads_feelings:
        estimates = draw_dots(sheet, report)
    if arc.figures is not None and missing is None:
        draw_labels(sheet, arc, arc.figures, list(zip(report.pivots, pivots, strict=True)), estimates)
    elif missing is not None:
        frame = sheet.frame
        strong_words(sheet, sheet.svg, ((LEFT + frame.right) / 2, frame.y(0.5) + 4), missing, font_weight="400")
