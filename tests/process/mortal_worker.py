"""The real worker with a made-up engine, which is killed once in the job of each recording, where its name says.

A recording `scoring.wav` kills it while it scores; what has no such name is heard without harm. `MORTAL_WORKER_HOME` is
a folder in which it remembers whom it died for and notes the number of windows that it was given to hear, by recording.
With `MORTAL_WORKER_SILERO` it tells speech by the real detector, else whatever is loud is speech.
"""

import io
import os
import signal
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop import worker
from desktop.analysis import pipeline, survey
from desktop.analysis.recognition.engines import LoadedRecogniser
from desktop.analysis.recognition.recogniser import Recogniser
from desktop.analysis.scorer import TurnReading
from desktop.analysis.text.reader import TextReader
from desktop.analysis.weights.folder import ModelFolder
from desktop.model.request import Engine
from desktop.model.span import Word
from desktop.model.turn import Turn
from desktop.protocol import (
    Event,
    Finished,
    Job,
    Progress,
    RecordingRead,
    SpansHeard,
    SpeakersSplit,
    Stage,
    TurnsScored,
    encode_event,
)

RATE = 16_000
VOCABULARY = (" terrible.", " well,", " thanks!", " lamp", " hmm", " good.", " angry", " order")
AFTER = {
    "reading": lambda event: isinstance(event, Progress) and event.stage is Stage.READING,
    "surveyed": lambda event: isinstance(event, RecordingRead),
    "between": lambda event: isinstance(event, SpansHeard),
    "split": lambda event: isinstance(event, SpeakersSplit),
    "scored": lambda event: isinstance(event, TurnsScored),
    "resting": lambda event: isinstance(event, Finished),
}


class Fate:
    """Which recording is worked on, and whether it is the moment to die."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.name = ""
        self.batches = 0

    def begin(self, job: Job) -> None:
        self.name, self.batches = Path(job.file).stem, 0

    def meets(self, point: str) -> bool:
        """Whether the recording has to be the end of us here, which it is once."""
        died = self._home / f"{point}.died"
        if self.name != point or died.exists():
            return False
        died.touch()
        return True

    def hear(self, windows: int) -> None:
        self.batches += 1
        # By a hash, since a name may be as long as names can be.
        with (self._home / f"{zlib.crc32(os.fsencode(self.name)):08x}.windows").open("a") as notes:
            notes.write(f"{windows}\n")


class LoudIsSpeech:
    """Instead of Silero: whatever is not silent is speech."""

    def probabilities(self, samples: np.ndarray) -> np.ndarray:
        return (np.abs(samples.reshape(-1, 512)).max(1) > 0.05).astype(np.float32)


class Hearer:
    """Hears words that depend on the sound alone."""

    engine = "fake"

    def __init__(self, fate: Fate) -> None:
        self._fate = fate

    def language_of(self, window: np.ndarray) -> str:
        return "en"

    def transcribe(self, windows: Sequence[np.ndarray], language: str, glossary: str) -> list[tuple[Word, ...]]:
        self._fate.hear(len(windows))
        if self._fate.batches == 2 and self._fate.meets("listening"):
            die()
        return [tuple(_word(window, n) for n in range(len(window) // RATE)) for window in windows]


class Models(LoadedRecogniser):
    """A model that is always there and loaded for every job."""

    def __init__(self, fate: Fate) -> None:
        super().__init__()
        self._fate = fate

    def find(self, model: str, models: Path) -> ModelFolder:
        return ModelFolder(model, models / model)

    def get(self, engine: Engine, folder: ModelFolder) -> tuple[Recogniser, bool]:
        if self._fate.meets("loading"):
            die()
        return Hearer(self._fate), True


class Scorer(TextReader):
    """The real one, as long as it lives."""

    def __init__(self, fate: Fate) -> None:
        super().__init__()
        self._fate = fate

    def read(self, turns: Sequence[Turn]) -> list[TurnReading]:
        if self._fate.meets("scoring"):
            die()
        return super().read(turns)


def main() -> None:
    fate = Fate(Path(os.environ["MORTAL_WORKER_HOME"]))
    if "MORTAL_WORKER_SILERO" not in os.environ:
        survey.SpeechDetector = LoudIsSpeech  # type: ignore[assignment, misc]
    # The recordings are short; they shall have a second batch all the same.
    pipeline.PACE_WINDOWS = 2
    way = pipeline.Pipeline(Models(fate), Scorer(fate))
    channel = worker._private_stdout()
    sys.stdin = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8")

    def run(job: Job) -> Iterator[Event]:
        fate.begin(job)
        for event in way.run(job):
            if isinstance(event, SpansHeard) and fate.meets("half-a-line"):
                say_half(event, channel)
            yield event
            if any(is_it(event) and fate.meets(point) for point, is_it in AFTER.items()):
                die()

    worker.serve(worker._jobs(sys.stdin), run, channel)


def say_half(event: Event, channel: TextIO) -> None:
    line = encode_event(event)
    channel.write(line[: len(line) // 2])
    channel.flush()
    die()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _word(window: np.ndarray, n: int) -> Word:
    heard = window[n * RATE : (n + 1) * RATE]
    return Word(VOCABULARY[zlib.crc32(heard.tobytes()) % len(VOCABULARY)], float(n), n + 0.9, 0.9)


if __name__ == "__main__":
    main()
