"""The queue of analyses. A job keeps what it has heard, so that the next run goes on where the last one stopped."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlite_utils import Database

from desktop.errors import BadInput
from desktop.model.call import Call, RoleSource, Side
from desktop.model.request import Request
from desktop.protocol import Cause, Failed, Heard
from desktop.storage.rows import Row, insert, now, request_of, request_text
from desktop.storage.transcripts import Transcripts


class State(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class QueuedJob:
    """A job as the queue knows it; `failure` says what happened to a failed one."""

    id: int
    call_id: int
    state: State
    request: Request
    windows_done: int
    windows_total: int | None
    language: str | None
    failure: Failed | None


class Jobs:
    """The jobs of a library in the order in which they were asked for."""

    def __init__(self, db: Database, transcripts: Transcripts) -> None:
        self._db = db
        self._transcripts = transcripts

    def get(self, job_id: int) -> QueuedJob:
        """The job with an id."""
        found = self._select("WHERE id = ?", job_id)
        if not found:
            raise BadInput(f"There is no job {job_id}.", "It may have been removed with its call.")
        return found[0]

    def enqueue(self, call: Call, request: Request, version: int, *, again: bool = False) -> QueuedJob:
        """Ask for an analysis of a call.

        The same transcription asked for before is taken up again behind what it has stored, and nothing is left to do
        where it is complete, by the same version of the analysis, with the same agent's side and roles: the job that is
        returned is then done.

        Args:
            call: what to analyse.
            request: how; an agent's side that somebody has set before holds unless another one is named.
            version: of the analysis that would run now.
            again: begin from nothing.
        """
        request = replace(request, agent_side=request.agent_side or _side_set(call))
        with self._db.atomic():
            same = [] if again else self._select("WHERE call_id = ? AND request = ?", call.id, request_text(request))
            if not same:
                return self.get(self._insert(call.id, request))
            job = next((job for job in same if job.id == self._current(call.id)), same[-1])
            if job.state is not State.DONE or not call.channels or not self._still_holds(job, request, version):
                self._requeue(job.id, request.agent_side)
            return self.get(job.id)

    def next(self) -> QueuedJob | None:
        """The job that has waited longest."""
        waiting = self._select("WHERE state = ? ORDER BY id LIMIT 1", State.QUEUED)
        return waiting[0] if waiting else None

    def waiting(self) -> list[QueuedJob]:
        """Every job that is still to be done, in order."""
        return self._select("WHERE state IN (?, ?) ORDER BY id", State.QUEUED, State.RUNNING)

    def heard(self, job: QueuedJob, call: Call) -> Heard:
        """What a job has stored so far, for whoever takes it up."""
        spans = self._transcripts.spans(job.id)
        return Heard(call.recording, job.windows_done, job.windows_total, job.language, spans)

    def mark(self, job_id: int, state: State) -> None:
        """Say where a job stands; an earlier failure is forgotten."""
        self._update(job_id, {"state": state, "cause": None, "what": None, "fix": None})

    def fail(self, job_id: int, failure: Failed) -> None:
        """Say why a job cannot be done."""
        row = {"state": State.FAILED, "cause": failure.cause, "what": failure.what, "fix": failure.fix}
        self._update(job_id, row)

    def requeue_interrupted(self) -> None:
        """Queue again what was running when the program came to an end."""
        self._db.execute("UPDATE jobs SET state = ? WHERE state = ?", [State.QUEUED, State.RUNNING])

    def add_seconds(self, job_id: int, seconds: float) -> None:
        """Add to the time that a job has taken."""
        self._db.execute("UPDATE jobs SET seconds = coalesce(seconds, 0) + ? WHERE id = ?", [seconds, job_id])

    def _current(self, call_id: int) -> int | None:
        """The job that is a call's analysis."""
        (row,) = self._db.query("SELECT job_id FROM calls WHERE id = ?", [call_id])
        return int(row["job_id"]) if row["job_id"] is not None else None

    def _insert(self, call_id: int, request: Request) -> int:
        row = {
            "call_id": call_id,
            "state": State.QUEUED,
            "request": request_text(request),
            "agent_side": request.agent_side,
            "queued_at": now(),
        }
        return insert(self._db, "jobs", row)

    def _requeue(self, job_id: int, agent_side: Side | None) -> None:
        self.mark(job_id, State.QUEUED)
        self._update(job_id, {"agent_side": agent_side, "queued_at": now()})

    def _still_holds(self, job: QueuedJob, request: Request, version: int) -> bool:
        (row,) = self._db.query("SELECT version FROM jobs WHERE id = ?", [job.id])
        same_side = job.request.agent_side == request.agent_side
        return bool(row["version"] == version and job.id == self._current(job.call_id) and same_side)

    def _update(self, job_id: int, row: Mapping[str, object]) -> None:
        self._db.table("jobs").update(job_id, dict(row))

    def _select(self, where: str, *values: object) -> list[QueuedJob]:
        return [_job_of(row) for row in self._db.query(f"SELECT * FROM jobs {where}", list(values))]  # noqa: S608


def _side_set(call: Call) -> Side | None:
    agent = call.agent_channel()
    if agent is None or agent.source is not RoleSource.SET:
        return None
    return Side.LEFT if agent.index == Side.LEFT.channel else Side.RIGHT


def _job_of(row: Row) -> QueuedJob:
    failure = Failed(Cause(row["cause"]), row["what"], row["fix"]) if row["cause"] else None
    return QueuedJob(
        id=row["id"],
        call_id=row["call_id"],
        state=State(row["state"]),
        request=request_of(row),
        windows_done=row["windows_done"],
        windows_total=row["windows_total"],
        language=row["language"],
        failure=failure,
    )
