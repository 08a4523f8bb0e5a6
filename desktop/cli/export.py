"""`upswing export`: a call as a document."""

import argparse
import json
import os
import sys
from pathlib import Path

from desktop.cli.context import find_call, library_path, locale_name, settings
from desktop.cli.exit_status import ExitStatus
from desktop.errors import BadInput
from desktop.export.arc_png import png_of
from desktop.export.arc_svg import arc_svg
from desktop.export.call_json import call_json
from desktop.export.notes import notes_html, notes_markdown
from desktop.export.story import story_html
from desktop.files import write_atomically
from desktop.model.report import CallReport
from desktop.storage.library import read_library

_STANDARD_OUTPUT = "-"


def run(options: argparse.Namespace) -> ExitStatus:
    """Write the document that is asked for."""
    if misuse := _misuse(options):
        print(f"upswing: {misuse}", file=sys.stderr)
        return ExitStatus.USAGE
    with read_library(library_path(options)) as library:
        report = library.report(find_call(library, options.call))
    if report.call.analysis is None:
        raise BadInput("This call has not been analysed yet.", "Run `upswing analyse` on its recording first.")
    _write(options.out, _document(report, options))
    return ExitStatus.DONE


def _misuse(options: argparse.Namespace) -> str | None:
    """What is wrong with options that argparse lets pass one by one, though together they mean nothing."""
    if options.kind == "story" and options.format == "md":
        return "a win story is an HTML page: leave out --format md."
    if options.kind == "json" and options.format is not None:
        return f"JSON is a format of its own: leave out --format {options.format}."
    if options.transcript and (options.kind == "story" or options.format == "md"):
        return "only notes in HTML hold the whole transcript: leave out --transcript."
    return None


def _document(report: CallReport, options: argparse.Namespace) -> str:
    locale = locale_name(options.locale, settings().locale)
    match options.kind:
        case "json":
            return json.dumps(call_json(report), ensure_ascii=False, indent=1) + "\n"
        case "story":
            return story_html(report, include_names=options.include_names, locale=locale)
        case _ if options.format == "md":
            return notes_markdown(report, arc_file=_picture_beside(report, options.out, locale), locale=locale)
        case _:
            return notes_html(report, locale=locale, transcript=options.transcript)


def _picture_beside(report: CallReport, out: str, locale: str) -> str | None:
    """Markdown holds no picture of its own: it is written beside, under the document's name."""
    if not report.arc.enough:
        return None
    if out == _STANDARD_OUTPUT:
        print("upswing: the picture of the arc is left out: it needs a file beside the notes.", file=sys.stderr)
        return None
    if os.path.isdir(Path(out)):  # noqa: PTH112  # Path.is_dir raises where a name is too long
        return None
    picture = Path(out).with_suffix(".arc.png")
    write_atomically(picture, png_of(arc_svg(report, locale=locale)))
    return picture.name


def _write(out: str, document: str) -> None:
    if out == _STANDARD_OUTPUT:
        sys.stdout.write(document)
    else:
        write_atomically(Path(out), document)
