"""`upswing demo`: the sample call from sound to documents, to see what the program does."""

import argparse
import tomllib
from collections.abc import Iterator
from pathlib import Path

from desktop.cli import analyse
from desktop.cli.context import settings
from desktop.cli.exit_status import ExitStatus
from desktop.errors import BadInput
from desktop.export.arc_svg import arc_svg
from desktop.export.documents import Choice, DocumentKind, document, write_document
from desktop.export.locale_name import locale_name
from desktop.files import write_atomically
from desktop.media.digest import sha256_of
from desktop.model.moment import Moment, MomentType
from desktop.model.report import CallReport
from desktop.model.timecode import parse_timecode
from desktop.paths import private_folder, resources
from desktop.storage.library import Library
from desktop.storage.opening import open_library

_SAMPLE = "replacement-order"
_PICTURE = "arc.png"


def run(options: argparse.Namespace) -> ExitStatus:
    """Analyse the sample call into a library under a folder, mark it as a coach might, and export everything."""
    folder = _folder(options.out.absolute())
    library = folder / "library.sqlite"
    recording = resources() / "sample" / f"{_SAMPLE}.flac"
    status = analyse.run(_as_analysed(recording, library))
    if status is not ExitStatus.DONE:
        return status
    with open_library(library, settings().rules) as opened:
        report = _marked(opened, sha256_of(recording))
    for path in _export(report, folder, locale_name(None, settings().locale)):
        print(f"  {path}")
    return status


def _folder(path: Path) -> Path:
    try:
        return private_folder(path)
    except OSError as error:
        raise BadInput(f"The folder {path} cannot be made: {error.strerror}.", "Name another one.") from error


def _as_analysed(recording: Path, library: Path) -> argparse.Namespace:
    """The options of `upswing analyse RECORDING --library LIBRARY`."""
    unset = dict.fromkeys(("engine", "model", "language", "glossary", "json"))
    return argparse.Namespace(**unset, files=[recording], library=library, agent_channel="auto", again=False)


def _marked(library: Library, sha256: str) -> CallReport:
    call = library.calls.with_sha256(sha256) or library.calls.beginning_with(sha256)
    if not library.moments.of(call.id):
        for moment in _sample_moments():
            library.moments.add(call.id, moment)
    return library.report(call)


def _sample_moments() -> list[Moment]:
    """What a coach might have marked: written by hand like the call itself, and labelled as part of the sample."""
    table = tomllib.loads((resources() / "sample" / "moments.toml").read_text(encoding="utf-8"))
    return [
        Moment(MomentType(m["type"]), parse_timecode(m["at"]), parse_timecode(m["at"]), m["note"], author="sample")
        for m in table["moment"]
    ]


def _export(report: CallReport, folder: Path, locale: str) -> Iterator[Path]:
    """Write every document, and the arc as a picture, once as the Markdown names it and once as SVG."""
    for name, kind in (
        ("call.json", DocumentKind.JSON),
        ("notes.html", DocumentKind.NOTES_HTML),
        ("notes.md", DocumentKind.NOTES_MARKDOWN),
        ("story.html", DocumentKind.STORY),
    ):
        write_document(document(report, Choice(kind), locale=locale, picture=_PICTURE), folder / name)
        yield folder / name
    write_atomically(folder / "arc.svg", arc_svg(report, locale=locale))
    yield from (folder / "arc.svg", folder / _PICTURE)
