"""What an event changes in the library: each in one transaction, so that a crash leaves a whole step or none of it."""

from collections.abc import Callable

from sqlite_utils import Database

from desktop.model.call import Channel, Role, RoleSource
from desktop.protocol import (
    Event,
    Failed,
    Finished,
    ModelLoaded,
    PeaksMeasured,
    Progress,
    RecordingRead,
    RolesGuessed,
    SpansHeard,
    Started,
    TurnsScored,
)
from desktop.storage.calls import Calls
from desktop.storage.jobs import Jobs, State
from desktop.storage.peaks import PeaksOfCalls
from desktop.storage.rows import side_of
from desktop.storage.transcripts import Transcripts


class Applier:
    """Stores the events of jobs."""

    def __init__(
        self,
        db: Database,
        calls: Calls,
        jobs: Jobs,
        transcripts: Transcripts,
        peaks: PeaksOfCalls,
        changed: Callable[[int], None],
    ) -> None:
        self._db = db
        self._calls = calls
        self._jobs = jobs
        self._transcripts = transcripts
        self._peaks = peaks
        self._changed = changed

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
            case PeaksMeasured(packed):
                self._peaks.store_packed(self._call_id(job_id), packed)
            case ModelLoaded(engine, model):
                self._set(job_id, engine=engine, model=model)
            case SpansHeard():
                self._hear(job_id, event)
            case RolesGuessed(channels):
                self._tell_roles(job_id, channels)
            case TurnsScored(scorer, scores):
                self._set(job_id, scorer=scorer)
                self._transcripts.replace_scores(job_id, scores)
            case Finished(version):
                self._jobs.finish(job_id, version)
                self._changed(self._call_id(job_id))
            case Failed():
                self._jobs.fail(job_id, event)
            case Progress():
                pass

    def _hear(self, job_id: int, heard: SpansHeard) -> None:
        self._transcripts.add_spans(job_id, heard.spans)
        done, total = heard.windows_done, heard.windows_total
        self._set(job_id, windows_done=done, windows_total=total, language=heard.language)

    def _tell_roles(self, job_id: int, channels: tuple[Channel, ...]) -> None:
        """Store who speaks where, unless somebody has set it otherwise since the job was handed over."""
        job = self._jobs.get(job_id)
        side = next((side_of(c.index) for c in channels if c.role is Role.AGENT and c.source is RoleSource.SET), None)
        if side in (None, job.request.agent_side):
            self._calls.store_channels(job.call_id, channels)

    def _call_id(self, job_id: int) -> int:
        return self._jobs.get(job_id).call_id

    def _set(self, job_id: int, **columns: object) -> None:
        self._db.table("jobs").update(job_id, columns)
