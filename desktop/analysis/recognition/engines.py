"""Choosing and loading a recogniser; each engine's library is imported only when it is the one."""

from collections.abc import Callable
from pathlib import Path

from desktop.analysis.recognition.recogniser import Recogniser
from desktop.analysis.weights.folder import ModelFolder
from desktop.analysis.weights.locate import find_model
from desktop.errors import MissingModel
from desktop.model.request import Engine

Loader = Callable[[Engine, ModelFolder], Recogniser]


def resolve(engine: Engine) -> Engine:
    """Which engine `auto` is on this computer: openai-whisper where torch sees CUDA, otherwise faster-whisper."""
    if engine is not Engine.AUTO:
        return engine
    return Engine.OPENAI_WHISPER if _torch_sees_cuda() else Engine.FASTER_WHISPER


def load(engine: Engine, folder: ModelFolder) -> Recogniser:
    """Load a model into an engine that is not `auto`.

    Raises:
        MissingModel: the engine cannot make use of the folder.
    """
    try:
        return _load(engine, folder)
    except (RuntimeError, ValueError, OSError) as error:
        raise MissingModel(
            f"The speech model “{folder.name}” cannot be loaded.",
            "It may be damaged: add it again with `upswing models add PATH`, or run `upswing doctor`.",
        ) from error


def _load(engine: Engine, folder: ModelFolder) -> Recogniser:
    if engine is Engine.OPENAI_WHISPER:
        from desktop.analysis.recognition.openai_whisper import OpenAIWhisperRecogniser

        return OpenAIWhisperRecogniser(folder)
    from desktop.analysis.recognition.faster_whisper import FasterWhisperRecogniser

    return FasterWhisperRecogniser(folder)


def _torch_sees_cuda() -> bool:
    """CTranslate2 answers at once where there is no card; torch, which takes seconds to load, has the last word."""
    from desktop.analysis.recognition.faster_whisper import sees_cuda

    if not sees_cuda():
        return False
    import torch

    return bool(torch.cuda.is_available())


class LoadedRecogniser:
    """The one model that is kept in memory between jobs."""

    def __init__(self, loader: Loader = load) -> None:
        self._loader = loader
        self._key: tuple[Engine, Path] | None = None
        self._recogniser: Recogniser | None = None

    def find(self, model: str, models: Path) -> ModelFolder:
        """Find a model by name or path without loading it.

        Raises:
            MissingModel: it is absent or damaged.
        """
        return find_model(model, models)

    def get(self, engine: Engine, folder: ModelFolder) -> tuple[Recogniser, bool]:
        """The recogniser, and whether it had to be loaded.

        Raises:
            MissingModel: see `load`.
        """
        key = (engine, folder.path)
        if self._recogniser is not None and self._key == key:
            return self._recogniser, False
        self._key, self._recogniser = key, None
        self._recogniser = self._loader(engine, folder)
        return self._recogniser, True
