"""Where times and values lie in the picture of an arc, and what every part of the drawing needs."""

from dataclasses import dataclass
from xml.etree import ElementTree as ET

from desktop.export.svg import Point, add_words
from desktop.export.wording import Wording
from desktop.model.drawing.palette import Palette, Theme, palette

LEFT, TOP, LANE = 44.0, 14.0, 22.0
_RIGHT, _BOTTOM, _HEADROOM = 28.0, 30.0, 1.22


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of a picture in CSS pixels."""

    width: int = 760
    height: int = 300


@dataclass(frozen=True, slots=True)
class Frame:
    """Where times and values lie in the picture, below so many lanes of flags."""

    size: Size
    duration_s: float
    lanes: int = 0

    @property
    def top(self) -> float:
        """The upper edge of the plot, below the lanes of flags."""
        return TOP + self.lanes * LANE

    @property
    def bottom(self) -> float:
        """The lower edge of the plot."""
        return self.size.height - _BOTTOM

    @property
    def right(self) -> float:
        """The right edge of the plot."""
        return self.size.width - _RIGHT

    def x(self, t_s: float) -> float:
        """Where a time stands across."""
        return LEFT + (self.right - LEFT) * min(max(t_s / self.duration_s, 0.0), 1.0)

    def y(self, value: float) -> float:
        """Where a valence stands from the top."""
        middle, half = (self.top + self.bottom) / 2, (self.bottom - self.top) / 2
        return middle - half * value / _HEADROOM


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every part of the drawing needs."""

    svg: ET.Element
    frame: Frame
    theme: Theme
    words: Wording

    @property
    def colours(self) -> Palette:
        """The colours of the theme."""
        return palette(self.theme)


def strong_words(sheet: Sheet, parent: ET.Element, at: Point, text: str, **look: str | float) -> None:
    """Bold words with a halo, which stay readable where they cross a line."""
    halo = {"stroke": sheet.colours.panel, "stroke_width": "4", "stroke_linejoin": "round", "paint_order": "stroke"}
    add_words(parent, at, text, sheet.colours.text, **{"font_weight": "600", **halo, **look})
