"""What an event changes in the library: each in one transaction, so that a crash leaves a whole step or none of it."""

from sqlite_utils import Database

from desktop.protocol import (
    Event,
    Failed,
    Finished,
    ModelLoaded,
    Progress,
    RecordingRead,
    RolesGuessed,
    SpansHeard,
    Started,
    TurnsScored,
)
from desktop.storage.calls import Calls
from desktop.storage.jobs import Jobs, State
from desktop.storage.transcripts import Transcripts


class Applier:
    """Stores the events of jobs."""

    def __init__(self, db: Database, calls: Calls, jobs: Jobs, transcripts: Transcripts) -> None:
        self._db = db
        self._calls = calls
        self._jobs = jobs
        self._transcripts = transcripts

    def apply(self, job_id: int, event: Event) -> None:
        """Store what an event says of a job and its call.

        Raises:
            BadInput: the job is not there any more; it went with its call.
        """
        with self._db.atomic():
            self._jobs.get(job_id)
            self._apply(job_id, event)

    def _apply(self, job_id: int, event: Event) -> None:
        match event:
            case Started():
                self._jobs.mark(job_id, State.RUNNING)
            case RecordingRead(recording):
                self._calls.store_recording(self._call_id(job_id), recording)
            case ModelLoaded(engine, model):
                self._set(job_id, engine=engine, model=model)
            case SpansHeard():
                self._hear(job_id, event)
            case RolesGuessed(channels):
                self._calls.store_channels(self._call_id(job_id), channels)
            case TurnsScored(scorer, scores):
                self._set(job_id, scorer=scorer)
                self._transcripts.replace_scores(job_id, scores)
            case Finished(version):
                self._finish(job_id, version)
            case Failed():
                self._jobs.fail(job_id, event)
            case Progress():
                pass

    def _hear(self, job_id: int, heard: SpansHeard) -> None:
        self._transcripts.add_spans(job_id, heard.spans)
        done, total = heard.windows_done, heard.windows_total
        self._set(job_id, windows_done=done, windows_total=total, language=heard.language)

    def _finish(self, job_id: int, version: int) -> None:
        """Let the call have this job for its analysis, in the place of an earlier one."""
        call_id = self._call_id(job_id)
        (call,) = self._db.query("SELECT job_id FROM calls WHERE id = ?", [call_id])
        self._db.execute("UPDATE calls SET job_id = ? WHERE id = ?", [job_id, call_id])
        self._jobs.mark(job_id, State.DONE)
        self._set(job_id, version=version)
        if call["job_id"] not in (None, job_id):
            self._db.execute("DELETE FROM jobs WHERE id = ?", [call["job_id"]])

    def _call_id(self, job_id: int) -> int:
        return self._jobs.get(job_id).call_id

    def _set(self, job_id: int, **columns: object) -> None:
        self._db.table("jobs").update(job_id, columns)
