"""Fill a template so that whatever a user typed or a caller said stays text and never becomes markup."""

import re

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from desktop.export.arc_frame import Size
from desktop.export.arc_svg import arc_svg
from desktop.export.wording import clean, one_line
from desktop.model.drawing.palette import Palette, Theme, palette
from desktop.model.report import CallReport
from desktop.paths import resources

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&$@]|:(?=//))")
_LEADING = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=([-+=])(?:\s|\2|$)))(.)")
_WEB = re.compile(r"(www)(\.)", re.IGNORECASE)


def html_page(template: str, **values: object) -> str:
    """Fill an HTML template; every value is escaped unless it is `Markup`.

    Args:
        template: its file name in `resources/templates`.
        values: what the template speaks of; the colours of both themes come with it.
    """
    pages = Environment(
        loader=FileSystemLoader(resources() / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_for_html,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    themes = {"light": _variables(palette(Theme.LIGHT)), "dark": _variables(palette(Theme.DARK))}
    return pages.get_template(template).render(themes=themes, **values)


def markdown_page(template: str, **values: object) -> str:
    """Fill a Markdown template; every value is escaped into one line unless it is `Markup`."""
    pages = Environment(
        loader=FileSystemLoader(resources() / "templates"),
        # Markdown has no autoescaping in Jinja: the finalizer below escapes every value instead.
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        finalize=_for_markdown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return pages.get_template(template).render(**values).rstrip() + "\n"


def escape_markdown(text: str) -> str:
    """Text on one line in which nothing has a meaning to Markdown: no emphasis, table, list, link, tag or code."""
    escaped = _MARKDOWN.sub(r"\\\1", one_line(text))
    return _WEB.sub(r"\1\\\2", _LEADING.sub(r"\1\\\3", escaped))


def arc_pictures(report: CallReport, size: Size, *, locale: str, moments: bool = True) -> Markup:
    """The arc in both themes; the page's style shows the one that suits."""
    drawn = (
        f'<div class="arc-{theme}">{arc_svg(report, size=size, theme=theme, locale=locale, moments=moments)}</div>'
        for theme in Theme
    )
    # Safe: the picture holds no user text, and its writer escapes what it draws.
    return Markup("\n".join(drawn))  # noqa: S704


def _for_html(value: object) -> object:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _for_markdown(value: object) -> object:
    return escape_markdown(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _variables(colours: Palette) -> Markup:
    """A theme's colours as CSS custom properties."""
    names = ("window", "panel", "line", "text", "quiet", "accent", "agent", "customer", "lowest", "neutral", "highest")
    # Safe: the colours are constants of this program.
    return Markup(" ".join(f"--{name}: {getattr(colours, name)};" for name in names))  # noqa: S704
