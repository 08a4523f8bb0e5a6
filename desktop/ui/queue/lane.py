"""One worker and the job that it is at: what it says is stored before anybody hears of it."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.errors import BadInput, LibraryError
from desktop.model.call import Call
from desktop.paths import Paths
from desktop.protocol import Event, Failed, Finished, Job, Progress, RecordingRead, SpansHeard, Stage
from desktop.storage.faults import faults_in_words
from desktop.storage.jobs import QueuedJob, State
from desktop.storage.library import Library
from desktop.storage.stopwatch import Stopwatch
from desktop.ui.queue.worker import WorkerProcess


@dataclass(slots=True)
class Task:
    """A job that is being worked on: how far it is, and the work that it took for how much sound in this run."""

    job: QueuedJob
    name: str
    sound_s: float | None
    progress: Progress
    stopwatch: Stopwatch = field(default_factory=Stopwatch)
    work_s: float = 0.0


class Lane(QObject):
    """Works on one job at a time.

    Where the library takes nothing more, or no worker can be started, it tells so, and whoever employs it stops it.
    """

    event_stored = Signal(object, object)
    freed = Signal()
    failed = Signal(str, str)

    def __init__(self, library: Library, paths: Paths, idle_s: float | None, parent: QObject) -> None:
        super().__init__(parent)
        self._library = library
        self._models = str(paths.models)
        self._worker = WorkerProcess(paths.log, self)
        self._worker.event_received.connect(self._store)
        self._worker.could_not_begin.connect(self.failed)
        self._idle_s = idle_s
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self._worker.cancel)
        self.task: Task | None = None

    def begin(self, job: QueuedJob) -> None:
        """Work on a job, while there is none.

        Raises:
            LibraryError: the library cannot be read or written.
        """
        with faults_in_words(self._library.file):
            call = self._library.calls.get(job.call_id)
            heard = self._library.jobs.heard(job, call)
            self._library.jobs.mark(job.id, State.RUNNING)
        self._idle.stop()
        stage = Stage.SCORING if heard.complete else Stage.READING
        self.task = Task(job, Path(call.file).name, sound_left_s(job, call), Progress(stage, _share(job)))
        self._worker.run(Job(job.id, call.file, call.sha256, self._models, job.request, heard))

    def stop(self, state: State) -> None:
        """End the work at once and say where the job stands then; what it has stored is kept.

        Raises:
            LibraryError: the library cannot be written.
        """
        task, self.task = self.task, None
        self._worker.cancel()
        if task is not None:
            with faults_in_words(self._library.file):
                self._count(task)
                self._library.jobs.mark(task.job.id, state)

    def close(self) -> None:
        """End everything at the end of the program."""
        # What is said to be running is queued again when the library is next opened.
        with suppress(LibraryError):
            self.stop(State.QUEUED)
        self._idle.stop()
        self._worker.close()

    def _store(self, job_id: int, event: Event) -> None:
        task = self.task
        if task is None or task.job.id != job_id:
            return
        try:
            with faults_in_words(self._library.file):
                self._library.apply(job_id, event)
                self._follow(task, event)
        except BadInput:
            # The call was removed.
            self.task = None
            self._worker.cancel()
            self.freed.emit()
        except LibraryError as error:
            self._worker.cancel()
            self.failed.emit(error.what, error.fix)
        else:
            self._tell(task, event)

    def _follow(self, task: Task, event: Event) -> None:
        task.stopwatch.see(event)
        match event:
            case Progress():
                task.progress = replace(event, done=max(event.done, task.progress.done))
            case RecordingRead(recording):
                task.sound_s = recording.duration_s * (1 - _share(task.job))
            case SpansHeard() | Finished() | Failed():
                self._count(task)

    def _tell(self, task: Task, event: Event) -> None:
        over = isinstance(event, Finished | Failed)
        if over:
            self.task = None
            self._rest()
        self.event_stored.emit(task, event)
        if over:
            self.freed.emit()

    def _count(self, task: Task) -> None:
        seconds = task.stopwatch.lap()
        task.work_s += seconds
        self._library.jobs.add_seconds(task.job.id, seconds)

    def _rest(self) -> None:
        if self._idle_s is not None:
            self._idle.start(round(self._idle_s * 1000))


def sound_left_s(job: QueuedJob, call: Call) -> float | None:
    """How much of a call a job has still to hear; null while its length is not known."""
    return call.recording.duration_s * (1 - _share(job)) if call.recording else None


def _share(job: QueuedJob) -> float:
    """How much of its call a job has heard, 0 to 1."""
    return min(job.windows_done / job.windows_total, 1.0) if job.windows_total else 0.0
