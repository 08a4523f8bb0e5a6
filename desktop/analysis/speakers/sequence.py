"""Who says each word, given how each one sounds and that people take turns: forward and backward over two states."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from desktop.model.span import Word

Scores = NDArray[np.float64]
_ENDS_SENTENCE = (".", "?", "!", "。", "？", "！")
_ENDS_CLAUSE = (",", ";", ":", "，", "、")


def phrases_of(words: Sequence[Word], pause_s: float) -> list[slice]:
    """Cut where a change of speakers is likely: behind a punctuation mark and at a pause.

    Args:
        words: in the order of time.
        pause_s: the shortest silence between two words that is a pause.
    """
    starts = [index for index in range(len(words)) if index == 0 or _parted(words[index - 1], words[index], pause_s)]
    return [slice(*ends) for ends in pairwise([*starts, len(words)])]


def change_costs(words: Sequence[Word], phrases: Sequence[slice], between: float, within: float) -> Scores:
    """What it costs to change the speaker before each word, shape (words,); the longer the pause, the less.

    Args:
        words: in the order of time.
        phrases: as from `phrases_of`.
        between: the cost at the beginning of a phrase, without a pause.
        within: the cost in the middle of one.
    """
    costs = np.full(len(words), within)
    for phrase in phrases[1:]:
        before, word = words[phrase.start - 1], words[phrase.start]
        costs[phrase.start] = between / (1 + 2 * max(word.start_s - before.end_s, 0.0))
    return costs


def second_speaker(scores: Scores, costs: Scores) -> Scores:
    """The probability that the second of two speakers says each word (Rabiner 1989, forward–backward).

    Args:
        scores: half the log odds for the second speaker by the sound of each word, shape (n,).
        costs: minus the log odds of a change before each word, shape (n,); the first is not used.

    Returns:
        shape (n,), 0 to 1.
    """
    sound = np.stack([-scores, scores], axis=1)
    ahead, behind = np.zeros_like(sound), np.zeros_like(sound)
    for index in range(1, len(sound)):
        ahead[index] = _step(ahead[index - 1] + sound[index - 1], costs[index])
    for index in range(len(sound) - 2, -1, -1):
        behind[index] = _step(behind[index + 1] + sound[index + 1], costs[index + 1])
    total = ahead + sound + behind
    return np.asarray(1 / (1 + np.exp(np.clip(total[:, 0] - total[:, 1], -50, 50))))


def _step(values: Scores, cost: float) -> Scores:
    """Over one border: stay for nothing or change at a cost; kept near zero, since only the difference counts."""
    stepped = np.logaddexp(values, values[::-1] - cost)
    return np.asarray(stepped - stepped.max())


def _parted(before: Word, word: Word, pause_s: float) -> bool:
    return before.text.rstrip().endswith(_ENDS_SENTENCE + _ENDS_CLAUSE) or word.start_s - before.end_s >= pause_s
