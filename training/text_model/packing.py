"""From the trained network to the file that ships: ONNX with 8-bit weights, and what the program must know about it."""

import logging
import tempfile
from collections.abc import Mapping
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.text_model.network import Network

_OPSET = 18
_TOO_MUCH_SAID = ("torch.onnx", "onnxscript", "onnx_ir", "root")


class _Reader(nn.Module):
    """The network with the heads that the program asks."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, segments: Tensor, said: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        whole, words = self.network(ids, segments, said)
        asked = self.network
        return asked.valence(whole), asked.emotion(whole), asked.cues(whole), asked.evidence(words)


def pack(network: Network, facts: Mapping[str, str], out: Path) -> None:
    """Write a network with what is to be known of it; an older file is replaced.

    Weights are 8-bit integers with a scale for each channel, of seven bits where they are multiplied, for older
    processors lose what is beyond (ONNX Runtime, "Quantize ONNX models").
    """
    for name in _TOO_MUCH_SAID:
        logging.getLogger(name).setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        exact, ready, small = (Path(folder) / name for name in ("exact.onnx", "ready.onnx", "small.onnx"))
        _export(network, exact)
        model = onnx.load(exact)
        # The exporter names shapes of weights that the quantiser then turns round.
        model.graph.ClearField("value_info")
        onnx.save(model, ready)
        quantize_dynamic(ready, small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        model = onnx.load(small)
        onnx.helper.set_model_props(model, dict(facts))
        packed = model.SerializeToString(deterministic=True)
    beside = out.with_suffix(".part")
    beside.write_bytes(packed)
    beside.replace(out)


def _export(network: Network, out: Path) -> None:
    reader = _Reader(network).eval()
    ids = torch.tensor([[101, 7592, 102, 8013, 1024, 2310, 102], [101, 102, 8013, 1024, 2310, 102, 0]])
    segments = torch.tensor([[0, 0, 0, 1, 1, 1, 1], [0, 0, 1, 1, 1, 1, 0]])
    said = torch.tensor([[0, 0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 1, 0, 0]])
    names = ("ids", "segments", "said")
    batch, longest = torch.export.Dim("batch", min=1), torch.export.Dim("longest", min=2, max=512)
    torch.onnx.export(
        reader,
        (ids, segments, said),
        str(out),
        input_names=names,
        output_names=("valence", "emotion", "cues", "evidence"),
        dynamic_shapes={name: {0: batch, 1: longest} for name in names},
        opset_version=_OPSET,
        dynamo=True,
        external_data=False,
        verbose=False,
    )
