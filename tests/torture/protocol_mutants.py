"""Mutated lines between a worker and whoever employs it, and what the library makes of those that can be read."""

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import storage_builders as builders
from byte_mutations import ALL
from mutant_report import Report
from pretended_engine import PretendedModels

from desktop import worker
from desktop.analysis.pipeline import Pipeline
from desktop.analysis.text.reader import TextReader
from desktop.model.call import Side
from desktop.model.request import Engine, Request
from desktop.protocol import (
    Cause,
    Failed,
    Finished,
    Heard,
    Job,
    Progress,
    ProtocolError,
    Stage,
    decode_event,
    encode_event,
    encode_job,
)
from desktop.storage.faults import faults_in_words
from desktop.storage.opening import open_library

_EVENTS = [*builders.talk(), Progress(Stage.LISTENING, 0.5, 12.0), Failed(Cause.BAD_INPUT, "It is bad.", "Mend it.")]
_HEARD = Heard(builders.RECORDING, 1, 2, "en", (builders.span("hello there"),))
_JOB = Job(1, "/nowhere/call.wav", builders.sha("a"), "/nowhere", Request(Engine.AUTO, "base", "en", Side.LEFT), _HEARD)
_VALUES: Sequence[Any] = (
    None, True, -1, 0, 1e308, float("nan"), float("inf"), 10**30, -(2**63) - 1, "", "x" * 100_000, "\x00", "\ud800", [],
    {}, [[]], [None] * 5, {"a": 1}, "right", "Finished", 0.5, "12", 2**53, "stereo", "bad input",
)  # fmt: skip


class ProtocolMutants:
    """Every event and a job, as lines."""

    def __init__(self, scratch: Path) -> None:
        self._library = scratch / "protocol.sqlite"
        self._run = Pipeline(PretendedModels(), TextReader()).run

    def try_one(self, rng: random.Random, report: Report) -> None:
        """Mutate a line and let both sides read it."""
        of_job = rng.random() < 0.3
        line = encode_job(_JOB) if of_job else encode_event(rng.choice(_EVENTS))
        mutated = _mutated(rng, line, report)
        if of_job:
            self._work(mutated, report)
        else:
            self._store(mutated, report)

    def _work(self, line: str, report: Report) -> None:
        with report.using():
            events = list(worker._events(line, self._run))
            report.claim(events and isinstance(events[-1], Finished | Failed), "nobody is told of the end")
            for event in events:
                encode_event(event).encode()

    def _store(self, line: str, report: Report) -> None:
        try:
            event = decode_event(line)
        except ProtocolError:
            report.outcomes.append("refused")
            return
        report.use(lambda: decode_event(encode_event(event)))
        for beside in self._library.parent.glob("protocol.sqlite*"):
            beside.unlink()
        with open_library(self._library) as library:
            job = builders.queued(library, builders.added(library))
            for each in (event, *builders.talk()):
                with report.using(), faults_in_words(library.file):
                    library.apply(job.id, each)
            with report.using(), faults_in_words(library.file):
                library.report(library.calls.get(job.call_id))
                library.overviews.all()
            report.claim(library.faults() == [], "the library is damaged")


def _mutated(rng: random.Random, line: str, report: Report) -> str:
    if rng.random() < 0.3:
        mutate = rng.choice(ALL)
        report.mutation = mutate.__name__
        return mutate(rng, line.encode()).decode("utf-8", "replace").replace("\n", " ")
    report.mutation = "another value"
    message = json.loads(line)
    for _ in range(rng.choice((1, 1, 2))):
        _change(rng, message)
    return json.dumps(message)


def _change(rng: random.Random, message: Any) -> None:
    """Change a value somewhere in a message, take it away, or add one."""
    place = message
    while isinstance(place, dict | list) and place:
        key = rng.choice(list(place)) if isinstance(place, dict) else rng.randrange(len(place))
        if not isinstance(place[key], dict | list) or not place[key] or rng.random() < 0.2:
            break
        place = place[key]
    if not place:
        return
    if rng.random() < 0.15:
        del place[key]
    else:
        place[key] = rng.choice(_VALUES)
