"""A batch of windows into spans, with a second hearing for what was passed over.

Whisper ends a window early now and then and leaves out what was said last in it, most often a short answer that comes
long after the rest. What was voiced and has no words is therefore decoded again by itself.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from desktop.analysis.recognition.recogniser import Recogniser
from desktop.analysis.speech import Piece
from desktop.analysis.windows import Window, pack, sound_of, spans_of, words_by_piece
from desktop.media.decode import Samples
from desktop.model.span import Span, Word

_WORTH_HEARING_S = 0.25
_APART_S = 1.0
_SURE_ENOUGH = 0.4
Heard = Mapping[Piece, Sequence[Word]]


def hear(
    recogniser: Recogniser, windows: Sequence[Window], sounds: Sequence[Samples], language: str, glossary: str
) -> tuple[Span, ...]:
    """Transcribe a batch.

    Args:
        recogniser: the model.
        windows: what is in the batch.
        sounds: the sound of each window, shape (n,).
        language: a code such as `en`.
        glossary: names that may occur, or an empty text.

    Returns:
        spans in seconds of the recording, window by window.
    """
    words = recogniser.transcribe(sounds, language, glossary)
    heard = [words_by_piece(window, own) for window, own in zip(windows, words, strict=True)]
    missed = {
        piece: sound_of(piece, window, sound)
        for window, sound, own in zip(windows, sounds, heard, strict=True)
        for piece in passed_over(own)
    }
    again = _hear_again(recogniser, missed, language, glossary) if missed else {}
    return tuple(
        span for own in heard for span in spans_of({piece: said or again.get(piece, ()) for piece, said in own.items()})
    )


def passed_over(heard: Heard) -> list[Piece]:
    """The pieces of a window, in the order of time, that are voiced and apart from what has words.

    The words of a piece that follows at once may stand in the piece before it: the aligner knows no pieces.
    """
    missed: list[Piece] = []
    last_worded_s = -np.inf
    for piece, words in heard.items():
        if words:
            last_worded_s = piece.voiced_end_s
        elif piece.voiced_length_s >= _WORTH_HEARING_S and piece.voiced_start_s - last_worded_s >= _APART_S:
            missed.append(piece)
    return missed


def _hear_again(recogniser: Recogniser, missed: Mapping[Piece, Samples], language: str, glossary: str) -> Heard:
    windows = pack(missed)
    sounds = [np.concatenate([missed[piece] for piece in window.pieces]) for window in windows]
    words = recogniser.transcribe(sounds, language, glossary)
    heard = [words_by_piece(window, own) for window, own in zip(windows, words, strict=True)]
    return {piece: said for own in heard for piece, said in own.items() if _is_sure(said)}


def _is_sure(words: Sequence[Word]) -> bool:
    """A noise that was taken for speech is written down as words that even the model hardly believes."""
    return bool(words) and float(np.mean([word.probability for word in words])) >= _SURE_ENOUGH
