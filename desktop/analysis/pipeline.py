"""The way of a recording: a generator of events, whoever iterates it and wherever they are kept."""

import math
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from desktop.analysis.hearing import hear
from desktop.analysis.people import SHARE as SCORING_SHARE
from desktop.analysis.people import People, Splitter
from desktop.analysis.recognition.engines import LoadedRecogniser, resolve
from desktop.analysis.recognition.recogniser import Recogniser
from desktop.analysis.scorer import Scorer
from desktop.analysis.sound_again import SoundAgain
from desktop.analysis.survey import Survey, Surveyor
from desktop.analysis.windows import cut
from desktop.media.decode import RecordingReader, Samples, probe
from desktop.media.digest import Original
from desktop.model.analysis_version import ANALYSIS_VERSION
from desktop.protocol import (
    Event,
    Finished,
    Heard,
    Job,
    ModelLoaded,
    PeaksMeasured,
    Progress,
    RecordingRead,
    SpansHeard,
    Stage,
    Started,
    VoicedFound,
)

BATCH_WINDOWS = 8
PACE_WINDOWS = 4
AUTO_LANGUAGE = "auto"
_READING_SHARE = 0.1


class Pipeline:
    """Analyses one job after the other and keeps the speech model in between."""

    def __init__(
        self, recognisers: LoadedRecogniser, scorer: Scorer, load_splitter: Callable[[], Splitter] | None = None
    ) -> None:
        self._recognisers = recognisers
        self._people = People(scorer, load_splitter)

    def run(self, job: Job) -> Iterator[Event]:
        """Do what is left of a job; every event is a step that can be stored.

        Raises:
            BadInput: the file is no recording that can be heard, or not the one that was queued.
            MissingModel: the speech model is absent or damaged.
        """
        yield Started()
        heard = job.heard if job.heard.complete else (yield from self._transcribe(job))
        yield from self._people.read(job, heard, SoundAgain(Path(job.file), job.sha256))
        yield Finished(ANALYSIS_VERSION)

    def _transcribe(self, job: Job) -> Generator[Event, None, Heard]:
        folder = self._recognisers.find(job.request.model, Path(job.models))
        original = Original(Path(job.file), job.sha256)
        original.check()
        survey = yield from _survey(Path(job.file))
        original.check()
        yield RecordingRead(survey.recording)
        yield VoicedFound(survey.voiced)
        yield PeaksMeasured(survey.peaks.packed())
        done = min(job.heard.windows_done, len(survey.windows))
        heard = replace(job.heard, recording=survey.recording, windows_total=len(survey.windows), windows_done=done)
        if heard.complete:
            language = heard.language or _stated(job.request.language) or "en"
            yield ModelLoaded(resolve(job.request.engine), folder.name, 0.0)
            yield SpansHeard(done, done, language, ())
            return replace(heard, language=language)
        yield Progress(Stage.LOADING, _READING_SHARE)
        began_s = time.monotonic()
        recogniser, fresh = self._recognisers.get(resolve(job.request.engine), folder)
        yield ModelLoaded(recogniser.engine, folder.name, time.monotonic() - began_s if fresh else 0.0)
        return (yield from _listen(job, original, recogniser, survey, heard))


def _survey(path: Path) -> Generator[Event, None, Survey]:
    duration_s = probe(path).duration_s
    surveyor = Surveyor(path)
    for read_s in surveyor.read():
        yield Progress(Stage.READING, _READING_SHARE * min(read_s / duration_s, 1.0) if duration_s else 0.0)
    return surveyor.survey()


def _listen(
    job: Job, original: Original, recogniser: Recogniser, survey: Survey, heard: Heard
) -> Generator[Event, None, Heard]:
    """Transcribe batch after batch; what an earlier run has stored is passed over."""
    windows = survey.windows[heard.windows_done :]
    sounds = cut(RecordingReader(Path(job.file)).blocks(), windows)
    glossary = ", ".join(job.request.glossary)
    clock = _Clock(sum(window.length_s for window in survey.windows))
    clock.skip(sum(window.length_s for window in survey.windows[: heard.windows_done]))
    yield clock.progress()
    for size in batch_sizes(len(windows)):
        batch = list(islice(sounds, size))
        first = heard.windows_done
        language = heard.language or _language(recogniser, job.request.language, batch)
        # Before what was heard in another recording is stored as said in this one.
        original.check()
        spans = hear(recogniser, survey.windows[first : first + len(batch)], batch, language, glossary)
        heard = replace(heard, windows_done=first + len(batch), language=language, spans=(*heard.spans, *spans))
        yield SpansHeard(heard.windows_done, len(survey.windows), language, spans)
        clock.hear(sum(window.length_s for window in survey.windows[first : heard.windows_done]))
        yield clock.progress()
    return heard


def batch_sizes(windows: int) -> list[int]:
    """Four windows first, which tell how long the others will take; then as few batches of at most eight as possible.

    The windows are spread evenly over those, so that none is nearly empty.
    """
    first = min(windows, PACE_WINDOWS)
    batches = math.ceil((windows - first) / BATCH_WINDOWS)
    rest = [(windows - first) // batches + (index < (windows - first) % batches) for index in range(batches)]
    return [first, *rest] if first else []


def _language(recogniser: Recogniser, asked: str, batch: Sequence[Samples]) -> str:
    return _stated(asked) or recogniser.language_of(max(batch, key=len))


def _stated(language: str) -> str | None:
    return None if language == AUTO_LANGUAGE else language


class _Clock:
    """How far the listening has come, and how long it will still take at the pace so far."""

    def __init__(self, total_s: float) -> None:
        self._total_s = total_s
        self._heard_s = self._skipped_s = 0.0
        self._began_s = time.monotonic()

    def skip(self, seconds: float) -> None:
        """Count sound that an earlier run heard."""
        self._heard_s += seconds
        self._skipped_s += seconds

    def hear(self, seconds: float) -> None:
        """Count sound that was just heard."""
        self._heard_s += seconds

    def progress(self) -> Progress:
        """Where the listening stands."""
        share = 1 - _READING_SHARE - SCORING_SHARE
        now_heard_s = self._heard_s - self._skipped_s
        pace = (time.monotonic() - self._began_s) / now_heard_s if now_heard_s else None
        left_s = pace * (self._total_s - self._heard_s) if pace is not None else None
        return Progress(Stage.LISTENING, _READING_SHARE + share * self._heard_s / self._total_s, left_s)
