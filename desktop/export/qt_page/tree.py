"""An exported page as a tree of its tags."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TypeAlias

_VOID = frozenset({"meta", "br", "hr", "img", "link"})

Child: TypeAlias = "Node | str"


@dataclass(slots=True)
class Node:
    """A tag with what is in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        """Its classes."""
        return set(self.attributes.get("class", "").split())

    def nodes(self, tag: str = "") -> list["Node"]:
        """The tags right below this one."""
        return [child for child in self.children if isinstance(child, Node) and tag in ("", child.tag)]


def tree_of(page: str) -> Node:
    """A page below a root of its own."""
    return _Tree(page).root


class _Tree(HTMLParser):
    """Our templates close whatever they open."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.root = Node("root")
        self._open = [self.root]
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1 and self._open[-1].tag == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)
