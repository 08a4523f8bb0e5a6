"""Valence from a list of words with rules for negation and emphasis: VADER (Hutto & Gilbert 2014, MIT)."""

from collections.abc import Sequence

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from desktop.analysis.scorer import TurnReading
from desktop.model.call import Role
from desktop.model.score import Score
from desktop.model.turn import Turn


class LexiconScorer:
    """The `Scorer` until a trained model takes its place; it is always equally sure, so its confidence is 1."""

    label = "lexicon estimate"

    def __init__(self) -> None:
        self._analyser = SentimentIntensityAnalyzer()

    def reads(self, language: str) -> bool:
        """Whether the lexicon has words of a language: English alone."""
        return language == "en"

    def read(self, turns: Sequence[Turn]) -> list[TurnReading]:
        """See `Scorer`; the valence is VADER's compound score, and a list of words knows no cues."""
        return [TurnReading(self._score(turn.text) if turn.role is Role.CUSTOMER else None) for turn in turns]

    def _score(self, text: str) -> Score:
        return Score(valence=float(self._analyser.polarity_scores(text)["compound"]), confidence=1.0)
