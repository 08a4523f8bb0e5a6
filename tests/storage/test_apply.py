"""Events in the library: each is stored whole or not at all, whenever the program comes to an end."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from storage_builders import BATCHES, RECORDING, SWAPPED, added, apply_all, batch, queued, span, texts, whole_analysis

from desktop.errors import BadInput
from desktop.model.call import Analysis
from desktop.model.score import Score, TurnScore
from desktop.model.span import Span
from desktop.protocol import (
    Cause,
    Failed,
    Finished,
    ModelLoaded,
    Progress,
    RecordingRead,
    RolesGuessed,
    SpansHeard,
    Stage,
    Started,
    TurnsScored,
)
from desktop.storage.jobs import QueuedJob, State
from desktop.storage.library import Library
from desktop.storage.opening import open_library, read_library

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library.sqlite") as opened:
        yield opened


@pytest.fixture
def job(library: Library) -> QueuedJob:
    return queued(library, added(library))


def test_started_is_running(library: Library, job: QueuedJob) -> None:
    library.apply(job.id, Started())

    assert library.jobs.get(job.id).state is State.RUNNING


def test_what_was_read_belongs_to_the_call(library: Library, job: QueuedJob) -> None:
    library.apply(job.id, RecordingRead(RECORDING))

    assert library.calls.get(job.call_id).recording == RECORDING


def test_a_batch_is_stored_with_its_count(library: Library, job: QueuedJob) -> None:
    library.apply(job.id, batch(2, 7, "one", "two"))

    stored = library.jobs.get(job.id)
    assert (stored.windows_done, stored.windows_total, stored.language) == (2, 7, "en")
    assert [s.text for s in library.transcripts.spans(job.id)] == ["one", "two"]


def test_a_batch_in_which_nobody_was_understood_counts_too(library: Library, job: QueuedJob) -> None:
    library.apply(job.id, SpansHeard(3, 7, "de", ()))

    assert library.jobs.get(job.id).windows_done == 3


def test_progress_changes_nothing(library: Library, job: QueuedJob) -> None:
    before = list(library._db.conn.iterdump())
    library.apply(job.id, Progress(Stage.LISTENING, 0.5, 10.0))

    assert list(library._db.conn.iterdump()) == before


def test_roles_and_scores_are_stored(library: Library, job: QueuedJob) -> None:
    scores = (TurnScore(0, 1.0, Score(0.5, 1.0)),)
    heard = SpansHeard(1, 1, "en", (span("well"),))
    apply_all(library, job, [heard, RolesGuessed(SWAPPED), TurnsScored("model 1 estimate", scores)])

    assert library.calls.get(job.call_id).channels == SWAPPED
    assert library.transcripts.scores(job.id) == scores


def test_finished_makes_it_the_calls_analysis(library: Library, job: QueuedJob) -> None:
    apply_all(library, job, whole_analysis("one"))

    assert library.jobs.get(job.id).state is State.DONE
    assert library.calls.get(job.call_id).analysis == Analysis("faster-whisper", "base", "en", "model 1 estimate", 1)


def test_a_language_without_feelings_has_no_scorer(library: Library, job: QueuedJob) -> None:
    apply_all(library, job, [ModelLoaded("e", "m", 0), TurnsScored(None, ()), Finished(1)])

    analysis = library.calls.get(job.call_id).analysis
    assert analysis is not None
    assert analysis.scorer is None


def test_failed_keeps_what_was_heard(library: Library, job: QueuedJob) -> None:
    apply_all(library, job, [Started(), batch(1, 2, "one"), Failed(Cause.BAD_INPUT, "It broke off.", "Copy it again.")])

    assert library.jobs.get(job.id).failure == Failed(Cause.BAD_INPUT, "It broke off.", "Copy it again.")
    assert [s.text for s in library.transcripts.spans(job.id)] == ["one"]
    assert library.calls.get(job.call_id).analysis is None


def test_an_event_of_a_job_that_was_removed_meanwhile_changes_nothing(library: Library, job: QueuedJob) -> None:
    library.calls.remove(job.call_id)

    for event in whole_analysis("one"):
        with pytest.raises(BadInput):
            library.apply(job.id, event)
    assert library.faults() == []
    assert library.calls.all() == []
    assert library.transcripts.search("one") == []


def test_an_event_that_cannot_be_stored_whole_is_not_stored_at_all(library: Library, job: QueuedJob) -> None:
    library.apply(job.id, batch(1, 3, "one"))
    broken = SpansHeard(2, 3, "en", (span("fine", 20.0), Span("left", 21.0, 22.0, ())))  # type: ignore[arg-type]

    with pytest.raises(sqlite3.IntegrityError):
        library.apply(job.id, broken)

    assert library.jobs.get(job.id).windows_done == 1
    assert [s.text for s in library.transcripts.spans(job.id)] == ["one"]


# Kills at any time

APPLIER = """
import sys
from pathlib import Path
sys.path.insert(0, "tests/storage")
from storage_builders import added, queued, texts, whole_analysis
from desktop.storage.opening import open_library
with open_library(Path(sys.argv[1])) as library:
    job = queued(library, added(library), model=sys.argv[2])
    events = whole_analysis(*texts(), model=sys.argv[2])
    print("ready", flush=True)
    for event in events if not job.windows_done else events[3 + job.windows_done:]:
        library.apply(job.id, event)
        print(type(event).__name__, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_kill_at_any_time_leaves_whole_batches_and_the_work_goes_on_to_the_same_end(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    chance = random.Random(7)  # noqa: S311
    done: list[int] = []
    for _ in range(5):
        _run_and_kill(path, chance.uniform(0.0, 0.12))
        done.append(_check(path))
    assert done == sorted(done)
    assert done[0] < BATCHES, "the first kill came too late to show anything"
    _run_and_kill(path, None)

    assert _check(path) == BATCHES
    with read_library(path) as library:
        (call,) = library.calls.all()
        assert call.analysis is not None
        assert len(library.transcripts.search(f"word{BATCHES}")) == 1


def _run_and_kill(path: Path, after_s: float | None) -> None:
    command = [sys.executable, "-c", APPLIER, str(path), "base"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        if after_s is not None:
            time.sleep(after_s)
            child.send_signal(signal.SIGKILL)
        child.stdout.read()


def _check(path: Path) -> int:
    """The library is sound, its spans are those of the first batches, and their number is what the job says."""
    with open_library(path) as library:
        assert library.faults() == []
        (row,) = library._db.query("SELECT id FROM jobs")
        job = library.jobs.get(row["id"])
        heard = [s.text for s in library.transcripts.spans(job.id)]
        assert heard == texts()[: job.windows_done]
        indexed = list(library._db.query("SELECT rowid FROM said WHERE said MATCH 'batch'"))
        assert len(indexed) == len(heard)
        return job.windows_done
