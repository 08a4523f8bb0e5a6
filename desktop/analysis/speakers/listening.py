"""Windows of a sound that streams by, as the speaker encoder hears them: what is over is forgotten."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from desktop.analysis.speakers.encoder import WINDOW_FRAMES, Embeddings, SpeakerEncoder
from desktop.analysis.speakers.mel import FRAMES_A_SECOND, HOP_SAMPLES, SAMPLE_RATE, Mels, MelStream
from desktop.analysis.speakers.stretches import Window

Sound = NDArray[np.float32]
# The encoder hears energies, so how loud the call is matters; between −28 and −20 dBFS it does not matter much.
_SPEECH_DB = -24.0
_LOUDNESS_SHARE = 0.1
_BATCH = 64


def listened(
    encoder: SpeakerEncoder, read: Callable[[], Iterable[Sound]], windows: Sequence[Window], length_s: float
) -> Generator[float, None, Embeddings]:
    """Embed windows as if the speech of the call were as loud as the encoder likes it.

    Args:
        encoder: what listens.
        read: begins to read the sound, in blocks of shape (n,), −1 to +1 at 16 kHz.
        windows: one or more, in any order.
        length_s: how long the sound is.

    Yields:
        how much of the work is done, 0 to 1.
    """
    power = yield from _power(read(), windows, length_s)
    gain = np.float32(10 ** (_SPEECH_DB / 10) / max(power, 1e-10))
    order = sorted(range(len(windows)), key=lambda index: windows[index].start_s)
    heard: Embeddings = np.empty((len(windows), encoder.size), np.float64)
    stretches = _stretches(read(), [windows[index] for index in order])
    for first in range(0, len(order), _BATCH):
        own = order[first : first + _BATCH]
        heard[own] = encoder.embed(np.stack([next(stretches) for _ in own]) * gain)
        yield _LOUDNESS_SHARE + (1 - _LOUDNESS_SHARE) * (first + len(own)) / len(order)
    return heard


def _power(blocks: Iterable[Sound], windows: Sequence[Window], length_s: float) -> Generator[float, None, float]:
    """The mean power in the windows, from the energy in each 10 ms."""
    energies, rest, samples = [np.zeros(1)], np.zeros(0, np.float32), 0
    for block in blocks:
        sound = np.concatenate([rest, block])
        whole = len(sound) // HOP_SAMPLES * HOP_SAMPLES
        energies.append(np.square(sound[:whole], dtype=np.float64).reshape(-1, HOP_SAMPLES).sum(axis=1))
        rest, samples = sound[whole:], samples + len(block)
        yield _LOUDNESS_SHARE * min(samples / SAMPLE_RATE / length_s, 1.0)
    sums = np.cumsum(np.concatenate([*energies, [float(rest @ rest)]]))
    firsts, lasts = (np.clip(edges, 0, len(sums) - 1) for edges in _edges(windows))
    return float((sums[lasts] - sums[firsts]).sum()) / max(int((lasts - firsts).sum()) * HOP_SAMPLES, 1)


def _edges(windows: Sequence[Window]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first frame of each window and the one behind its last, which is one more at least."""
    firsts = np.array([int(window.start_s * FRAMES_A_SECOND) for window in windows], np.intp)
    lasts = np.array([int(window.end_s * FRAMES_A_SECOND) for window in windows], np.intp)
    return firsts, np.maximum(lasts, firsts + 1)


def _stretches(blocks: Iterable[Sound], windows: Sequence[Window]) -> Iterator[Mels]:
    """The mel energies of windows, given by their beginning, as soon as each has gone by."""
    stream = MelStream()
    mels, begins, at = np.empty((0, 40), np.float32), 0, 0
    firsts, lasts = _edges(windows)
    for end, fresh in chain(((False, stream.feed(block)) for block in blocks), _lazily(stream)):
        mels = np.concatenate([mels, fresh])
        while at < len(windows) and (end or lasts[at] <= begins + len(mels)):
            yield _stretch(mels, firsts[at] - begins, lasts[at] - begins)
            at += 1
        if at < len(windows):
            gone = min(max(int(firsts[at]) - begins, 0), max(len(mels) - 1, 0))
            mels, begins = mels[gone:], begins + gone


def _lazily(stream: MelStream) -> Iterator[tuple[bool, Mels]]:
    yield True, stream.end()


def _stretch(mels: Mels, first: int, last: int) -> Mels:
    """A window of the encoder's length; what is shorter is repeated, so that nothing of a neighbour is heard."""
    first = min(first, len(mels) - 1)
    return np.resize(mels[first : max(last, first + 1)], (WINDOW_FRAMES, mels.shape[1]))
