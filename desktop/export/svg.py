"""Small pieces of SVG: elements, words and smooth curves. The standard library's XML writer escapes all text."""

from collections.abc import Sequence
from itertools import pairwise
from xml.etree import ElementTree as ET

from desktop.model.drawing.curve import knots_of

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
    """A smooth path through points in the order of x that never swings beyond them, as path data."""
    knots = knots_of([x for x, _ in points], [y for _, y in points])
    xs, ys, tangents = knots.x.tolist(), knots.y.tolist(), knots.tangents.tolist()
    pieces = [f"M {_written(xs[0])} {_written(ys[0])}"]
    for (x0, y0, t0), (x1, y1, t1) in pairwise(zip(xs, ys, tangents, strict=True)):
        third = (x1 - x0) / 3
        control = (x0 + third, y0 + t0 * third, x1 - third, y1 - t1 * third, x1, y1)
        pieces.append("C " + " ".join(_written(number) for number in control))
    return " ".join(pieces)


def _name(key: str) -> str:
    return key.replace("_", "-")


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else f"{round(value, 2) + 0.0:g}"
