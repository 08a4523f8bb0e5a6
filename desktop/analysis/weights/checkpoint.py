"""OpenAI's own `.pt` checkpoints, converted once to the CTranslate2 layout that both engines read.

ctranslate2 has no converter for this format, so the tensors are laid out here by the same table that reads them back.
A checkpoint carries no tokens: those come from an installed model with a vocabulary of the same size.
"""

import json
import pickle
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.analysis.weights.alignment import alignment_heads, official_name
from desktop.analysis.weights.files import FileRecord, published, record_of
from desktop.analysis.weights.folder import (
    MODEL,
    PREPROCESSOR,
    TOKENIZER,
    ModelFolder,
    check_model,
    list_models,
    open_folder,
    read_config,
    read_vocabulary,
    verify_model,
    write_origin,
)
from desktop.analysis.weights.layout import Dimensions, pairs
from desktop.analysis.weights.trial import ensure_loads
from desktop.errors import BadInput, MissingModel

SUFFIX = ".pt"
HASH_DIGITS = 12
USUAL_MELS = 80
Half = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The content of a checkpoint: dimensions, and tensors by OpenAI's names."""

    dimensions: Dimensions
    state: Mapping[str, Half]


def checkpoint_at(path: Path) -> Path | None:
    """The checkpoint that a path names: the file itself, or the only one in a folder without a CTranslate2 model.

    Raises:
        BadInput: the folder holds several.
    """
    if path.is_file():
        return path if path.suffix == SUFFIX else None
    found = [] if (path / MODEL).exists() else sorted(path.glob(f"*{SUFFIX}"))
    if len(found) > 1:
        raise BadInput(f"“{path.name}” holds several checkpoints.", "Name the file that is meant.")
    return found[0] if found else None


def converted_name(checkpoint: FileRecord) -> str:
    """The name under which a checkpoint's conversion is installed: its own, and the first digits of its SHA-256."""
    stem = re.sub(r"[^\w.-]+", "-", checkpoint.name.removesuffix(SUFFIX)).strip(".-") or "model"
    return f"{stem}-{checkpoint.sha256[:HASH_DIGITS]}"


def convert_checkpoint(checkpoint: Path, models: Path) -> ModelFolder:
    """Convert a checkpoint to float16 in the models folder, which the caller holds (`files.changing`).

    A whole conversion that is there already is used again.

    Raises:
        BadInput: the file is no Whisper checkpoint.
        MissingModel: no installed model has the vocabulary that it needs.
    """
    record = record_of(checkpoint)
    target = models / converted_name(record)
    if (earlier := whole_conversion(target)) is not None:
        return earlier
    content = read_checkpoint(checkpoint)
    donor = _donor(models, content.dimensions.n_vocab)
    official = official_name(record.sha256)
    with published(target) as staging:
        try:
            _write_model(staging, content, donor, official)
        except (ValueError, TypeError, OverflowError) as error:
            raise _not_a_checkpoint(checkpoint) from error
        ensure_loads(staging, checkpoint.name)
        files = [record_of(path) for path in sorted(staging.iterdir())]
        source = f"converted from a checkpoint with SHA-256 {record.sha256}"
        write_origin(staging, source, "MIT" if official else None, target.name, files)
    return open_folder(target)


def whole_conversion(path: Path) -> ModelFolder | None:
    """An earlier conversion, unless it is absent or damaged."""
    folder = open_folder(path)
    try:
        verify_model(folder)
    except MissingModel:
        return None
    return folder


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint; nothing in it is executed (`weights_only`).

    Raises:
        BadInput: the file is no Whisper checkpoint in OpenAI's format.
    """
    import torch

    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
        dimensions = Dimensions(**content["dims"])
        state = {str(name): tensor.to(torch.float16).numpy() for name, tensor in content["model_state_dict"].items()}
        if set(state) != _expected_names(dimensions, limit=len(state)):
            raise _not_a_checkpoint(path)
    except (pickle.UnpicklingError, RuntimeError, EOFError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise _not_a_checkpoint(path) from error
    return Checkpoint(dimensions, state)


def spec_of(content: Checkpoint) -> Any:
    """Lay a checkpoint's tensors out as CTranslate2's `WhisperSpec`; vocabulary and configuration are still open."""
    from ctranslate2.specs.model_spec import index_spec
    from ctranslate2.specs.whisper_spec import WhisperSpec

    dims = content.dimensions
    spec = WhisperSpec(dims.n_audio_layer, dims.n_audio_head, dims.n_text_layer, dims.n_text_head)
    for pair in pairs(dims.n_audio_layer, dims.n_text_layer):
        scope, _, attribute = pair.variable.rpartition("/")
        setattr(index_spec(spec, scope), attribute, _joined(pair.tensors, content.state))
    spec.decoder.projection.weight = content.state["decoder.token_embedding.weight"]
    return spec


def _expected_names(dimensions: Dimensions, limit: int) -> set[str]:
    """The names that a state dict must have; dimensions that cannot be meant name none."""
    layers = dimensions.n_audio_layer, dimensions.n_text_layer
    if max(layers) > limit:
        return set()
    return {name for pair in pairs(*layers) for name in pair.tensors if name is not None}


def _joined(names: tuple[str | None, ...], state: Mapping[str, Half]) -> Half:
    like = next(state[name] for name in names if name is not None)
    return np.concatenate([np.zeros_like(like) if name is None else state[name] for name in names])


def _write_model(staging: Path, content: Checkpoint, donor: ModelFolder, official: str | None) -> None:
    spec = spec_of(content)
    spec.register_vocabulary(read_vocabulary(donor))
    borrowed = read_config(donor)
    for name in ("suppress_ids", "suppress_ids_begin", "lang_ids"):
        setattr(spec.config, name, borrowed.get(name, []))
    spec.config.alignment_heads = alignment_heads(content.dimensions, official)
    spec.validate()
    spec.optimize("float16")
    spec.save(str(staging))
    shutil.copyfile(donor.path / TOKENIZER, staging / TOKENIZER)
    if content.dimensions.n_mels != USUAL_MELS:
        # faster-whisper computes 80 mel bands unless this file tells it otherwise.
        (staging / PREPROCESSOR).write_text(json.dumps({"feature_size": content.dimensions.n_mels}), encoding="utf-8")


def _donor(models: Path, vocabulary_size: int) -> ModelFolder:
    for folder in list_models(models):
        try:
            if check_model(folder).vocabulary_size == vocabulary_size:
                return folder
        except MissingModel:
            continue
    raise MissingModel(
        f"The checkpoint needs a vocabulary of {vocabulary_size} tokens, which no installed model has.",
        "Add a model of the same kind (English only or multilingual) with `upswing models add PATH` first.",
    )


def _not_a_checkpoint(path: Path) -> BadInput:
    return BadInput(
        f"“{path.name}” is not a Whisper checkpoint in OpenAI's format.",
        "Give a file that `whisper` itself loads, or a folder with a CTranslate2 conversion.",
    )
