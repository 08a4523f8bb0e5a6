"""From the network's odds to what an agent did in a sentence, with the words that show it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from desktop.analysis.text.network import Odds
from desktop.analysis.text.tokens import Place
from desktop.model.score import Cue, CueName

_CUES = (*CueName,)
# So much of what the clearest word shows, the others show at least that belong to the evidence.
_SHOWING = 0.5
_MOST_BETWEEN = 2
Numbers = NDArray[np.float64]


def cues_in(text: str, sentence: Place, places: Sequence[Place], odds: Odds, threshold: float) -> list[Cue]:
    """Find the cues of one sentence, in the order of `CueName`.

    Args:
        text: the turn.
        sentence: where the sentence stands in it.
        places: of the tokens, in the sentence.
        odds: of the sentence.
        threshold: the probability from which on there is a cue, 0 to 1.
    """
    scores = _sigmoid(odds.cues)
    return [
        _cue(_CUES[index], float(scores[index]), text, sentence, _evidence(_sigmoid(odds.evidence[:, index]), places))
        for index in np.flatnonzero(scores >= threshold)
    ]


def _cue(name: CueName, score: float, text: str, sentence: Place, evidence: Place | None) -> Cue:
    start, end = evidence or (0, sentence[1] - sentence[0])
    start, end = _whole_words(text, sentence[0] + start, sentence[0] + end, sentence)
    return Cue(name, text[start:end], start, end, score)


def _evidence(shown: Numbers, places: Sequence[Place]) -> Place | None:
    """The run of tokens around the clearest one that show the cue, with gaps of two at most; null without tokens."""
    if not len(shown):
        return None
    showing = np.flatnonzero(shown >= _SHOWING * shown.max())
    runs = np.split(showing, np.flatnonzero(np.diff(showing) > _MOST_BETWEEN + 1) + 1)
    best = max(runs, key=lambda run: float(shown[run].sum()))
    return places[best[0]][0], places[best[-1]][1]


def _whole_words(text: str, start: int, end: int, within: Place) -> Place:
    """Widen a place to the words that it cuts, with the point or the question mark behind them."""
    while start > within[0] and not text[start - 1].isspace():
        start -= 1
    while end < within[1] and not text[end].isspace():
        end += 1
    return start, end


def _sigmoid(logits: NDArray[np.float32]) -> Numbers:
    shares: Numbers = 1.0 / (1.0 + np.exp(-np.clip(logits.astype(np.float64), -30.0, 30.0)))
    return shares
