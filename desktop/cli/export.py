"""`upswing export`: a call as a document."""

import argparse
import sys
from pathlib import Path

from desktop.cli.context import find_call, library_path, settings
from desktop.cli.exit_status import ExitStatus
from desktop.export.documents import Choice, DocumentKind, document, picture_name, write_document
from desktop.export.locale_name import locale_name
from desktop.storage.library import read_library

_STANDARD_OUTPUT = "-"


def run(options: argparse.Namespace) -> ExitStatus:
    """Write the document that is asked for."""
    if misuse := _misuse(options):
        print(f"upswing: {misuse}", file=sys.stderr)
        return ExitStatus.USAGE
    with read_library(library_path(options)) as library:
        report = library.report(find_call(library, options.call))
    choice = Choice(_kind(options), transcript=options.transcript, include_names=options.include_names)
    out = None if options.out == _STANDARD_OUTPUT else Path(options.out)
    picture = None if out is None else picture_name(out.name)
    made = document(report, choice, locale=locale_name(options.locale, settings().locale), picture=picture)
    if out is not None:
        write_document(made, out)
        return ExitStatus.DONE
    if choice.kind is DocumentKind.NOTES_MARKDOWN and report.arc.enough:
        print("upswing: the picture of the arc is left out: it needs a file beside the notes.", file=sys.stderr)
    sys.stdout.write(made.text)
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


def _kind(options: argparse.Namespace) -> DocumentKind:
    match options.kind:
        case "json":
            return DocumentKind.JSON
        case "story":
            return DocumentKind.STORY
        case _ if options.format == "md":
            return DocumentKind.NOTES_MARKDOWN
        case _:
            return DocumentKind.NOTES_HTML
