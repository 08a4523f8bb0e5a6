"""The drawings of a page as PNG files beside it, with just the pixels that the screen has for them."""

import re

from desktop.export.arc_png import png_of

_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_SIZE = re.compile(r'<svg\b[^>]*?\swidth="(\d+)" height="(\d+)"')
_PICTURE = "data-picture"
# A flag stands in a line of text; an arc is as wide as the page.
_WIDEST_FLAG = 32


class Pictures:
    """Takes drawings out of a page, and puts images in their place."""

    def __init__(self, fill: str, width: int, density: float) -> None:
        """Draw arcs of a width in CSS pixels, with so many pixels of the screen in each, and flags in a colour."""
        self.files: dict[str, bytes] = {}
        self._drawings: list[str] = []
        self._fill = fill
        self._width = width
        self._density = density

    def taken_from(self, page: str) -> str:
        """The page with a mark where each drawing was."""
        return _SVG.sub(self._put_aside, page)

    def image(self, attributes: dict[str, str]) -> str:
        """The tag of the drawing that a mark with these attributes stands for."""
        drawing = self._drawings[int(attributes[_PICTURE])]
        size = _SIZE.search(drawing)
        if size is None:
            return ""
        own_width, own_height = int(size[1]), int(size[2])
        is_flag = own_width < _WIDEST_FLAG
        width = own_width if is_flag else self._width
        name = f"{'flag' if is_flag else 'arc'}-{len(self.files) + 1}.png"
        self.files[name] = png_of(self._standing_alone(drawing), scale=width / own_width * self._density)
        image = f'<img src="{name}" width="{width}" height="{round(own_height * width / own_width)}">'
        return f"{image}&nbsp;" if is_flag else f'<p style="margin:8px 0 0 0">{image}</p>'

    def _put_aside(self, found: re.Match[str]) -> str:
        self._drawings.append(found[0])
        return f'<img {_PICTURE}="{len(self._drawings) - 1}">'

    def _standing_alone(self, drawing: str) -> str:
        """A flag takes its colour from the page, which is not there any more."""
        if "xmlns=" in drawing:
            return drawing
        own = f'<svg xmlns="http://www.w3.org/2000/svg" fill="{self._fill}"'
        return drawing.replace("<svg", own, 1)
