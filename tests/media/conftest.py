"""Recordings made on the fly, in every format that the installed FFmpeg can write."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
Samples = NDArray[np.float32]


def write_recording(
    path: Path, samples: Samples, container: str = "wav", codec: str = "pcm_s16le", rate: int = SAMPLE_RATE
) -> Path:
    """Encode samples of shape (channels, n) at 16 kHz."""
    layout = {1: "mono", 2: "stereo", 4: "quad", 6: "5.1"}[len(samples)]
    with av.open(path, "w", format=container) as out:
        stream: Any = out.add_stream(codec, rate=rate, layout=layout)
        if codec == "wmav2":
            stream.bit_rate = 64_000
        context = stream.codec_context
        context.open()
        resampler = av.AudioResampler(context.format, layout, rate, frame_size=context.frame_size or 1024)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout=layout)
        frame.sample_rate, frame.pts = SAMPLE_RATE, 0
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    return path


@pytest.fixture
def recording(tmp_path: Path) -> Callable[..., Path]:
    """Write a recording, or skip where the encoder is not there."""

    def write(samples: Samples, container: str = "wav", codec: str = "pcm_s16le", rate: int = SAMPLE_RATE) -> Path:
        if codec not in av.codecs_available:
            pytest.skip(f"this FFmpeg has no encoder {codec}")
        return write_recording(tmp_path / f"call.{container}", samples, container, codec, rate)

    return write


@pytest.fixture
def tones() -> Samples:
    """Two seconds of a tone per channel, 400 Hz in the left and 1 kHz in the right one."""
    t_s = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    return np.stack([0.5 * np.sin(2 * np.pi * f * t_s) for f in (400, 1000)]).astype(np.float32)


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of the shared recordings."""
    folder = Path(__file__).parents[2].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not there")
    return folder
