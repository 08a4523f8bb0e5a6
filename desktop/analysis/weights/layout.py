"""Which tensor of a CTranslate2 Whisper is which of OpenAI's: one table of names, read in either direction.

CTranslate2 fuses query, key and value of self-attention (`linear_0`), and key and value of cross-attention
(`linear_1`), along the first axis (`WhisperLoader` in ctranslate2/converters/transformers.py). OpenAI's keys have no
bias; the fused bias holds zeros in their place.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The dimensions of a Whisper model, field for field `whisper.model.ModelDimensions`."""

    n_mels: int
    n_audio_ctx: int
    n_audio_state: int
    n_audio_head: int
    n_audio_layer: int
    n_vocab: int
    n_text_ctx: int
    n_text_state: int
    n_text_head: int
    n_text_layer: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A CTranslate2 variable and OpenAI's tensors that are joined in it; null stands for as many zeros."""

    variable: str
    tensors: tuple[str | None, ...]


def pairs(n_audio_layer: int, n_text_layer: int) -> tuple[Pair, ...]:
    """Every tensor of a Whisper model but the output projection, which is the token embeddings once more."""
    return tuple(_all_pairs(n_audio_layer, n_text_layer))


def _all_pairs(n_audio_layer: int, n_text_layer: int) -> Iterator[Pair]:
    yield from _linear("encoder/conv1", "encoder.conv1")
    yield from _linear("encoder/conv2", "encoder.conv2")
    yield Pair("encoder/position_encodings/encodings", ("encoder.positional_embedding",))
    for i in range(n_audio_layer):
        yield from _block(f"encoder/layer_{i}", f"encoder.blocks.{i}")
    yield from _norm("encoder/layer_norm", "encoder.ln_post")
    yield Pair("decoder/embeddings/weight", ("decoder.token_embedding.weight",))
    yield Pair("decoder/position_encodings/encodings", ("decoder.positional_embedding",))
    for i in range(n_text_layer):
        yield from _block(f"decoder/layer_{i}", f"decoder.blocks.{i}")
        yield from _cross_attention(f"decoder/layer_{i}/attention", f"decoder.blocks.{i}.cross_attn")
    yield from _norm("decoder/layer_norm", "decoder.ln")


def _block(variable: str, tensor: str) -> Iterator[Pair]:
    attention, attn = f"{variable}/self_attention", f"{tensor}.attn"
    yield from _norm(f"{attention}/layer_norm", f"{tensor}.attn_ln")
    yield Pair(f"{attention}/linear_0/weight", (f"{attn}.query.weight", f"{attn}.key.weight", f"{attn}.value.weight"))
    yield Pair(f"{attention}/linear_0/bias", (f"{attn}.query.bias", None, f"{attn}.value.bias"))
    yield from _linear(f"{attention}/linear_1", f"{attn}.out")
    yield from _norm(f"{variable}/ffn/layer_norm", f"{tensor}.mlp_ln")
    yield from _linear(f"{variable}/ffn/linear_0", f"{tensor}.mlp.0")
    yield from _linear(f"{variable}/ffn/linear_1", f"{tensor}.mlp.2")


def _cross_attention(variable: str, tensor: str) -> Iterator[Pair]:
    yield from _norm(f"{variable}/layer_norm", f"{tensor}_ln")
    yield from _linear(f"{variable}/linear_0", f"{tensor}.query")
    yield Pair(f"{variable}/linear_1/weight", (f"{tensor}.key.weight", f"{tensor}.value.weight"))
    yield Pair(f"{variable}/linear_1/bias", (None, f"{tensor}.value.bias"))
    yield from _linear(f"{variable}/linear_2", f"{tensor}.out")


def _linear(variable: str, tensor: str) -> Iterator[Pair]:
    yield Pair(f"{variable}/weight", (f"{tensor}.weight",))
    yield Pair(f"{variable}/bias", (f"{tensor}.bias",))


def _norm(variable: str, tensor: str) -> Iterator[Pair]:
    yield Pair(f"{variable}/gamma", (f"{tensor}.weight",))
    yield Pair(f"{variable}/beta", (f"{tensor}.bias",))
