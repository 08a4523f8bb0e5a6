"""An exported page as the window shows it before it is saved.

It is made from the page itself, so it shows what the file will say; pictures go beside it as PNG.
"""

from dataclasses import dataclass

from desktop.export.qt_page.pictures import Pictures
from desktop.export.qt_page.tree import tree_of
from desktop.export.qt_page.writer import Writer
from desktop.model.drawing.palette import Theme, palette


@dataclass(frozen=True, slots=True)
class Preview:
    """What the text browser shows, and the pictures that it asks for by name."""

    html: str
    pictures: dict[str, bytes]


def preview_of(page: str, theme: Theme = Theme.LIGHT, *, width: int = 640, density: float = 1.0) -> Preview:
    """Turn an exported page into a preview.

    Args:
        page: a page of `notes_html` or `story_html`.
        theme: light or dark.
        width: how wide the arc is shown, in CSS pixels.
        density: pixels of the screen per CSS pixel.
    """
    pictures = Pictures(palette(theme).accent, width, density)
    bare = pictures.taken_from(page)
    return Preview(Writer(theme, pictures).page(tree_of(bare)), pictures.files)
