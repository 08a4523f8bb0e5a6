"""A real recording for the tests of the window: a tone on either side."""

from pathlib import Path

import av
import numpy as np

RATE = 16_000


def write_stereo(path: Path, duration_s: float) -> Path:
    t_s = np.arange(round(duration_s * RATE)) / RATE
    samples = np.stack([0.4 * np.sin(2 * np.pi * hertz * t_s) for hertz in (300, 500)])
    with av.open(path, "w") as out:
        stream = out.add_stream("pcm_s16le", rate=RATE, layout="stereo")
        frame = av.AudioFrame.from_ndarray((samples * 32767).astype(np.int16).T.reshape(1, -1), "s16", "stereo")
        frame.sample_rate = RATE
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path
