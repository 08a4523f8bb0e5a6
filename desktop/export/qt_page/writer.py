"""Writes the tags of a page anew so that Qt shows them; every piece of text is escaped again on its way."""

import re
from collections.abc import Callable, Mapping
from html import escape

from desktop.export.qt_page import tables
from desktop.export.qt_page.pictures import Pictures
from desktop.export.qt_page.tree import Child, Node
from desktop.model.drawing.palette import Palette, Theme, palette

_MARK = re.compile(r"--(light|dark)-mark: (#[0-9A-Fa-f]{6})")
_FACT_COLUMNS = 3
_Written = Callable[[Node], str]


class Writer:
    """Writes what a node holds by its class, or else by its tag."""

    def __init__(self, theme: Theme, pictures: Pictures) -> None:
        self._theme = theme
        self._colours: Palette = palette(theme)
        self._pictures = pictures
        self._mark = self._colours.neutral
        self._by_class = {**self._written_by_class(), **{f"arc-{each}": _nothing for each in Theme if each != theme}}
        self._by_tag = self._written_by_tag()

    def page(self, root: Node) -> str:
        """The whole page."""
        return f'<html><body style="color:{self._colours.text}; font-size:14px">{self._inside(root)}</body></html>'

    def _written_by_class(self) -> Mapping[str, _Written]:
        return {
            "facts": self._facts,
            "figures": self._figures,
            "pair": self._pair,
            "swatch": self._swatch,
            "number": lambda node: self._inside(node).strip(),
            "transcript": self._transcript,
            "review": lambda node: tables.framed(self._inside(node), self._colours),
            "notices": self._noticed,
            "remark": self._noticed,
            # What stands at the left is so wide: number and flag, a time, the name of a part.
            "moments": lambda node: self._rows(node.nodes("li"), 40),
            "between": lambda node: self._rows(node.nodes("li"), 60),
            "parts": lambda node: self._rows(node.nodes("div"), 110),
        }

    def _written_by_tag(self) -> Mapping[str, _Written]:
        return {
            "head": _nothing,
            "img": lambda node: self._pictures.image(node.attributes),
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

    def _inside(self, node: Node) -> str:
        return "".join(self._written(child) for child in node.children)

    def _written(self, child: Child) -> str:
        if isinstance(child, str):
            return escape(child)
        for name in child.classes:
            if name in self._by_class:
                return self._by_class[name](child)
        return self._by_tag.get(child.tag, self._inside)(child)

    def _title(self, node: Node) -> str:
        return f'<p style="font-size:24px; font-weight:600; margin:2px 0 6px 0">{self._inside(node)}</p>'

    def _heading(self, node: Node) -> str:
        return f'<p style="font-size:17px; font-weight:600; margin:28px 0 8px 0">{self._inside(node)}</p>'

    def _paragraph(self, node: Node) -> str:
        looks = (
            ({"quiet", "kicker", "who"}, f"color:{self._colours.quiet}"),
            ({"small", "kicker", "who"}, "font-size:12px"),
            ({"course"}, "font-size:16px"),
            ({"head"}, "font-weight:600"),
        )
        styles = ["margin:0 0 8px 0", *(look for classes, look in looks if node.classes & classes)]
        return f'<p style="{"; ".join(styles)}">{self._inside(node)}</p>'

    def _span(self, node: Node) -> str:
        quiet = node.classes & {"label", "who", "quiet"}
        return self._quiet(node) if quiet else f"<span>{self._inside(node)}</span>"

    def _bold(self, node: Node) -> str:
        return f'<span style="font-weight:600; color:{self._colours.text}">{self._inside(node)}</span>'

    def _small(self, node: Node) -> str:
        return f"<br>{self._quiet(node)}"

    def _quiet(self, node: Node) -> str:
        style = f"font-size:12px; font-weight:400; color:{self._colours.quiet}"
        return f'<span style="{style}">{self._inside(node)}</span>'

    def _footer(self, node: Node) -> str:
        quiet = f'<div style="font-size:12px; color:{self._colours.quiet}">{self._inside(node)}</div>'
        return f'<p style="margin:20px 0 0 0"></p>{tables.columns([quiet], self._colours.line, above=True)}'

    def _facts(self, node: Node) -> str:
        """Some facts side by side, each below what it is."""
        return tables.tiles([self._labelled(div, "") for div in node.nodes("div")], _FACT_COLUMNS)

    def _figures(self, node: Node) -> str:
        cells = [self._labelled(div, "font-size:20px; font-weight:600") for div in node.nodes("div")]
        return tables.columns(cells, self._colours.line, above=True, below=True)

    def _labelled(self, node: Node, look: str) -> str:
        label, value = node.nodes("dt")[0], node.nodes("dd")[0]
        return f'{self._quiet(label)}<br><span style="{look}">{self._inside(value)}</span>'

    def _pair(self, node: Node) -> str:
        return tables.cards([self._card(card) for card in node.nodes()], self._colours.window)

    def _card(self, node: Node) -> tuple[str, str]:
        marks = dict(_MARK.findall(node.attributes.get("style", "")))
        self._mark = marks.get(self._theme.value, self._colours.neutral)
        heading, quote, who = node.nodes()
        said = (
            f'<p style="font-size:17px; font-weight:600; margin:0 0 6px 0">{self._inside(heading)}</p>'
            f'<p style="font-size:16px; margin:0 0 10px 0">{self._inside(quote)}</p>{self._written(who)}'
        )
        return self._mark, said

    def _swatch(self, _node: Node) -> str:
        return f'<span style="color:{self._mark}">●</span> '

    def _grid(self, node: Node) -> str:
        lines = (row for part in node.nodes() for row in part.nodes("tr"))
        return tables.grid((self._cells(row) for row in lines), self._colours.line)

    def _cells(self, row: Node) -> list[str]:
        return [self._quiet(cell) if cell.tag == "th" else self._inside(cell) for cell in row.nodes()]

    def _rows(self, items: list[Node], width: int) -> str:
        cells = ((self._written(item.nodes()[0]), self._written(item.nodes()[1])) for item in items)
        return tables.rows(cells, width, self._colours.line)

    def _item(self, node: Node) -> str:
        inside = self._inside(node)
        return inside if node.nodes("p") else f'<p style="margin:0 0 4px 12px">• {inside}</p>'

    def _caption(self, node: Node) -> str:
        return f'<p style="margin:6px 0 0 0">{self._quiet(node)}</p>'

    def _quote(self, node: Node) -> str:
        return f'<p style="margin:0 0 6px 0">{self._spaced(node)}</p>'

    def _transcript(self, node: Node) -> str:
        # Paragraphs, not a table: Qt lays out an hour of them at once.
        said = "".join(self._quote(line) for line in node.nodes("p"))
        return f'<p style="font-size:15px; font-weight:600; margin:28px 0 10px 0">Transcript</p>{said}'

    def _spaced(self, node: Node) -> str:
        """Who and when, and then the words."""
        return " &nbsp; ".join(self._written(child) for child in node.nodes()) or self._inside(node)

    def _noticed(self, node: Node) -> str:
        inside = self._inside(node)
        return tables.shaded("<br>".join(inside.strip().split("\n")) if node.tag == "p" else inside, self._colours)


def _nothing(_node: Node) -> str:
    return ""
