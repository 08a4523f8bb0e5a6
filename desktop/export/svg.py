"""Small pieces of SVG: elements, words and smooth curves. The standard library's XML writer escapes all text."""

from collections.abc import Sequence
from itertools import pairwise
from xml.etree import ElementTree as ET

Point = tuple[float, float]


def add(parent: ET.Element, tag: str, **attributes: str | float) -> ET.Element:
    """Add an element; numbers are rounded, and `stroke_width` is written `stroke-width`."""
    return ET.SubElement(parent, tag, {_name(key): _written(value) for key, value in attributes.items()})


def add_line(parent: ET.Element, start: Point, end: Point, stroke: str, **look: str | float) -> None:
    """Add a straight line."""
    add(parent, "line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], stroke=stroke, **look)


def add_words(parent: ET.Element, at: Point, text: str, fill: str, **look: str | float) -> None:
    """Add a line of text on a baseline; `text_anchor` is the middle unless `look` says otherwise."""
    add(parent, "text", **{"x": at[0], "y": at[1], "text_anchor": "middle", "fill": fill, **look}).text = text


def outline(points: Sequence[Point]) -> str:
    """A closed shape through points, as path data."""
    return "M " + " L ".join(f"{_written(x)} {_written(y)}" for x, y in points) + " Z"


def curve(points: Sequence[Point]) -> str:
    """A smooth path through points in the order of x that never swings beyond them, as path data.

    Tangents are those of Fritsch and Butland (1984), so the lowest point of the curve is one of the points.
    """
    gaps = [max(x1 - x0, 1e-6) for (x0, _), (x1, _) in pairwise(points)]
    slopes = [(y1 - y0) / gap for ((_, y0), (_, y1)), gap in zip(pairwise(points), gaps, strict=True)]
    inner = (_tangent(*slope, *gap) for slope, gap in zip(pairwise(slopes), pairwise(gaps), strict=True))
    pieces = [f"M {_written(points[0][0])} {_written(points[0][1])}"]
    for ((x0, y0), (x1, y1)), (t0, t1) in zip(pairwise(points), pairwise([0.0, *inner, 0.0]), strict=True):
        third = (x1 - x0) / 3
        control = (x0 + third, y0 + t0 * third, x1 - third, y1 - t1 * third, x1, y1)
        pieces.append("C " + " ".join(_written(number) for number in control))
    return " ".join(pieces)


def _tangent(before: float, after: float, gap_before: float, gap_after: float) -> float:
    """The weighted harmonic mean of the slopes on both sides of a point; level where they disagree."""
    if before * after <= 0:
        return 0.0
    left, right = 2 * gap_after + gap_before, gap_after + 2 * gap_before
    return (left + right) / (left / before + right / after)


def _name(key: str) -> str:
    return key.replace("_", "-")


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else f"{round(value, 2) + 0.0:g}"
