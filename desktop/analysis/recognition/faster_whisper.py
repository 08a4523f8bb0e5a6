"""Whisper through CTranslate2: several times faster than torch on a processor without a GPU, in 8-bit integers."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens, merge_punctuations
from numpy.typing import NDArray

from desktop.analysis.recognition.lengths import HOP_SAMPLES, LONGEST_FRAMES, each_length, frames_of
from desktop.analysis.recognition.recogniser import (
    APPENDED,
    BEAM_SIZE,
    MAX_TOKENS,
    PREPENDED,
    is_repetitive,
    knows_english_only,
)
from desktop.analysis.weights.folder import ModelFolder
from desktop.errors import BadInput
from desktop.media.decode import Samples
from desktop.model.span import Word

_FEWEST_FRAMES = 2
_UNREPEATED_NGRAM = 4
_MOST_WORKERS = 4


class FasterWhisperRecogniser:
    """The `Recogniser` for computers without an NVIDIA card."""

    engine = "faster-whisper"

    def __init__(self, folder: ModelFolder, compute_type: str = "int8") -> None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._workers = min(cores, _MOST_WORKERS)
        self._model = WhisperModel(
            str(folder.path),
            device="cpu",
            compute_type=compute_type,
            cpu_threads=max(cores // self._workers, 1),
            num_workers=self._workers,
            local_files_only=True,
        )

    def language_of(self, window: Samples) -> str:
        """See `Recogniser`."""
        if not self._model.model.is_multilingual:
            raise knows_english_only()
        (likeliest, *_), *_ = self._model.model.detect_language(self._encode([window], LONGEST_FRAMES))
        return str(likeliest[0]).strip("<|>")

    def transcribe(self, windows: Sequence[Samples], language: str, glossary: str) -> list[tuple[Word, ...]]:
        """See `Recogniser`; the batch is dealt out to workers, who need not wait for each other at every step."""
        tokenizer = self._tokenizer(language)
        longest_first = sorted(range(len(windows)), key=lambda index: -windows[index].size)
        shares = [longest_first[worker :: self._workers] for worker in range(min(self._workers, len(windows)))]

        def transcribe(share: list[int]) -> list[tuple[Word, ...]]:
            own = [windows[index] for index in share]
            return each_length(own, lambda alike: self._transcribe_alike(alike, tokenizer, glossary))

        with ThreadPoolExecutor(self._workers) as workers:
            transcribed = list(workers.map(transcribe, shares))
        words = {
            index: own
            for share, owns in zip(shares, transcribed, strict=True)
            for index, own in zip(share, owns, strict=True)
        }
        return [words[index] for index in range(len(windows))]

    def _transcribe_alike(
        self, windows: Sequence[Samples], tokenizer: Tokenizer, glossary: str
    ) -> list[tuple[Word, ...]]:
        length = frames_of(windows[0])
        encoded = self._encode(windows, length)
        tokens = self._decode(encoded, tokenizer, glossary, len(windows))
        for index, text in enumerate(tokenizer.decode(t) for t in tokens):
            if is_repetitive(text):
                again = self._encode([windows[index]], length)
                tokens[index] = self._decode(again, tokenizer, glossary, 1, _UNREPEATED_NGRAM)[0]
        frames = [max(window.size // HOP_SAMPLES, _FEWEST_FRAMES) for window in windows]
        aligned = self._model.find_alignment(tokenizer, tokens, encoded, frames)
        return [_words(alignment) for alignment in aligned] or [()] * len(windows)

    def _tokenizer(self, language: str) -> Tokenizer:
        multilingual = self._model.model.is_multilingual
        if language not in (self._model.supported_languages if multilingual else ["en"]):
            raise BadInput(
                f"The speech model does not know the language “{language}”.",
                "Name a language code such as en, or choose a model that knows more languages.",
            )
        return Tokenizer(self._model.hf_tokenizer, multilingual, task="transcribe", language=language)

    def _encode(self, windows: Sequence[Samples], frames: int) -> ctranslate2.StorageView:
        """Encode one window after the other, which takes a tenth less time than all of them at once.

        Returns:
            shape (windows, frames / 2, width).
        """
        encoded = [np.asarray(self._model.encode(self._spectrum(window, frames))) for window in windows]
        return ctranslate2.StorageView.from_array(np.concatenate(encoded))

    def _spectrum(self, window: Samples, frames: int) -> NDArray[np.float32]:
        extract = self._model.feature_extractor
        spectrum = np.zeros((1, extract.mel_filters.shape[0], frames), np.float32)
        heard = extract(window)[:, :frames]
        spectrum[0, :, : heard.shape[1]] = heard
        return spectrum

    def _decode(
        self, encoded: Any, tokenizer: Tokenizer, glossary: str, count: int, unrepeated_ngram: int = 0
    ) -> list[list[int]]:
        prompt = self._model.get_prompt(tokenizer, [], without_timestamps=True, hotwords=glossary or None)
        results = self._model.model.generate(
            encoded,
            [prompt] * count,
            beam_size=BEAM_SIZE,
            max_length=min(len(prompt) + MAX_TOKENS // 2, MAX_TOKENS),
            no_repeat_ngram_size=unrepeated_ngram,
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
        )
        return [[token for token in result.sequences_ids[0] if token < tokenizer.eot] for result in results]


def _words(alignment: list[dict[str, Any]]) -> tuple[Word, ...]:
    merge_punctuations(alignment, PREPENDED, APPENDED)
    return tuple(
        Word(w["word"], float(w["start"]), float(w["end"]), round(float(w["probability"]), 4))
        for w in alignment
        if w["word"].strip()
    )


def sees_cuda() -> bool:
    """Whether there is an NVIDIA card with a driver, asked without loading torch."""
    return int(ctranslate2.get_cuda_device_count()) > 0
