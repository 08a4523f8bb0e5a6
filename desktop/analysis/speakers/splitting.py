"""Which of two people on one microphone says each word, and which of them is the agent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby

import numpy as np
from numpy.typing import NDArray

from desktop.analysis.roles import guess_agent
from desktop.analysis.speakers.clustering import Points, separation, two_centres, unit
from desktop.analysis.speakers.encoder import WINDOW_FRAMES, SpeakerEncoder
from desktop.analysis.speakers.mel import FRAMES_A_SECOND, SAMPLE_RATE, Mels, mel_energies
from desktop.analysis.speakers.sequence import change_costs, phrases_of, second_speaker
from desktop.model.span import Span, Word

Sound = NDArray[np.float32]
# The encoder hears energies, so how loud the call is matters; between −28 and −20 dBFS it does not matter much.
_SPEECH_DB = -24.0
_LONGEST_WORD_S = 0.6
_SHORTEST_WORD_S = 0.1
_NEAR_S = 0.3
WINDOW_S = WINDOW_FRAMES / FRAMES_A_SECOND


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
        options = self._options
        phrases = phrases_of(words, options.pause_s)
        windows = _windows(words, phrases, len(sound) / SAMPLE_RATE, options)
        if not windows:
            return _one(len(words), 0.0)
        heard = self._encoder.embed(_stretches(sound, windows))
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
        self, heard: Points, weights: NDArray[np.float64], windows: Sequence["_Window"]
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
    owners = zip(chain.from_iterable(span.words for span in spans), speakers.of_words, strict=True)
    cut = []
    for span in spans:
        mine = [next(owners) for _ in span.words]
        runs = [(who, tuple(word for word, _ in run)) for who, run in groupby(mine, key=lambda pair: pair[1])]
        cut += _parts(span, runs)
    # Raises where speakers are left over.
    next(owners, None)
    return cut


def name_agent(spans: Sequence[Span], speakers: Speakers, glossary: Sequence[str] = ()) -> tuple[int, float]:
    """Guess which speaker is the agent by what is said.

    Args:
        spans: as from `by_speaker`.
        speakers: who says each word.
        glossary: see `guess_agent`.

    Returns:
        the speaker, and a confidence of 0.5 (no idea) to 0.99: no more than the words and the voices together allow.
    """
    side, sure = guess_agent(spans, glossary)
    if not speakers.two:
        return side.channel, 0.5
    # Both have to be right, and each is right by chance half of the time.
    return side.channel, round(0.5 + 2 * (sure - 0.5) * (speakers.confidence - 0.5), 3)


@dataclass(frozen=True, slots=True)
class _Window:
    """What is heard at once, and the phrase that it is of."""

    start_s: float
    end_s: float
    phrase: slice

    @property
    def middle_s(self) -> float:
        return (self.start_s + self.end_s) / 2

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s


def _windows(words: Sequence[Word], phrases: Sequence[slice], length_s: float, options: Splitting) -> list[_Window]:
    """Windows over each phrase that reach into no other: a short phrase is one, whatever its length."""
    windows = []
    for phrase in phrases:
        start_s = max(words[phrase.start].start_s - options.margin_s, 0.0)
        end_s = min(max(words[phrase.stop - 1].end_s + options.margin_s, start_s + 0.1), length_s)
        count = 1 + max(0, int(np.ceil((end_s - start_s - WINDOW_S) / options.step_s)))
        starts_s = np.linspace(start_s, max(end_s - WINDOW_S, start_s), count)
        windows += [_Window(float(at_s), float(min(at_s + WINDOW_S, end_s)), phrase) for at_s in starts_s]
    return [window for window in windows if window.end_s > window.start_s]


def _stretches(sound: Sound, windows: Sequence[_Window]) -> Mels:
    """What the encoder hears of each window, as if the speech of the call were as loud as the encoder likes it."""
    heard = [sound[int(w.start_s * SAMPLE_RATE) : int(w.end_s * SAMPLE_RATE)] for w in windows]
    power = sum(float(part @ part) for part in heard) / max(sum(len(part) for part in heard), 1)
    gain = np.float32(10 ** (_SPEECH_DB / 10) / max(power, 1e-10))
    mels = mel_energies(sound) * gain
    return np.stack([_stretch(mels, window) for window in windows])


def _stretch(mels: Mels, window: _Window) -> Mels:
    """A window of the encoder's length; what is shorter is repeated, so that nothing of a neighbour is heard."""
    first = min(int(window.start_s * FRAMES_A_SECOND), len(mels) - 1)
    part = mels[first : max(int(window.end_s * FRAMES_A_SECOND), first + 1)]
    return np.resize(part, (WINDOW_FRAMES, mels.shape[1]))


def _scores(words: Sequence[Word], windows: Sequence[_Window], leanings: NDArray[np.float64]) -> NDArray[np.float64]:
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


def _parts(span: Span, runs: Sequence[tuple[int, tuple[Word, ...]]]) -> list[Span]:
    """The first and the last part keep the ends of the span; between two, words say where one ends."""
    parts = [Span(who, words[0].start_s, words[-1].end_s, words) for who, words in runs]
    if not parts:
        return []
    parts[0] = replace(parts[0], start_s=span.start_s)
    parts[-1] = replace(parts[-1], end_s=span.end_s)
    return parts
