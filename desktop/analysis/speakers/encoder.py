"""From speech to numbers that are alike where the voice is: Resemblyzer's encoder through ONNX Runtime.

What comes out identifies a voice. It stays inside this package and in memory, for one call.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.analysis.networks import loaded_network
from desktop.analysis.speakers.mel import Mels
from desktop.paths import resources

MODEL = "speaker-encoder.onnx"
WINDOW_FRAMES = 120
_BATCH = 64
_SIZE = 256
Embeddings = NDArray[np.float64]


class SpeakerEncoder:
    """The network of Wan et al. ("Generalized End-to-End Loss for Speaker Verification", 2018), on one core.

    Raises:
        MissingModel: its file is not there or is damaged.
    """

    def __init__(self, model: Path | None = None) -> None:
        self.size = _SIZE
        self._session = loaded_network(model or resources() / "models" / MODEL, "The model that tells voices apart")

    def embed(self, windows: Mels) -> Embeddings:
        """One embedding of length 1 for each window.

        Args:
            windows: mel energies, shape (windows, 120, 40).

        Returns:
            shape (windows, 256).
        """
        batches = [windows[first : first + _BATCH] for first in range(0, len(windows), _BATCH)]
        return np.concatenate([self._session.run(None, {"mels": batch})[0] for batch in batches]).astype(np.float64)
