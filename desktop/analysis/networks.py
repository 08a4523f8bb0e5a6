"""Networks that ship with the program, loaded with ONNX Runtime on one core."""

from pathlib import Path

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as states

from desktop.errors import MissingModel

MEND = "Install the program anew."
# They have nothing in common but that they are exceptions.
_REFUSALS = (states.Fail, states.InvalidArgument, states.InvalidGraph, states.InvalidProtobuf, states.NotImplemented)


def loaded_network(file: Path, name: str) -> onnxruntime.InferenceSession:
    """Load a network.

    Args:
        file: where it lies.
        name: what it is called if it cannot be loaded, such as "The text model".

    Raises:
        MissingModel: its file is not there or is damaged.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(file.read_bytes(), options, providers=["CPUExecutionProvider"])
    except (OSError, ValueError, *_REFUSALS) as error:
        raise MissingModel(f"{name}, {file.name}, is missing or damaged.", MEND) from error
