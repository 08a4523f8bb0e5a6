"""The queue with real child processes, most of which only pretend to hear."""

import json
import os
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QProcess, QTimer
from pytestqt.qtbot import QtBot

from desktop import child
from desktop.media.digest import sha256_of
from desktop.model.call import Channel, Role, RoleSource
from desktop.model.request import Request
from desktop.paths import Paths
from desktop.protocol import Cause, Event, Failed, Finished, Job, PeaksMeasured, SpansHeard, Started
from desktop.storage.jobs import State
from desktop.storage.library import Library
from desktop.storage.opening import open_library
from desktop.ui.queue.adding import Adding
from desktop.ui.queue.jobs import Jobs
from desktop.ui.queue.worker import WorkerProcess

LISTENER = Path(__file__).with_name("fake_listener.py")
SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "replacement-order.flac"
PATIENCE_MS = 20_000
LONGEST_STALL_S = 0.1


class Log:
    """What the workers were asked to do."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def jobs(self) -> list[dict[str, Any]]:
        lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
        return [json.loads(line) for line in lines]

    @property
    def pids(self) -> list[int]:
        return [job["pid"] for job in self.jobs]

    @property
    def files(self) -> list[str]:
        return [job["file"] for job in self.jobs]


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Log:
    monkeypatch.setenv("FAKE_LISTENER_LOG", str(tmp_path / "jobs.log"))
    monkeypatch.setattr(child, "program", lambda: [sys.executable, str(LISTENER)])
    return Log(tmp_path / "jobs.log")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "home")


@pytest.fixture
def jobs(qtbot: QtBot, library: Library, paths: Paths, log: Log) -> Iterator[Jobs]:
    queue = Jobs(library, paths)
    yield queue
    queue.close()
    assert not queue.findChildren(QProcess) or all(_ended(process) for process in queue.findChildren(QProcess))


def _ended(process: QProcess) -> bool:
    return process.state() == QProcess.ProcessState.NotRunning


def alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def recording(folder: Path, name: str, kind: str = "call", lines: int = 3) -> Path:
    path = folder / name
    path.write_text("\n".join([f"{kind} {name}", *(f"{name} line {n}" for n in range(1, lines))]), encoding="utf-8")
    return path


def add(library: Library, path: Path) -> int:
    return library.calls.add(path, sha256_of(path)).id


def calls(library: Library, folder: Path, *kinds: str) -> list[int]:
    return [add(library, recording(folder, f"{n}-{kind}.wav", kind)) for n, kind in enumerate(kinds)]


def state(library: Library, call_id: int) -> State | None:
    overview = library.overviews.of(call_id)
    return overview.state if overview is not None else None


def wait_for_states(qtbot: QtBot, library: Library, ids: Sequence[int], *states: State) -> None:
    qtbot.waitUntil(lambda: [state(library, call_id) for call_id in ids] == list(states), timeout=PATIENCE_MS)


def said(library: Library, call_id: int) -> list[str]:
    report = library.report(library.calls.get(call_id))
    return [each.turn.text for each in report.turns if each.turn.channel == 1]


def job(path: Path, job_id: int = 1) -> Job:
    return Job(job_id, str(path), sha256_of(path), "/models", Request())


class Heard:
    """The events of a worker."""

    def __init__(self, worker: WorkerProcess) -> None:
        self.events: list[tuple[int, Event]] = []
        worker.event_received.connect(lambda job_id, event: self.events.append((job_id, event)))

    def of(self, job_id: int) -> list[Event]:
        return [event for each, event in self.events if each == job_id]

    def over(self, job_id: int) -> bool:
        return any(isinstance(event, Finished | Failed) for event in self.of(job_id))


@pytest.fixture
def worker(qtbot: QtBot, paths: Paths, log: Log) -> Iterator[WorkerProcess]:
    process = WorkerProcess(paths.log)
    yield process
    process.close()


def wait_for_end(qtbot: QtBot, heard: Heard, job_id: int) -> Event:
    qtbot.waitUntil(lambda: heard.over(job_id), timeout=PATIENCE_MS)
    return heard.of(job_id)[-1]


def test_one_process_does_one_job_after_the_other(
    qtbot: QtBot, worker: WorkerProcess, log: Log, tmp_path: Path
) -> None:
    heard = Heard(worker)
    for number in (1, 2):
        worker.run(job(recording(tmp_path, f"{number}.wav"), number))
        assert wait_for_end(qtbot, heard, number) == Finished(1)
    assert isinstance(heard.of(2)[0], Started)
    assert len(log.pids) == 2
    assert len(set(log.pids)) == 1


def test_a_line_of_a_megabyte_arrives_whole(qtbot: QtBot, worker: WorkerProcess, tmp_path: Path) -> None:
    heard = Heard(worker)
    worker.run(job(recording(tmp_path, "wide.wav", "wide")))
    assert wait_for_end(qtbot, heard, 1) == Finished(1)
    (peaks,) = [event for event in heard.of(1) if isinstance(event, PeaksMeasured)]
    assert len(peaks.packed) == 1_000_000


@pytest.mark.parametrize(("kind", "word"), [("crash", "status 9"), ("garbage", "cannot be understood")])
def test_a_process_that_breaks_down_fails_its_job_alone(
    qtbot: QtBot, worker: WorkerProcess, tmp_path: Path, kind: str, word: str
) -> None:
    heard = Heard(worker)
    worker.run(job(recording(tmp_path, "1.wav", kind), 1))
    failed = wait_for_end(qtbot, heard, 1)
    assert isinstance(failed, Failed)
    assert failed.cause is Cause.UNEXPECTED
    assert word in failed.what
    worker.run(job(recording(tmp_path, "2.wav"), 2))
    assert wait_for_end(qtbot, heard, 2) == Finished(1)
    assert sum(isinstance(event, Failed) for event in heard.of(1)) == 1


def test_a_process_that_was_killed_from_outside_says_by_what(
    qtbot: QtBot, worker: WorkerProcess, log: Log, tmp_path: Path
) -> None:
    heard = Heard(worker)
    worker.run(job(recording(tmp_path, "1.wav", "stuck")))
    qtbot.waitUntil(lambda: any(isinstance(event, SpansHeard) for event in heard.of(1)), timeout=PATIENCE_MS)
    os.kill(log.pids[0], signal.SIGKILL)
    failed = wait_for_end(qtbot, heard, 1)
    assert isinstance(failed, Failed)
    assert "signal 9" in failed.what


def test_a_process_that_leaves_between_two_jobs_fails_neither(
    qtbot: QtBot, worker: WorkerProcess, log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_LISTENER_LEAVES", "1")
    heard = Heard(worker)
    queue = [job(recording(tmp_path, f"{number}.wav"), number) for number in range(1, 6)]
    worker.event_received.connect(lambda _, event: isinstance(event, Finished) and queue and worker.run(queue.pop(0)))
    worker.run(queue.pop(0))
    assert wait_for_end(qtbot, heard, 5) == Finished(1)
    assert not [event for _, event in heard.events if isinstance(event, Failed)]
    assert len(set(log.pids)) == 5


@pytest.mark.parametrize(
    ("program", "how"),
    [
        (["/nowhere/upswing"], "could not be started"),
        ([sys.executable, "-c", "0 / 0"], "ended unexpectedly (status 1)"),
    ],
)
def test_a_program_that_cannot_begin_is_not_the_fault_of_the_job(
    qtbot: QtBot, worker: WorkerProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: list[str], how: str
) -> None:
    monkeypatch.setattr(child, "program", lambda: program)
    heard = Heard(worker)
    with qtbot.waitSignal(worker.could_not_begin, timeout=PATIENCE_MS) as told:
        worker.run(job(recording(tmp_path, "1.wav")))
    assert told.args[0] == f"The process that listens {how}."
    assert not heard.events


def test_a_broken_installation_pauses_the_queue_before_any_call_fails(
    qtbot: QtBot, jobs: Jobs, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = calls(library, tmp_path, "call", "call", "call")
    with monkeypatch.context() as broken:
        broken.setattr(child, "program", lambda: [sys.executable, "-c", "import nothing_of_this_name"])
        with qtbot.waitSignal(jobs.failed, timeout=PATIENCE_MS) as failed:
            jobs.enqueue(ids, Request())
        qtbot.wait(100)
    assert "install Upswing again" in failed.args[1]
    assert jobs.queue.paused
    assert [state(library, call_id) for call_id in ids] == [State.QUEUED] * 3
    jobs.resume()
    wait_for_states(qtbot, library, ids, *[State.DONE] * 3)


def test_nothing_of_a_cancelled_job_is_taken_for_the_next_one(
    qtbot: QtBot, worker: WorkerProcess, log: Log, tmp_path: Path
) -> None:
    heard = Heard(worker)
    for number in range(1, 8):
        worker.run(job(recording(tmp_path, f"{number}.wav", "busy"), number))
        qtbot.waitUntil(lambda number=number: len(heard.of(number)) > 10 * number, timeout=PATIENCE_MS)
        worker.cancel()
        before = len(heard.events)
    qtbot.wait(100)
    assert len(heard.events) == before
    worker.run(job(recording(tmp_path, "8.wav", "call", 2), 8))
    assert wait_for_end(qtbot, heard, 8) == Finished(1)
    assert isinstance(heard.of(8)[0], Started)
    assert sum(isinstance(event, SpansHeard) for event in heard.of(8)) == 2
    qtbot.waitUntil(lambda: not any(alive(pid) for pid in log.pids[:-1]), timeout=PATIENCE_MS)


def test_the_log_is_private_and_a_job_is_done_without_one_too(
    qtbot: QtBot, worker: WorkerProcess, paths: Paths, tmp_path: Path, log: Log
) -> None:
    heard = Heard(worker)
    worker.run(job(recording(tmp_path, "1.wav")))
    wait_for_end(qtbot, heard, 1)
    assert paths.log.stat().st_mode & 0o777 == 0o600
    (tmp_path / "file").touch()
    without = WorkerProcess(tmp_path / "file" / "log")
    heard = Heard(without)
    without.run(job(recording(tmp_path, "2.wav")))
    assert wait_for_end(qtbot, heard, 1) == Finished(1)
    without.close()


def test_calls_are_heard_one_after_the_other_by_one_process(
    qtbot: QtBot, jobs: Jobs, library: Library, log: Log, tmp_path: Path
) -> None:
    ids = calls(library, tmp_path, "call", "call", "call")
    completed: list[int] = []
    changed: set[int] = set()
    jobs.call_completed.connect(completed.append)
    jobs.call_changed.connect(changed.add)
    jobs.enqueue(ids, Request())
    wait_for_states(qtbot, library, ids, *[State.DONE] * 3)
    qtbot.waitUntil(lambda: changed == set(ids), timeout=PATIENCE_MS)
    assert completed == ids
    assert len(set(log.pids)) == 1
    assert (jobs.queue.running, jobs.queue.waiting, jobs.queue.left_s) == ((), 0, None)
    call = library.calls.get(ids[0])
    assert call.analysis is not None
    assert call.analysis.seconds is not None
    assert 0 < call.analysis.seconds < 20
    assert said(library, ids[0])


def test_the_queue_says_what_runs_and_how_long_it_takes(
    qtbot: QtBot, jobs: Jobs, library: Library, tmp_path: Path
) -> None:
    ids = calls(library, tmp_path, "stuck", "call", "call")
    jobs.enqueue(ids, Request())
    qtbot.waitUntil(lambda: bool(jobs.queue.running) and jobs.queue.left_s is not None, timeout=PATIENCE_MS)
    (running,) = jobs.queue.running
    assert (running.call_id, running.name) == (ids[0], "0-stuck.wav")
    assert 0 < running.done < 1
    assert jobs.queue.waiting == 2
    # A call of half a minute says that it takes half a minute, and so will each of the others.
    assert jobs.queue.left_s == pytest.approx(90, abs=5)


def test_a_pause_ends_the_process_and_going_on_hears_nothing_twice(
    qtbot: QtBot, jobs: Jobs, library: Library, log: Log, tmp_path: Path
) -> None:
    ids = calls(library, tmp_path, "stuck", "call")
    jobs.enqueue(ids, Request())
    qtbot.waitUntil(lambda: bool(library.jobs.waiting()[0].windows_done), timeout=PATIENCE_MS)
    jobs.pause()
    assert [state(library, call_id) for call_id in ids] == [State.QUEUED, State.QUEUED]
    assert (jobs.queue.running, jobs.queue.waiting, jobs.queue.paused) == ((), 2, True)
    qtbot.waitUntil(lambda: not alive(log.pids[0]), timeout=PATIENCE_MS)
    qtbot.wait(200)
    assert len(log.jobs) == 1
    jobs.resume()
    wait_for_states(qtbot, library, ids, State.DONE, State.DONE)
    assert (log.jobs[1]["file"], log.jobs[1]["windows_done"]) == ("0-stuck.wav", 1)
    assert said(library, ids[0]) == ["stuck 0-stuck.wav", "0-stuck.wav line 1", "0-stuck.wav line 2"]
    assert not jobs.queue.paused


def test_cancelling_the_running_call_lets_the_next_one_begin(
    qtbot: QtBot, jobs: Jobs, library: Library, log: Log, tmp_path: Path
) -> None:
    ids = calls(library, tmp_path, "stuck", "call", "call")
    jobs.enqueue(ids, Request())
    qtbot.waitUntil(lambda: len(log.jobs) == 1, timeout=PATIENCE_MS)
    jobs.cancel([ids[0], ids[2]])
    wait_for_states(qtbot, library, ids, State.CANCELLED, State.DONE, State.CANCELLED)
    qtbot.wait(100)
    assert [state(library, call_id) for call_id in ids] == [State.CANCELLED, State.DONE, State.CANCELLED]
    jobs.retry([ids[2]])
    wait_for_states(qtbot, library, ids, State.CANCELLED, State.DONE, State.DONE)


@pytest.mark.parametrize("kind", ["crash", "garbage", "bad"])
def test_a_call_that_fails_says_why_and_stops_no_other(
    qtbot: QtBot, jobs: Jobs, library: Library, tmp_path: Path, kind: str
) -> None:
    ids = calls(library, tmp_path, kind, "call")
    jobs.enqueue(ids, Request())
    wait_for_states(qtbot, library, ids, State.FAILED, State.DONE)
    overview = library.overviews.of(ids[0])
    assert overview is not None
    assert overview.failure is not None
    assert overview.failure.what.endswith(".")
    jobs.retry(ids)
    qtbot.waitUntil(lambda: state(library, ids[0]) is not State.FAILED, timeout=PATIENCE_MS)
    wait_for_states(qtbot, library, ids, State.FAILED, State.DONE)


def test_a_missing_model_pauses_the_queue_before_every_call_fails(
    qtbot: QtBot, jobs: Jobs, library: Library, paths: Paths, tmp_path: Path
) -> None:
    ids = calls(library, tmp_path, "unarmed", "unarmed", "unarmed")
    with qtbot.waitSignal(jobs.failed, timeout=PATIENCE_MS) as failed:
        jobs.enqueue(ids, Request())
    assert failed.args == ["There is no model “base”.", "Run `make models`."]
    qtbot.wait(100)
    assert [state(library, call_id) for call_id in ids] == [State.FAILED, State.QUEUED, State.QUEUED]
    assert jobs.queue.paused
    paths.models.mkdir(parents=True)
    jobs.retry([ids[0]])
    jobs.resume()
    wait_for_states(qtbot, library, ids, *[State.DONE] * 3)


def test_roles_are_swapped_while_another_call_is_heard_by_a_second_process(
    qtbot: QtBot, jobs: Jobs, library: Library, log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = calls(library, tmp_path, "call", "stuck")
    jobs.enqueue(ids, Request())
    qtbot.waitUntil(lambda: log.files == ["0-call.wav", "1-stuck.wav"], timeout=PATIENCE_MS)
    swapped = (Channel(0, Role.CUSTOMER, 1.0, RoleSource.SET), Channel(1, Role.AGENT, 1.0, RoleSource.SET))
    library.calls.store_channels(ids[0], swapped)
    with qtbot.waitSignal(jobs.call_completed, timeout=PATIENCE_MS) as completed:
        jobs.rescore(ids[0])
    assert completed.args == [ids[0]]
    assert [channel.role for channel in library.calls.get(ids[0]).channels] == [Role.CUSTOMER, Role.AGENT]
    assert log.jobs[2]["complete"]
    assert log.pids[2] != log.pids[1]
    assert [running.call_id for running in jobs.queue.running] == [ids[1]]
    assert state(library, ids[1]) is State.RUNNING


def test_the_second_process_ends_when_it_is_not_needed(
    qtbot: QtBot, library: Library, paths: Paths, log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.ui.queue.jobs._SCORER_IDLE_S", 0.2)
    jobs = Jobs(library, paths)
    ids = calls(library, tmp_path, "call")
    jobs.enqueue(ids, Request())
    wait_for_states(qtbot, library, ids, State.DONE)
    jobs.pause()
    for _ in range(2):
        with qtbot.waitSignal(jobs.call_completed, timeout=PATIENCE_MS):
            jobs.rescore(ids[0])
    assert log.pids[1] == log.pids[2]
    assert alive(log.pids[2])
    qtbot.waitUntil(lambda: not alive(log.pids[2]), timeout=PATIENCE_MS)
    jobs.close()


def test_what_an_earlier_window_left_is_taken_up(qtbot: QtBot, paths: Paths, log: Log, tmp_path: Path) -> None:
    library_file = tmp_path / "library.sqlite"
    with open_library(library_file) as library:
        ids = calls(library, tmp_path, "stuck", "call")
        first = Jobs(library, paths)
        first.enqueue(ids, Request())
        qtbot.waitUntil(lambda: bool(library.jobs.waiting()[0].windows_done), timeout=PATIENCE_MS)
        began_s = time.monotonic()
        first.close()
        assert time.monotonic() - began_s < 1
        assert not alive(log.pids[0])
    with open_library(library_file) as library:
        second = Jobs(library, paths)
        second.start()
        assert second.queue.waiting == 2
        wait_for_states(qtbot, library, ids, State.DONE, State.DONE)
        second.close()
    assert (log.jobs[1]["windows_done"], log.jobs[1]["spans"]) == (1, 2)


def test_closing_while_both_processes_work_ends_both_and_keeps_what_was_asked_for(
    qtbot: QtBot, paths: Paths, log: Log, tmp_path: Path
) -> None:
    library_file = tmp_path / "library.sqlite"
    with open_library(library_file) as library:
        ids = calls(library, tmp_path, "call", "stuck", *["call"] * 300)
        jobs = Jobs(library, paths)
        jobs.enqueue(ids[:2], Request())
        qtbot.waitUntil(lambda: len(log.jobs) == 2, timeout=PATIENCE_MS)
        jobs.rescore(ids[0])
        qtbot.waitUntil(lambda: len(log.jobs) == 3, timeout=PATIENCE_MS)
        jobs.enqueue(ids[2:], Request())
        adding = Adding(library)
        with (tmp_path / "long.wav").open("wb") as file:
            file.truncate(20_000_000_000)
        adding.add([tmp_path / "long.wav"])
        qtbot.wait(10)
        adding.close()
        jobs.close()
        assert not any(alive(pid) for pid in log.pids)
        assert not any(thread.name == "adding" for thread in threading.enumerate())
        jobs.deleteLater()
        adding.deleteLater()
        qtbot.wait(50)
    with open_library(library_file) as library:
        waiting = {each.call_id for each in library.jobs.waiting()}
        assert waiting >= set(ids[1:])


class Faults:
    """A library that takes nothing while `broken`."""

    def __init__(self, library: Library) -> None:
        self.broken = False
        self._apply = library.apply
        library.apply = self.apply  # type: ignore[method-assign]

    def apply(self, job_id: int, event: Event) -> None:
        if self.broken and isinstance(event, SpansHeard):
            raise sqlite3.OperationalError("database or disk is full")
        self._apply(job_id, event)


def test_a_full_disk_pauses_the_queue_and_loses_nothing(
    qtbot: QtBot, jobs: Jobs, library: Library, log: Log, tmp_path: Path
) -> None:
    ids = calls(library, tmp_path, "call", "call")
    pages = library._db.execute("PRAGMA page_count").fetchone()[0]
    told: list[tuple[str, str]] = []
    jobs.failed.connect(lambda what, fix: told.append((what, fix)))
    long = add(library, recording(tmp_path, "long.wav", "call", 4000))
    library._db.execute(f"PRAGMA max_page_count = {pages + 20}")
    jobs.enqueue([*ids, long], Request())
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
    assert len(told) == 1
    assert "full" in told[0][0]
    assert jobs.queue.paused
    assert not jobs.queue.running
    qtbot.wait(200)
    assert len(told) == 1
    library._db.execute("PRAGMA max_page_count = 1000000")
    jobs.resume()
    qtbot.waitUntil(
        lambda: state(library, ids[1]) is State.DONE and bool(log.files[-1] == "long.wav"), timeout=PATIENCE_MS
    )
    jobs.cancel([long])
    assert not library.faults()


def test_an_event_that_cannot_be_stored_is_heard_again(
    qtbot: QtBot, jobs: Jobs, library: Library, log: Log, tmp_path: Path
) -> None:
    ids = calls(library, tmp_path, "call")
    faults = Faults(library)
    faults.broken = True
    with qtbot.waitSignal(jobs.failed, timeout=PATIENCE_MS):
        jobs.enqueue(ids, Request())
    assert jobs.queue.waiting == 1
    faults.broken = False
    jobs.resume()
    wait_for_states(qtbot, library, ids, State.DONE)
    assert said(library, ids[0]) == ["call 0-call.wav", "0-call.wav line 1", "0-call.wav line 2"]


def test_a_request_that_cannot_be_stored_is_kept_until_the_queue_goes_on(
    qtbot: QtBot, jobs: Jobs, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = calls(library, tmp_path, "call", "call")

    def refuse(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    with monkeypatch.context() as broken:
        broken.setattr(library.jobs, "enqueue", refuse)
        with qtbot.waitSignal(jobs.failed, timeout=PATIENCE_MS):
            jobs.enqueue(ids, Request())
    assert jobs.queue.paused
    jobs.resume()
    wait_for_states(qtbot, library, ids, State.DONE, State.DONE)


def test_a_call_that_is_removed_while_it_runs_stops_its_process_alone(
    qtbot: QtBot, jobs: Jobs, library: Library, log: Log, tmp_path: Path
) -> None:
    ids = calls(library, tmp_path, "stuck", "call", "call")
    jobs.enqueue(ids, Request())
    qtbot.waitUntil(lambda: len(log.jobs) == 1, timeout=PATIENCE_MS)
    jobs.cancel([ids[0], ids[1]])
    library.calls.discard([ids[0], ids[1]])
    wait_for_states(qtbot, library, [ids[2]], State.DONE)
    assert "1-call.wav" not in log.files
    assert jobs.queue.waiting == 0


def test_thousands_of_calls_are_asked_for_without_a_stall(
    qtbot: QtBot, jobs: Jobs, library: Library, tmp_path: Path
) -> None:
    ids = [library.calls.add(tmp_path / f"{n}.wav", f"{n:064x}").id for n in range(1000)]
    jobs.pause()
    beats: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(time.monotonic()))
    timer.start(5)
    began_s = time.monotonic()
    jobs.enqueue(ids, Request())
    assert time.monotonic() - began_s < LONGEST_STALL_S
    qtbot.waitUntil(lambda: jobs.queue.waiting == 1000, timeout=PATIENCE_MS)
    jobs.cancel(ids)
    qtbot.waitUntil(lambda: jobs.queue.waiting == 0, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not library.jobs.waiting(), timeout=PATIENCE_MS)
    stalls = [later - sooner for sooner, later in pairwise(beats)]
    assert sorted(stalls)[int(len(stalls) * 0.95)] < LONGEST_STALL_S


@pytest.mark.weights
def test_the_real_worker_is_stopped_in_the_middle_of_a_call_and_goes_on(
    qtbot: QtBot, paths: Paths, tmp_path: Path, models_folder: Path
) -> None:
    (paths.home / "models").mkdir(parents=True)
    (paths.models / "tiny.en").symlink_to(models_folder / "tiny.en")
    with open_library(tmp_path / "library.sqlite") as library:
        jobs = Jobs(library, paths)
        call_id = add(library, SAMPLE)
        jobs.enqueue([call_id], Request(model="tiny.en"))
        qtbot.waitUntil(lambda: bool(library.jobs.waiting()[0].windows_done), timeout=120_000)
        jobs.pause()
        heard = library.jobs.waiting()[0]
        assert heard.windows_done > 0
        jobs.resume()
        with qtbot.waitSignal(jobs.call_completed, timeout=120_000):
            pass
        report = library.report(library.calls.get(call_id))
        assert report.arc.figures is not None
        assert library.peaks.of(call_id) is not None
        with qtbot.waitSignal(jobs.call_completed, timeout=20_000):
            jobs.rescore(call_id)
        jobs.close()
