"""How good an estimate is: the figures of emotion.md, each as its field defines it."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


def macro_f1(told: ArrayLike, true: ArrayLike, classes: Iterable[object]) -> float:
    """The mean over classes of 2·hits / (told + true); a class that is never told nor true counts as 0."""
    told, true = np.asarray(told), np.asarray(true)
    scores = [
        2.0 * ((told == each) & (true == each)).sum() / max((told == each).sum() + (true == each).sum(), 1)
        for each in classes
    ]
    return float(np.mean(scores))


def auc(scores: ArrayLike, positive: ArrayLike) -> float:
    """The area under the ROC curve, which is how often a positive has the higher score; a tie counts half."""
    values, flags = np.asarray(scores, np.float64), np.asarray(positive, bool)
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    hits, misses = int(flags.sum()), int((~flags).sum())
    if not hits or not misses:
        raise ValueError("Positives and negatives are needed.")
    return float((ranks[flags].sum() - hits * (hits + 1) / 2) / (hits * misses))


def mean_correlation(pairs: Iterable[tuple[Sequence[float], Sequence[float]]], fewest: int = 6) -> tuple[float, int]:
    """Pearson's correlation within each dialogue of at least six turns that varies on both sides, and their mean.

    Returns:
        the unweighted mean, and of how many dialogues it is.
    """
    long = [(np.asarray(a), np.asarray(b)) for a, b in pairs if len(a) >= fewest]
    known = [float(np.corrcoef(a, b)[0, 1]) for a, b in long if np.ptp(a) > 0 and np.ptp(b) > 0]
    return (float(np.mean(known)) if known else 0.0), len(known)


def calibration_error(sure: ArrayLike, right: ArrayLike, bins: int = 10) -> float:
    """The expected calibration error (Guo et al. 2017): by how much confidence and accuracy differ, bin by bin."""
    confidence, hits = np.asarray(sure, np.float64), np.asarray(right, np.float64)
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(float((confidence - hits)[places == each].sum())) for each in range(bins)]
    return sum(gaps) / max(len(hits), 1)
