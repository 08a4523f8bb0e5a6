"""The recordings of a batch: invented ones for the pretended engine, and pieces of the sample call for real weights."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from desktop.media.decode import SAMPLE_RATE, RecordingReader

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "replacement-order.flac"
Samples = NDArray[np.float32]

_FORMATS = (("wav", "pcm_s16le"), ("flac", "flac"), ("wav", "pcm_mulaw"), ("ogg", "flac"))
_TURN_S, _GAP_S, _TURNS = 0.9, 0.3, 14
_PIECE_S = 12.0


def invented_recordings(folder: Path, count: int) -> list[Path]:
    """Two people who take turns, each recording with another sound."""
    return [write(folder / f"batch-{n}.{_FORMATS[n % 4][0]}", _talk(n), _FORMATS[n % 4][1]) for n in range(count)]


def spoken_recordings(folder: Path, count: int) -> list[Path]:
    """Pieces of the sample call."""
    pieces = islice(RecordingReader(SAMPLE).blocks(block_s=_PIECE_S), count)
    return [write(folder / f"piece-{n}.wav", piece, "pcm_s16le") for n, piece in enumerate(pieces)]


def write(path: Path, samples: Samples, codec: str, rate: int = SAMPLE_RATE, container: str | None = None) -> Path:
    """Encode samples of shape (channels, n) at 16 kHz."""
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[len(samples)]
    with av.open(path, "w", format=container) as out:
        stream: Any = out.add_stream(codec, rate=rate, layout=layout)
        if codec == "wmav2":
            stream.bit_rate = 64_000
        for piece in _resampled(samples, layout, stream.codec_context, rate):
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    return path


def _resampled(samples: Samples, layout: str, context: Any, rate: int) -> Iterator[Any]:
    context.open()
    resampler = av.AudioResampler(context.format, layout, rate, frame_size=context.frame_size or 1024)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout=layout)
    frame.sample_rate, frame.pts = SAMPLE_RATE, 0
    yield from resampler.resample(frame)
    yield from resampler.resample(None)


def _talk(seed: int) -> Samples:
    """Bursts of noise on the left and on the right in turn."""
    rng = np.random.default_rng(seed)
    turn, gap = round(_TURN_S * SAMPLE_RATE), round(_GAP_S * SAMPLE_RATE)
    samples = np.zeros((2, _TURNS * (turn + gap)), np.float32)
    for n in range(_TURNS):
        start = n * (turn + gap)
        samples[n % 2, start : start + turn] = rng.uniform(-0.5, 0.5, turn)
    return samples
