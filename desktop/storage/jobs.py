"""The queue of analyses. A job keeps what it has heard, so that the next run goes on where the last one stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlite_utils import Database

from desktop.errors import BadInput
from desktop.model.call import Call, Role, RoleSource, Side
from desktop.model.request import Request
from desktop.protocol import Cause, Failed, Heard, TurnVoice
from desktop.storage.rows import (
    Row,
    as_stored,
    insert,
    now,
    number_in,
    or_null,
    request_of,
    request_text,
    side_of,
    text_in,
)
from desktop.storage.transcripts import Transcripts

_FROM = "FROM jobs JOIN present_calls AS calls ON calls.id = jobs.call_id"
_SELECT = f"SELECT jobs.* {_FROM}"
_COMPLETE = "windows_total IS NOT NULL AND windows_done >= windows_total AND calls.duration_s IS NOT NULL"


class Kind(StrEnum):
    """What is left of a job: a recording to listen to, or a complete transcript to score."""

    LISTENING = "listening"
    SCORING = "scoring"


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
    split_confidence: float | None
    failure: Failed | None


class Jobs:
    """The jobs of a library in the order in which they were asked for."""

    def __init__(self, db: Database, transcripts: Transcripts) -> None:
        self._db = db
        self._transcripts = transcripts

    def get(self, job_id: int) -> QueuedJob:
        """The job with an id.

        Raises:
            BadInput: it is not in the library, as when its call was removed.
        """
        found = self._select("jobs.id = ?", job_id)
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
        request = replace(request, agent_side=request.agent_side or self._side_set(call.id))
        with self._db.atomic():
            same = [] if again else self._select("call_id = ? AND request = ?", call.id, request_text(request))
            job_id = self._taken_up(same, call, request, version) if same else self._insert(call.id, request)
            self._db.execute("UPDATE calls SET asked_job_id = ? WHERE id = ?", [job_id, call.id])
            return self.get(job_id)

    def rescore(self, call_id: int) -> QueuedJob | None:
        """Ask for new scores of a call whose roles or words have changed, and return the job; null where none is due.

        What is still to be done for the call is done with the roles as they are set now; what is being done at this
        moment began with the old ones and is scored once more when it ends.
        """
        with self._db.atomic():
            side = self._side_set(call_id)
            unfinished = """
                UPDATE jobs SET agent_side = coalesce(?, agent_side), again = (state = ?)
                WHERE call_id = ? AND state IN (?, ?)
            """
            self._db.execute(unfinished, [side, State.RUNNING, call_id, State.QUEUED, State.RUNNING])
            found = self._select(f"jobs.id = calls.job_id AND calls.id = ? AND {_COMPLETE}", call_id)
            if not found:
                return None
            self._update(found[0].id, {"agent_side": side})
            if found[0].state is not State.RUNNING:
                self._requeue(found[0].id, side)
            return self.get(found[0].id)

    def retry(self, call_id: int) -> QueuedJob:
        """Queue again what was last asked for of a call, if it failed or was cancelled.

        Raises:
            BadInput: nothing was ever asked for.
        """
        with self._db.atomic():
            found = self._select("jobs.id = calls.asked_job_id AND calls.id = ?", call_id)
            if not found:
                raise BadInput("No analysis of this call was asked for.", "Analyse it first.")
            if found[0].state in (State.FAILED, State.CANCELLED):
                self._requeue(found[0].id, self._side_set(call_id) or found[0].request.agent_side)
            return self.get(found[0].id)

    def cancel(self, job_id: int) -> None:
        """Give up a job that is still to be done; it keeps what it has heard.

        Raises:
            BadInput: it is not in the library.
        """
        with self._db.atomic():
            if self.get(job_id).state in (State.QUEUED, State.RUNNING):
                self.mark(job_id, State.CANCELLED)

    def next(self, kind: Kind | None = None) -> QueuedJob | None:
        """The job that has waited longest, of one kind or of any. Whoever takes it marks it as running."""
        of_kind = {None: "TRUE", Kind.LISTENING: f"NOT ({_COMPLETE})", Kind.SCORING: _COMPLETE}[kind]
        first = f"jobs.id = (SELECT min(jobs.id) {_FROM} WHERE state = ? AND {of_kind})"
        return next(iter(self._select(first, State.QUEUED)), None)

    def waiting(self) -> list[QueuedJob]:
        """Every job that is still to be done, in order."""
        return self._select("state IN (?, ?)", State.QUEUED, State.RUNNING)

    def heard(self, job: QueuedJob, call: Call) -> Heard:
        """What a job has stored so far, for whoever takes it up."""
        spans = self._transcripts.spans(job.id)
        told_apart = call.split_confidence is not None
        roles_set = not told_apart and any(channel.source is RoleSource.SET for channel in call.channels)
        return Heard(
            call.recording,
            job.windows_done,
            job.windows_total,
            job.language,
            spans,
            job.split_confidence,
            told_apart=told_apart,
            changed=roles_set or self._transcripts.changed(job.id),
            voices=self._voices(job.id, call),
        )

    def mark(self, job_id: int, state: State) -> None:
        """Say where a job stands; an earlier failure is forgotten."""
        begun_anew = {} if state is State.RUNNING else {"again": 0}
        self._update(job_id, {"state": state, "cause": None, "what": None, "fix": None, **begun_anew})

    def fail(self, job_id: int, failure: Failed) -> None:
        """Say why a job cannot be done."""
        row = {"state": State.FAILED, "cause": failure.cause, "what": failure.what, "fix": failure.fix}
        self._update(job_id, row)

    def finish(self, job_id: int, version: int) -> None:
        """Say that a job is done, or queue it again where the roles or words that it began with have changed since.

        It is then the analysis of its call, in the place of an earlier one, which is removed.
        """
        job = self.get(job_id)
        side, earlier = self._side_set(job.call_id), self._current(job.call_id)
        self._db.execute("UPDATE calls SET job_id = ? WHERE id = ?", [job_id, job.call_id])
        (row,) = self._db.query("SELECT again FROM jobs WHERE id = ?", [job_id])
        if side not in (None, job.request.agent_side):
            self._requeue(job_id, side)
        elif row["again"]:
            self._requeue(job_id, job.request.agent_side)
        else:
            self.mark(job_id, State.DONE)
        self._update(job_id, {"version": version})
        if earlier not in (None, job_id):
            moved = "UPDATE calls SET asked_job_id = ? WHERE asked_job_id = ?"
            self._db.execute(moved, [job_id, earlier])
            self._db.execute("DELETE FROM jobs WHERE id = ?", [earlier])

    def requeue_interrupted(self) -> None:
        """Queue again what was running when the program came to an end."""
        self._db.execute("UPDATE jobs SET state = ?, again = 0 WHERE state = ?", [State.QUEUED, State.RUNNING])

    def add_seconds(self, job_id: int, seconds: float) -> None:
        """Add to the time that a job has taken."""
        self._db.execute("UPDATE jobs SET seconds = coalesce(seconds, 0) + ? WHERE id = ?", [seconds, job_id])

    def _voices(self, job_id: int, call: Call) -> tuple[TurnVoice, ...]:
        customers = {channel.index for channel in call.channels if channel.role is Role.CUSTOMER}
        return tuple(
            TurnVoice(scored.channel, scored.start_s, scored.score.voice)
            for scored in self._transcripts.scores(job_id)
            if scored.score.voice is not None and scored.channel in customers
        )

    @as_stored()
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

    def _taken_up(self, same: Sequence[QueuedJob], call: Call, request: Request, version: int) -> int:
        """Queue a transcription that was asked for before, unless it is done and holds, and return its id."""
        job = next((job for job in same if job.id == self._current(call.id)), same[-1])
        if job.state is State.RUNNING:
            if job.request.agent_side != request.agent_side:
                self._update(job.id, {"agent_side": request.agent_side, "again": 1})
        elif job.state is not State.DONE or not call.channels or not self._still_holds(job, request, version):
            self._requeue(job.id, request.agent_side)
        return job.id

    def _requeue(self, job_id: int, agent_side: Side | None) -> None:
        self.mark(job_id, State.QUEUED)
        self._update(job_id, {"agent_side": agent_side, "queued_at": now()})

    def _side_set(self, call_id: int) -> Side | None:
        """The agent's side, where somebody has set it."""
        sql = "SELECT position FROM channels WHERE call_id = ? AND role = ? AND source = ? ORDER BY position LIMIT 1"
        found = list(self._db.query(sql, [call_id, Role.AGENT, RoleSource.SET]))
        return side_of(found[0]["position"]) if found else None

    def _still_holds(self, job: QueuedJob, request: Request, version: int) -> bool:
        (row,) = self._db.query("SELECT version FROM jobs WHERE id = ?", [job.id])
        same_side = job.request.agent_side == request.agent_side
        return bool(row["version"] == version and job.id == self._current(job.call_id) and same_side)

    def _update(self, job_id: int, row: Mapping[str, object]) -> None:
        self._db.table("jobs").update(job_id, dict(row))

    def _select(self, where: str, *values: object) -> list[QueuedJob]:
        return [_job_of(row) for row in self._db.query(f"{_SELECT} WHERE {where} ORDER BY jobs.id", list(values))]


@as_stored()
def _job_of(row: Row) -> QueuedJob:
    return QueuedJob(
        id=row["id"],
        call_id=row["call_id"],
        state=State(row["state"]),
        request=request_of(row),
        windows_done=int(row["windows_done"]),
        windows_total=or_null(int, row["windows_total"]),
        language=or_null(text_in, row["language"]),
        split_confidence=or_null(number_in, row["split_confidence"]),
        failure=failure_of(row["cause"], row["what"], row["fix"]),
    )


def failure_of(cause: str | None, what: str, fix: str) -> Failed | None:
    """Why a job failed, of the columns of a row of jobs; null where it did not."""
    return Failed(Cause(cause), text_in(what), text_in(fix)) if cause else None
