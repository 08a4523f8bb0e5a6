"""How long a window is encoded as, for both engines: as little of Whisper's thirty seconds as it needs.

Encoding takes time with the length, attention with its square, and each step of decoding looks at all of it. Windows of
at most 17 s encoded as 18 s, instead of 28 s as 30 s, took a third less processor time on a call of four minutes. Over
the harper-valley calls and the sample the word error rate was .095 instead of .097; other lengths from 11 to 28 s gave
.097 to .108, without a trend. What is heard again is a word or two, for which five seconds do.
"""

from collections.abc import Sequence

from desktop.media.decode import Samples

HOP_SAMPLES = 160
LONGEST_FRAMES = 3_000
_LENGTHS = (500, 1_800)
# Whisper was trained on sound with silence behind it and ends too early without.
_SILENT_FRAMES = 100


def frames_of(window: Samples) -> int:
    """How many frames of 10 ms a window is encoded as: the same in any batch, also when a job is taken up again."""
    needed = window.size // HOP_SAMPLES + _SILENT_FRAMES
    return next((length for length in _LENGTHS if needed <= length), LONGEST_FRAMES)


def alike(windows: Sequence[Samples]) -> list[list[int]]:
    """The indexes of windows, those together that are encoded as equally long, since a batch has one length."""
    lengths = [frames_of(window) for window in windows]
    return [[i for i, own in enumerate(lengths) if own == length] for length in sorted(set(lengths))]
