"""The library file: opened by one writer at a time, brought up to date, and refused in words where that cannot be."""

import glob
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout
from sqlite_utils import Database

from desktop.errors import LibraryError
from desktop.model.call import Call, Channel, Recording
from desktop.model.report import CallReport, Findings, report_of
from desktop.model.rules import Rules
from desktop.model.span import Span
from desktop.paths import PRIVATE_FILE, private_folder
from desktop.protocol import Event
from desktop.storage.apply import Applier, Kept
from desktop.storage.calls import Calls
from desktop.storage.consistency import Inspected, inspected
from desktop.storage.corrections import Corrections
from desktop.storage.cues import Cues
from desktop.storage.integrity import damage_of
from desktop.storage.jobs import Jobs
from desktop.storage.migrations import migrations
from desktop.storage.moments import Moments, Notes
from desktop.storage.overviews import Overviews
from desktop.storage.peaks import PeaksOfCalls
from desktop.storage.rows import as_stored
from desktop.storage.transcripts import Transcripts
from desktop.storage.voiced import VoicedOfCalls

# Longer than anybody but a stranger holds the file, and so short that a window may wait for it.
_BUSY_S = 0.5
_SCANTY_BYTES = 1 << 20
_RIGHTS = "Check the rights of the file, of the files beside it and of its folder."
_RESTORE = "Close the program, keep a copy of the file, and put back a backup of it."


@dataclass(frozen=True, slots=True)
class _Heard:
    """The report that was put together last, with what its turns and its arc were made from.

    To make those of an hour takes longer than anything else that is stored; a change is asked for twice at least.
    """

    spans: tuple[Span, ...]
    findings: Findings
    report: CallReport

    def is_of(self, call: Call, spans: tuple[Span, ...], findings: Findings) -> bool:
        """Whether everything would come out the same."""
        return _known(self.report.call) == _known(call) and self.findings == findings and self.spans == spans


def _known(call: Call) -> tuple[tuple[Channel, ...], Recording | None, float | None]:
    """What of a call its turns and everything about them depend on."""
    return call.channels, call.recording, call.split_confidence


class Library:
    """The repositories over one connection. `rules` are how calls are read; they can be changed at any time."""

    def __init__(self, db: Database, rules: Rules | None = None) -> None:
        self._db = db
        self._rules = rules or Rules()
        (_, _, file) = next(db.conn.execute("PRAGMA database_list"))
        self.file = Path(file)
        self.calls = Calls(db, self._refresh, self._delete_backups)
        self.transcripts = Transcripts(db, self._refresh)
        self.jobs = Jobs(db, self.transcripts)
        self.moments = Moments(db)
        self.notes = Notes(db)
        self.peaks = PeaksOfCalls(db)
        self.corrections = Corrections(db, self._refresh)
        self.overviews = Overviews(db, self._rules.win)
        self._cues = Cues(db)
        self._voiced = VoicedOfCalls(db)
        self._latest: _Heard | None = None
        kept = Kept(self.calls, self.jobs, self.transcripts, self._cues, self.peaks, self._voiced)
        self._applier = Applier(db, kept, self._refresh)

    @property
    def rules(self) -> Rules:
        """How calls are read at present."""
        return self._rules

    def use(self, rules: Rules) -> None:
        """Read calls by other rules from now on: reports and the rows of the table, and nothing that is stored."""
        self._rules, self.overviews.rules = rules, rules.win
        self._latest = None

    def apply(self, job_id: int, event: Event) -> None:
        """Store an event of a job; when this returns it is on the disk."""
        self._applier.apply(job_id, event)

    def spans(self, call: Call) -> tuple[Span, ...]:
        """What was said in a call, as its current analysis heard it and somebody may have changed it."""
        job_id = self._job_of(call)
        return self.transcripts.spans(job_id) if job_id is not None else ()

    def report(self, call: Call) -> CallReport:
        """A call with all that is stored of it."""
        job_id = self._job_of(call)
        spans = self.transcripts.spans(job_id) if job_id is not None else ()
        findings = self._findings(call.id, job_id)
        if self._latest is None or not self._latest.is_of(call, spans, findings):
            self._latest = _Heard(spans, findings, report_of(call, spans, findings, rules=self._rules))
        return replace(self._latest.report, call=call, moments=self.moments.of(call.id), notes=self.notes.of(call.id))

    def catch_up(self) -> None:
        """Finish what earlier programs left: running jobs, discarded calls, calls without an overview."""
        self.jobs.requeue_interrupted()
        # What cannot be purged now is gone for everybody all the same, and is tried again the next time.
        with suppress(LibraryError):
            self.calls.purge()
        with self._db.atomic():
            for call_id in self.overviews.missing():
                self._refresh(call_id)

    @contextmanager
    def in_one_step(self) -> Iterator[None]:
        """A block whose changes are stored together, or not at all where it fails."""
        with self._db.atomic():
            yield

    def faults(self) -> list[str]:
        """What is wrong with the file itself, a sentence each: nothing, in a library that is sound."""
        return [f"{fault.what} {fault.fix}" for fault in damage_of(self._db)]

    def inspect(self) -> Iterator[Inspected]:
        """Look at everything that is stored, kind by kind, as it was at one moment."""
        with self._db.atomic():
            yield from inspected(self._db, self.calls, self.report)

    def _findings(self, call_id: int, job_id: int | None) -> Findings:
        if job_id is None:
            return Findings()
        return Findings(
            self.transcripts.scores(job_id),
            self._cues.of(job_id),
            self._voiced.of(call_id),
            self.corrections.of(call_id),
        )

    def _delete_backups(self) -> None:
        """Delete what was kept before changes of the schema, for it holds every call that there was."""
        try:
            for backup in self.file.parent.glob(f"{glob.escape(self.file.name)}.*.bak"):
                backup.unlink(missing_ok=True)
        except OSError as error:
            raise LibraryError(
                f"The backups of the library {self.file} cannot be deleted: {error.strerror}.",
                "Delete the files beside it whose names end in .bak, and try again.",
            ) from error

    def _refresh(self, call_id: int) -> None:
        self.overviews.store(call_id, self.report(self.calls.get(call_id)))

    @as_stored()
    def _job_of(self, call: Call) -> int | None:
        (row,) = self._db.query("SELECT job_id FROM calls WHERE id = ?", [call.id])
        job_id = row["job_id"]
        return int(job_id) if job_id is not None else None


@contextmanager
def open_library(path: Path, rules: Rules | None = None) -> Iterator[Library]:
    """Open a library for reading and writing, making it where there is none.

    Args:
        path: of the file.
        rules: how calls are read; null for the rules as they come.

    Raises:
        LibraryError: somebody else writes to it, it is not a library, it is damaged, it is from a newer program, or the
            disk does not take it; while it is open also what goes wrong with it in the block.
    """
    with ExitStack() as stack:
        stack.enter_context(faults_in_words(path))
        with _within_reach(path):
            private_folder(path.parent)
            stack.enter_context(_sole_writer(path))
            path.touch(mode=PRIVATE_FILE)
            _free_the_log(path)
        db = Database(stack.enter_context(closing(sqlite3.connect(path, timeout=_BUSY_S))), execute_plugins=False)
        _prepare(db, path)
        library = Library(db, rules)
        library.catch_up()
        yield library


@contextmanager
def faults_in_words(path: Path) -> Iterator[None]:
    """A block in which the library at a path is used.

    Raises:
        LibraryError: the disk is full, another program holds the file, it is damaged, and the like.
    """
    try:
        yield
    except (sqlite3.DatabaseError, UnicodeError) as error:
        raise explained(path, error) or error from error


def explained(path: Path, error: BaseException) -> LibraryError | None:
    """A sentence about an error that came out of a library; null where it is about something else."""
    match error:
        case sqlite3.DatabaseError():
            return _fault(path, error)
        case UnicodeDecodeError():
            # What SQLite says of a broken schema quotes it.
            return LibraryError(f"The library {path} is damaged.", _RESTORE)
        case UnicodeEncodeError():
            return LibraryError("A text that was handed over has broken characters.", "Write it anew.")
        case _:
            return None


@contextmanager
def read_library(path: Path, rules: Rules | None = None) -> Iterator[Library]:
    """Open a library for reading alone, also while somebody else writes to it.

    Args:
        path: of the file.
        rules: how calls are read; null for the rules as they come.

    Raises:
        LibraryError: as `open_library`, or there is none.
    """
    # Path.is_file raises where the folder may not be looked into.
    if not os.path.isfile(path):  # noqa: PTH113
        raise LibraryError(f"There is no library at {path}.", "Analyse a call first, or name another library.")
    uri = path.absolute().as_uri()
    with (
        faults_in_words(path),
        _tidied(path, uri),
        closing(sqlite3.connect(f"{uri}?{_how_to_read(path)}", uri=True)) as connection,
    ):
        db = Database(connection, execute_plugins=False, recursive_triggers=False)
        _check_origin(db, path)
        if not migrations.applied(db):
            raise LibraryError(f"The library {path} holds nothing yet.", "Analyse a call first.")
        if migrations.pending(db):
            raise LibraryError(
                f"The library {path} is from an older program.", "Open it once for writing to update it."
            )
        yield Library(db, rules)


def _how_to_read(path: Path) -> str:
    """On a disk that takes nothing SQLite cannot make the index of its log, and nobody writes meanwhile."""
    beside = (path.with_name(f"{path.name}-{ending}") for ending in ("wal", "shm"))
    at_rest = not os.access(path.parent, os.W_OK) and not any(file.exists() for file in beside)
    return "immutable=1" if at_rest else "mode=ro"


@contextmanager
def _tidied(path: Path, uri: str) -> Iterator[None]:
    """Let SQLite take its write-ahead log away again, which it does not where the last one to close only reads.

    Only an empty one: what a program that was killed has left there is for the next writer.
    """
    try:
        yield
    finally:
        log = path.with_name(f"{path.name}-wal")
        with suppress(OSError, sqlite3.Error):
            if log.stat().st_size == 0:
                with closing(sqlite3.connect(f"{uri}?mode=rw", uri=True, timeout=0)) as last:
                    last.execute("PRAGMA schema_version").fetchone()


def _prepare(db: Database, path: Path) -> None:
    # Before anything is set, for the file of another program must stay as it is.
    _check_origin(db, path)
    db.enable_wal()
    for pragma in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
        db.execute(f"PRAGMA {pragma}")
    if migrations.pending(db) and migrations.applied(db):
        _back_up(db, path)
    with db.atomic():
        migrations.apply(db)


def _check_origin(db: Database, path: Path) -> None:
    known = {migration.name for migration in migrations.pending(db)} | {m.name for m in migrations.applied(db)}
    with closing(sqlite3.connect(":memory:")) as empty:
        ours = {migration.name for migration in migrations.pending(Database(empty, execute_plugins=False))}
    if known - ours:
        raise LibraryError(
            f"The library {path} was written by a newer version of the program.", "Install that version to open it."
        )
    # A program that was killed while it made the library may have left the table of its steps and nothing else.
    if set(db.table_names()) - {migrations.migrations_table} and not migrations.applied(db):
        raise LibraryError(f"{path} is a database, but not a library of Upswing.", "Name another file.")


def _back_up(db: Database, path: Path) -> None:
    """Keep the file as it was before its schema changes."""
    last = migrations.applied(db)[-1].name
    backup = path.with_name(f"{path.name}.{last}.bak")
    backup.touch(mode=PRIVATE_FILE)
    with closing(sqlite3.connect(backup)) as copy:
        db.conn.backup(copy)


@contextmanager
def _sole_writer(path: Path) -> Iterator[None]:
    note = path.with_name(f"{path.name}.lock")
    lock = FileLock(note, mode=PRIVATE_FILE, blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        holder = _holder(path)
        raise LibraryError(
            f"The library {path} is in use by another window or command{holder}.", "Close it first."
        ) from error
    try:
        with suppress(OSError):
            _holder_file(path).touch(mode=PRIVATE_FILE)
            _holder_file(path).write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        _holder_file(path).unlink(missing_ok=True)
        lock.release()


def _free_the_log(path: Path) -> None:
    """What SQLite put beside a library while that was write-protected is so too, and stays so when that is not."""
    mode = path.stat().st_mode & 0o777
    for ending in ("-wal", "-shm"):
        with suppress(OSError):
            path.with_name(f"{path.name}{ending}").chmod(mode)


def _holder_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.holder")


def _holder(path: Path) -> str:
    try:
        return f" (process {int(_holder_file(path).read_text(encoding='ascii'))})"
    except (OSError, ValueError):
        return ""


@contextmanager
def _within_reach(path: Path) -> Iterator[None]:
    """Say what the system has against a library in its place."""
    try:
        yield
    except OSError as error:
        raise LibraryError(
            f"The library {path} cannot be opened or made: {error.strerror}.",
            "Check the folder and your rights there, or name another place.",
        ) from error


def _is_full(path: Path) -> bool:
    """Whether there is hardly room for anything: the log and its index, which come first, fail with other words."""
    try:
        return shutil.disk_usage(path.parent).free < _SCANTY_BYTES
    except OSError:
        return False


def _fault(path: Path, error: sqlite3.DatabaseError) -> LibraryError:
    match getattr(error, "sqlite_errorname", type(error).__name__):
        case name if name == "SQLITE_FULL" or (name.startswith("SQLITE_IOERR") and _is_full(path)):
            what, fix = f"The disk of the library {path} is full.", "Make room on it and go on: nothing is lost."
        case "SQLITE_BUSY" | "SQLITE_LOCKED":
            what, fix = f"The library {path} is in use by another program.", "Close it first."
        case "SQLITE_NOTADB":
            what, fix = f"{path} is not a library of Upswing.", "Name another file, or put back a backup of it."
        case "SQLITE_CORRUPT" | "SQLITE_CORRUPT_VTAB" | "SQLITE_IOERR_SHORT_READ":
            what, fix = f"The library {path} is damaged.", _RESTORE
        case name if name.startswith("SQLITE_READONLY"):
            what, fix = f"The library {path} cannot be written.", _RIGHTS
        case name if name.startswith("SQLITE_CANTOPEN"):
            what, fix = f"The library {path} cannot be opened.", _RIGHTS
        case name if name.startswith("SQLITE_IOERR"):
            what = f"The disk of the library {path} could not be read or written."
            fix = "Check the disk and the room on it: what was stored before is kept."
        case name:
            what, fix = f"The library {path} cannot be used ({name}).", _RESTORE
    return LibraryError(what, fix)
