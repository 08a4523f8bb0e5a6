"""How fast a customer speaks: syllables a second of speech, from the words where there are any, or from the sound."""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from desktop.analysis.voice.pitch import Frames
from desktop.analysis.voice.track import HOP_S, VoiceTrack
from desktop.model.span import Word

# A shorter gap belongs to the articulation (stops and geminates), a longer one is a pause.
PAUSE_S = 0.25
FEWEST_SYLLABLES = 4
_DIP_DB = 2.0
_SMOOTHING_FRAMES = 5
# A vowel with its neighbours, or a digit, which is read out; what has neither is still said as one syllable.
_SYLLABLE = re.compile(r"[aeiouyàâäáãåèéêëìíîïòóôöõøùúûüæœ]+|\d")
Flags = NDArray[np.bool_]


def rate_from_words(words: Sequence[Word]) -> float | None:
    """Syllables a second without the pauses between the words; null for a few syllables, which have no pace."""
    if not words:
        return None
    syllables = sum(max(len(_SYLLABLE.findall(word.text.lower())), 1) for word in words)
    gaps_s = (after.start_s - before.end_s for before, after in pairwise(words))
    speech_s = max(w.end_s for w in words) - words[0].start_s - sum(gap_s for gap_s in gaps_s if gap_s >= PAUSE_S)
    return syllables / speech_s if syllables >= FEWEST_SYLLABLES and speech_s > 0 else None


def rate_from_sound(track: VoiceTrack, speech: Flags, voiced: Flags) -> float | None:
    """Syllable nuclei a second of speech; null for a few of them.

    A nucleus is a voiced peak of the level that stands 2 dB out of what is before and after it (de Jong & Wempe 2009,
    “Praat script to detect syllable nuclei and measure speech rate automatically”, Behavior Research Methods 41).

    Args:
        track: the turn's frames.
        speech: which of them are speech, shape (frames,).
        voiced: which of them are voiced, shape (frames,).
    """
    around = np.pad(track.level_db, _SMOOTHING_FRAMES // 2, mode="edge")
    peaks = _peaks(np.convolve(around, np.ones(_SMOOTHING_FRAMES) / _SMOOTHING_FRAMES, mode="valid"))
    nuclei = sum(1 for peak in peaks if voiced[peak])
    return nuclei / (int(speech.sum()) * HOP_S) if nuclei >= FEWEST_SYLLABLES else None


def _peaks(level_db: Frames) -> list[int]:
    """Frames where the level is highest between two dips."""
    peaks: list[int] = []
    top, dip = -1, float(level_db[0])
    for frame, level in enumerate(level_db.tolist()):
        if top >= 0 and level <= level_db[top] - _DIP_DB:
            peaks.append(top)
            top, dip = -1, level
        elif top < 0:
            dip = min(dip, level)
            top = frame if level >= dip + _DIP_DB else -1
        elif level > level_db[top]:
            top = frame
    return peaks
