"""The library: what is stored about all calls, and each call put together from it."""

import glob
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sqlite_utils import Database

from desktop.errors import LibraryError
from desktop.model.call import Call, Channel, Recording
from desktop.model.report import CallReport, Findings, report_of
from desktop.model.rules import Rules
from desktop.model.span import Span
from desktop.protocol import Event
from desktop.storage.apply import Applier, Kept
from desktop.storage.calls import Calls
from desktop.storage.consistency import Inspected, inspected
from desktop.storage.corrections import Corrections
from desktop.storage.cues import Cues
from desktop.storage.integrity import damage_of
from desktop.storage.jobs import Jobs
from desktop.storage.moments import Moments, Notes
from desktop.storage.overviews import Overviews
from desktop.storage.peaks import PeaksOfCalls
from desktop.storage.rows import as_stored
from desktop.storage.transcripts import Transcripts
from desktop.storage.voiced import VoicedOfCalls


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
