"""Speech as the recogniser heard it, before anybody's turns are told apart."""

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
