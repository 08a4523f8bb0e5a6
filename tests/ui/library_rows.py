"""Rows of the library for its tests: invented, or stored in a real library as an analysis stores them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.model.call import Details
from desktop.model.report import NoArc
from desktop.model.request import Request
from desktop.protocol import Cause, Failed, Finished, ModelLoaded, RecordingRead, RolesGuessed, SpansHeard, TurnsScored
from desktop.storage.jobs import State
from desktop.storage.library import Library
from desktop.storage.overviews import Overview
from tools.invented_calls import VERSION, Invented, invented_file

FIRST_DAY = datetime(2026, 11, 12, 14, 3, tzinfo=UTC)
GONE = Failed(Cause.BAD_INPUT, "The recording is not there any more.", "Put it back and try again.")


def waiting(call_id: int, **known: object) -> Overview:
    """A call that was added and is queued."""
    row = Overview(
        call_id=call_id,
        file=f"/recordings/order-{call_id}.wav",
        added_at=FIRST_DAY + timedelta(minutes=call_id),
        details=Details(),
        duration_s=None,
        figures=None,
        customer_turns=0,
        why_no_arc=NoArc.NOT_ANALYSED,
        state=State.QUEUED,
        failure=None,
        analysed=False,
        moments=0,
        notes=0,
        win_candidate=False,
        low_at_end=False,
        corrected_turns=0,
        analysis_version=None,
        stored_line="[]",
    )
    return replace(row, **known)


def failed(call_id: int, failure: Failed = GONE) -> Overview:
    return waiting(call_id, state=State.FAILED, failure=failure)


def store(library: Library, seed: int, call: Invented) -> Overview:
    """A call with everything that an analysis finds in it."""
    added = library.calls.add(invented_file(Path("/recordings"), seed), f"{seed:064x}")
    library.calls.describe(added.id, call.details)
    job = library.jobs.enqueue(added, Request(), VERSION)
    for event in (
        RecordingRead(call.recording),
        ModelLoaded("faster-whisper", "base", 1.0),
        SpansHeard(1, 1, "en", call.spans),
        RolesGuessed(call.channels),
        TurnsScored("model 1 estimate", call.scores),
        Finished(VERSION),
    ):
        library.apply(job.id, event)
    stored = library.overviews.of(added.id)
    assert stored is not None
    return stored


def many(like: Overview, count: int) -> Sequence[Overview]:
    """Rows as one row, the newest first."""
    return [
        replace(
            like,
            call_id=number,
            file=f"/recordings/order-{number}.wav",
            details=replace(like.details, agent=f"agent {number % 18}", customer_ref=f"order {number}"),
        )
        for number in range(count, 0, -1)
    ]
