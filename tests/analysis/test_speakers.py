"""Two people on one microphone: who says what, who of them is the agent, and that nothing of a voice comes out."""

import hashlib
import json
from collections.abc import Generator
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.analysis.speakers.clustering import separation, two_centres, unit
from desktop.analysis.speakers.encoder import MODEL, SpeakerEncoder
from desktop.analysis.speakers.mel import MelStream, mel_energies
from desktop.analysis.speakers.sequence import change_costs, phrases_of, second_speaker
from desktop.analysis.speakers.splitting import (
    Sound,
    Speakers,
    SpeakerSplitter,
    by_speaker,
    name_agent,
)
from desktop.analysis.speakers.stretches import WINDOW_S, Splitting, windows_of
from desktop.errors import MissingModel
from desktop.media.decode import RecordingReader
from desktop.model.span import Span, Word
from desktop.paths import resources

MODELS = resources() / "models"
SAMPLE = resources() / "sample" / "replacement-order"
AGENT, CUSTOMER = 0, 1
# What PyTorch computes with Resemblyzer's own weights: how alike the voices of `four_windows` are, pair by pair.
ALIKE = {(0, 1): 0.788, (0, 2): 0.623, (0, 3): 0.458, (1, 2): 0.775, (1, 3): 0.401, (2, 3): 0.314}
WORST_SHARE = 0.05


def four_windows() -> np.ndarray:
    """Energies around one band or another that swell and fade."""
    time, band = np.arange(120)[:, None], np.arange(40)
    shapes = ((4, 0.3), (8, 0.3), (8, 0.7), (20, 0.2))
    swelling = [0.2 * np.exp(-(((band - c) / 6) ** 2)) * (1 + np.sin(time * speed)) for c, speed in shapes]
    return np.stack(swelling).astype(np.float32)


def words_of(text: str, start_s: float = 0.0, word_s: float = 0.3) -> list[Word]:
    return [
        Word(f" {word}", start_s + word_s * n, start_s + word_s * (n + 1), 0.9) for n, word in enumerate(text.split())
    ]


def whole(words: list[Word]) -> Span:
    return Span(0, words[0].start_s, words[-1].end_s, tuple(words))


def drained(listening: Generator[float, None, Speakers]) -> tuple[list[float], Speakers]:
    """What is told on the way, and what comes of it."""
    done: list[float] = []
    while True:
        try:
            done.append(next(listening))
        except StopIteration as end:
            return done, end.value


@pytest.fixture(scope="module")
def splitter() -> SpeakerSplitter:
    return SpeakerSplitter(SpeakerEncoder())


@pytest.fixture(scope="module")
def sides() -> Sound:
    """The sample call with the agent on the left and the customer on the right."""
    return np.concatenate(list(RecordingReader(SAMPLE.with_suffix(".flac")).blocks()), axis=1)


@pytest.fixture(scope="module")
def said() -> list[tuple[Word, int]]:
    """The words of the sample call with who says them, evenly spread over each utterance."""
    found = []
    for line in json.loads(SAMPLE.with_suffix(".json").read_text(encoding="utf-8")):
        texts = line["text"].split()
        word_s = (line["end_s"] - line["start_s"]) / len(texts)
        who = AGENT if line["speaker"] == "agent" else CUSTOMER
        found += [(word, who) for word in words_of(line["text"], line["start_s"], word_s)]
    return sorted(found, key=lambda pair: pair[0].start_s)


@pytest.fixture(scope="module")
def told(splitter: SpeakerSplitter, sides: Sound, said: list[tuple[Word, int]]) -> Speakers:
    return splitter.split(sides.mean(axis=0), [word for word, _ in said])


def test_the_two_of_a_call_on_one_microphone_are_told_apart(told: Speakers, said: list[tuple[Word, int]]) -> None:
    wrong = np.mean([heard != who for heard, (_, who) in zip(told.of_words, said, strict=True)])

    assert told.two
    assert wrong <= WORST_SHARE
    assert told.confidence > 0.9


def test_the_agent_is_named_by_what_is_said(told: Speakers, said: list[tuple[Word, int]]) -> None:
    words = [word for word, _ in said]

    assert name_agent(by_speaker([whole(words)], told), told) == (AGENT, pytest.approx(0.97, abs=0.03))


@pytest.mark.parametrize("block", [480_000, 70_001])
def test_a_sound_that_streams_by_is_told_apart_as_a_whole_one_is(
    splitter: SpeakerSplitter, sides: Sound, said: list[tuple[Word, int]], told: Speakers, block: int
) -> None:
    mono = sides.mean(axis=0)
    blocks = [mono[first : first + block] for first in range(0, len(mono), block)]
    done, told_again = drained(splitter.listen(lambda: blocks, [word for word, _ in said], len(mono) / 16_000))

    assert told_again.of_words == told.of_words
    assert done == sorted(done)
    assert done[-1] == 1.0


@given(st.lists(st.integers(0, 900), max_size=6))
def test_mel_energies_do_not_depend_on_how_the_sound_comes(lengths: list[int]) -> None:
    sound = np.random.default_rng(3).normal(0, 0.1, sum(lengths)).astype(np.float32)
    stream = MelStream()
    parts = [stream.feed(part) for part in np.split(sound, np.cumsum(lengths)[:-1])] if lengths else []

    assert np.allclose(np.concatenate([*parts, stream.end()]), mel_energies(sound))


def test_hours_of_speech_are_heard_in_no_more_windows_than_memory_has_room_for() -> None:
    words = [word for n in range(5000) for word in words_of("they go on and on and on.", 3.0 * n)]
    phrases = phrases_of(words, Splitting().pause_s)

    windows = windows_of(words, phrases, 15_000.0, Splitting())

    assert {window.phrase.start for window in windows} == {phrase.start for phrase in phrases}
    assert len(windows) <= 2 * len(phrases)


@pytest.mark.parametrize("gain", [0.03, 0.3])
def test_how_loud_the_recording_is_changes_nobodys_words(
    splitter: SpeakerSplitter, sides: Sound, said: list[tuple[Word, int]], told: Speakers, gain: float
) -> None:
    quiet = splitter.split(sides.mean(axis=0) * np.float32(gain), [word for word, _ in said])

    assert np.mean(np.array(quiet.of_words) != told.of_words) <= 0.01


@pytest.mark.parametrize("side", [AGENT, CUSTOMER])
def test_where_only_one_person_speaks_no_second_is_made_up(
    splitter: SpeakerSplitter, sides: Sound, said: list[tuple[Word, int]], side: int
) -> None:
    words = [word for word, who in said if who == side]

    alone = splitter.split(sides[side], words)

    assert not alone.two
    assert alone.confidence == 0.5
    assert name_agent(by_speaker([whole(words)], alone), alone)[1] == 0.5


@pytest.mark.parametrize("length_s", [0.0, 0.01, 3.0, 20.0])
def test_silence_and_words_behind_the_end_of_the_sound_are_one_speaker(
    splitter: SpeakerSplitter, length_s: float
) -> None:
    words = words_of("Hello. Is there anybody? No, nobody at all.", 0.5, 1.0)

    silent = splitter.split(np.zeros(round(length_s * 16_000), np.float32), words)

    assert silent.of_words == (0,) * len(words)
    assert silent.confidence == 0.5


def test_a_call_without_words_has_no_speakers(splitter: SpeakerSplitter, sides: Sound) -> None:
    assert splitter.split(sides[0], []) == Speakers((), (), 0.0)


@given(st.lists(st.tuples(st.floats(0, 6), st.floats(-0.2, 3)), min_size=1, max_size=20))
@settings(max_examples=15, deadline=None)
def test_any_word_times_give_every_word_a_speaker(splitter: SpeakerSplitter, times: list[tuple[float, float]]) -> None:
    words = [Word(" oh", start_s, start_s + length_s, 0.5) for start_s, length_s in sorted(times)]
    noise = np.random.default_rng(1).normal(0, 0.1, 4 * 16_000).astype(np.float32)

    speakers = splitter.split(noise, words)

    assert len(speakers.of_words) == len(speakers.confidences) == len(words)
    assert set(speakers.of_words) <= {0, 1}
    assert speakers.of_words[0] == 0
    assert all(0.5 <= sure <= 1 for sure in speakers.confidences)


def test_nothing_that_describes_a_voice_comes_out(splitter: SpeakerSplitter, told: Speakers) -> None:
    assert {field.name for field in fields(told)} == {"of_words", "confidences", "separation"}
    assert {type(value) for value in (*told.of_words, *told.confidences, told.separation)} == {int, float}
    assert [name for name in vars(splitter) if name not in ("_encoder", "_options")] == []


def test_a_call_leaves_nothing_behind_for_the_next_one(
    splitter: SpeakerSplitter, sides: Sound, said: list[tuple[Word, int]], told: Speakers
) -> None:
    words = [word for word, _ in said]

    splitter.split(sides[CUSTOMER], words)

    assert splitter.split(sides.mean(axis=0), words) == told


def test_spans_are_cut_where_the_speaker_changes() -> None:
    first, second = words_of("Hello. Hi there. Good."), words_of("Bye now.", 5.0)
    spans = [Span(0, -0.1, 1.5, tuple(first)), Span(0, 4.9, 5.8, tuple(second))]

    cut = by_speaker(spans, Speakers((0, 1, 1, 0, 1, 1), (0.9,) * 6, 0.5))

    assert [(span.channel, span.text) for span in cut] == [
        (0, "Hello."),
        (1, "Hi there."),
        (0, "Good."),
        (1, "Bye now."),
    ]
    assert (cut[0].start_s, cut[0].end_s) == (-0.1, first[0].end_s)
    assert (cut[-1].start_s, cut[-1].end_s) == (4.9, 5.8)


@given(st.lists(st.integers(0, 1), min_size=1, max_size=30), st.integers(1, 5))
def test_cut_spans_hold_every_word_once_and_one_speaker_each(owners: list[int], size: int) -> None:
    words = words_of(" ".join(f"w{n}" for n in range(len(owners))))
    spans = [whole(words[first : first + size]) for first in range(0, len(words), size)]

    cut = by_speaker(spans, Speakers(tuple(owners), (0.8,) * len(owners), 0.4))

    assert [word for span in cut for word in span.words] == words
    assert [span.channel for span in cut for _ in span.words] == owners


@pytest.mark.parametrize("owners", [(0,), (0, 1, 0)])
def test_speakers_of_other_words_are_refused(owners: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="as many words as speakers"):
        by_speaker([whole(words_of("two words"))], Speakers(owners, (0.9,) * len(owners), 0.5))


def test_the_name_is_no_surer_than_the_voices() -> None:
    agent, customer = words_of("Thank you for calling, how can I help?"), words_of("I lost my card", 4.0)
    spans = [Span(1, 0.0, 3.0, tuple(agent)), Span(0, 4.0, 6.0, tuple(customer))]
    owners = (1,) * len(agent) + (0,) * len(customer)

    sure = name_agent(spans, Speakers(owners, (1.0,) * len(owners), 0.5))
    unsure = name_agent(spans, Speakers(owners, (0.6,) * len(owners), 0.36))

    assert sure[0] == unsure[0] == 1
    assert sure[1] > 0.8 > unsure[1] > 0.5


def test_a_phrase_ends_at_punctuation_and_at_a_pause() -> None:
    words = [*words_of("Hello. Yes, I am"), *words_of("sorry about that", 2.0)]

    assert phrases_of(words, 0.15) == [slice(0, 1), slice(1, 2), slice(2, 4), slice(4, 7)]


def test_changing_the_speaker_is_cheaper_at_a_pause_and_dearest_inside_a_phrase() -> None:
    words = [*words_of("Hello. Yes indeed."), *words_of("Fine.", 2.0)]

    costs = change_costs(words, phrases_of(words, 0.15), between=0.5, within=4.0)

    assert costs[2] == 4.0
    assert costs[1] == 0.5
    assert 0 < costs[3] < 0.5


def test_one_doubtful_word_inside_a_phrase_goes_with_the_others() -> None:
    probabilities = second_speaker(np.array([1.0, 1.0, -0.3, 1.0]), np.array([0.0, 4.0, 4.0, 4.0]))

    assert (probabilities > 0.9).all()


@given(st.lists(st.tuples(st.floats(-30, 30), st.floats(0, 10)), min_size=1, max_size=8))
def test_the_probability_of_a_speaker_is_the_sum_over_every_way_to_take_turns(given: list[tuple[float, float]]) -> None:
    scores, costs = np.array(given).T
    ways = (np.arange(2 ** len(given))[:, None] >> np.arange(len(given))) & 1
    weights = (2 * ways - 1) @ scores - np.abs(np.diff(ways, axis=1)) @ costs[1:]
    weights = np.exp(weights - weights.max())

    expected = weights @ ways / weights.sum()

    assert second_speaker(scores, costs) == pytest.approx(expected, abs=1e-6)


@given(st.integers(0, 2**32 - 1), st.integers(8, 120), st.floats(0.2, 0.8))
@settings(max_examples=20, deadline=None)
def test_two_clouds_are_found_whatever_their_sizes(seed: int, count: int, share: float) -> None:
    noise = np.random.default_rng(seed)
    second = np.arange(count) < max(2, round(count * share))
    points = unit(np.where(second[:, None], np.eye(16)[0], np.eye(16)[1]) + noise.normal(0, 0.05, (count, 16)))
    weights = noise.uniform(0.3, 1, count)

    centres = two_centres(points, weights)

    assert centres is not None
    closer = points @ centres[1] > points @ centres[0]
    assert np.array_equal(closer, second) or np.array_equal(closer, ~second)
    assert separation(points, weights, second, np.arange(count)) > 0.8


def test_more_points_than_can_be_linked_with_each_other_are_all_told_apart() -> None:
    points = unit(np.tile(np.eye(4)[:2], (2_000, 1)) + np.random.default_rng(1).normal(0, 0.05, (4_000, 4)))

    centres = two_centres(points, np.ones(4_000))

    assert centres is not None
    assert abs(np.mean(points @ centres[1] > points @ centres[0]) - 0.5) < 0.001


@pytest.mark.parametrize("count", [0, 1, 5])
def test_points_that_are_all_the_same_are_not_two_groups(count: int) -> None:
    points = np.tile(unit(np.ones(4)), (count, 1))

    assert two_centres(points, np.ones(count)) is None


def test_what_was_cut_from_one_phrase_says_nothing_about_two_people() -> None:
    points = np.eye(2)

    assert separation(points, np.ones(2), np.array([False, True]), np.array([0, 0])) == 0
    assert separation(points, np.ones(2), np.array([False, True]), np.array([0, 1])) == 1


@pytest.mark.parametrize("samples", [0, 159, 400, 16_000, 16_081])
def test_mel_energies_are_those_of_a_reference(samples: int) -> None:
    sound = np.random.default_rng(samples).normal(0, 0.1, samples).astype(np.float32)
    hann = torch.hann_window(400)
    padded = torch.nn.functional.pad(torch.from_numpy(sound), (200, 200))
    spectra = torch.stft(padded, 400, 160, window=hann, center=False, return_complex=True).abs() ** 2
    bands = FeatureExtractor.get_mel_filters(16_000, 400, n_mels=40)

    expected = spectra.numpy().T @ np.asarray(bands, np.float32).T

    assert mel_energies(sound) == pytest.approx(expected, rel=1e-3, abs=1e-7)


def test_the_shipped_encoder_hears_what_the_published_one_does() -> None:
    heard = SpeakerEncoder().embed(four_windows())

    assert np.linalg.norm(heard, axis=1) == pytest.approx(1, abs=1e-4)
    for (one, other), alike in ALIKE.items():
        assert heard[one] @ heard[other] == pytest.approx(alike, abs=0.025)


@pytest.mark.parametrize(
    "content", [None, b"", b"{}", bytes(1000), b"half"], ids=["none", "empty", "json", "0", "half"]
)
def test_an_encoder_that_is_missing_or_damaged_is_said_in_words(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "encoder.onnx"
    if content is not None:
        file.write_bytes((resources() / "models" / MODEL).read_bytes()[:5000] if content == b"half" else content)

    with pytest.raises(MissingModel, match=r"encoder.onnx, is missing or damaged.*Install the program anew"):
        SpeakerEncoder(file)


def test_the_licence_note_is_about_the_file_beside_it() -> None:
    note = (MODELS / "speaker-encoder.md").read_text(encoding="utf-8")
    model = (MODELS / "speaker-encoder.onnx").read_bytes()

    assert hashlib.sha256(model).hexdigest() in note
    assert "Apache" in note
    assert len(model) < 2_000_000
    assert "Apache License" in (MODELS / "speaker-encoder-LICENSE.txt").read_text(encoding="utf-8")


def test_windows_are_as_long_as_the_recipe_says() -> None:
    assert WINDOW_S == 1.2
    assert Splitting().step_s < WINDOW_S


@pytest.mark.data
def test_a_real_telephone_call_mixed_down_is_told_apart(splitter: SpeakerSplitter, data_folder: Path) -> None:
    folder = data_folder / "calls" / "harper-valley"
    for name in ("0002f70f7386445b", "01cefd6f5c044a6f"):
        sound = np.concatenate(list(RecordingReader(folder / "stereo" / f"{name}.wav").blocks()), axis=1).mean(axis=0)
        segments = json.loads((folder / "reference" / f"{name}.json").read_text(encoding="utf-8"))["segments"]
        pairs = [pair for segment in segments for pair in _spread(segment)]
        pairs.sort(key=lambda pair: pair[0].start_s)

        heard = splitter.split(sound, [word for word, _ in pairs])

        wrong = np.mean([heard_as != who for heard_as, (_, who) in zip(heard.of_words, pairs, strict=True)])
        assert min(wrong, 1 - wrong) <= 0.1
        assert all(before.start_s <= after.start_s for before, after in pairwise(word for word, _ in pairs))


def _spread(segment: dict[str, object]) -> list[tuple[Word, str]]:
    """The words of a reference segment, evenly over its time; nothing in it says where one ends."""
    start_s, end_s, texts = float(str(segment["start"])), float(str(segment["end"])), str(segment["text"])
    word_s = (end_s - start_s) / max(len(texts.split()), 1)
    return [(word, int(segment["speaker"] != "agent")) for word in words_of(texts, start_s, word_s)]
