"""`upswing analyse`: recordings into a library, one after the other."""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from desktop.cli.context import library_path, settings
from desktop.cli.exit_status import ExitStatus, status_of_cause, status_of_error
from desktop.cli.progress import ProgressLine, complain, summary
from desktop.cli.queue_runner import QueueRunner
from desktop.cli.worker_process import WorkerProcess
from desktop.errors import BadInput, UserError
from desktop.export.call_json import call_json
from desktop.files import write_atomically
from desktop.media.digest import sha256_of
from desktop.model.analysis_version import ANALYSIS_VERSION
from desktop.model.call import Call, Side
from desktop.model.request import Engine, Request
from desktop.paths import default_paths
from desktop.settings import Settings, expanded, read_glossary
from desktop.storage.jobs import QueuedJob
from desktop.storage.library import Library
from desktop.storage.opening import open_library

_GUESS = "auto"


def run(options: argparse.Namespace) -> ExitStatus:
    """Analyse the files that are named, or what an earlier run left in the queue."""
    chosen = settings()
    request = _request(options, chosen)
    _check_folder(options.json)
    files: Sequence[Path] = options.files
    opened = open_library(library_path(options), chosen.rules)
    with opened as library, closing(WorkerProcess(default_paths().log)) as worker:
        session = _Session(library, QueueRunner(library, worker, default_paths().models), options.json, len(files) != 1)
        anew = _Anew(hearing=options.again, roles=options.agent_channel == _GUESS)
        try:
            if files:
                session.analyse(files, request, anew)
            else:
                session.finish_queue()
        finally:
            session.write()
    return session.status


def _check_folder(json_to: str | None) -> None:
    """Better now than after an hour of listening."""
    if json_to not in (None, "-") and not Path(str(json_to)).absolute().parent.is_dir():
        raise BadInput(f"There is no folder for “{json_to}”.", "Make it first, or name another file.")


def _request(options: argparse.Namespace, chosen: Settings) -> Request:
    glossary = options.glossary or (expanded(chosen.glossary) if chosen.glossary else None)
    return Request(
        engine=Engine(options.engine or chosen.engine),
        model=_model(options.model or chosen.model),
        language=options.language or chosen.language,
        agent_side=None if options.agent_channel in (None, _GUESS) else Side(options.agent_channel),
        glossary=read_glossary(glossary) if glossary else (),
    )


def _model(name_or_path: str) -> str:
    """A path must mean the same when the job is taken up again from another folder."""
    is_path = os.sep in name_or_path or "/" in name_or_path or name_or_path.startswith(".")
    return str(expanded(name_or_path).absolute()) if is_path else name_or_path


@dataclass(frozen=True, slots=True)
class _Anew:
    """What is to be done anew although it is stored: the transcription, or who the agent is."""

    hearing: bool
    roles: bool


def _as_text(told: str) -> str:
    """What can be shown of a name from a disk of a system with other letters."""
    return told.encode("utf-8", "replace").decode()


def _tell_if_known(file: Path, call: Call) -> None:
    """Say so where a file is the recording of a call that was added from another one, whose name it goes by."""
    known = Path(call.file)
    if known != file.absolute():
        other = known.name if known.name != file.name else known
        complain(file.name, f"“{file.name}” is the same recording as “{other}”.", "Both are one call.")


class _Session:
    """One run of the command: it goes on after a bad file, and the first failure is its status."""

    def __init__(self, library: Library, runner: QueueRunner, json_to: str | None, several: bool) -> None:
        self._failures: list[tuple[int, ExitStatus]] = []
        self._library = library
        self._runner = runner
        self._json_to = json_to
        self._several = several
        self._lines: list[str] = []

    @property
    def status(self) -> ExitStatus:
        """The status of the first file that failed, in the order in which they were named."""
        return min(self._failures, default=(0, ExitStatus.DONE))[1]

    def analyse(self, files: Sequence[Path], request: Request, anew: _Anew) -> None:
        """Queue every file first, so that a power cut forgets none, and then work through them."""
        for index, job in list(self._queued(files, request, anew)):
            self._do(index, job)

    def finish_queue(self) -> None:
        """Do what is still to be done."""
        waiting = self._library.jobs.waiting()
        for index, job in enumerate(waiting):
            self._do(index, job)
        if not waiting:
            print("Nothing is queued. Name a recording to analyse it.", file=sys.stderr)

    def write(self) -> None:
        """Write the calls that are complete, unless they went to standard output as they came."""
        if self._json_to not in (None, "-") and self._lines:
            write_atomically(Path(str(self._json_to)), "".join(self._lines))

    def _queued(self, files: Sequence[Path], request: Request, anew: _Anew) -> Iterator[tuple[int, QueuedJob]]:
        for index, file in enumerate(files):
            try:
                call = self._library.calls.add(file.absolute(), sha256_of(file))
                _tell_if_known(file, call)
                if anew.roles:
                    call = self._library.calls.forget_roles(call.id)
                yield index, self._library.jobs.enqueue(call, request, ANALYSIS_VERSION, again=anew.hearing)
            except UserError as error:
                self._fail(index, status_of_error(error), file.name, error.what, error.fix)

    def _do(self, index: int, job: QueuedJob) -> None:
        name = Path(self._library.calls.get(job.call_id).file).name
        with closing(ProgressLine(name)) as line:
            failure = self._runner.run(job, line.show)
        if failure is not None:
            self._fail(index, status_of_cause(failure.cause), name, failure.what, failure.fix)
            return
        report = self._library.report(self._library.calls.get(job.call_id))
        print(summary(report), file=sys.stderr if self._json_to == "-" else sys.stdout, flush=True)
        self._emit(call_json(report))

    def _emit(self, call: dict[str, object]) -> None:
        line = json.dumps(call, ensure_ascii=False, indent=None if self._several else 1) + "\n"
        self._lines.append(line)
        if self._json_to == "-":
            print(line, end="", flush=True)

    def _fail(self, index: int, status: ExitStatus, name: str, what: str, fix: str) -> None:
        self._failures.append((index, status))
        complain(_as_text(name), _as_text(what), fix)
