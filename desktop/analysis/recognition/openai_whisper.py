"""Whisper through OpenAI's own code on torch: the reference, and the engine for NVIDIA cards."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
import whisper
from whisper.audio import N_FRAMES, N_SAMPLES, log_mel_spectrogram, pad_or_trim
from whisper.decoding import DecodingOptions, DecodingResult
from whisper.timing import WordTiming, dtw_cpu, find_alignment, merge_punctuations
from whisper.tokenizer import LANGUAGES, Tokenizer, get_tokenizer

from desktop.analysis.recognition.batched_beam import BatchedDecodingTask
from desktop.analysis.recognition.lengths import HOP_SAMPLES, LONGEST_FRAMES, each_length, frames_of
from desktop.analysis.recognition.recogniser import APPENDED, BEAM_SIZE, PREPENDED, is_repetitive, knows_english_only
from desktop.analysis.weights.folder import ModelFolder
from desktop.analysis.weights.reference import openai_model
from desktop.errors import BadInput
from desktop.media.decode import Samples
from desktop.model.span import Word

_FEWEST_FRAMES = 2
_WARMER = (0.2, 0.4, 0.6, 0.8)


class OpenAIWhisperRecogniser:
    """The `Recogniser` on torch: on the first NVIDIA card where there is one, otherwise on the processor.

    An Apple GPU is left alone: Whisper's alignment casts to double there, which it does not have.
    """

    engine = "openai-whisper"

    def __init__(self, folder: ModelFolder) -> None:
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._model = openai_model(folder, self._device)
        # The aligner is compiled at its first call; here that counts as loading and not as listening.
        dtw_cpu(np.zeros((2, 2)))

    def language_of(self, window: Samples) -> str:
        """See `Recogniser`."""
        if not self._model.is_multilingual:
            raise knows_english_only()
        _, probabilities = whisper.detect_language(self._model, self._encode([window], LONGEST_FRAMES)[0])
        return str(max(probabilities, key=probabilities.__getitem__))

    def transcribe(self, windows: Sequence[Samples], language: str, glossary: str) -> list[tuple[Word, ...]]:
        """See `Recogniser`."""
        tokenizer = self._tokenizer(language)
        return each_length(windows, lambda alike: self._transcribe_alike(alike, tokenizer, glossary))

    def _transcribe_alike(
        self, windows: Sequence[Samples], tokenizer: Tokenizer, glossary: str
    ) -> list[tuple[Word, ...]]:
        encoded = self._encode(windows, frames_of(windows[0]))
        results = self._decode(encoded, tokenizer.language, glossary)
        return [
            self._align(
                tokenizer, self._unrepeated(result, features, tokenizer.language, glossary), features, window.size
            )
            for result, features, window in zip(results, encoded, windows, strict=True)
        ]

    def _tokenizer(self, language: str) -> Tokenizer:
        if language not in (LANGUAGES if self._model.is_multilingual else ("en",)):
            raise BadInput(
                f"The speech model does not know the language “{language}”.",
                "Name a language code such as en, or choose a model that knows more languages.",
            )
        multilingual, count = self._model.is_multilingual, self._model.num_languages
        return get_tokenizer(multilingual, num_languages=count, language=language, task="transcribe")

    def _encode(self, windows: Sequence[Samples], frames: int) -> torch.Tensor:
        mels = [
            pad_or_trim(log_mel_spectrogram(window, self._model.dims.n_mels, padding=N_SAMPLES), frames)
            for window in windows
        ]
        with torch.inference_mode(), _positions(self._model.encoder, frames // 2):
            features: torch.Tensor = self._model.embed_audio(torch.stack(mels).to(self._device))
        return features

    def _decode(
        self, encoded: torch.Tensor, language: str, glossary: str, temperature: float = 0.0
    ) -> list[DecodingResult]:
        options = DecodingOptions(
            language=language,
            prompt=glossary or None,
            beam_size=None if temperature else BEAM_SIZE,
            temperature=temperature,
            without_timestamps=True,
            fp16=False,
        )
        with torch.inference_mode():
            results: list[DecodingResult] = BatchedDecodingTask(self._model, options).run(encoded)
        return results

    def _unrepeated(
        self, result: DecodingResult, features: torch.Tensor, language: str, glossary: str
    ) -> DecodingResult:
        """Decode a window that goes round in circles again, warmer each time, the same way on every run."""
        torch.manual_seed(0)
        for temperature in _WARMER:
            if not is_repetitive(result.text):
                break
            result = self._decode(features[None], language, glossary, temperature)[0]
        return result

    def _align(
        self, tokenizer: Tokenizer, result: DecodingResult, features: torch.Tensor, samples: int
    ) -> tuple[Word, ...]:
        tokens = [token for token in result.tokens if token < tokenizer.eot]
        frames = min(max(samples // HOP_SAMPLES, _FEWEST_FRAMES), N_FRAMES)
        alignment = find_alignment(_DecoderOnly(self._model), tokenizer, tokens, features, frames)
        merge_punctuations(alignment, PREPENDED, APPENDED)
        return tuple(_word(timing) for timing in alignment if timing.word.strip())


class _DecoderOnly:
    """A model whose sound is encoded already: alignment starts from the encoder's output at hand."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def __call__(self, features: torch.Tensor, tokens: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self._model.decoder(tokens, features)
        return logits

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)


@contextmanager
def _positions(encoder: Any, count: int) -> Iterator[None]:
    """Let the encoder take less than thirty seconds: it wants as many frames as it knows positions."""
    positions = encoder.positional_embedding
    encoder.positional_embedding = positions[:count]
    try:
        yield
    finally:
        encoder.positional_embedding = positions


def _word(timing: WordTiming) -> Word:
    return Word(timing.word, float(timing.start), float(timing.end), round(float(timing.probability), 4))
