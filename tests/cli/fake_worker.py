"""A worker that hears nothing: the text of a "recording" says what it pretends, line by line.

A recording is a text file whose first line is one of `call` (eight turns of a customer), `bad`, `no-model`, `crash`
(before anything is stored) and `garbage`, and whose number of lines is the number of windows, one batch each.
`FAKE_WORKER_LOG` names a file that gets a line of JSON per job. `FAKE_WORKER_STOP` is the number of batches after
which it dies, or waits to be ended (`FAKE_WORKER_THEN=wait`); with `FAKE_WORKER_LEAVES` it leaves after each job.
`FAKE_WORKER_LOADS_S` is how long the model takes to load.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop.errors import BadInput
from desktop.media.digest import sha256_of
from desktop.model.analysis_version import ANALYSIS_VERSION
from desktop.model.call import Channel, Layout, Recording, Role, RoleSource, Side
from desktop.model.peaks import Peaks
from desktop.model.score import Score, TurnScore
from desktop.model.span import Span, Word
from desktop.protocol import (
    Cause,
    Event,
    Failed,
    Finished,
    Job,
    ModelLoaded,
    PeaksMeasured,
    Progress,
    RecordingRead,
    RolesGuessed,
    SpansHeard,
    Stage,
    Started,
    TurnsScored,
    decode_job,
    encode_event,
)

WINDOW_S = 10.0
PEAKS = Peaks(np.full((2, 8000), -5, np.int8), np.full((2, 8000), 5, np.int8))
RISE = (-0.8, -0.9, -0.6, -0.3, 0.2, 0.5, 0.7, 0.8)


def main() -> None:
    for line in sys.stdin:
        job = decode_job(line)
        _log(job)
        for event in _events(job):
            sys.stdout.write(encode_event(event) + "\n")
            sys.stdout.flush()
            if isinstance(event, Failed):
                break
        if os.environ.get("FAKE_WORKER_LEAVES"):
            return


def _log(job: Job) -> None:
    if name := os.environ.get("FAKE_WORKER_LOG"):
        with Path(name).open("a", encoding="utf-8") as log:
            log.write(json.dumps(_facts(job)) + "\n")


def _facts(job: Job) -> dict[str, object]:
    request, heard = job.request, job.heard
    return {
        "pid": os.getpid(),
        "file": job.file,
        "model": request.model,
        "engine": request.engine,
        "language": request.language,
        "side": request.agent_side,
        "glossary": request.glossary,
        "windows_done": heard.windows_done,
        "spans": len(heard.spans),
    }


def _events(job: Job) -> Iterator[Event]:
    yield Started()
    if not job.heard.complete:
        yield from _listen(job)
    yield Progress(Stage.SCORING, 0.99)
    agent = job.request.agent_side or Side.LEFT
    source, sure = (RoleSource.SET, 1.0) if job.request.agent_side else (RoleSource.GUESSED, 0.8)
    roles = {True: Role.AGENT, False: Role.CUSTOMER}
    yield RolesGuessed(tuple(Channel(c, roles[c == agent.channel], sure, source) for c in (0, 1)))
    customer = 1 - agent.channel
    starts = [_start_s(n, customer) for n in range(len(RISE))]
    yield TurnsScored(
        "model 1 estimate", tuple(TurnScore(customer, t, Score(v, 1.0)) for t, v in zip(starts, RISE, strict=True))
    )
    yield Finished(ANALYSIS_VERSION)


def _listen(job: Job) -> Iterator[Event]:
    if failure := _why_not(job):
        yield failure
        return
    lines = Path(job.file).read_text(encoding="utf-8").splitlines()
    match lines[0]:
        case "bad":
            yield Failed(Cause.BAD_INPUT, f"“{Path(job.file).name}” is not a recording.", "Choose another file.")
        case "no-model":
            yield Failed(Cause.MISSING_MODEL, f"There is no model “{job.request.model}”.", "Run `make models`.")
        case "crash":
            os._exit(9)
        case "garbage":
            sys.stdout.write("Loading weights: 100%\n")
    yield RecordingRead(Recording(WINDOW_S * len(lines), 2, Layout.STEREO, ("The left channel is clipped.",)))
    yield PeaksMeasured(PEAKS.packed())
    loading_s = float(os.environ.get("FAKE_WORKER_LOADS_S", "0"))
    time.sleep(loading_s)
    yield ModelLoaded("faster-whisper", job.request.model, loading_s)
    for window in range(job.heard.windows_done, len(lines)):
        yield Progress(Stage.LISTENING, window / len(lines), 30.0)
        yield SpansHeard(window + 1, len(lines), "en", _spans(window, lines[window]))
        if str(window + 1) == os.environ.get("FAKE_WORKER_STOP"):
            _stop()


def _why_not(job: Job) -> Failed | None:
    """As the real one refuses a recording that is not the one that was queued."""
    try:
        same = sha256_of(Path(job.file)) == job.sha256
    except BadInput as error:
        return Failed(Cause.BAD_INPUT, error.what, error.fix)
    what = f"“{Path(job.file).name}” is not the recording any more that was queued."
    return None if same else Failed(Cause.BAD_INPUT, what, "Analyse it anew by its name.")


def _stop() -> None:
    if os.environ.get("FAKE_WORKER_THEN") == "wait":
        time.sleep(60)
    os._exit(9)


def _start_s(window: int, channel: int) -> float:
    return window * WINDOW_S + 4.0 * channel


def _spans(window: int, line: str) -> tuple[Span, ...]:
    texts = (f"Let me see {line}.", f"My name is Wilhelmina and I paid 4711 for {line}.")
    return tuple(_span(channel, _start_s(window, channel), text) for channel, text in enumerate(texts))


def _span(channel: int, start_s: float, text: str) -> Span:
    words = tuple(
        Word(f" {word}", start_s + 0.3 * n, start_s + 0.3 * n + 0.25, 0.9) for n, word in enumerate(text.split(" "))
    )
    return Span(channel, start_s, words[-1].end_s, words)


if __name__ == "__main__":
    main()
