"""A worker that hears nothing: the first word of a "recording" says what it pretends.

`call` is heard in as many batches as it has lines. `stuck` stops after the first batch, unless one was stored before.
`crash` dies before anything is stored, `garbage` says something that is no event, `bad` is no recording, `unarmed`
wants a folder of models, `busy` tells of a thousand steps, `wide` of a waveform of a megabyte.

With `FAKE_LISTENER_LEAVES` it ends after each job; `FAKE_LISTENER_LOG` gets a line per job.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop.model.call import Channel, Layout, Recording, Role, RoleSource, Side
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


def main() -> None:
    for line in sys.stdin:
        job = decode_job(line)
        _log(job)
        for event in _events(job):
            _say(encode_event(event) + "\n")
            if isinstance(event, Failed):
                break
        if os.environ.get("FAKE_LISTENER_LEAVES"):
            return


def _say(line: str) -> None:
    """In two pieces, as a pipe may cut it anywhere."""
    middle = len(line) // 2
    for piece in (line[:middle], line[middle:]):
        sys.stdout.write(piece)
        sys.stdout.flush()


def _log(job: Job) -> None:
    facts = {
        "pid": os.getpid(),
        "file": Path(job.file).name,
        "windows_done": job.heard.windows_done,
        "spans": len(job.heard.spans),
        "complete": job.heard.complete,
    }
    with Path(os.environ["FAKE_LISTENER_LOG"]).open("a", encoding="utf-8") as log:
        log.write(json.dumps(facts) + "\n")


def _events(job: Job) -> Iterator[Event]:
    yield Started()
    if not job.heard.complete:
        yield from _listen(job)
    agent = job.request.agent_side or Side.LEFT
    source = RoleSource.SET if job.request.agent_side else RoleSource.GUESSED
    roles = {True: Role.AGENT, False: Role.CUSTOMER}
    yield Progress(Stage.SCORING, 0.99)
    yield RolesGuessed(tuple(Channel(c, roles[c == agent.channel], 0.9, source) for c in (0, 1)))
    customer = 1 - agent.channel
    yield TurnsScored("model 1 estimate", (TurnScore(customer, 4.0 * customer, Score(-0.5, 1.0)),))
    yield Finished(1)


def _listen(job: Job) -> Iterator[Event]:
    lines = Path(job.file).read_text(encoding="utf-8").splitlines()
    kind = lines[0].split()[0]
    match kind:
        case "bad":
            yield Failed(Cause.BAD_INPUT, f"“{Path(job.file).name}” is not a recording.", "Choose another file.")
        case "unarmed" if not Path(job.models).exists():
            yield Failed(Cause.MISSING_MODEL, f"There is no model “{job.request.model}”.", "Run `make models`.")
        case "crash":
            os._exit(9)
        case "garbage":
            _say("Loading weights: 100%\n")
    yield RecordingRead(Recording(WINDOW_S * len(lines), 2, Layout.STEREO))
    if kind == "wide":
        yield PeaksMeasured(os.urandom(1_000_000))
    yield ModelLoaded("faster-whisper", job.request.model, 0.0)
    for step in range(1000 if kind == "busy" else 0):
        yield Progress(Stage.READING, step / 10_000)
    for window in range(job.heard.windows_done, len(lines)):
        yield Progress(Stage.LISTENING, 0.1 + 0.9 * window / len(lines), 10.0 * (len(lines) - window))
        yield SpansHeard(
            window + 1, len(lines), "en", (_span(0, window, "Let me see."), _span(1, window, lines[window]))
        )
        if kind == "stuck" and not job.heard.windows_done:
            time.sleep(120)


def _span(channel: int, window: int, text: str) -> Span:
    start_s = window * WINDOW_S + 4.0 * channel
    words = tuple(Word(f" {w}", start_s + 0.3 * n, start_s + 0.3 * n + 0.25, 0.9) for n, w in enumerate(text.split()))
    return Span(channel, start_s, words[-1].end_s, words)


if __name__ == "__main__":
    main()
