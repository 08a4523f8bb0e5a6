"""What is heard at once to tell who speaks: short windows over phrases, and all that a coach could want to change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from desktop.analysis.speakers.encoder import WINDOW_FRAMES
from desktop.analysis.speakers.mel import FRAMES_A_SECOND
from desktop.model.span import Word

WINDOW_S = WINDOW_FRAMES / FRAMES_A_SECOND
# Half an hour of speech has so many; in hours of it two voices are as well known by every other window.
_MOST_WINDOWS = 8_000


@dataclass(frozen=True, slots=True)
class Splitting:
    """How words become speakers; all that a coach could want to change.

    Phrases end at punctuation and at a pause of `pause_s`, and are heard with `margin_s` around them, in windows of
    1.2 s every `step_s`. What lasts less than `clear_s` follows the voices that longer phrases have shown. A change of
    speakers costs `between` at the end of a phrase and `within` inside one. `common` is the share of what all windows
    sound alike, as the line does, that is left out. `evidence` is the log odds of a quarter second for each unit of
    cosine. At a separation of `apart` or below there is one speaker; from `clear_apart` on nothing is taken off how
    sure each word is. (On the telephone a voice is mostly 0.26 to 0.34 apart from itself, two voices are 0.38 to 0.56.)
    """

    pause_s: float = 0.15
    margin_s: float = 0.05
    step_s: float = 0.3
    clear_s: float = 0.5
    between: float = 0.5
    within: float = 4.0
    common: float = 0.5
    evidence: float = 5.0
    apart: float = 0.35
    clear_apart: float = 0.4


@dataclass(frozen=True, slots=True)
class Window:
    """What is heard at once, and the phrase that it is of."""

    start_s: float
    end_s: float
    phrase: slice

    @property
    def middle_s(self) -> float:
        """Where it stands on the time axis."""
        return (self.start_s + self.end_s) / 2

    @property
    def length_s(self) -> float:
        """How much is heard in it."""
        return self.end_s - self.start_s


def windows_of(words: Sequence[Word], phrases: Sequence[slice], length_s: float, options: Splitting) -> list[Window]:
    """Windows over each phrase that reach into no other: a short phrase is one, whatever its length.

    Args:
        words: in the order of time.
        phrases: as from `phrases_of`.
        length_s: of the sound.
        options: how far apart the windows are; in hours of speech they are farther apart.
    """
    windows = [window for phrase in phrases for window in _over(phrase, words, length_s, options)]
    if len(windows) > _MOST_WINDOWS and options.step_s < WINDOW_S:
        return windows_of(words, phrases, length_s, replace(options, step_s=2 * options.step_s))
    return windows


def _over(phrase: slice, words: Sequence[Word], length_s: float, options: Splitting) -> list[Window]:
    start_s = max(words[phrase.start].start_s - options.margin_s, 0.0)
    end_s = min(max(words[phrase.stop - 1].end_s + options.margin_s, start_s + 0.1), length_s)
    count = 1 + max(0, int(np.ceil((end_s - start_s - WINDOW_S) / options.step_s)))
    starts_s = np.linspace(start_s, max(end_s - WINDOW_S, start_s), count)
    windows = [Window(float(at_s), float(min(at_s + WINDOW_S, end_s)), phrase) for at_s in starts_s]
    return [window for window in windows if window.end_s > window.start_s]
