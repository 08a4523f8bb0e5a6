"""What an arc is made of in its picture: the band, the line, the dots with their rings, and the pivots.

Shape tells what colour tells: a ring is a voice with more energy than usual, a dot with a hole was set by a coach, with
the model's value as an open circle beside it, and an arrow is a pivot that points where the arc turned.
"""

from collections.abc import Sequence
from itertools import pairwise

from desktop.export.arc_frame import Sheet
from desktop.export.svg import Point, add, add_line, curve, outline
from desktop.model.arc import ArcPoint, LinePoint
from desktop.model.call import Role
from desktop.model.course.band import Band
from desktop.model.course.pivots import Direction, Pivot
from desktop.model.drawing.palette import valence_colour
from desktop.model.drawing.rings import RING_PX, Ring, ring_of
from desktop.model.report import CallReport
from desktop.model.score import Score

_HOLE = 0.36
_GAP = 1.5
_HEAD = 5.0


def draw_band(sheet: Sheet, band: Band) -> None:
    """The band between its edges, as a pale ground."""
    if not band.lower:
        return
    frame = sheet.frame
    edge = [*band.upper, *reversed(band.lower)]
    shape = outline([(frame.x(point.t_s), frame.y(point.value)) for point in edge])
    add(sheet.svg, "path", d=shape, fill=sheet.colours.neutral, fill_opacity=0.18, stroke="none")


def draw_line(sheet: Sheet, line: Sequence[LinePoint]) -> None:
    """The smoothed line, coloured by its own height."""
    name, frame = f"arc-scale-{sheet.theme}", sheet.frame
    span: dict[str, float] = {"x1": 0, "x2": 0, "y1": frame.y(1), "y2": frame.y(-1)}
    gradient = add(add(sheet.svg, "defs"), "linearGradient", id=name, gradientUnits="userSpaceOnUse", **span)
    for step in range(9):
        add(gradient, "stop", offset=f"{step / 8:g}", stop_color=valence_colour(1 - step / 4, sheet.theme))
    path = curve([(frame.x(point.t_s), frame.y(point.value)) for point in line])
    add(sheet.svg, "path", d=path, fill="none", stroke=f"url(#{name})", stroke_width=3, stroke_linecap="round")


def draw_dots(sheet: Sheet, report: CallReport) -> list[Point]:
    """A dot per customer turn, with the turn's weight as its area and its valence as its colour.

    Returns where the model's own values are shown beside a coach's.
    """
    points = report.arc.points
    heaviest = max((point.weight for point in points), default=0.0)
    for point, score in zip(points, _scores(report), strict=True):
        _draw_dot(sheet, point, score, 3 + 4 * ((point.weight / heaviest) ** 0.5 if heaviest > 0 else 0))
    frame, scored = sheet.frame, zip(points, _scores(report), strict=True)
    return [(frame.x(p.t_s), frame.y(score.estimate)) for p, score in scored if score.estimate is not None]


def draw_pivots(sheet: Sheet, report: CallReport) -> list[Point]:
    """An arrow from level to level just before each pivot; returns where their heads are."""
    times = [point.t_s for point in report.arc.points]
    stands = {later: sheet.frame.x((earlier + later) / 2) for earlier, later in pairwise(times)}
    return [_draw_pivot(sheet, pivot, stands.get(pivot.t_s, sheet.frame.x(pivot.t_s))) for pivot in report.pivots]


def _scores(report: CallReport) -> list[Score]:
    """The scores of the dots, in their order."""
    felt = [said for said in report.turns if said.turn.role is Role.CUSTOMER and said.score is not None]
    return [said.score for said in sorted(felt, key=lambda said: said.turn.middle_s) if said.score is not None]


def _draw_dot(sheet: Sheet, point: ArcPoint, score: Score, radius: float) -> None:
    x, y, fill = sheet.frame.x(point.t_s), sheet.frame.y(point.value), valence_colour(point.value, sheet.theme)
    if score.estimate is not None:
        _draw_ghost(sheet, (x, y), score.estimate, radius)
    add(sheet.svg, "circle", cx=x, cy=y, r=radius, fill=fill, stroke=sheet.colours.panel, stroke_width=1.5)
    if score.corrected:
        _draw_round(sheet, (x, y), radius * _HOLE, fill=sheet.colours.panel)
    ring = ring_of(score.voice)
    if ring is not Ring.NONE:
        width = RING_PX[ring]
        _draw_round(sheet, (x, y), radius + _GAP + width / 2, fill="none", stroke=fill, stroke_width=width)


def _draw_ghost(sheet: Sheet, at: Point, estimate: float, radius: float) -> None:
    """What the model had said, as an open circle that a thin line ties to the coach's dot."""
    x, y = at[0], sheet.frame.y(estimate)
    add_line(sheet.svg, at, (x, y), sheet.colours.quiet, stroke_dasharray="1 2")
    look: dict[str, str | float] = {"stroke": sheet.colours.quiet, "stroke_width": 1.5, "stroke_dasharray": "2 1.5"}
    _draw_round(sheet, (x, y), radius, fill=sheet.colours.panel, **look)


def _draw_round(sheet: Sheet, at: Point, radius: float, **look: str | float) -> None:
    add(sheet.svg, "ellipse", cx=at[0], cy=at[1], rx=radius, ry=radius, **look)


def _draw_pivot(sheet: Sheet, pivot: Pivot, x: float) -> Point:
    frame, colour = sheet.frame, sheet.colours.accent
    begin, end = frame.y(pivot.change.before), frame.y(pivot.change.after)
    back = _HEAD if pivot.direction is Direction.UP else -_HEAD
    halo: dict[str, str | float] = {"stroke": sheet.colours.panel, "stroke_width": 5.0}
    add(sheet.svg, "line", x1=x, y1=begin, x2=x, y2=end, **halo)
    add_line(sheet.svg, (x, begin), (x, end + back), colour, stroke_width=2)
    head = outline([(x, end - back * 0.4), (x + _HEAD, end + back * 1.2), (x - _HEAD, end + back * 1.2)])
    add(sheet.svg, "path", d=head, fill=colour, stroke=sheet.colours.panel)
    return x, end
