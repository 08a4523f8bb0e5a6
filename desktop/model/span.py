"""Speech as the recogniser heard it, before anybody's turns are told apart."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One word in seconds of the recording; `text` keeps the recogniser's own leading space."""

    text: str
    start_s: float
    end_s: float
    probability: float


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of speech in one channel: what is stored of a transcription."""

    channel: int
    start_s: float
    end_s: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words as they are read."""
        return text_of(self.words)


def text_of(words: tuple[Word, ...]) -> str:
    """Join words as the recogniser spaced them, which also holds for scripts without spaces."""
    return "".join(word.text for word in words).strip()


def word_ranges(words: Sequence[Word]) -> tuple[tuple[int, int], ...]:
    """Where each word stands in the text of all of them, from its first letter to behind its last."""
    joined = "".join([word.text for word in words])
    at, behind = len(joined.lstrip()) - len(joined), len(joined.strip())
    ranges = []
    for word in words:
        end = at + len(word.text)
        first = end - len(word.text.lstrip())
        last = at + len(word.text.rstrip())
        ranges.append((max(first, 0), last) if first < last else (min(max(at, 0), behind),) * 2)
        at = end
    return tuple(ranges)
