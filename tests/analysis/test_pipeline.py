"""The way of a recording with a made-up recogniser: which events come, in which order, and what a resumed job does."""

import hashlib
import os
import zlib
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop.analysis import survey
from desktop.analysis.pipeline import BATCH_WINDOWS, Pipeline, batch_sizes
from desktop.analysis.recognition.engines import LoadedRecogniser
from desktop.analysis.recognition.recogniser import Recogniser
from desktop.analysis.scorer import TurnReading
from desktop.analysis.speakers.splitting import Speakers
from desktop.analysis.text.reader import TextReader
from desktop.analysis.weights.folder import ModelFolder
from desktop.errors import BadInput, MissingModel
from desktop.media.digest import sha256_of
from desktop.media.peaks import peaks_of
from desktop.model.analysis_version import ANALYSIS_VERSION
from desktop.model.call import Layout, Role, RoleSource, Side
from desktop.model.peaks import Peaks
from desktop.model.request import Engine, Request
from desktop.model.score import Cue, CueName, Score
from desktop.model.span import Span, Word
from desktop.model.turn import Turn, turns_of
from desktop.protocol import (
    Event,
    Finished,
    Heard,
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
    VoicedFound,
)

RATE = 16_000
VOCABULARY = (" terrible.", " well,", " thanks!", " lamp", " hmm", " good.", " angry", " order")


class LoudIsSpeech:
    """Instead of Silero: whatever is not silent is speech."""

    def probabilities(self, samples: np.ndarray) -> np.ndarray:
        return (np.abs(samples.reshape(-1, 512)).max(1) > 0.05).astype(np.float32)


class FakeRecogniser:
    """Hears words that depend on the sound of each half second alone, so that the same sound gives the same words."""

    engine = "fake"

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.asked: list[tuple[str, str]] = []
        self.detected: list[int] = []

    def language_of(self, window: np.ndarray) -> str:
        self.detected.append(len(window))
        return "de"

    def transcribe(self, windows: Sequence[np.ndarray], language: str, glossary: str) -> list[tuple[Word, ...]]:
        assert all(w.dtype == np.float32 and w.ndim == 1 and len(w) <= 30 * RATE for w in windows)
        self.batches.append(len(windows))
        self.asked.append((language, glossary))
        return [tuple(self._word(w, n) for n in range(len(w) // (RATE // 2))) for w in windows]

    def _word(self, window: np.ndarray, n: int) -> Word:
        heard = window[n * RATE // 2 : (n + 1) * RATE // 2]
        return Word(VOCABULARY[zlib.crc32(heard.tobytes()) % len(VOCABULARY)], n / 2, n / 2 + 0.45, 0.9)


class FakeModels(LoadedRecogniser):
    """A model folder that is always there, and a count of how often it was loaded."""

    def __init__(self, recogniser: Recogniser) -> None:
        super().__init__(loader=self._load)
        self.loads: list[Engine] = []
        self._fake = recogniser

    def _load(self, engine: Engine, folder: ModelFolder) -> Recogniser:
        self.loads.append(engine)
        return self._fake

    def find(self, model: str, models: Path) -> ModelFolder:
        return ModelFolder(model, models / model)


class OneVoice:
    """A splitter to whom everything is said by one person."""

    def listen(self, read: object, words: Sequence[Word], length_s: float) -> Generator[float, None, Speakers]:
        yield 1.0
        return Speakers((0,) * len(words), (0.5,) * len(words), 0.0)


class Stage1:
    """A pipeline with everything made up but the way through it."""

    def __init__(self, file: Path, sha256: str | None = None) -> None:
        self.recogniser = FakeRecogniser()
        self.models = FakeModels(self.recogniser)
        self.pipeline = Pipeline(self.models, TextReader(), OneVoice)
        request = Request(engine=Engine.FASTER_WHISPER, agent_side=Side.LEFT)
        self.job = Job(1, str(file), sha256 or sha256_of(file), "/no/models", request)

    def run(self, job: Job | None = None) -> list[Event]:
        return list(self.pipeline.run(job or self.job))


def of(events: Sequence[Event], kind: type) -> list[Event]:
    return [event for event in events if isinstance(event, kind)]


def spans_in(events: Sequence[Event]) -> list[Span]:
    return [span for event in of(events, SpansHeard) for span in event.spans]


def talk(seconds: int, *, seed: int = 7) -> np.ndarray:
    """Two people who take turns: bursts of noise of 12 s, three seconds of silence between them."""
    noise = np.random.default_rng(seed)
    sound = np.zeros((2, seconds * RATE), np.float32)
    for number, start_s in enumerate(range(1, seconds - 12, 15)):
        burst = noise.normal(0, 0.15, 12 * RATE) * np.abs(np.sin(np.arange(12 * RATE) / 4000))
        sound[number % 2, start_s * RATE : (start_s + 12) * RATE] = np.clip(0.06 * np.sign(burst) + burst, -0.9, 0.9)
    return sound


def write_wav(path: Path, sound: np.ndarray) -> Path:
    import wave

    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(sound))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound.T * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture(autouse=True)
def _loud_is_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "SpeechDetector", LoudIsSpeech)


@pytest.fixture(scope="module")
def short_call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_wav(tmp_path_factory.mktemp("calls") / "short.wav", talk(100))


@pytest.fixture(scope="module")
def long_call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More windows than fit into two batches."""
    return write_wav(tmp_path_factory.mktemp("calls") / "long.wav", talk(620))


@pytest.fixture
def short(short_call: Path) -> Stage1:
    return Stage1(short_call)


@pytest.fixture
def long(long_call: Path) -> Stage1:
    return Stage1(long_call)


def test_events_come_in_order(short: Stage1) -> None:
    events = short.run()

    steps = [type(event).__name__ for event in events if not isinstance(event, Progress)]
    assert steps == [
        "Started", "RecordingRead", "VoicedFound", "PeaksMeasured", "ModelLoaded", "SpansHeard", "SpansHeard",
        "RolesGuessed", "TurnsScored", "Finished",
    ]  # fmt: skip
    assert events[-1] == Finished(ANALYSIS_VERSION)
    (read,) = of(events, RecordingRead)
    assert (read.recording.layout, read.recording.duration_s, read.recording.channel_count) == (Layout.STEREO, 100.0, 2)
    (loaded,) = of(events, ModelLoaded)
    assert (loaded.engine, loaded.model) == ("fake", "base")
    assert short.models.loads == [Engine.FASTER_WHISPER]


def test_the_waveform_is_measured_in_the_same_pass(short: Stage1, short_call: Path) -> None:
    (measured,) = of(short.run(), PeaksMeasured)

    peaks, alone = Peaks.unpacked(measured.packed), peaks_of(short_call)
    assert peaks.duration_s == 100.0
    assert np.array_equal(peaks.low, alone.low)
    assert np.array_equal(peaks.high, alone.high)


def test_another_recording_in_the_place_of_the_one_that_was_queued_is_refused(tmp_path: Path) -> None:
    file = write_wav(tmp_path / "call.wav", talk(30))
    stage = Stage1(file)
    write_wav(file, talk(30, seed=8))

    with pytest.raises(BadInput) as caught:
        stage.run()

    assert caught.value.what == "“call.wav” is not the recording any more that was queued."
    assert stage.models.loads == []


def test_progress_never_goes_back_and_names_every_stage(long: Stage1) -> None:
    progress = of(long.run(), Progress)

    done = [p.done for p in progress]
    assert done == sorted(done)
    assert done[0] >= 0
    assert done[-1] <= 1
    assert list(dict.fromkeys(p.stage for p in progress)) == list(Stage)
    last_heard = [p for p in progress if p.stage is Stage.LISTENING][-1]
    assert last_heard.left_s is not None
    assert last_heard.left_s >= 0


def test_batches_are_of_eight_windows_at_the_most_and_each_is_told_at_once(long: Stage1) -> None:
    events = long.run()

    heard = of(events, SpansHeard)
    assert len(heard) >= 3
    assert max(long.recogniser.batches) <= BATCH_WINDOWS
    assert [h.windows_done for h in heard] == np.cumsum(long.recogniser.batches).tolist()
    assert {h.windows_total for h in heard} == {sum(long.recogniser.batches)}
    assert all(h.spans for h in heard)


def test_a_batch_is_told_before_the_next_one_is_decoded(long: Stage1) -> None:
    for event in long.pipeline.run(long.job):
        if isinstance(event, SpansHeard):
            assert sum(long.recogniser.batches) == event.windows_done


@pytest.mark.parametrize(
    ("windows", "sizes"), [(0, []), (1, [1]), (4, [4]), (5, [4, 1]), (12, [4, 8]), (13, [4, 5, 4]), (21, [4, 6, 6, 5])]
)
def test_four_windows_tell_the_pace_and_the_rest_is_spread_evenly(windows: int, sizes: list[int]) -> None:
    assert batch_sizes(windows) == sizes


def test_words_come_where_somebody_speaks_and_turns_take_turns(short: Stage1) -> None:
    turns = turns_of(spans_in(short.run()), {0: Role.AGENT, 1: Role.CUSTOMER})

    assert [(t.role, round(t.start_s)) for t in turns] == [
        (Role.AGENT if n % 2 == 0 else Role.CUSTOMER, 1 + 15 * n) for n in range(6)
    ]


def resumed(job: Job, events: Sequence[Event], batches: int) -> Job:
    """The job as the store hands it out again when it has kept that many batches."""
    (read,) = of(events, RecordingRead)
    kept = of(events, SpansHeard)[:batches]
    last = kept[-1]
    spans = tuple(span for event in kept for span in event.spans)
    return replace(job, heard=Heard(read.recording, last.windows_done, last.windows_total, last.language, spans))


@pytest.mark.parametrize("batches", [1, 2])
def test_a_resumed_job_decodes_the_rest_alone_and_comes_to_the_same(long: Stage1, batches: int) -> None:
    whole = long.run()
    job = resumed(long.job, whole, batches)
    stored = job.heard.windows_done
    before = len(long.recogniser.batches)

    again = long.run(job)

    assert sum(long.recogniser.batches[before:]) == sum(long.recogniser.batches[:before]) - stored
    assert sorted([*job.heard.spans, *spans_in(again)], key=repr) == sorted(spans_in(whole), key=repr)
    assert of(again, RolesGuessed) == of(whole, RolesGuessed)
    assert of(again, TurnsScored) == of(whole, TurnsScored)
    assert of(again, SpansHeard)[0].windows_done > stored
    first_listening = next(p for p in of(again, Progress) if p.stage is Stage.LISTENING)
    assert first_listening.done > 0.1
    assert first_listening.left_s is None


def test_a_job_that_lacks_the_end_alone_needs_neither_the_file_nor_a_model(long: Stage1) -> None:
    whole = long.run()
    job = replace(resumed(long.job, whole, len(of(whole, SpansHeard))), file="/gone.wav")
    loads = len(long.models.loads)

    again = long.run(job)

    assert [type(e).__name__ for e in again if not isinstance(e, Progress)] == [
        "Started", "RolesGuessed", "TurnsScored", "Finished",
    ]  # fmt: skip
    assert of(again, TurnsScored) == of(whole, TurnsScored)
    assert len(long.models.loads) == loads


def test_the_model_is_loaded_once_for_two_jobs_and_again_for_another(short: Stage1) -> None:
    first, second = short.run(), short.run()
    short.run(replace(short.job, request=replace(short.job.request, model="tiny.en")))

    assert of(first, ModelLoaded)[0].seconds >= 0
    assert of(second, ModelLoaded)[0].seconds == 0.0
    assert len(short.models.loads) == 2


@pytest.mark.parametrize(("side", "customer"), [(Side.LEFT, 1), (Side.RIGHT, 0)])
def test_only_the_customer_is_scored(short: Stage1, side: Side, customer: int) -> None:
    events = short.run(replace(short.job, request=replace(short.job.request, agent_side=side)))

    (scored,) = of(events, TurnsScored)
    (roles,) = of(events, RolesGuessed)
    turns = turns_of(spans_in(events), {c.index: c.role for c in roles.channels})
    assert scored.scorer == "model 1 estimate"
    assert [(s.channel, s.start_s) for s in scored.scores] == [
        (customer, t.start_s) for t in turns if t.channel == customer
    ]
    assert len(scored.scores) == 3
    assert {(c.index == customer, c.role, c.source, c.confidence) for c in roles.channels} == {
        (True, Role.CUSTOMER, RoleSource.SET, 1.0), (False, Role.AGENT, RoleSource.SET, 1.0),
    }  # fmt: skip


class Nosy:
    """A scorer that breaks its promise and scores everybody."""

    label = "nosy"

    def reads(self, language: str) -> bool:
        return True

    def read(self, turns: Sequence[Turn]) -> list[TurnReading]:
        cue = Cue(CueName.APOLOGY, "sorry", 0, 5, 1.0)
        return [TurnReading(Score(0.5, 1.0), (cue,)) for _ in turns]


def test_a_careless_scorer_cannot_have_an_agents_feelings_stored(short: Stage1) -> None:
    (scored,) = of(list(Pipeline(short.models, Nosy()).run(short.job)), TurnsScored)

    assert {score.channel for score in scored.scores} == {1}
    assert {turn.channel for turn in scored.cues} == {0}


def test_where_somebody_is_heard_is_told_of_every_channel(short: Stage1) -> None:
    (found,) = of(short.run(), VoicedFound)

    assert [(v.channel, round(v.start_s), round(v.end_s)) for v in found.voiced] == [
        (n % 2, 1 + 15 * n, 13 + 15 * n) for n in range(6)
    ]


def test_the_agent_is_guessed_unless_set(short: Stage1) -> None:
    """The words of the stage are nobody's in particular, so everybody stays unknown and nobody's feelings are read."""
    events = short.run(replace(short.job, request=replace(short.job.request, agent_side=None)))

    assert {(c.source, c.role) for c in of(events, RolesGuessed)[0].channels} == {(RoleSource.GUESSED, Role.UNKNOWN)}
    assert of(events, TurnsScored)[0].scores == ()


def test_another_language_is_written_down_and_not_felt(short: Stage1) -> None:
    events = short.run(replace(short.job, request=replace(short.job.request, language="es")))

    assert of(events, TurnsScored) == [TurnsScored(None, ())]
    assert spans_in(events)
    assert {language for language, _ in short.recogniser.asked} == {"es"}


def test_auto_asks_once_of_the_longest_window_and_keeps_the_answer(long: Stage1) -> None:
    job = replace(long.job, request=replace(long.job.request, language="auto"))

    events = long.run(job)

    assert len(long.recogniser.detected) == 1
    assert long.recogniser.detected[0] >= 12 * RATE
    assert {event.language for event in of(events, SpansHeard)} == {"de"}
    assert {language for language, _ in long.recogniser.asked} == {"de"}
    assert of(events, TurnsScored) == [TurnsScored(None, ())]
    long.run(resumed(job, events, 1))
    assert len(long.recogniser.detected) == 1


def test_a_stated_language_is_not_asked_for(short: Stage1) -> None:
    short.run()

    assert short.recogniser.detected == []


def test_the_glossary_is_handed_to_the_recogniser(short: Stage1) -> None:
    short.run(replace(short.job, request=replace(short.job.request, glossary=("Willow Kettle", "Daniel"))))

    assert short.recogniser.asked[0] == ("en", "Willow Kettle, Daniel")


@pytest.mark.parametrize(
    "content", [None, b"", b"not a recording at all" * 50, b"ffconcat version 1.0\nfile '/etc/passwd'\n"]
)
def test_a_bad_file_is_refused_before_any_model_is_loaded(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "call.wav"
    if content is not None:
        file.write_bytes(content)
    stage = Stage1(file, hashlib.sha256(content or b"").hexdigest())
    seen: list[Event] = []

    with pytest.raises(BadInput):
        seen.extend(stage.pipeline.run(stage.job))

    assert stage.models.loads == []
    assert seen == [] or set(map(type, seen)) <= {Started, Progress}


def test_a_missing_model_is_said_before_the_recording_is_read(short: Stage1, tmp_path: Path) -> None:
    seen: list[Event] = []
    pipeline = Pipeline(LoadedRecogniser(), TextReader())

    with pytest.raises(MissingModel) as caught:
        seen.extend(pipeline.run(replace(short.job, models=str(tmp_path), file="/gone.wav")))

    assert seen == [Started()]
    assert "base" in caught.value.what
    assert caught.value.fix


@pytest.mark.parametrize(
    ("sound", "layout"),
    [
        (np.zeros((2, 3 * RATE), np.float32), None),
        (np.zeros((1, 3 * RATE), np.float32), None),
        (np.zeros((2, 40), np.float32), None),
    ],
    ids=["silent", "silent mono", "a few samples"],
)
def test_a_recording_without_speech_is_done_at_once(tmp_path: Path, sound: np.ndarray, layout: Layout | None) -> None:
    stage = Stage1(write_wav(tmp_path / "silence.wav", sound))

    events = stage.run()

    assert isinstance(events[-1], Finished)
    assert of(events, SpansHeard) == [SpansHeard(0, 0, "en", ())]
    assert stage.recogniser.batches == []
    assert stage.models.loads == []
    assert "No speech was found in the recording." in of(events, RecordingRead)[0].recording.notices


def test_one_channel_is_nobody_known_and_has_no_scores(tmp_path: Path) -> None:
    stage = Stage1(write_wav(tmp_path / "mono.wav", talk(60).sum(0, keepdims=True)))

    events = stage.run()

    assert [c.role for c in of(events, RolesGuessed)[0].channels] == [Role.UNKNOWN]
    assert of(events, TurnsScored)[0].scores == ()
    assert {span.channel for span in spans_in(events)} == {0}


def test_a_dead_channel_is_not_listened_to(tmp_path: Path) -> None:
    sound = talk(60)
    sound[0] = 0
    stage = Stage1(write_wav(tmp_path / "dead.wav", sound))

    events = stage.run()

    assert of(events, RecordingRead)[0].recording.layout is Layout.DEAD_LEFT
    assert {span.channel for span in spans_in(events)} == {1}
    channels = of(events, RolesGuessed)[0].channels
    assert [(c.index, c.role) for c in channels] == [(0, Role.AGENT), (1, Role.CUSTOMER)]


@pytest.mark.parametrize("content", ["another", "cut", "grown"])
@pytest.mark.parametrize("stage", [Stage.READING, Stage.LISTENING])
def test_a_recording_that_changes_while_it_is_worked_on_is_refused_before_another_word_is_stored(
    tmp_path: Path, stage: Stage, content: str
) -> None:
    file = write_wav(tmp_path / "call.wav", talk(140))
    whole = file.read_bytes()
    changed = {"another": whole[:44] + whole[:43:-1], "cut": whole[: len(whole) // 2], "grown": whole + bytes(64_000)}
    stage1 = Stage1(file)
    events = stage1.pipeline.run(stage1.job)
    list(iter(lambda: next(e for e in events if isinstance(e, Progress)).stage is stage, True))
    file.write_bytes(changed[content])
    os.utime(file, (2e9, 2e9))

    stored: list[Event] = []
    with pytest.raises(BadInput, match=r"“call\.wav” is not the recording any more"):
        stored.extend(event for event in events if isinstance(event, SpansHeard))
    assert stored == []


def test_a_recording_that_is_taken_away_while_it_is_heard_is_heard_to_its_end(tmp_path: Path) -> None:
    file = write_wav(tmp_path / "call.wav", talk(140))
    stage1 = Stage1(file)
    events = stage1.pipeline.run(stage1.job)
    next(event for event in events if isinstance(event, SpansHeard))
    file.unlink()

    assert isinstance(list(events)[-1], Finished)
