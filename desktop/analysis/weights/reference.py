"""OpenAI's reference engine, fed from the CTranslate2 file that the fast engine reads as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.analysis.weights.architecture import dimensions_of
from desktop.analysis.weights.ct2_file import EMBEDDINGS, Ct2Index, Tensor, UnreadableModel
from desktop.analysis.weights.folder import MODEL, ModelFolder, check_model, damaged, read_config
from desktop.analysis.weights.layout import Dimensions, Pair, pairs

if TYPE_CHECKING:
    from whisper.model import Whisper

PROJECTION = "decoder/projection/weight"


def openai_model(folder: ModelFolder, device: str) -> Whisper:
    """Load a CTranslate2 conversion as OpenAI's own module, in float32, ready for `whisper.transcribe`.

    The heads that time the words are those of the conversion's config.json; without any, the upper half of the layers.

    Args:
        folder: the model.
        device: where torch shall keep it, such as `cpu` or `cuda`.

    Raises:
        MissingModel: a file is missing or damaged, or a tensor does not fit OpenAI's architecture.
    """
    import torch
    from whisper.model import ModelDimensions, Whisper

    index = check_model(folder)
    try:
        dimensions = dimensions_of(index)
        state = {name: torch.from_numpy(tensor) for name, tensor in openai_tensors(index)}
        model = Whisper(ModelDimensions(**asdict(dimensions)))
        model.load_state_dict(state, strict=True, assign=True)
        _set_alignment_heads(model, dimensions, read_config(folder).get("alignment_heads") or [])
    except UnreadableModel as error:
        raise damaged(folder, f"its {MODEL} {error}") from error
    except (RuntimeError, IndexError, TypeError, ValueError) as error:
        raise damaged(folder, "its tensors and its config.json do not fit OpenAI's Whisper") from error
    return model.to(device).eval()


def openai_tensors(index: Ct2Index) -> Iterator[tuple[str, Tensor]]:
    """Every tensor of a model by the name that it has in OpenAI's state dict, as float32.

    Raises:
        UnreadableModel: a tensor is missing, or holds something that OpenAI's architecture has no place for.
    """
    dimensions = dimensions_of(index)
    if index.aliases.get(PROJECTION) != EMBEDDINGS and not np.array_equal(
        index.read(PROJECTION), index.read(EMBEDDINGS)
    ):
        raise UnreadableModel("has an output projection of its own")
    for pair in pairs(dimensions.n_audio_layer, dimensions.n_text_layer):
        yield from _split(pair, index.read(pair.variable))


def _split(pair: Pair, fused: Tensor) -> Iterator[tuple[str, Tensor]]:
    for name, part in zip(pair.tensors, np.split(fused, len(pair.tensors)), strict=True):
        if name is not None:
            yield name, part
        elif part.any():
            raise UnreadableModel("has a bias on the keys of attention")


def _set_alignment_heads(model: Any, dimensions: Dimensions, heads: list[tuple[int, int]]) -> None:
    """`Whisper.set_alignment_heads` takes a compressed dump only; this fills the same buffer."""
    import torch

    if not heads:
        return
    mask = torch.zeros(dimensions.n_text_layer, dimensions.n_text_head, dtype=torch.bool)
    for layer, head in heads:
        mask[layer, head] = True
    model.register_buffer("alignment_heads", mask.to_sparse(), persistent=False)
