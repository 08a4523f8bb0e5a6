"""CTranslate2's `model.bin`: reading its index cheaply, and its tensors one at a time.

The format is that of `ModelSpec._serialize` in ctranslate2/specs/model_spec.py, binary versions 4 to 6, little-endian:
version u32, name, revision u32, variables (name, rank u8, dimensions u32 each, type u8, size u32, data), and aliases as
pairs of names. A string is its length with the closing zero as u16, then its bytes.
"""

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

SPEC_NAME = "WhisperSpec"
OLDEST_VERSION = 4
NEWEST_VERSION = 6
MAX_RANK = 8
EMBEDDINGS = "decoder/embeddings/weight"
Tensor = NDArray[np.float32]

# In the order of the DataType enum of CTranslate2; the last is bfloat16, which numpy lacks.
_TYPES = ("<f4", "<i1", "<i2", "<i4", "<f2", "<u2")
_BFLOAT16 = _TYPES.index("<u2")


class UnreadableModel(ValueError):
    """The file is not a whole Whisper model in CTranslate2's format; the message ends a sentence about model.bin."""


@dataclass(frozen=True, slots=True)
class Variable:
    """Where one tensor lies in the file."""

    shape: tuple[int, ...]
    type_id: int
    offset: int

    @property
    def size_bytes(self) -> int:
        """The size of the tensor's data."""
        return math.prod(self.shape) * np.dtype(_TYPES[self.type_id]).itemsize


@dataclass(frozen=True, slots=True)
class Ct2Index:
    """What a model file holds, without its tensors. `aliases` maps a name to the name it stands for."""

    path: Path
    revision: int
    variables: Mapping[str, Variable]
    aliases: Mapping[str, str]

    @property
    def vocabulary_size(self) -> int:
        """The number of tokens, from the rows of the embeddings."""
        return self.variables[EMBEDDINGS].shape[0]

    def count_layers(self, side: str) -> int:
        """How many layers the `encoder` or the `decoder` has."""
        return len(
            {name.split("/")[1] for name in self.variables if name.startswith(f"{side}/layer_")} - {"layer_norm"}
        )

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor.

        Raises:
            UnreadableModel: there is no such tensor.
        """
        return self._variable(name).shape

    def read(self, name: str) -> Tensor:
        """Read one tensor as float32, quantised weights multiplied out.

        Linear and embedding weights are quantised as round(weight × scale), with one scale per row for int8 and one for
        all for int16 (`LayerSpec._quantize`).

        Raises:
            UnreadableModel: there is no such tensor.
        """
        name = self.aliases.get(name, name)
        variable = self._variable(name)
        stored = np.fromfile(self.path, _TYPES[variable.type_id], math.prod(variable.shape), offset=variable.offset)
        if variable.type_id == _BFLOAT16:
            stored = (stored.astype(np.uint32) << 16).view(np.float32)
        tensor = stored.astype(np.float32).reshape(variable.shape)
        if f"{name}_scale" not in self.variables:
            return tensor
        scale = self.read(f"{name}_scale")
        return tensor / scale.reshape(-1, *(1,) * (tensor.ndim - 1))

    def _variable(self, name: str) -> Variable:
        try:
            return self.variables[self.aliases.get(name, name)]
        except KeyError as error:
            raise UnreadableModel(f"lacks the tensor {name}") from error


def read_index(path: Path) -> Ct2Index:
    """Read the index of a model file: a few kilobytes, whatever the size of the model.

    Raises:
        UnreadableModel: the file breaks off, is of another format, or is no Whisper model.
    """
    end = path.stat().st_size
    with path.open("rb") as file:
        revision = _read_header(file)
        variables = dict(_read_variable(file, end) for _ in range(_number(file, "<I")))
        aliases = {_string(file): _string(file) for _ in range(_number(file, "<I"))}
        if file.tell() != end:
            raise UnreadableModel("goes on behind its end")
    if EMBEDDINGS not in variables or any(target not in variables for target in aliases.values()):
        raise UnreadableModel("lacks tensors of a Whisper model")
    return Ct2Index(path, revision, variables, aliases)


def _read_header(file: BinaryIO) -> int:
    """Check version and kind, and return the revision of the layout."""
    version = _number(file, "<I")
    if not OLDEST_VERSION <= version <= NEWEST_VERSION:
        raise UnreadableModel(f"is not in CTranslate2's format, versions {OLDEST_VERSION} to {NEWEST_VERSION}")
    if (name := _string(file)) != SPEC_NAME:
        raise UnreadableModel(f"holds a {name[:40]!r} and no Whisper model")
    return _number(file, "<I")


def _read_variable(file: BinaryIO, end: int) -> tuple[str, Variable]:
    name = _string(file)
    rank = _number(file, "<B")
    if rank > MAX_RANK:
        raise UnreadableModel(f"has a tensor of {rank} dimensions")
    shape = tuple(_number(file, "<I") for _ in range(rank))
    type_id, size_bytes = _number(file, "<B"), _number(file, "<I")
    if type_id >= len(_TYPES):
        raise UnreadableModel("has a tensor of an unknown type")
    variable = Variable(shape, type_id, file.tell())
    if variable.size_bytes != size_bytes:
        raise UnreadableModel("has a tensor whose size and shape differ")
    if file.seek(size_bytes, 1) > end:
        raise UnreadableModel("breaks off in the middle")
    return name, variable


def _string(file: BinaryIO) -> str:
    raw = file.read(_number(file, "<H"))
    if not raw.endswith(b"\0"):
        raise UnreadableModel("breaks off in the middle")
    return raw[:-1].decode("utf-8", errors="replace")


def _number(file: BinaryIO, layout: str) -> int:
    raw = file.read(struct.calcsize(layout))
    if len(raw) < struct.calcsize(layout):
        raise UnreadableModel("breaks off in the middle")
    (value,) = struct.unpack(layout, raw)
    return int(value)
