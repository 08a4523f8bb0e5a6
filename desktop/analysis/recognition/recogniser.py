"""What the program asks of a speech recogniser, whichever library does it."""

import zlib
from collections.abc import Sequence
from typing import Protocol

from desktop.errors import BadInput
from desktop.media.decode import Samples
from desktop.model.span import Word

BEAM_SIZE = 5
MAX_TOKENS = 448
PREPENDED = "\"'“¿([{-"
APPENDED = "\"'.。,，!！?？:：”)]}、"
_REPETITIVE = 2.4


class Recogniser(Protocol):
    """A Whisper model with the library that runs it."""

    @property
    def engine(self) -> str:
        """The library's name."""

    def language_of(self, window: Samples) -> str:
        """The code of the language that is spoken in a window, shape (n,), at most 30 s.

        Raises:
            BadInput: the model knows English only, and would find English in anything.
        """

    def transcribe(self, windows: Sequence[Samples], language: str, glossary: str) -> list[tuple[Word, ...]]:
        """Write down what is said in windows, all in one batch.

        Args:
            windows: sound at 16 kHz, each of shape (n,) and at most 30 s.
            language: a code such as `en`.
            glossary: names that may occur, or an empty text.

        Returns:
            per window its words, in seconds from the window's beginning.
        """


def knows_english_only() -> BadInput:
    """What to say when such a model is asked for the language."""
    return BadInput(
        "This speech model knows English only, so it cannot tell the language.",
        "Set the language to en, or choose a model that knows more languages.",
    )


def is_repetitive(text: str) -> bool:
    """Whether a text goes round in circles, by OpenAI's test: it compresses to less than 1/2.4 of its length."""
    written = text.encode()
    return len(written) / len(zlib.compress(written)) > _REPETITIVE if written else False
