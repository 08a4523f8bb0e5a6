"""`upswing export`: a call as a document, or what was corrected in all calls as a table."""

import argparse
import sys
from pathlib import Path

from desktop.cli.context import find_call, library_path, settings
from desktop.cli.exit_status import ExitStatus
from desktop.export.documents import Choice, DocumentKind, document, picture_name, write_document
from desktop.export.locale_name import locale_name
from desktop.export.retraining import CorrectedTurn, corrected_in, corrections_csv, strays_of
from desktop.files import write_atomically
from desktop.storage.opening import read_library

_STANDARD_OUTPUT = "-"


def run(options: argparse.Namespace) -> ExitStatus:
    """Write the document that is asked for."""
    if misuse := _misuse(options):
        print(f"upswing: {misuse}", file=sys.stderr)
        return ExitStatus.USAGE
    if options.corrections is not None:
        return _write_corrections(options)
    with read_library(library_path(options), settings().rules) as library:
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


def _write_corrections(options: argparse.Namespace) -> ExitStatus:
    """One table of what was corrected in any call of the library."""
    turns: list[CorrectedTurn] = []
    strays = 0
    with read_library(library_path(options), settings().rules) as library:
        for call_id in library.corrections.calls():
            made = library.corrections.of(call_id)
            found = list(corrected_in(library.report(library.calls.get(call_id)), made))
            strays += len(strays_of(made, found))
            turns += found
    write_atomically(options.corrections, corrections_csv(turns))
    print(f"Turns corrected: {len(turns)}, calls: {len({each.call.id for each in turns})}.")
    if strays:
        what = "correction is of a turn" if strays == 1 else "corrections are of turns"
        print(f"upswing: {strays} {what} that the call does not have any more.", file=sys.stderr)
    return ExitStatus.DONE


def _misuse(options: argparse.Namespace) -> str | None:
    """What is wrong with options that argparse lets pass one by one, though together they mean nothing."""
    if options.corrections is not None:
        named = (options.call, options.out, options.format, options.locale)
        others = (*named, options.include_names, options.transcript)
        return "--corrections names the file itself and is of all calls: leave out the rest." if any(others) else None
    if options.call is None or options.out is None:
        return "name a CALL and with --out where its document goes."
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
