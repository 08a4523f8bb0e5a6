"""Whether a model file's tensors make up a Whisper: looked at before any engine sees them.

CTranslate2 trusts its files: a model with no attention heads, for one, ends the whole process.
"""

from desktop.analysis.weights.ct2_file import EMBEDDINGS, Ct2Index, UnreadableModel
from desktop.analysis.weights.layout import Dimensions, Pair, pairs

REVISION = 3
KERNEL = 3
FEED_FORWARD = 4
AUDIO_POSITIONS = "encoder/position_encodings/encodings"
TEXT_POSITIONS = "decoder/position_encodings/encodings"


def dimensions_of(index: Ct2Index) -> Dimensions:
    """Read a model's dimensions off the shapes of its tensors, and check every other shape against them.

    Raises:
        UnreadableModel: a tensor is missing or does not fit, or the layout is older than CTranslate2's third.
    """
    if index.revision != REVISION:
        raise UnreadableModel(f"has layout {index.revision}, and only layout {REVISION} can be read")
    n_vocab, n_text_state = _matrix(index, EMBEDDINGS)
    n_audio_ctx, n_audio_state = _matrix(index, AUDIO_POSITIONS)
    n_text_ctx, _ = _matrix(index, TEXT_POSITIONS)
    dimensions = Dimensions(
        n_mels=(*index.shape("encoder/conv1/weight"), 0, 0)[1],
        n_audio_ctx=n_audio_ctx,
        n_audio_state=n_audio_state,
        n_audio_head=_heads(index, "encoder/num_heads", n_audio_state),
        n_audio_layer=index.count_layers("encoder"),
        n_vocab=n_vocab,
        n_text_ctx=n_text_ctx,
        n_text_state=n_text_state,
        n_text_head=_heads(index, "decoder/num_heads", n_text_state),
        n_text_layer=index.count_layers("decoder"),
    )
    _check_shapes(index, dimensions)
    return dimensions


def _matrix(index: Ct2Index, name: str) -> tuple[int, int]:
    match index.shape(name):
        case (rows, columns):
            return rows, columns
        case _:
            raise UnreadableModel(f"has a {name} of an odd shape")


def _heads(index: Ct2Index, name: str, width: int) -> int:
    heads = int(index.read(name)) if index.shape(name) == () else 0
    if heads < 1 or width < 1 or width % heads:
        raise UnreadableModel(f"has a {name} that does not divide its width")
    return heads


def _check_shapes(index: Ct2Index, dimensions: Dimensions) -> None:
    for pair in pairs(dimensions.n_audio_layer, dimensions.n_text_layer):
        expected = _shape(pair, dimensions)
        scale = index.variables.get(f"{pair.variable}_scale")
        if index.shape(pair.variable) != expected or (scale and scale.shape not in ((), expected[:1])):
            raise UnreadableModel(f"has a {pair.variable} of an odd shape")


def _shape(pair: Pair, dims: Dimensions) -> tuple[int, ...]:
    """The shape that a variable must have, with as many times the width as there are tensors joined in it."""
    width = dims.n_audio_state if pair.variable.startswith("encoder/") else dims.n_text_state
    rows = len(pair.tensors) * width
    columns: tuple[int, ...] = (width,)
    layer, _, kind = pair.variable.rpartition("/")
    match layer.split("/")[-2:]:
        case [_, "embeddings"]:
            return dims.n_vocab, width
        case [side, "position_encodings"]:
            return dims.n_audio_ctx if side == "encoder" else dims.n_text_ctx, width
        case [_, "conv1"]:
            columns = (dims.n_mels, KERNEL)
        case [_, "conv2"]:
            columns = (width, KERNEL)
        case ["ffn", "linear_0"]:
            rows = FEED_FORWARD * width
        case ["ffn", "linear_1"]:
            columns = (FEED_FORWARD * width,)
        case ["attention", "linear_1"]:
            columns = (dims.n_audio_state,)
    return (rows, *columns) if kind == "weight" else (rows,)
