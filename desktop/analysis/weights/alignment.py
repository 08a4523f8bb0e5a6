"""Which attention heads time the words, for a checkpoint that does not say so itself.

Source: the table of OpenAI's `whisper` package, found by measuring which cross-attention heads follow the audio.
"""

import base64
import gzip

import numpy as np

from desktop.analysis.weights.layout import Dimensions

ENGLISH_VOCABULARY = 51864

# By decoder layers, decoder width and mel bands. large-v1 and large-v2 share theirs; v2 is what fine-tunes start from.
_SIZES = {
    (4, 384, 80): "tiny",
    (6, 512, 80): "base",
    (12, 768, 80): "small",
    (24, 1024, 80): "medium",
    (32, 1280, 80): "large-v2",
    (32, 1280, 128): "large-v3",
    (4, 1280, 128): "large-v3-turbo",
}


def official_name(sha256: str) -> str | None:
    """OpenAI's name for a checkpoint with this hash, which their package states in its addresses."""
    import whisper

    return next((name for name, address in whisper._MODELS.items() if address.split("/")[-2] == sha256), None)


def alignment_heads(dimensions: Dimensions, official: str | None = None) -> list[tuple[int, int]]:
    """The heads as (layer, head), for a model by its official name or else by its dimensions.

    A fine-tune keeps the heads of what it started from. Dimensions that no published model has get all heads of the
    upper half of the layers, as in `whisper.model.Whisper`.
    """
    import whisper

    name = official or _name_of(dimensions)
    dump = whisper._ALIGNMENT_HEADS.get(name)
    shape = (dimensions.n_text_layer, dimensions.n_text_head)
    if dump is None:
        mask = np.zeros(shape, dtype=bool)
        mask[dimensions.n_text_layer // 2 :] = True
    else:
        mask = np.frombuffer(gzip.decompress(base64.b85decode(dump)), dtype=bool).reshape(shape)
    return [(int(layer), int(head)) for layer, head in np.argwhere(mask)]


def _name_of(dimensions: Dimensions) -> str | None:
    name = _SIZES.get((dimensions.n_text_layer, dimensions.n_text_state, dimensions.n_mels))
    return f"{name}.en" if name and dimensions.n_vocab == ENGLISH_VOCABULARY else name
