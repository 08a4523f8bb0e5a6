from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from weights_builders import SMALL, TOKENS, small_checkpoint, write_small_model

from desktop.analysis.weights.alignment import alignment_heads
from desktop.analysis.weights.architecture import dimensions_of
from desktop.analysis.weights.catalogue import Catalogue
from desktop.analysis.weights.checkpoint import checkpoint_at
from desktop.analysis.weights.ct2_file import read_index
from desktop.analysis.weights.folder import list_models, read_config, read_vocabulary, verify_model
from desktop.analysis.weights.install import add_models
from desktop.analysis.weights.layout import Dimensions
from desktop.analysis.weights.locate import find_model
from desktop.analysis.weights.reference import openai_model
from desktop.errors import BadInput, MissingModel

NONE_KNOWN = Catalogue(())
CONTENT = small_checkpoint(seed=2)
BASE_HEADS = [(3, 1), (4, 2), (4, 3), (4, 7), (5, 1), (5, 2), (5, 4), (5, 6)]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """An installed model that has the tokens which the checkpoint needs."""
    folder = tmp_path / "models"
    add_models([write_small_model(tmp_path / "donor", small_checkpoint(seed=1))], folder, NONE_KNOWN)
    return folder


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    return saved(tmp_path / "theirs" / "our calls.pt")


def saved(path: Path, dimensions: Dimensions = SMALL, kind: torch.dtype = torch.float32) -> Path:
    path.parent.mkdir(exist_ok=True)
    state = {name: torch.from_numpy(tensor).to(kind) for name, tensor in CONTENT.state.items()}
    torch.save({"dims": asdict(dimensions), "model_state_dict": state}, path)
    return path


def state_of(path: Path) -> dict[str, np.ndarray]:
    model = openai_model(find_model(str(path), path), "cpu")
    return {name: tensor.numpy() for name, tensor in model.state_dict().items()}


def test_a_checkpoint_becomes_a_folder_with_the_same_tensors(models: Path, checkpoint: Path) -> None:
    (added,) = add_models([checkpoint], models, NONE_KNOWN)

    assert added.name.startswith("our-calls-")
    read = state_of(added.path)
    assert read.keys() == CONTENT.state.keys()
    assert all(np.array_equal(read[name], tensor) for name, tensor in CONTENT.state.items())
    assert dimensions_of(read_index(added.path / "model.bin")) == SMALL
    verify_model(added)


def test_tokens_and_tokenizer_come_from_the_model_with_as_many(models: Path, checkpoint: Path) -> None:
    (added,) = add_models([checkpoint], models, NONE_KNOWN)

    assert read_vocabulary(added) == TOKENS
    assert (added.path / "tokenizer.json").read_bytes() == (models / "donor" / "tokenizer.json").read_bytes()
    assert read_config(added)["alignment_heads"] == [[1, 0], [1, 1]]
    assert added.origin is not None
    assert added.origin.source.startswith("converted from a checkpoint with SHA-256 ")


def test_without_such_a_model_it_is_said(tmp_path: Path, checkpoint: Path) -> None:
    with pytest.raises(MissingModel, match=f"needs a vocabulary of {len(TOKENS)} tokens, which no installed model has"):
        add_models([checkpoint], tmp_path / "empty", NONE_KNOWN)
    assert list_models(tmp_path / "empty") == []


def test_a_checkpoint_named_by_path_is_converted_once(models: Path, checkpoint: Path) -> None:
    first = find_model(str(checkpoint), models)
    written = (first.path / "model.bin").stat().st_mtime_ns

    assert find_model(str(checkpoint.parent), models) == first
    assert add_models([checkpoint], models, NONE_KNOWN) == [first]
    assert (first.path / "model.bin").stat().st_mtime_ns == written


@pytest.mark.parametrize("damage", [lambda _: b"", lambda content: content.replace(b"\x3c", b"\x3d")])
def test_a_damaged_conversion_is_made_again(models: Path, checkpoint: Path, damage: Callable[[bytes], bytes]) -> None:
    first = find_model(str(checkpoint), models)
    weights = first.path / "model.bin"
    weights.write_bytes(damage(weights.read_bytes()))

    verify_model(find_model(str(checkpoint), models))


def test_half_precision_is_taken_too(tmp_path: Path, models: Path) -> None:
    path = saved(tmp_path / "half.pt", kind=torch.float16)

    read = state_of(find_model(str(path), models).path)

    assert all(np.array_equal(read[name], tensor) for name, tensor in CONTENT.state.items())


def test_a_folder_with_several_checkpoints_is_refused(checkpoint: Path) -> None:
    saved(checkpoint.with_name("second.pt"))

    with pytest.raises(BadInput, match="holds several checkpoints"):
        checkpoint_at(checkpoint.parent)


@pytest.mark.parametrize("raw", [b"", b"not a checkpoint", b"PK\x03\x04 broken", b"\x80\x02}q\x00."])
def test_other_files_are_refused(tmp_path: Path, models: Path, raw: bytes) -> None:
    (tmp_path / "x.pt").write_bytes(raw)

    with pytest.raises(BadInput, match="is not a Whisper checkpoint"):
        add_models([tmp_path / "x.pt"], models, NONE_KNOWN)


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (Path.touch, (Path("executed"),))  # type: ignore[return-value]


def test_nothing_in_a_checkpoint_is_executed(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save({"dims": Evil(), "model_state_dict": {}}, tmp_path / "evil.pt")

    with pytest.raises(BadInput):
        add_models([tmp_path / "evil.pt"], models, NONE_KNOWN)
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"n_text_layer": 3},
        {"n_text_layer": 10**9},
        {"n_audio_layer": "two"},
        {"n_audio_head": 10**6},
        {"n_text_head": 0},
    ],
)
def test_tensors_that_do_not_fit_the_dimensions_are_refused(
    tmp_path: Path, models: Path, wrong: dict[str, Any]
) -> None:
    path = saved(tmp_path / "x.pt", replace(SMALL, **wrong))

    with pytest.raises(BadInput):
        add_models([path], models, NONE_KNOWN)
    assert [model.name for model in list_models(models)] == ["donor"]


@pytest.mark.parametrize("quantization", ["float32", "float16", "bfloat16", "int8", "int8_float16", "int16"])
def test_the_reference_engine_reads_every_precision(tmp_path: Path, quantization: str) -> None:
    steps = {"float32": 0.0, "float16": 0.0, "bfloat16": 2**-8, "int16": 2**-11}
    read = state_of(write_small_model(tmp_path / "small", CONTENT, quantization))

    largest = max(float(np.abs(tensor).max()) for tensor in CONTENT.state.values())
    for name, tensor in CONTENT.state.items():
        assert np.abs(read[name] - tensor).max() <= largest * steps.get(quantization, 0.5 / 127) * 1.01 + 1e-7


def test_heads_for_word_times_are_those_of_the_config(tmp_path: Path) -> None:
    folder = write_small_model(tmp_path / "small", CONTENT)

    assert openai_model(find_model(str(folder), tmp_path), "cpu").alignment_heads.indices().T.tolist() == [[1, 0]]


def test_heads_that_do_not_exist_are_a_damaged_model(tmp_path: Path) -> None:
    folder = write_small_model(tmp_path / "small", CONTENT)
    (folder / "config.json").write_text('{"alignment_heads": [[7, 0]]}')

    with pytest.raises(MissingModel, match=r"its tensors and its config\.json do not fit"):
        openai_model(find_model(str(folder), tmp_path), "cpu")


def test_heads_of_a_fine_tune_are_those_of_what_it_began_from() -> None:
    base = Dimensions(80, 1500, 512, 8, 6, 51865, 448, 512, 8, 6)

    assert alignment_heads(base) == BASE_HEADS
    assert alignment_heads(replace(base, n_vocab=51864)) != BASE_HEADS
    assert alignment_heads(base, official="base") == BASE_HEADS


def test_heads_of_unknown_dimensions_are_the_upper_half() -> None:
    assert alignment_heads(SMALL) == [(1, 0), (1, 1)]
