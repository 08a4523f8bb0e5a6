"""Tables with their looks written on them, for Qt knows no grid and no style of our classes."""

from collections.abc import Iterable, Sequence

from desktop.model.drawing.palette import Palette

_JOINED = "border-collapse:collapse"


def columns(cells: Sequence[str], line: str, *, above: bool = False, below: bool = False) -> str:
    """Cells side by side, equally wide, with a line of a colour above or below them."""
    edge = f"1px solid {line}"
    edges = f"border-top:{edge};" * above + f"border-bottom:{edge};" * below
    width = 100 // max(len(cells), 1)
    written = "".join(f'<td width="{width}%" style="padding:10px 0 10px 0; {edges}">{cell}</td>' for cell in cells)
    return _table(f"<tr>{written}</tr>", "margin-top:10px; margin-bottom:10px")


def tiles(cells: Sequence[str], across: int) -> str:
    """Cells in rows of so many."""
    tile = f'<td width="{100 // across}%" style="padding:0 12px 10px 0">'
    rows = (cells[at : at + across] for at in range(0, len(cells), across))
    written = "".join("<tr>" + "".join(f"{tile}{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table width="100%" cellspacing="0" style="margin-top:14px">{written}</table>'


def cards(said: Iterable[tuple[str, str]], ground: str) -> str:
    """Cards side by side, all as high as the highest: the colour above each, and what it says."""
    cells = (
        f'<td width="49%" valign="top" bgcolor="{ground}"'
        f' style="padding:14px 18px 10px 18px; border-top:4px solid {mark}">{inside}</td>'
        for mark, inside in said
    )
    between = '<td width="16"></td>'
    return _table(f"<tr>{between.join(cells)}</tr>", "margin-top:20px")


def rows(cells: Iterable[tuple[str, str]], width: int, line: str) -> str:
    """Two cells a row, the left one so many pixels wide, with a line between rows."""
    written = ""
    for at, (left, right) in enumerate(cells):
        style = f"padding:10px 0 6px 0; border-top:1px solid {line}" if at else "padding:0 0 6px 0"
        written += f'<tr><td width="{width}" style="{style}">{left}</td><td style="{style}">{right}</td></tr>'
    return _table(written, "margin-top:8px")


def grid(lines: Iterable[Iterable[str]], line: str) -> str:
    """Rows of cells with a line above each but the first."""
    written = ""
    for at, cells in enumerate(lines):
        style = f"padding:5px 10px 5px 0; border-top:1px solid {line}" if at else "padding:0 10px 5px 0"
        written += "<tr>" + "".join(f'<td style="{style}">{cell}</td>' for cell in cells) + "</tr>"
    return _table(written, "margin-top:4px")


def framed(inside: str, colours: Palette) -> str:
    """Something in a frame, as one must not miss it."""
    return _box(inside, f"border:1px solid {colours.text}; padding:10px 14px 6px 14px", colours.panel)


def shaded(inside: str, colours: Palette) -> str:
    """Something on a ground of its own."""
    return _box(inside, "padding:8px 12px 8px 12px", colours.window)


def _box(inside: str, style: str, ground: str) -> str:
    cell = f'<td bgcolor="{ground}" style="{style}">{inside}</td>'
    return _table(f"<tr>{cell}</tr>", "margin-top:8px; margin-bottom:8px")


def _table(written: str, margins: str) -> str:
    return f'<table width="100%" cellspacing="0" style="{_JOINED}; {margins}">{written}</table>'
