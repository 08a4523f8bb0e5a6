"""The real weights through both engines."""

import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from faster_whisper import WhisperModel
from faster_whisper.audio import decode_audio

from desktop.analysis.weights.architecture import dimensions_of
from desktop.analysis.weights.catalogue import Catalogue, read_catalogue
from desktop.analysis.weights.ct2_file import read_index
from desktop.analysis.weights.folder import verify_model
from desktop.analysis.weights.install import add_models
from desktop.analysis.weights.locate import find_model
from desktop.analysis.weights.reference import openai_model, openai_tensors

# whisper leaves its own token file open when it first reads it.
pytestmark = [pytest.mark.weights, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

SPOKEN = "And so my fellow Americans ask not what your country can do for you, ask what you can do for your country."
BASE_HEADS = [[3, 1], [4, 2], [4, 3], [4, 7], [5, 1], [5, 2], [5, 4], [5, 6]]


def words(texts: Iterable[str]) -> list[str]:
    """The words alone: int8 and a smaller model set other commas."""
    return re.findall(r"\w+", " ".join(texts).lower())


@pytest.fixture(scope="module")
def speech(data_folder: Path) -> np.ndarray:
    return decode_audio(str(data_folder / "asr" / "jfk.flac"))


@pytest.fixture(scope="module")
def reference(models_folder: Path) -> Any:
    return openai_model(find_model("base", models_folder), "cpu")


@pytest.mark.parametrize("name", ["base", "tiny.en"])
def test_installed_models_are_what_the_catalogue_says(models_folder: Path, name: str) -> None:
    folder = find_model(name, models_folder)

    verify_model(folder)
    assert folder.origin is not None
    recognised = read_catalogue().recognise(folder.origin.files)
    assert recognised is not None
    assert recognised[0].name == name


def test_the_reference_has_base_dimensions_and_heads(reference: Any) -> None:
    assert asdict(reference.dims) == {
        "n_mels": 80, "n_audio_ctx": 1500, "n_audio_state": 512, "n_audio_head": 8, "n_audio_layer": 6,
        "n_vocab": 51865, "n_text_ctx": 448, "n_text_state": 512, "n_text_head": 8, "n_text_layer": 6,
    }  # fmt: skip
    assert reference.alignment_heads.indices().T.tolist() == BASE_HEADS
    assert sum(parameter.numel() for parameter in reference.parameters()) == 71_825_920


@pytest.mark.data
def test_the_reference_hears_every_word(reference: Any, speech: np.ndarray) -> None:
    heard = reference.transcribe(speech, language="en", fp16=False, temperature=0.0)

    assert heard["text"].strip() == SPOKEN


@pytest.mark.data
def test_the_fast_engine_hears_the_same(models_folder: Path, speech: np.ndarray) -> None:
    path = find_model("base", models_folder).path
    segments, _ = WhisperModel(str(path), device="cpu", compute_type="int8").transcribe(speech, language="en")

    assert words(segment.text for segment in segments) == words([SPOKEN])


@pytest.mark.data
def test_a_checkpoint_makes_the_round_trip(models_folder: Path, tmp_path: Path, speech: np.ndarray) -> None:
    donor = find_model("tiny.en", models_folder)
    models = tmp_path / "models"
    models.mkdir()
    (models / donor.name).symlink_to(donor.path)
    made = openai_model(donor, "cpu")
    torch.save({"dims": asdict(made.dims), "model_state_dict": made.state_dict()}, tmp_path / "tiny.en.pt")

    (added,) = add_models([tmp_path / "tiny.en.pt"], models, Catalogue(()))

    before, after = read_index(donor.path / "model.bin"), read_index(added.path / "model.bin")
    assert dimensions_of(before) == dimensions_of(after)
    for (name, tensor), (other, again) in zip(openai_tensors(before), openai_tensors(after), strict=True):
        assert name == other
        assert np.array_equal(tensor, again), name
    segments, _ = WhisperModel(str(added.path), device="cpu", compute_type="int8").transcribe(speech, language="en")
    assert words(segment.text for segment in segments) == words([SPOKEN])
    heads = made.alignment_heads.indices().T.tolist()
    assert openai_model(added, "cpu").alignment_heads.indices().T.tolist() == heads
