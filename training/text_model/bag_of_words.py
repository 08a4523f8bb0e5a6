"""A bag of words: the baseline that has learnt from the same turns and knows little or nothing of their order."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

_WORD = r"[\w']+"


class BagOfWords:
    """Logistic regression over TF-IDF of words, and of pairs of words where asked for, each class counting alike."""

    def __init__(self, texts: Sequence[str], classes: Sequence[int], *, pairs: bool) -> None:
        words = TfidfVectorizer(ngram_range=(1, 1 + pairs), sublinear_tf=True, token_pattern=_WORD)
        self._pipeline = make_pipeline(words, LogisticRegression(max_iter=2000, class_weight="balanced"))
        self._pipeline.fit(texts, classes)

    def chances_of(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """The probabilities of the classes in their order, shape (texts, classes)."""
        return np.asarray(self._pipeline.predict_proba(texts), np.float64)
