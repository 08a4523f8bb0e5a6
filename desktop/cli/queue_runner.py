"""One job from the queue through the worker into the library, with the time that it took."""

from collections.abc import Callable
from pathlib import Path

from desktop.cli.worker_process import WorkerProcess
from desktop.protocol import Event, Failed, Job, SpansHeard
from desktop.storage.jobs import QueuedJob, State
from desktop.storage.library import Library
from desktop.storage.stopwatch import Stopwatch


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
        job = Job(queued.id, call.file, call.sha256, str(self._models), queued.request, heard)
        stopwatch = Stopwatch()
        try:
            return self._follow(job, show, stopwatch)
        except KeyboardInterrupt:
            self._worker.close()
            self._library.jobs.mark(queued.id, State.QUEUED)
            raise
        finally:
            self._library.jobs.add_seconds(queued.id, stopwatch.lap())

    def _follow(self, job: Job, show: Callable[[Event], None], stopwatch: Stopwatch) -> Failed | None:
        for event in self._worker.run(job):
            self._library.apply(job.id, event)
            stopwatch.see(event)
            show(event)
            if isinstance(event, SpansHeard):
                self._library.jobs.add_seconds(job.id, stopwatch.lap())
            if isinstance(event, Failed):
                return event
        return None
