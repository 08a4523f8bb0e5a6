"""An arc as PNG, for documents that cannot hold SVG."""

import resvg_py

from desktop.paths import resources

_SHIPPED_FONT = "Source Sans Pro"


def png_of(svg: str, *, scale: float = 2.0) -> bytes:
    """Turn an SVG into PNG with the fonts that ship with the program, so that it looks alike on every computer.

    Args:
        svg: the picture, whose size is in CSS pixels.
        scale: pixels of the PNG per CSS pixel.
    """
    fonts = sorted(str(path) for path in (resources() / "fonts").glob("*.otf"))
    png: bytes = resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=scale,
        # A bare machine has no fonts at all, and text without a font vanishes without a word.
        skip_system_fonts=True,
        font_files=fonts,
        font_family=_SHIPPED_FONT,
        sans_serif_family=_SHIPPED_FONT,
    )
    return png
