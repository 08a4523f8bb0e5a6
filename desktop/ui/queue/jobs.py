"""The one mediator between the queue of the library and the processes that work through it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.errors import BadInput, LibraryError
from desktop.model.analysis_version import ANALYSIS_VERSION
from desktop.model.pace import Pace, queue_left_s
from desktop.model.request import Request
from desktop.paths import Paths
from desktop.protocol import Cause, Event, Failed, Finished, Progress, Stage
from desktop.storage.faults import faults_in_words
from desktop.storage.jobs import Kind, QueuedJob, State
from desktop.storage.library import Library
from desktop.ui.queue.backlog import Backlog
from desktop.ui.queue.chores import Chores
from desktop.ui.queue.lane import Lane, Task, sound_left_s
from desktop.ui.queue.news import News

_SCORER_IDLE_S = 30.0


@dataclass(frozen=True, slots=True)
class Running:
    """A call that is being worked on; `done` is 0 to 1, `left_s` is null while nothing can be said yet."""

    call_id: int
    name: str
    stage: Stage
    done: float = 0.0
    left_s: float | None = None


@dataclass(frozen=True, slots=True)
class QueueState:
    """Where the queue stands: what runs, how many calls wait, and how long all of it may take.

    `left_s` is null while nothing can be said yet, or while the queue is paused.
    """

    running: tuple[Running, ...] = ()
    waiting: int = 0
    left_s: float | None = None
    paused: bool = False


class Jobs(QObject):
    """The queue at work: one worker listens, and a second one scores anew what was heard before, which takes a second.

    A list of calls is gone through a few at a time. Where the library does not take a change, the speech model is
    missing, or no worker can be started, the queue pauses, tells why, and goes on from there when it is resumed.
    """

    call_changed = Signal(int)
    call_completed = Signal(int)
    queue_changed = Signal()
    failed = Signal(str, str)

    def __init__(self, library: Library, paths: Paths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._backlog = Backlog()
        self._pace = Pace()
        self._paused = self._faulty = self._closed = False
        self._lanes = {
            Kind.LISTENING: Lane(library, paths, None, self),
            Kind.SCORING: Lane(library, paths, _SCORER_IDLE_S, self),
        }
        self._chores = Chores(self)
        self._news = News(self)
        self._kick = QTimer(self)
        self._connect()

    @property
    def queue(self) -> QueueState:
        """Where the queue stands."""
        tasks = [lane.task for lane in self._at_work() if lane.task]
        left_s = None if self._paused else self._left_s()
        return QueueState(tuple(_running(task) for task in tasks), len(self._backlog), left_s, self._paused)

    def start(self) -> None:
        """Take up what earlier runs of the program have left to do."""
        with self._told_of_faults():
            for job in self._library.jobs.waiting():
                self._backlog.add(job, None)
        self._kick.start()
        self._news.of_queue()

    def enqueue(self, call_ids: Iterable[int], request: Request, again: bool = False) -> None:
        """Ask for calls to be transcribed; `again` begins from nothing."""
        self._chores.add([partial(self._enqueue, call_id, request, again) for call_id in call_ids])

    def retry(self, call_ids: Iterable[int]) -> None:
        """Try calls again that failed or were cancelled."""
        self._chores.add([partial(self._retry, call_id) for call_id in call_ids])

    def rescore(self, call_id: int) -> None:
        """Score a complete call again, as after its roles or words have changed."""
        self._chores.add([partial(self._rescore, call_id)])

    def rescore_all(self, call_ids: Iterable[int]) -> None:
        """Score complete calls again, as after a new version of the analysis; nothing is heard again for it."""
        self._chores.add([partial(self._rescore, call_id) for call_id in call_ids])

    def cancel(self, call_ids: Iterable[int]) -> None:
        """Give up what is still to be done for calls; they keep what was heard."""
        given_up = set(call_ids)
        with self._told_of_faults():
            for lane in self._at_work():
                if lane.task and lane.task.job.call_id in given_up:
                    self._stop(lane, State.CANCELLED)
        self._chores.add([partial(self._cancel, call_id) for call_id in given_up])

    def pause(self) -> None:
        """Stop listening at once; what is heard is stored and the call waits until the queue is resumed."""
        self._paused = True
        with self._told_of_faults():
            self._stop(self._lanes[Kind.LISTENING], State.QUEUED)
        self._news.of_queue()

    def resume(self) -> None:
        """Go on."""
        with self._told_of_faults():
            if self._faulty and not self._at_work():
                self._library.jobs.requeue_interrupted()
            self._paused = self._faulty = False
        if not self._faulty:
            self._chores.go_on()
            self._kick.start()
        self._news.of_queue()

    def close(self) -> None:
        """End both processes at the end of the program; whatever they were at goes on at the next start."""
        self._closed = True
        for lane in self._lanes.values():
            lane.close()
        self._chores.finish()
        self._news.stop()
        self._kick.stop()

    def _connect(self) -> None:
        self._kick.setSingleShot(True)
        self._kick.setInterval(0)
        self._kick.timeout.connect(self._go_on)
        self._chores.failed.connect(self._break)
        self._news.call_changed.connect(self.call_changed)
        self._news.queue_changed.connect(self.queue_changed)
        for lane in self._lanes.values():
            lane.event_stored.connect(self._take_note)
            lane.freed.connect(self._kick.start)
            lane.failed.connect(self._break)

    def _enqueue(self, call_id: int, request: Request, again: bool) -> None:
        with self._change_of(call_id):
            job = self._library.jobs.enqueue(self._library.calls.get(call_id), request, ANALYSIS_VERSION, again=again)
            self._await(job)

    def _retry(self, call_id: int) -> None:
        with self._change_of(call_id):
            self._await(self._library.jobs.retry(call_id))

    def _rescore(self, call_id: int) -> None:
        with self._change_of(call_id):
            job = self._library.jobs.rescore(call_id)
            if job is not None:
                self._await(job)

    def _cancel(self, call_id: int) -> None:
        with self._change_of(call_id):
            for lane in self._at_work():
                if lane.task and lane.task.job.call_id == call_id:
                    self._stop(lane, State.CANCELLED)
            for job_id in self._backlog.take(call_id):
                self._library.jobs.cancel(job_id)

    def _await(self, job: QueuedJob) -> None:
        """Take a job that is queued among those that wait; one that is being worked on was asked for once more."""
        if any(lane.task and lane.task.job.id == job.id for lane in self._at_work()):
            self._library.jobs.mark(job.id, State.RUNNING)
        elif job.state is State.QUEUED:
            self._backlog.add(job, sound_left_s(job, self._library.calls.get(job.call_id)))

    def _at_work(self) -> list[Lane]:
        return [lane for lane in self._lanes.values() if lane.task is not None]

    def _stop(self, lane: Lane, state: State) -> None:
        task = lane.task
        if task is None:
            return
        if state is State.QUEUED:
            self._backlog.add(task.job, task.sound_s)
        self._news.of_call(task.job.call_id)
        self._kick.start()
        lane.stop(state)

    def _go_on(self) -> None:
        """Give every lane that is free its next job."""
        if self._closed or self._faulty:
            return
        with self._told_of_faults():
            for kind, lane in self._lanes.items():
                if lane.task is None and not (self._paused and kind is Kind.LISTENING):
                    self._begin(kind, lane)
            if not self._paused and not self._at_work():
                # What still seems to wait was removed with its call.
                self._backlog.clear()

    def _begin(self, kind: Kind, lane: Lane) -> None:
        job = self._library.jobs.next(kind)
        if job is not None:
            lane.begin(job)
            self._backlog.remove(job)
            self._news.of_call(job.call_id)

    def _take_note(self, task: Task, event: Event) -> None:
        if isinstance(event, Progress):
            self._news.of_queue()
            return
        self._news.of_call(task.job.call_id)
        match event:
            case Finished():
                self._complete(task)
            case Failed(Cause.MISSING_MODEL, what, fix):
                # Every call that waits would fail for the same reason.
                self.pause()
                self.failed.emit(what, fix)

    def _complete(self, task: Task) -> None:
        if task.sound_s and task.work_s:
            self._pace = self._pace.after(task.work_s, task.sound_s)
        with self._told_of_faults(), suppress(BadInput):
            # It waits again if its roles have changed in the meantime.
            self._await(self._library.jobs.get(task.job.id))
        self.call_completed.emit(task.job.call_id)

    def _left_s(self) -> float | None:
        """How long the queue will take; what is being listened to tells the pace too, as soon as it knows its own."""
        task = self._lanes[Kind.LISTENING].task
        waiting = self._backlog.sound_left_s
        if task is None:
            return queue_left_s([], waiting, self._pace)
        left_s = task.progress.left_s
        if left_s is None:
            return queue_left_s([], [task.sound_s, *waiting], self._pace)
        pace = self._pace.after(task.work_s + left_s, task.sound_s) if task.sound_s else self._pace
        return queue_left_s([left_s], waiting, pace)

    def _break(self, what: str, fix: str) -> None:
        """Pause everything, for the library takes nothing, or there is nobody to do the work."""
        self._paused = self._faulty = True
        for lane in self._at_work():
            with suppress(LibraryError):
                self._stop(lane, State.QUEUED)
        self._news.of_queue()
        self.failed.emit(what, fix)

    @contextmanager
    def _change_of(self, call_id: int) -> Iterator[None]:
        """A change of a call's jobs, unless it was removed."""
        with faults_in_words(self._library.file), suppress(BadInput):
            yield
        self._news.of_call(call_id)
        self._kick.start()

    @contextmanager
    def _told_of_faults(self) -> Iterator[None]:
        try:
            with faults_in_words(self._library.file):
                yield
        except LibraryError as error:
            self._break(error.what, error.fix)


def _running(task: Task) -> Running:
    progress = task.progress
    return Running(task.job.call_id, task.name, progress.stage, progress.done, progress.left_s)
