"""From a name or a path to a model folder that is fit to be loaded."""

from pathlib import Path

from desktop.analysis.weights.architecture import dimensions_of
from desktop.analysis.weights.catalogue import Catalogue, read_catalogue
from desktop.analysis.weights.checkpoint import checkpoint_at, convert_checkpoint, converted_name, whole_conversion
from desktop.analysis.weights.ct2_file import UnreadableModel
from desktop.analysis.weights.files import changing, record_of
from desktop.analysis.weights.folder import (
    ADD_AGAIN,
    MODEL,
    ModelFolder,
    check_model,
    damaged,
    list_models,
    open_folder,
    read_vocabulary,
    verify_model,
)
from desktop.errors import BadInput, MissingModel
from desktop.settings import expanded


def find_model(name_or_path: str, models: Path, catalogue: Catalogue | None = None) -> ModelFolder:
    """Find an installed model by name, or any model by the path of its folder or of OpenAI's checkpoint.

    A checkpoint is converted once into the models folder, under a name built from its hash, and found there later on.
    A name of the catalogue is never taken for a path, whatever lies in the working folder.

    Raises:
        MissingModel: the model is not there, or not whole.
        BadInput: the path leads to something else than a model.
    """
    try:
        return _found(_path_of(name_or_path, models, catalogue or read_catalogue()), models)
    except OSError as error:
        raise MissingModel(
            f"The speech model “{name_or_path}” cannot be read: {error.strerror}.", "Check its name and its rights."
        ) from error


def _found(path: Path, models: Path) -> ModelFolder:
    if (checkpoint := checkpoint_at(path)) is not None:
        return _converted(checkpoint, models)
    if path.is_file():
        raise BadInput(
            f"“{path.name}” is not a speech model.", "Name a model's folder; wheels come in with `upswing models add`."
        )
    folder = open_folder(path)
    if folder.origin is None:
        _check_stranger(folder)
    else:
        # Wrong weights of the right size are heard with all the same, as nonsense. Hashing reads what loading reads.
        verify_model(folder)
    return folder


def _path_of(name_or_path: str, models: Path, catalogue: Catalogue) -> Path:
    is_name = Path(name_or_path).name == name_or_path and not name_or_path.startswith(".")
    path = expanded(name_or_path)
    if is_name and (models / name_or_path).is_dir():
        return models / name_or_path
    if path.exists() and catalogue.find(name_or_path) is None:
        return path
    if is_name:
        raise MissingModel(f"The speech model “{name_or_path}” is not installed.", _how_to_install(models))
    raise MissingModel(f"There is no speech model at “{name_or_path}”.", "Check the path, or name an installed model.")


def _how_to_install(models: Path) -> str:
    installed = ", ".join(folder.name for folder in list_models(models))
    return f"{ADD_AGAIN} Installed: {installed}." if installed else ADD_AGAIN


def _check_stranger(folder: ModelFolder) -> None:
    """What was never added was never tried, and an engine may crash on it."""
    index = check_model(folder)
    try:
        dimensions_of(index)
    except UnreadableModel as error:
        raise damaged(folder, f"its {MODEL} {error}") from error
    if (tokens := len(read_vocabulary(folder))) != index.vocabulary_size:
        raise damaged(folder, f"its vocabulary has {tokens:,} tokens instead of {index.vocabulary_size:,}")


def _converted(checkpoint: Path, models: Path) -> ModelFolder:
    earlier = whole_conversion(models / converted_name(record_of(checkpoint)))
    if earlier is not None:
        return earlier
    with changing(models):
        return convert_checkpoint(checkpoint, models)
