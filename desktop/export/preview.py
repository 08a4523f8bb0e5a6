"""An exported page in the few tags and styles that Qt's text browser knows, to be looked at before it is saved.

It is made from the page itself, so it shows what the file will say; pictures go beside it as PNG. Qt knows no grid and
no style of our classes: both become tables with their looks written on them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from desktop.export.arc_png import png_of
from desktop.model.drawing.palette import Palette, Theme, palette

_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_SIZE = re.compile(r'<svg\b[^>]*?\swidth="(\d+)" height="(\d+)"')
_MARK = re.compile(r"--(light|dark)-mark: (#[0-9A-Fa-f]{6})")
_PICTURE = "data-picture"
_VOID = frozenset({"meta", "br", "hr", "img", "link"})
_FACT_COLUMNS = 3
_JOINED = "border-collapse:collapse"


@dataclass(frozen=True, slots=True)
class Preview:
    """What the text browser shows, and the pictures that it asks for by name."""

    html: str
    pictures: dict[str, bytes]


@dataclass(slots=True)
class _Node:
    """A tag with what is in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["_Node | str"] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def nodes(self, tag: str = "") -> list["_Node"]:
        """The tags right below this one."""
        return [child for child in self.children if isinstance(child, _Node) and tag in ("", child.tag)]


class _Tree(HTMLParser):
    """The page as a tree; our templates close whatever they open."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.root = _Node("root")
        self._open = [self.root]
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(_Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1 and self._open[-1].tag == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def preview_of(page: str, theme: Theme = Theme.LIGHT, *, width: int = 640, density: float = 1.0) -> Preview:
    """Turn an exported page into a preview.

    Args:
        page: a page of `notes_html` or `story_html`.
        theme: light or dark.
        width: how wide the arc is shown, in CSS pixels.
        density: pixels of the screen per CSS pixel.
    """
    drawings: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        drawings.append(found[0])
        return f'<img {_PICTURE}="{len(drawings) - 1}">'

    tree = _Tree(_SVG.sub(put_aside, page))
    writer = _Writer(drawings, theme, width, density)
    return Preview(writer.page(tree.root), writer.pictures)


class _Writer:
    """Writes tags that Qt knows; every piece of text is escaped again on its way."""

    def __init__(self, drawings: list[str], theme: Theme, width: int, density: float) -> None:
        self.pictures: dict[str, bytes] = {}
        self._drawings = drawings
        self._theme = theme
        self._colours: Palette = palette(theme)
        self._width = width
        self._density = density
        self._mark = self._colours.neutral
        self._by_class: dict[str, Callable[[_Node], str]] = {
            f"arc-{other}": self._nothing for other in Theme if other is not theme
        } | {
            "facts": self._facts,
            "figures": self._figures,
            "pair": self._pair,
            "swatch": self._swatch,
            "number": self._in_place,
            "transcript": self._transcript,
            "review": self._framed,
            "notices": self._noticed,
            "remark": self._noticed,
            "moments": self._numbered,
            "between": self._timed,
            "parts": self._parts,
        }
        self._by_tag: dict[str, Callable[[_Node], str]] = {
            "head": self._nothing,
            "img": self._picture,
            "h1": self._title,
            "h2": self._heading,
            "p": self._paragraph,
            "blockquote": self._quote,
            "small": self._small,
            "dt": self._quiet,
            "b": self._bold,
            "strong": self._bold,
            "span": self._span,
            "footer": self._footer,
            "figcaption": self._caption,
            "table": self._grid,
            "li": self._item,
        }

    def page(self, root: _Node) -> str:
        """The whole page."""
        return f'<html><body style="color:{self._colours.text}; font-size:14px">{self._inside(root)}</body></html>'

    def _inside(self, node: _Node) -> str:
        return "".join(self._written(child) for child in node.children)

    def _written(self, child: "_Node | str") -> str:
        if isinstance(child, str):
            return escape(child)
        for name in child.classes:
            if name in self._by_class:
                return self._by_class[name](child)
        return self._by_tag.get(child.tag, self._inside)(child)

    def _nothing(self, _node: _Node) -> str:
        return ""

    def _in_place(self, node: _Node) -> str:
        return self._inside(node).strip()

    def _title(self, node: _Node) -> str:
        return f'<p style="font-size:24px; font-weight:600; margin:2px 0 6px 0">{self._inside(node)}</p>'

    def _heading(self, node: _Node) -> str:
        return f'<p style="font-size:17px; font-weight:600; margin:28px 0 8px 0">{self._inside(node)}</p>'

    def _paragraph(self, node: _Node) -> str:
        classes = node.classes
        styles = ["margin:0 0 8px 0"]
        if classes & {"quiet", "kicker", "who"}:
            styles.append(f"color:{self._colours.quiet}")
        if classes & {"small", "kicker", "who"}:
            styles.append("font-size:12px")
        if "course" in classes:
            styles.append("font-size:16px")
        if "head" in classes:
            styles.append("font-weight:600")
        return f'<p style="{"; ".join(styles)}">{self._inside(node)}</p>'

    def _span(self, node: _Node) -> str:
        if node.classes & {"label", "who"}:
            return self._quiet(node)
        return f"<span>{self._inside(node)}</span>"

    def _bold(self, node: _Node) -> str:
        return f'<span style="font-weight:600; color:{self._colours.text}">{self._inside(node)}</span>'

    def _small(self, node: _Node) -> str:
        return f"<br>{self._quiet(node)}"

    def _quiet(self, node: _Node) -> str:
        style = f"font-size:12px; font-weight:400; color:{self._colours.quiet}"
        return f'<span style="{style}">{self._inside(node)}</span>'

    def _footer(self, node: _Node) -> str:
        quiet = f'<div style="font-size:12px; color:{self._colours.quiet}">{self._inside(node)}</div>'
        return f'<p style="margin:20px 0 0 0"></p>{self._table([quiet], above=True)}'

    def _facts(self, node: _Node) -> str:
        """Three facts side by side, each below what it is."""
        cell = f'<td width="{100 // _FACT_COLUMNS}%" style="padding:0 12px 10px 0">'
        cells = [f"{cell}{self._labelled(div, '')}</td>" for div in node.nodes("div")]
        rows = ("".join(cells[at : at + _FACT_COLUMNS]) for at in range(0, len(cells), _FACT_COLUMNS))
        written = "".join(f"<tr>{row}</tr>" for row in rows)
        return f'<table width="100%" cellspacing="0" style="margin-top:14px">{written}</table>'

    def _figures(self, node: _Node) -> str:
        look = "font-size:20px; font-weight:600"
        return self._table([self._labelled(div, look) for div in node.nodes("div")], above=True, below=True)

    def _labelled(self, node: _Node, look: str) -> str:
        label, value = node.nodes("dt")[0], node.nodes("dd")[0]
        return f'{self._quiet(label)}<br><span style="{look}">{self._inside(value)}</span>'

    def _pair(self, node: _Node) -> str:
        """Two cards side by side, both as high as the higher one."""
        cells = '<td width="16"></td>'.join(self._card(card) for card in node.nodes())
        return f'<table width="100%" cellspacing="0" style="{_JOINED}; margin-top:20px"><tr>{cells}</tr></table>'

    def _card(self, node: _Node) -> str:
        marks = dict(_MARK.findall(node.attributes.get("style", "")))
        self._mark = marks.get(self._theme.value, self._colours.neutral)
        heading, quote, who = node.nodes()
        said = (
            f'<p style="font-size:17px; font-weight:600; margin:0 0 6px 0">{self._inside(heading)}</p>'
            f'<p style="font-size:16px; margin:0 0 10px 0">{self._inside(quote)}</p>{self._written(who)}'
        )
        style = f"padding:14px 18px 10px 18px; border-top:4px solid {self._mark}"
        return f'<td width="49%" valign="top" bgcolor="{self._colours.window}" style="{style}">{said}</td>'

    def _swatch(self, _node: _Node) -> str:
        return f'<span style="color:{self._mark}">●</span> '

    def _numbered(self, node: _Node) -> str:
        """The moments: number and flag at the left, what was said and noted at the right."""
        return self._rows([tuple(item.nodes()[:2]) for item in node.nodes("li")], 40)

    def _timed(self, node: _Node) -> str:
        for item in node.nodes("li"):
            item.nodes("span")[0].attributes["class"] = "label"
        return self._rows([tuple(item.nodes()[:2]) for item in node.nodes("li")], 60)

    def _parts(self, node: _Node) -> str:
        """What each part is called at the left, what it says at the right."""
        return self._rows([tuple(div.nodes()[:2]) for div in node.nodes("div")], 110)

    def _grid(self, node: _Node) -> str:
        """A table with a line above each row but the first."""
        rows = [row for part in node.nodes() for row in part.nodes("tr")]
        written = ""
        for at, row in enumerate(rows):
            style = (
                f"padding:5px 10px 5px 0; border-top:1px solid {self._colours.line}" if at else "padding:0 10px 5px 0"
            )
            cells = (self._quiet(cell) if cell.tag == "th" else self._inside(cell) for cell in row.nodes())
            written += "<tr>" + "".join(f'<td style="{style}">{cell}</td>' for cell in cells) + "</tr>"
        return f'<table width="100%" cellspacing="0" style="{_JOINED}; margin-top:4px">{written}</table>'

    def _item(self, node: _Node) -> str:
        return (
            f'<p style="margin:0 0 4px 12px">• {self._inside(node)}</p>' if not node.nodes("p") else self._inside(node)
        )

    def _caption(self, node: _Node) -> str:
        return f'<p style="margin:6px 0 0 0">{self._quiet(node)}</p>'

    def _rows(self, rows: list[tuple[_Node, ...]], width: int) -> str:
        written = ""
        for at, (left, right) in enumerate(rows):
            style = f"padding:10px 0 6px 0; border-top:1px solid {self._colours.line}" if at else "padding:0 0 6px 0"
            written += (
                f'<tr><td width="{width}" style="{style}">{self._written(left)}</td>'
                f'<td style="{style}">{self._written(right)}</td></tr>'
            )
        return f'<table width="100%" cellspacing="0" style="{_JOINED}; margin-top:8px">{written}</table>'

    def _quote(self, node: _Node) -> str:
        return f'<p style="margin:0 0 6px 0">{self._spaced(node)}</p>'

    def _transcript(self, node: _Node) -> str:
        # Paragraphs, not a table: Qt lays out an hour of them at once.
        said = "".join(f'<p style="margin:0 0 6px 0">{self._spaced(line)}</p>' for line in node.nodes("p"))
        return f'<p style="font-size:15px; font-weight:600; margin:28px 0 10px 0">Transcript</p>{said}'

    def _spaced(self, node: _Node) -> str:
        """Who and when, and then the words."""
        return " &nbsp; ".join(self._written(child) for child in node.nodes()) or self._inside(node)

    def _framed(self, node: _Node) -> str:
        edge = f"border:1px solid {self._colours.text}; padding:10px 14px 6px 14px"
        return self._box(self._inside(node), edge, self._colours.panel)

    def _noticed(self, node: _Node) -> str:
        inside = "<br>".join(self._inside(node).strip().split("\n")) if node.tag == "p" else self._inside(node)
        return self._box(inside, "padding:8px 12px 8px 12px", self._colours.window)

    def _box(self, inside: str, style: str, colour: str) -> str:
        cell = f'<td bgcolor="{colour}" style="{style}">{inside}</td>'
        style = f"{_JOINED}; margin-top:8px; margin-bottom:8px"
        return f'<table width="100%" cellspacing="0" style="{style}"><tr>{cell}</tr></table>'

    def _table(self, cells: list[str], *, above: bool = False, below: bool = False) -> str:
        line = f"1px solid {self._colours.line}"
        edges = f"border-top:{line};" * above + f"border-bottom:{line};" * below
        width = 100 // max(len(cells), 1)
        written = "".join(f'<td width="{width}%" style="padding:10px 0 10px 0; {edges}">{cell}</td>' for cell in cells)
        style = f"{_JOINED}; margin-top:10px; margin-bottom:10px"
        return f'<table width="100%" cellspacing="0" style="{style}"><tr>{written}</tr></table>'

    def _picture(self, node: _Node) -> str:
        """A drawing as a PNG of just the pixels that the screen has for it."""
        drawing = self._drawings[int(node.attributes[_PICTURE])]
        size = _SIZE.search(drawing)
        if size is None:
            return ""
        own_width, own_height = int(size[1]), int(size[2])
        is_flag = own_width < 32
        width = own_width if is_flag else self._width
        name = f"{'flag' if is_flag else 'arc'}-{len(self.pictures) + 1}.png"
        self.pictures[name] = png_of(self._standing_alone(drawing), scale=width / own_width * self._density)
        height = round(own_height * width / own_width)
        image = f'<img src="{name}" width="{width}" height="{height}">'
        return f"{image}&nbsp;" if is_flag else f'<p style="margin:8px 0 0 0">{image}</p>'

    def _standing_alone(self, drawing: str) -> str:
        """A flag takes its colour from the page, which is not there any more."""
        if "xmlns=" in drawing:
            return drawing
        own = f'<svg xmlns="http://www.w3.org/2000/svg" fill="{self._colours.accent}"'
        return drawing.replace("<svg", own, 1)
