"""A library full of invented calls, for screenshots, benchmarks and tests of the window."""

import shutil
from collections.abc import Iterable, Iterator
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
from tools.invented_calls import VERSION, Invented, invented_call, invented_file, moments_of, peaks_for

_KINDS = 24


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
    yield TurnsScored(call.analysis.scorer, call.scores)
    yield Finished(VERSION)


def copy_of_sample(folder: Path) -> Path:
    """The recording of the sample call, where something may be done to it."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(resources() / "sample" / "replacement-order.flac", folder))
