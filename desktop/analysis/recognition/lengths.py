"""How long a window is encoded as, for both engines: as little of Whisper's thirty seconds as it needs.

Encoding takes time with the length, attention with its square, and each step of decoding looks at all of it. Windows of
at most 17 s encoded as 18 s, instead of 28 s as 30 s, took a third less processor time on a call of four minutes. Over
the harper-valley calls and the sample the word error rate was .095 instead of .097; other lengths from 11 to 28 s gave
.097 to .108, without a trend. The length was chosen on these same recordings, so expect about .10. What is heard again
is a word or two, for which five seconds do.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from desktop.media.decode import Samples

HOP_SAMPLES = 160
LONGEST_FRAMES = 3_000
_LENGTHS = (500, 1_800)
# Whisper was trained on sound with silence behind it and ends too early without.
_SILENT_FRAMES = 100
_Heard = TypeVar("_Heard")


def frames_of(window: Samples) -> int:
    """How many frames of 10 ms a window is encoded as: the same in any batch, also when a job is taken up again."""
    needed = window.size // HOP_SAMPLES + _SILENT_FRAMES
    return next((length for length in _LENGTHS if needed <= length), LONGEST_FRAMES)


def each_length(windows: Sequence[Samples], decode: Callable[[Sequence[Samples]], Sequence[_Heard]]) -> list[_Heard]:
    """Decode windows in batches of those that are encoded as equally long, and give what was heard in their order."""
    heard: dict[int, _Heard] = {}
    for length in sorted({frames_of(window) for window in windows}):
        indexes = [index for index, window in enumerate(windows) if frames_of(window) == length]
        heard |= zip(indexes, decode([windows[index] for index in indexes]), strict=True)
    return [heard[index] for index in range(len(windows))]
