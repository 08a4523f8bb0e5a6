"""One job from the queue through the worker into the library, with the time that it took."""

import time
from collections.abc import Callable
from pathlib import Path

from desktop.cli.worker_process import WorkerProcess
from desktop.errors import BadInput
from desktop.media.digest import sha256_of
from desktop.protocol import Cause, Event, Failed, Job, ModelLoaded, SpansHeard, Started
from desktop.storage.jobs import QueuedJob, State
from desktop.storage.library import Library


class QueueRunner:
    """Runs jobs of a library, each in the worker, and stores every event before it asks for the next."""

    def __init__(self, library: Library, worker: WorkerProcess, models: Path) -> None:
        self._library = library
        self._worker = worker
        self._models = models

    def run(self, queued: QueuedJob, show: Callable[[Event], None]) -> Failed | None:
        """Do a job, unless it is done, and return why it failed if it did.

        Raises:
            KeyboardInterrupt: the user cancelled; the worker is ended and the job keeps what it has heard.
        """
        # As it stands now: the same recording may have been named twice.
        queued = self._library.jobs.get(queued.id)
        if queued.state is State.DONE:
            return None
        call = self._library.calls.get(queued.call_id)
        heard = self._library.jobs.heard(queued, call)
        job = Job(queued.id, call.file, str(self._models), queued.request, heard)
        failure = _why_not(job, call.sha256)
        if failure is not None:
            self._library.apply(job.id, failure)
            return failure
        stopwatch = _Stopwatch()
        try:
            return self._follow(job, show, stopwatch)
        except KeyboardInterrupt:
            self._worker.close()
            self._library.jobs.mark(queued.id, State.QUEUED)
            raise
        finally:
            self._library.jobs.add_seconds(queued.id, stopwatch.lap())

    def _follow(self, job: Job, show: Callable[[Event], None], stopwatch: "_Stopwatch") -> Failed | None:
        for event in self._worker.run(job):
            self._library.apply(job.id, event)
            stopwatch.see(event)
            show(event)
            if isinstance(event, SpansHeard):
                self._library.jobs.add_seconds(job.id, stopwatch.lap())
            if isinstance(event, Failed):
                return event
        return None


def _why_not(job: Job, sha256: str) -> Failed | None:
    """Why a recording is not the one that was queued, which may be long ago; what is heard needs none any more."""
    try:
        same = job.heard.complete or sha256_of(Path(job.file)) == sha256
    except BadInput as error:
        return Failed(Cause.BAD_INPUT, error.what, error.fix)
    what = f"“{Path(job.file).name}” is not the recording any more that was queued."
    return None if same else Failed(Cause.BAD_INPUT, what, "Analyse it anew by its name.")


class _Stopwatch:
    """Seconds since the opening of the file, without the loading of models, in laps that can be stored as they end."""

    def __init__(self) -> None:
        self._lap_began_s: float | None = None

    def see(self, event: Event) -> None:
        """Take note of when the file was opened and how long a model took to load."""
        match event:
            case Started():
                self._lap_began_s = time.monotonic()
            case ModelLoaded(seconds=seconds) if self._lap_began_s is not None:
                self._lap_began_s += seconds

    def lap(self) -> float:
        """What has been counted since the last lap."""
        if self._lap_began_s is None:
            return 0.0
        now_s = time.monotonic()
        lap_s, self._lap_began_s = now_s - self._lap_began_s, now_s
        return lap_s
