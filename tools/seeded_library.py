"""A library full of invented calls, for screenshots, benchmarks and tests of the window."""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from desktop.model.request import Request
from desktop.paths import resources
from desktop.protocol import (
    Cause,
    Event,
    Failed,
    Finished,
    ModelLoaded,
    PeaksMeasured,
    Progress,
    RecordingRead,
    RolesGuessed,
    SpansHeard,
    Stage,
    Started,
    TurnsScored,
)
from desktop.storage.jobs import QueuedJob
from desktop.storage.library import Library
from desktop.storage.opening import open_library
from tools.invented_calls import VERSION, Invented, invented_call, invented_file, moments_of, peaks_for

_KINDS = 24
_COPIED = ("calls", "channels", "jobs", "spans", "scores", "cues", "moments", "notes", "peaks", "overviews")


def fill(library: Library, seeds: Iterable[int], folder: Path, *, duration_s: float = 150.0) -> list[int]:
    """Add calls that are completely analysed, with moments in every third; returns their ids."""
    kinds: dict[int, Invented] = {}
    ids = []
    for seed in seeds:
        call = kinds.setdefault(seed % _KINDS, invented_call(seed % _KINDS, duration_s * (0.6 + seed % _KINDS / 20)))
        ids.append(add_analysed(library, seed, call, folder, waveform=False))
        if seed % 3 == 0:
            for moment in moments_of(call):
                library.moments.add(ids[-1], replace(moment, id=None))
    return ids


def fill_fast(file: Path, count: int, folder: Path) -> None:
    """Make a library of so many calls, or a few more: some are analysed, and their rows are copied again and again."""
    with open_library(file) as library:
        fill(library, range(_KINDS), folder)
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("PRAGMA synchronous = OFF")
        for n in range(1, -(-count // _KINDS)):
            for table in _COPIED:
                _copy_rows(db, table, n)


def _copy_rows(db: sqlite3.Connection, table: str, n: int) -> None:
    """Copy the rows of the first calls for the nth time, each to ids and dates of its own."""
    columns = [str(row[1]) for row in db.execute(f"PRAGMA table_info({table})")]
    apart = {"calls": _KINDS, "jobs": _KINDS}
    owners = {"id": table, "call_id": "calls", "job_id": "jobs", "asked_job_id": "jobs"}
    shifted = {column: f"{column} + {n * apart.get(owner, 0)}" for column, owner in owners.items()}
    shifted["sha256"] = f"printf('%08x%056x', {n}, id)"
    shifted["started_at"] = f"strftime('%Y-%m-%dT%H:%M:%S+00:00', started_at, '-{n * 14} hours')"
    if table not in apart:
        shifted["id"] = "NULL"
    ours = {"calls": "id", "jobs": "id"}.get(table, "job_id" if "job_id" in columns else "call_id")
    values = ", ".join(shifted.get(column, column) for column in columns)
    db.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE {ours} <= {_KINDS}"  # noqa: S608
    )


def add_analysed(library: Library, seed: int, call: Invented, folder: Path, *, waveform: bool = True) -> int:
    """Add one call with everything that an analysis finds, and return its id."""
    job = add_queued(library, seed, folder)
    for event in events_of(call, waveform=waveform):
        library.apply(job.id, event)
    return job.call_id


def add_queued(library: Library, seed: int, folder: Path) -> QueuedJob:
    """Add one call whose analysis waits."""
    added = library.calls.add(invented_file(folder, seed), f"{seed + 1:064x}")
    library.calls.describe(added.id, invented_call(seed, 10.0).details)
    return library.jobs.enqueue(added, Request(), VERSION)


def add_failed(library: Library, seed: int, folder: Path) -> int:
    """Add one call whose recording turned out to be damaged."""
    job = add_queued(library, seed, folder)
    what = f"“{invented_file(folder, seed).name}” is damaged or not complete and cannot be opened."
    library.apply(job.id, Started())
    library.apply(job.id, Failed(Cause.BAD_INPUT, what, "Export or download the recording again."))
    return job.call_id


def events_of(call: Invented, *, waveform: bool = True) -> Iterator[Event]:
    """What a worker would have said of a call."""
    yield Started()
    yield RecordingRead(call.recording)
    if waveform:
        yield PeaksMeasured(peaks_for(call).packed())
    yield ModelLoaded(call.analysis.engine, call.analysis.model, 0.6)
    yield Progress(Stage.LISTENING, 0.5, 20.0)
    yield SpansHeard(1, 1, call.analysis.language, call.spans)
    yield RolesGuessed(call.channels)
    yield TurnsScored(call.analysis.scorer, call.scores, call.cues)
    yield Finished(VERSION)


def copy_of_sample(folder: Path) -> Path:
    """The recording of the sample call, where something may be done to it."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(resources() / "sample" / "replacement-order.flac", folder))
