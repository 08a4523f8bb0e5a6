"""The product's colours: one palette per theme, and the one scale on which feelings are drawn everywhere."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from desktop.model.moment import MomentType

Triple = NDArray[np.float64]
# How much of the quiet colour is laid over the panel for the band: more would drown the line in it.
BAND_TINT = 0.13


class Theme(StrEnum):
    """The two ways in which a screen or a page may look; print is always light."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by what they are for, each as `#RRGGBB`; `lowest`, `neutral`, `highest` are valence −1, 0, +1.

    `line` parts what stands side by side; `outline` is what a field or a box is told from its ground by.
    """

    window: str
    panel: str
    line: str
    outline: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    agent: str
    customer: str
    lowest: str
    neutral: str
    highest: str
    error: str


def palette(theme: Theme) -> Palette:
    """The colours of a theme."""
    if theme is Theme.DARK:
        return Palette(
            window="#1E1F22",
            panel="#26282C",
            line="#3A3D42",
            outline="#757A82",
            text="#E6E6E3",
            quiet="#A0A6AE",
            accent="#7FA8EA",
            on_accent="#1E1F22",
            agent="#93A1B5",
            customer="#E6E6E3",
            lowest="#F1A340",
            neutral="#8A9099",
            highest="#6FB1E8",
            error="#F28B82",
        )
    return Palette(
        window="#F7F7F5",
        panel="#FFFFFF",
        line="#DEDEDA",
        outline="#8C8F92",
        text="#1F2328",
        quiet="#5B626B",
        accent="#2F5DA8",
        on_accent="#FFFFFF",
        agent="#5F6D81",
        customer="#2B2F36",
        lowest="#B35806",
        neutral="#80868D",
        highest="#1F6FB2",
        error="#B3261E",
    )


def moment_colour(kind: MomentType, theme: Theme = Theme.LIGHT) -> str:
    """The colour of a type of moment; its shape and its digit say the same without it."""
    colours = palette(theme)
    match kind:
        case MomentType.MISERY:
            return colours.lowest
        case MomentType.MAGIC:
            return colours.highest
        case MomentType.PIVOT:
            return colours.accent
        case MomentType.FOLLOW_UP:
            return colours.quiet


def valence_colour(value: float, theme: Theme = Theme.LIGHT) -> str:
    """The colour of a valence: orange at −1, grey at 0, blue at +1, as `#RRGGBB`.

    Colours in between are mixed in Oklab (Björn Ottosson, 2020), where equal steps look equal.

    Args:
        value: −1 to +1; what lies beyond is drawn as the nearer end.
        theme: light or dark.
    """
    colours = palette(theme)
    end = colours.lowest if value < 0 else colours.highest
    share = min(abs(value), 1.0)
    return _hex(_from_oklab((1 - share) * _oklab(colours.neutral) + share * _oklab(end)))


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share (0 to 1) of another laid over it, each as `#RRGGBB`."""
    parts = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02X}" for one, two in parts)


def _lms_matrix() -> NDArray[np.float64]:
    return np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )


def _lab_matrix() -> NDArray[np.float64]:
    return np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )


def _oklab(colour: str) -> Triple:
    srgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    lab: Triple = _lab_matrix() @ np.cbrt(_lms_matrix() @ linear)
    return lab


def _from_oklab(lab: Triple) -> Triple:
    lms = np.linalg.solve(_lab_matrix(), lab) ** 3
    linear = np.clip(np.linalg.solve(_lms_matrix(), lms), 0.0, 1.0)
    srgb: Triple = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return srgb


def _hex(srgb: Triple) -> str:
    return "#" + "".join(f"{round(float(part) * 255):02X}" for part in srgb)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
