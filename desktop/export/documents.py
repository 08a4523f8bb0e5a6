"""The documents that a call can become, each as text and as a file with what lies beside it."""

import json
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desktop.errors import BadInput
from desktop.export.arc_png import png_of
from desktop.export.arc_svg import arc_svg
from desktop.export.call_json import call_json
from desktop.export.notes import notes_html, notes_markdown
from desktop.export.story import story_html
from desktop.export.wording import clean, file_name
from desktop.files import write_atomically
from desktop.model.report import CallReport

_LONGEST_STEM = 80
# What no file name may hold on one system or another.
_FORBIDDEN = '<>:"/\\|?*'


class DocumentKind(StrEnum):
    """What a call can be exported as."""

    NOTES_HTML = "Coaching notes (HTML)"
    NOTES_MARKDOWN = "Coaching notes (Markdown)"
    STORY = "Win story (HTML)"
    JSON = "Call as data (JSON)"

    @property
    def suffix(self) -> str:
        """How the names of such files end."""
        return {DocumentKind.NOTES_MARKDOWN: ".md", DocumentKind.JSON: ".json"}.get(self, ".html")

    @property
    def is_page(self) -> bool:
        """Whether it is a page for a browser."""
        return self.suffix == ".html"


@dataclass(frozen=True, slots=True)
class Choice:
    """A document with its options: the whole transcript in HTML notes, names as they were said in a story."""

    kind: DocumentKind
    transcript: bool = False
    include_names: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that lies beside a document: the name of its file, which is a PNG, and what it shows as SVG."""

    name: str
    svg: str


@dataclass(frozen=True, slots=True)
class Document:
    """What is written: the text, and the picture that it names where it holds none of its own."""

    text: str
    picture: Picture | None = None


def suggested_name(report: CallReport, choice: Choice) -> str:
    """A name for the file; a masked story must not give away in its name what it hides in its text."""
    if choice.kind is DocumentKind.STORY and not choice.include_names:
        return f"win-story{choice.kind.suffix}"
    written = "".join("-" if letter in _FORBIDDEN else letter for letter in clean(Path(file_name(report)).stem))
    stem = " ".join(written.split()).strip(". ")[:_LONGEST_STEM] or "call"
    what = {DocumentKind.STORY: "-story", DocumentKind.JSON: ""}.get(choice.kind, "-notes")
    return f"{stem}{what}{choice.kind.suffix}"


def document(report: CallReport, choice: Choice, *, locale: str, picture: str | None) -> Document:
    """Make a document of a call.

    Args:
        report: the call.
        choice: which document.
        locale: how dates, numbers and lengths are written.
        picture: the name of a file beside it for the arc, if it can hold none; null leaves the arc out then.

    Raises:
        BadInput: the call has not been analysed, or has no arc for a story; or the locale is not known.
    """
    if report.call.analysis is None:
        raise BadInput("This call has not been analysed yet, so there is nothing to export.", "Analyse it first.")
    match choice.kind:
        case DocumentKind.NOTES_HTML:
            return Document(notes_html(report, locale=locale, transcript=choice.transcript))
        case DocumentKind.STORY:
            return Document(story_html(report, include_names=choice.include_names, locale=locale))
        case DocumentKind.JSON:
            return Document(json.dumps(call_json(report), ensure_ascii=False, indent=1) + "\n")
        case DocumentKind.NOTES_MARKDOWN if picture is not None and report.arc.enough:
            text = notes_markdown(report, arc_file=picture, locale=locale)
            return Document(text, Picture(picture, arc_svg(report, locale=locale)))
        case DocumentKind.NOTES_MARKDOWN:
            return Document(notes_markdown(report, locale=locale))


def picture_name(name: str) -> str:
    """What the picture beside a document is called, after the document's own file."""
    return f"{Path(name).stem}.arc.png"


def files_of(report: CallReport, choice: Choice, path: Path) -> tuple[Path, ...]:
    """The files that a document is written to: Markdown holds no picture of its own, so it goes beside."""
    has_picture = choice.kind is DocumentKind.NOTES_MARKDOWN and report.arc.enough
    return (path, path.with_name(picture_name(path.name))) if has_picture else (path,)


def write_document(made: Document, path: Path) -> None:
    """Write a document with what lies beside it; older files of these names are replaced.

    Raises:
        BadInput: it cannot be written there; then nothing new is there either.
    """
    # Nothing is laid beside a folder: writing the text says what is wrong with it.
    if made.picture is None or os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises where a name is too long
        write_atomically(path, made.text)
        return
    picture = path.with_name(made.picture.name)
    was_there = os.path.exists(picture)  # noqa: PTH110  # as above
    write_atomically(picture, png_of(made.picture.svg))
    try:
        write_atomically(path, made.text)
    except BadInput:
        if not was_there:
            picture.unlink(missing_ok=True)
        raise
