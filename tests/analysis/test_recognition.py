"""Both engines with the real weights, on the sample call: right words, the same times, and nothing that crashes."""

import difflib
import json
from functools import cache
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
import pytest
import torch
from whisper.decoding import DecodingOptions, DecodingTask
from whisper.normalizers import EnglishTextNormalizer

from desktop.analysis.recognition.batched_beam import BatchedDecodingTask
from desktop.analysis.recognition.engines import LoadedRecogniser, load, resolve
from desktop.analysis.recognition.lengths import LONGEST_FRAMES
from desktop.analysis.recognition.recogniser import BEAM_SIZE, Recogniser, is_repetitive
from desktop.analysis.survey import Survey, Surveyor
from desktop.analysis.weights.locate import find_model
from desktop.analysis.windows import cut, spans_of, words_by_piece
from desktop.errors import BadInput
from desktop.media.decode import RecordingReader
from desktop.model.request import Engine
from desktop.model.span import Span, Word

# whisper leaves its own token file open when it first reads it.
pytestmark = [pytest.mark.weights, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "replacement-order.flac"
ENGINES = (Engine.FASTER_WHISPER, Engine.OPENAI_WHISPER)
RATE = 16_000
normalise = EnglishTextNormalizer()


class Sample:
    """The sample call, heard by an engine at most once."""

    def __init__(self, models: Path) -> None:
        self._models = models
        surveyor = Surveyor(SAMPLE)
        list(surveyor.read())
        self.survey: Survey = surveyor.survey()
        self.windows = list(cut(RecordingReader(SAMPLE).blocks(), self.survey.windows))
        self.recogniser = cache(self._load)
        self.words = cache(self._words)

    def _load(self, engine: Engine, model: str = "base") -> Recogniser:
        return load(engine, find_model(model, self._models))

    def _words(self, engine: Engine) -> list[tuple[Word, ...]]:
        return self.recogniser(engine).transcribe(self.windows, "en", "")

    def spans(self, engine: Engine) -> list[Span]:
        pairs = zip(self.survey.windows, self.words(engine), strict=True)
        return [span for window, own in pairs for span in spans_of(words_by_piece(window, own))]


@pytest.fixture(scope="session")
def sample(models_folder: Path) -> Sample:
    return Sample(models_folder)


def spelt(text: str) -> str:
    """Whisper's normaliser writes spoken numbers as figures; figures that stand for digits are then read apart."""
    joined = normalise(text.replace("-", " ")).split()
    return " ".join(" ".join(word) if word.isdigit() and len(word) > 2 else word for word in joined)


def said_by(channel: int) -> str:
    role = ("agent", "customer")[channel]
    return " ".join(
        line["text"] for line in json.loads(SAMPLE.with_suffix(".json").read_text()) if line["speaker"] == role
    )


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("channel", [0, 1], ids=["agent", "customer"])
def test_the_words_are_right(sample: Sample, engine: Engine, channel: int, record_property: Any) -> None:
    heard = sorted((s for s in sample.spans(engine) if s.channel == channel), key=lambda span: span.start_s)

    wer = jiwer.wer(spelt(said_by(channel)), spelt(" ".join(span.text for span in heard)))

    record_property("wer", wer)
    assert wer <= 0.10


def test_the_two_engines_agree_on_the_time_of_a_word(sample: Sample, record_property: Any) -> None:
    heard = [[(normalise(w.text), w) for own in sample.words(engine) for w in own] for engine in ENGINES]
    matcher = difflib.SequenceMatcher(None, *([text for text, _ in words] for words in heard), autojunk=False)
    pairs = [
        (heard[0][block.a + n][1], heard[1][block.b + n][1])
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    ]

    starts = [abs(one.start_s - other.start_s) for one, other in pairs]
    ends = [abs(one.end_s - other.end_s) for one, other in pairs]

    record_property("median_start_s", float(np.median(starts)))
    assert len(pairs) > 0.9 * len(heard[0])
    assert np.median(starts) <= 0.06
    assert np.median(ends) <= 0.06


@pytest.mark.parametrize("engine", ENGINES)
def test_words_are_in_order_and_within_their_window(sample: Sample, engine: Engine) -> None:
    for window, words in zip(sample.windows, sample.words(engine), strict=True):
        assert words
        starts = [word.start_s for word in words]
        assert starts == sorted(starts)
        for word in words:
            assert 0 <= word.start_s <= word.end_s <= len(window) / RATE + 0.02
            assert 0 <= word.probability <= 1
            assert word.text.strip()


@pytest.mark.parametrize("engine", ENGINES)
def test_words_are_placed_where_the_script_says(sample: Sample, engine: Engine) -> None:
    lines = json.loads(SAMPLE.with_suffix(".json").read_text())
    spoken = {0: np.zeros(20_000, bool), 1: np.zeros(20_000, bool)}
    for line in lines:
        channel = int(line["speaker"] == "customer")
        spoken[channel][max(round(100 * line["start_s"]) - 25, 0) : round(100 * line["end_s"]) + 25] = True

    placed = [spoken[s.channel][round(50 * (w.start_s + w.end_s))] for s in sample.spans(engine) for w in s.words]

    assert np.mean(placed) > 0.98


def test_windows_in_a_batch_give_the_words_of_openais_own_search(sample: Sample) -> None:
    engine: Any = sample.recogniser(Engine.OPENAI_WHISPER, "tiny.en")
    encoded = engine._encode([window[: 8 * RATE] for window in sample.windows[:3]], LONGEST_FRAMES)
    options = DecodingOptions(language="en", beam_size=BEAM_SIZE, without_timestamps=True, fp16=False)

    with torch.inference_mode():
        batched = BatchedDecodingTask(engine._model, options).run(encoded)
        alone = [DecodingTask(engine._model, options).run(features[None])[0] for features in encoded]

    assert [result.tokens for result in batched] == [result.tokens for result in alone]
    assert [r.avg_logprob for r in batched] == pytest.approx([r.avg_logprob for r in alone], abs=1e-3)


def test_a_batch_leaves_no_hooks_behind(sample: Sample) -> None:
    engine: Any = sample.recogniser(Engine.OPENAI_WHISPER, "tiny.en")

    engine.transcribe([sample.windows[0][: 2 * RATE]], "en", "")

    attentions = [block.cross_attn for block in engine._model.decoder.blocks]
    assert attentions
    assert all(not a._forward_hooks and not a._forward_pre_hooks for a in attentions)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_batch_gives_what_its_windows_give_alone(sample: Sample, engine: Engine) -> None:
    windows = [sample.windows[0][: 8 * RATE], sample.windows[1][: 3 * RATE]]
    recogniser = sample.recogniser(engine, "tiny.en")

    together = recogniser.transcribe(windows, "en", "")
    alone = [recogniser.transcribe([window], "en", "")[0] for window in windows]

    assert ["".join(w.text for w in own) for own in together] == ["".join(w.text for w in own) for own in alone]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_glossary_reaches_the_decoder(sample: Sample, engine: Engine) -> None:
    recogniser = sample.recogniser(engine, "tiny.en")
    window = sample.windows[0][: 5 * RATE]

    (plain,) = recogniser.transcribe([window], "en", "")
    (told,) = recogniser.transcribe([window], "en", "Wyllow Kettel Home, Danniel")

    assert "Danniel" not in "".join(w.text for w in plain)
    assert "Danniel" in "".join(w.text for w in told)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_glossary_longer_than_the_decoders_memory_is_no_matter(sample: Sample, engine: Engine) -> None:
    names = ", ".join(f"Willow Kettle Product {n}" for n in range(400))

    (words,) = sample.recogniser(engine, "tiny.en").transcribe([sample.windows[0][: 5 * RATE]], "en", names)

    assert len(words) < 60


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("samples", [1, 160, 512, 1600])
def test_windows_with_next_to_nothing_in_them_do_not_crash(sample: Sample, engine: Engine, samples: int) -> None:
    noise = np.random.default_rng(1).normal(0, 1e-3, samples).astype(np.float32)

    heard = sample.recogniser(engine, "tiny.en").transcribe([noise, np.zeros(samples, np.float32)], "en", "")

    assert len(heard) == 2


@pytest.mark.parametrize("engine", ENGINES)
def test_silence_beside_speech_takes_nothing_from_it(sample: Sample, engine: Engine) -> None:
    recogniser = sample.recogniser(engine, "tiny.en")
    speech, silence = sample.windows[0][: 5 * RATE], np.zeros(RATE, np.float32)

    (alone,) = recogniser.transcribe([speech], "en", "")
    _, between, _ = recogniser.transcribe([silence, speech, silence], "en", "")

    assert "".join(w.text for w in between) == "".join(w.text for w in alone)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("model", "language"), [("base", "xx"), ("base", "english"), ("base", ""), ("tiny.en", "de")])
def test_a_language_that_the_model_does_not_know_is_bad_input(
    sample: Sample, engine: Engine, model: str, language: str
) -> None:
    with pytest.raises(BadInput) as caught:
        sample.recogniser(engine, model).transcribe([sample.windows[0][:RATE]], language, "")

    assert f"“{language}”" in caught.value.what


@pytest.mark.parametrize("engine", ENGINES)
def test_english_is_told_by_its_sound(sample: Sample, engine: Engine) -> None:
    assert sample.recogniser(engine, "base").language_of(sample.windows[0]) == "en"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_model_that_knows_english_only_finds_it_in_nothing(sample: Sample, engine: Engine) -> None:
    with pytest.raises(BadInput, match="English only"):
        sample.recogniser(engine, "tiny.en").language_of(sample.windows[0])


@pytest.mark.data
@pytest.mark.parametrize("engine", ENGINES)
def test_spanish_is_told_by_its_sound_and_written_down(sample: Sample, engine: Engine, data_folder: Path) -> None:
    path = next(p for p in sorted((data_folder / "asr").rglob("*")) if "es" in p.stem.split("-") or "_es" in p.stem)
    (window, *_) = [block[0][: 28 * RATE] for block in RecordingReader(path).blocks()]
    recogniser = sample.recogniser(engine)

    assert recogniser.language_of(window) == "es"
    (words,) = recogniser.transcribe([window], "es", "")
    assert len(words) > 5


def test_an_engine_says_its_name_and_auto_is_one_of_them(sample: Sample) -> None:
    assert [sample.recogniser(engine, "tiny.en").engine for engine in ENGINES] == [e.value for e in ENGINES]
    assert resolve(Engine.AUTO) is (Engine.OPENAI_WHISPER if torch.cuda.is_available() else Engine.FASTER_WHISPER)
    assert resolve(Engine.OPENAI_WHISPER) is Engine.OPENAI_WHISPER


def test_a_loaded_model_is_kept_until_another_is_wanted(models_folder: Path) -> None:
    folder = find_model("tiny.en", models_folder)
    kept = LoadedRecogniser(lambda engine, _folder: engine)  # type: ignore[arg-type, return-value]

    fresh = [kept.get(engine, folder)[1] for engine in (ENGINES[0], ENGINES[0], ENGINES[1], ENGINES[0])]

    assert fresh == [True, False, True, True]


@pytest.mark.parametrize(
    ("text", "repetitive"),
    [
        ("", False),
        ("Okay.", False),
        ("no no no no", False),
        ("Thank you for calling Willow Kettle Home, this is Daniel. How can I help?", False),
        ("I don't know. " * 30, True),
        ("ha" * 200, True),
    ],
)
def test_a_text_that_goes_round_in_circles_is_noticed(text: str, repetitive: bool) -> None:
    assert is_repetitive(text) is repetitive
