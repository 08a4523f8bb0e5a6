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
from desktop.export.files import write_atomically
from desktop.export.notes import notes_html, notes_markdown
from desktop.export.story import story_html
from desktop.model.report import CallReport
from desktop.storage.library import read_library

_STANDARD_OUTPUT = "-"


def run(options: argparse.Namespace) -> ExitStatus:
    """Write the document that is asked for."""
    if options.kind == "story" and options.format == "md":
        print("upswing: a win story is an HTML page: leave out --format md.", file=sys.stderr)
        return ExitStatus.USAGE
    with read_library(library_path(options)) as library:
        report = library.report(find_call(library, options.call))
    if report.call.analysis is None:
        raise BadInput("This call has not been analysed yet.", "Run `upswing analyse` on its recording first.")
    _write(options.out, _document(report, options))
    return ExitStatus.DONE


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
    is_folder = os.path.isdir(Path(out))  # noqa: PTH112  # Path.is_dir raises where a name is too long
    if out == _STANDARD_OUTPUT or not report.arc.enough or is_folder:
        return None
    picture = Path(out).with_suffix(".arc.png")
    write_atomically(picture, png_of(arc_svg(report, locale=locale)))
    return picture.name


def _write(out: str, document: str) -> None:
    if out == _STANDARD_OUTPUT:
        sys.stdout.write(document)
    else:
        write_atomically(Path(out), document)
