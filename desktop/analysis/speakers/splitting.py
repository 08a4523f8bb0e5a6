"""Which of two people on one microphone says each word, and which of them is the agent."""

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from desktop.analysis.roles import guess_agent
from desktop.analysis.speakers.clustering import Points, separation, two_centres, unit
from desktop.analysis.speakers.encoder import SpeakerEncoder
from desktop.analysis.speakers.listening import listened
from desktop.analysis.speakers.mel import SAMPLE_RATE
from desktop.analysis.speakers.sequence import change_costs, phrases_of, second_speaker
from desktop.analysis.speakers.stretches import WINDOW_S, Splitting, Window, windows_of
from desktop.model.call import Side
from desktop.model.editing.reassigning import cut_by, joined
from desktop.model.span import Span, Word

Sound = NDArray[np.float32]
_LONGEST_WORD_S = 0.6
_SHORTEST_WORD_S = 0.1
_NEAR_S = 0.3


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who says each word: 0 is who speaks first, and 1 is somebody else. Nothing here describes a voice.

    Attributes:
        of_words: a speaker for each word, in the order of the words.
        confidences: how sure each is, 0.5 (no idea) to 1; all 0.5 where no two voices are apart.
        separation: the mean cosine distance between the two voices, 0 to 1; that of the parts of one, if it is one.
    """

    of_words: tuple[int, ...]
    confidences: tuple[float, ...]
    separation: float

    @property
    def two(self) -> bool:
        """Whether two voices were heard."""
        return 1 in self.of_words

    @property
    def confidence(self) -> float:
        """How sure the words are on the whole, 0.5 to 1; without a word it is 0.5."""
        return float(np.mean(self.confidences)) if self.confidences else 0.5


class SpeakerSplitter:
    """Tells two voices of one call apart; what it knows of them ends with the call."""

    def __init__(self, encoder: SpeakerEncoder, options: Splitting | None = None) -> None:
        self._encoder = encoder
        self._options = options or Splitting()

    def split(self, sound: Sound, words: Sequence[Word]) -> Speakers:
        """Say who speaks each word.

        Args:
            sound: the whole call, shape (n,), −1 to +1 at 16 kHz.
            words: what was heard in it, in the order of time.
        """
        steps = self.listen(lambda: [sound], words, len(sound) / SAMPLE_RATE)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                speakers: Speakers = end.value
                return speakers

    def listen(
        self, read: Callable[[], Iterable[Sound]], words: Sequence[Word], length_s: float
    ) -> Generator[float, None, Speakers]:
        """Say who speaks each word of a sound that streams by, so that hours of it need little memory.

        Args:
            read: begins to read the sound, in blocks of shape (n,), −1 to +1 at 16 kHz. It is read twice.
            words: what was heard in it, in the order of time.
            length_s: how long the sound is.

        Yields:
            how much of the work is done, 0 to 1.
        """
        options = self._options
        phrases = phrases_of(words, options.pause_s)
        windows = windows_of(words, phrases, length_s, options)
        if not windows:
            return _one(len(words), 0.0)
        heard = yield from listened(self._encoder, read, windows, length_s)
        return self._told_apart(heard, words, phrases, windows)

    def _told_apart(
        self, heard: Points, words: Sequence[Word], phrases: Sequence[slice], windows: Sequence[Window]
    ) -> Speakers:
        options = self._options
        weights = np.array([min(window.length_s / WINDOW_S, 1.0) for window in windows])
        found = self._voices(heard, weights, windows)
        if found is None:
            return _one(len(words), 0.0)
        leanings, apart = found
        if apart <= options.apart:
            return _one(len(words), apart)
        scores = _scores(words, windows, leanings * options.evidence)
        costs = change_costs(words, phrases, options.between, options.within)
        clarity = min((apart - options.apart) / max(options.clear_apart - options.apart, 1e-9), 1.0)
        return _two(second_speaker(scores, costs), apart, clarity)

    def _voices(
        self, heard: Points, weights: NDArray[np.float64], windows: Sequence[Window]
    ) -> tuple[NDArray[np.float64], float] | None:
        """How much each window leans to the second voice, and how far the two are apart; null where there is one."""
        clear = np.array([window.length_s >= self._options.clear_s for window in windows])
        clear |= clear.sum() < 2
        common = np.average(heard[clear], axis=0, weights=weights[clear])
        own = unit(heard - self._options.common * common)
        centres = two_centres(own[clear], weights[clear])
        if centres is None:
            return None
        leanings = own @ (centres[1] - centres[0])
        owners = np.unique([window.phrase.start for window in windows], return_inverse=True)[1]
        apart = separation(heard[clear], weights[clear], leanings[clear] > 0, owners[clear])
        # What is short says less.
        return leanings * weights, apart


def by_speaker(spans: Sequence[Span], speakers: Speakers) -> list[Span]:
    """Cut the spans of one channel where the speaker changes; each part gets its speaker as its channel.

    Args:
        spans: whose words, one span after the other, were given to `SpeakerSplitter.split`.
        speakers: what came of it.

    Raises:
        ValueError: there are not as many words as speakers.
    """
    if sum(len(span.words) for span in spans) != len(speakers.of_words):
        raise ValueError("There are not as many words as speakers.")
    owners = iter(speakers.of_words)
    return list(joined(part for span in spans for part in cut_by(span, [next(owners) for _ in span.words])))


def name_agent(spans: Sequence[Span], speakers: Speakers, glossary: Sequence[str] = ()) -> tuple[int, float]:
    """Guess which speaker is the agent by what is said.

    Args:
        spans: as from `by_speaker`.
        speakers: who says each word.
        glossary: see `guess_agent`.

    Returns:
        the speaker, and a confidence of 0.5 (no idea) to 0.99: no more than the words and the voices together allow.
    """
    side, sure = agent_of_two(spans, speakers.confidence if speakers.two else 0.5, glossary)
    return side.channel, sure


def agent_of_two(spans: Sequence[Span], split_confidence: float, glossary: Sequence[str] = ()) -> tuple[Side, float]:
    """As `name_agent`, the first speaker being the left side, for words that were told apart earlier."""
    side, sure = guess_agent(spans, glossary)
    # Both have to be right, and each is right by chance half of the time.
    return side, round(0.5 + 2 * (sure - 0.5) * (split_confidence - 0.5), 3)


def _scores(words: Sequence[Word], windows: Sequence[Window], leanings: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the windows around each word say, for as long as the word lasts."""
    scores = np.zeros(len(words))
    for phrase, numbered in groupby(enumerate(windows), key=lambda pair: (pair[1].phrase.start, pair[1].phrase.stop)):
        mine = list(numbered)
        at_s = np.array([window.middle_s for _, window in mine])
        leaning = leanings[mine[0][0] : mine[-1][0] + 1]
        for index in range(*phrase):
            word = words[index]
            near = np.exp(-0.5 * (((word.start_s + word.end_s) / 2 - at_s) / _NEAR_S) ** 2) + 1e-9
            lasting = min(max(word.end_s - word.start_s, _SHORTEST_WORD_S), _LONGEST_WORD_S) / 0.25
            scores[index] = near @ leaning / near.sum() * lasting
    return scores


def _one(words: int, apart: float) -> Speakers:
    return Speakers((0,) * words, (0.5,) * words, apart)


def _two(second: NDArray[np.float64], apart: float, clarity: float) -> Speakers:
    """Whoever speaks first becomes 0; the less clear the two voices are apart, the less sure every word."""
    says = second > 0.5
    says = says ^ says[0]
    sure = 0.5 + (np.maximum(second, 1 - second) - 0.5) * clarity
    return Speakers(tuple(int(s) for s in says), tuple(round(float(s), 3) for s in sure), apart)
