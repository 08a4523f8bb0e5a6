"""Pieces of speech packed into the windows that Whisper decodes, and the words of a window put back in their place.

A window holds the speech of one channel, and the windows of both channels share the batches. Windows that follow the
conversation across the channels are fuller (22 instead of 26 for the harper-valley calls, the sample and the telephone
call, at the same word error rate), but Whisper then lends the first or last word of one speaker to the other, and where
both say the same in turn it leaves one out.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from desktop.analysis.speech import SAMPLE_RATE, Piece
from desktop.media.decode import Samples
from desktop.model.span import Span, Word
from desktop.model.turn import PAUSE_S

# Encoded as 18 s: see `recognition.lengths`.
WINDOW_S = 17.0
# Windows are cut out of a stream, so what one waits for keeps the others in memory.
REACH_S = 300.0
_SLACK_S = 0.15
# Nobody is silent for so long after the first words of a phrase.
_NO_PAUSE_S = 3.0
_BEGINNING_WORDS = 2
_NOISE_S = 0.4
_PHRASE_ENDS = (".", ",", "?", "!", "…", "。", "，", "？", "！")
_SHORTEST_WORD_S = 0.02


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces that are decoded in one go, end to end and without the silence between them."""

    pieces: tuple[Piece, ...]

    @property
    def length_s(self) -> float:
        """How much sound the window has."""
        return sum(piece.length_s for piece in self.pieces)

    @property
    def end_s(self) -> float:
        """When the last of the window's sound was said."""
        return max(piece.end_s for piece in self.pieces)


def pack(pieces: Iterable[Piece]) -> list[Window]:
    """Fill windows with the pieces of one channel each, in the order of time.

    Returns:
        windows of at most 17 s of sound from at most five minutes, sorted by their beginning; every piece is in one,
        and a longer one is alone in its own.
    """
    windows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.channel, p.start_s)):
        if not windows or not _has_room(windows[-1], piece):
            windows.append([])
        windows[-1].append(piece)
    return [Window(tuple(window)) for window in sorted(windows, key=lambda w: (w[0].start_s, w[0].channel))]


def _has_room(window: Sequence[Piece], piece: Piece) -> bool:
    return (
        window[0].channel == piece.channel
        and sum(p.length_s for p in window) + piece.length_s <= WINDOW_S
        and piece.end_s - window[0].start_s <= REACH_S
    )


def cut(blocks: Iterable[Samples], windows: Sequence[Window]) -> Iterator[Samples]:
    """Take the sound of windows out of a recording as it streams by.

    Args:
        blocks: samples of shape (channels, n) at 16 kHz, from the beginning of the recording.
        windows: in the order of time, as `pack` gives them.

    Yields:
        the sound of each window, shape (n,), as soon as it has gone by.
    """
    waiting = [_Cut(window) for window in windows]
    offset = 0
    for block in blocks:
        for window_cut in waiting:
            window_cut.take(block, offset)
        offset += block.shape[1]
        while waiting and waiting[0].end <= offset:
            yield waiting.pop(0).samples
    yield from (window_cut.samples for window_cut in waiting)


class _Cut:
    """The sound of one window, filled in piece by piece."""

    def __init__(self, window: Window) -> None:
        self._places = list(zip(window.pieces, _offsets(window), strict=True))
        self.end = _sample(window.end_s)
        self._length = sum(_sample(p.end_s) - _sample(p.start_s) for p in window.pieces)
        self._samples: Samples | None = None

    @property
    def samples(self) -> Samples:
        """The sound so far; what has not gone by is silent."""
        return self._samples if self._samples is not None else np.zeros(self._length, np.float32)

    def take(self, block: Samples, offset: int) -> None:
        """Copy what a block has of the window's pieces; `offset` is where the block begins in the recording."""
        for piece, place in self._places:
            start, end = _sample(piece.start_s), _sample(piece.end_s)
            first, last = max(start, offset), min(end, offset + block.shape[1])
            if first < last:
                self._samples = self.samples
                source = block[piece.channel, first - offset : last - offset]
                self._samples[place + first - start : place + last - start] = source


def words_by_piece(window: Window, words: Sequence[Word]) -> dict[Piece, list[Word]]:
    """Put the words of a window back into their pieces and times.

    Args:
        window: what was decoded.
        words: what was heard, in seconds from the window's beginning.

    Returns:
        every piece of the window, in order, with the words that have their middle in it, in seconds of the recording.
    """
    starts_s = [offset / SAMPLE_RATE for offset in _offsets(window)]
    places = [max(bisect_right(starts_s, (word.start_s + word.end_s) / 2) - 1, 0) for word in words]
    heard: dict[Piece, list[Word]] = {piece: [] for piece in window.pieces}
    for word, place in zip(words, _rejoined(places, words, window.pieces), strict=True):
        piece = window.pieces[place]
        heard[piece].append(_placed(word, piece, piece.start_s - starts_s[place]))
    return heard


def _rejoined(places: Sequence[int], words: Sequence[Word], pieces: Sequence[Piece]) -> list[int]:
    """Let one or two words that begin a phrase stand where it goes on, seconds later, and not in a noise before it."""
    rejoined = list(places)
    begun = 0
    for index, (before, place) in enumerate(pairwise(places), start=1):
        if words[index - 1].text.rstrip().endswith(_PHRASE_ENDS):
            begun = index
        away_s = pieces[place].voiced_start_s - pieces[before].voiced_end_s
        is_noise = pieces[before].voiced_length_s < _NOISE_S or begun > places.index(before)
        if place > before and 0 < index - begun <= _BEGINNING_WORDS and away_s >= _NO_PAUSE_S and is_noise:
            rejoined[begun:index] = [place] * (index - begun)
    return rejoined


def spans_of(heard: Mapping[Piece, Sequence[Word]]) -> tuple[Span, ...]:
    """Gather the words of pieces, given in the order of time, into spans."""
    spans: list[Span] = []
    for piece, words in heard.items():
        for word in words:
            _append(spans, piece.channel, word)
    return tuple(spans)


def sound_of(piece: Piece, window: Window, sound: Samples) -> Samples:
    """The sound of one piece out of that of its window."""
    place = _offsets(window)[window.pieces.index(piece)]
    return sound[place : place + _sample(piece.end_s) - _sample(piece.start_s)]


def _append(spans: list[Span], channel: int, word: Word) -> None:
    if spans and spans[-1].channel == channel and word.start_s - spans[-1].end_s < PAUSE_S:
        last = spans[-1]
        spans[-1] = Span(channel, last.start_s, max(last.end_s, word.end_s), (*last.words, word))
    else:
        spans.append(Span(channel, word.start_s, word.end_s, (word,)))


def _placed(word: Word, piece: Piece, shift_s: float) -> Word:
    """Move a word to its time in the recording, within the speech of its piece: alignment drifts into silence."""
    earliest, latest = piece.voiced_start_s - _SLACK_S, piece.voiced_end_s + _SLACK_S
    start_s = min(max(word.start_s + shift_s, earliest, 0.0), latest - _SHORTEST_WORD_S)
    end_s = max(min(word.end_s + shift_s, latest), start_s + _SHORTEST_WORD_S)
    return Word(word.text, round(start_s, 3), round(end_s, 3), word.probability)


def _offsets(window: Window) -> list[int]:
    """Where each piece begins within the window, in samples."""
    lengths = [_sample(piece.end_s) - _sample(piece.start_s) for piece in window.pieces]
    return [sum(lengths[:index]) for index in range(len(lengths))]


def _sample(time_s: float) -> int:
    return round(time_s * SAMPLE_RATE)
