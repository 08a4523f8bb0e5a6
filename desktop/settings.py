"""What a user has chosen once and for all: a frozen record, and the TOML file that keeps it."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from cattrs import ClassValidationError, Converter

from desktop.errors import BadInput
from desktop.model.request import Engine


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with the value that it has unless the file says otherwise.

    `glossary` is a text file with one name per line; `locale` is how dates and numbers are written, or empty for the
    computer's own.
    """

    engine: Engine = Engine.AUTO
    model: str = "base"
    language: str = "en"
    glossary: str = ""
    author: str = ""
    locale: str = ""


def read_settings(path: Path) -> Settings:
    """Read the settings; a file that is not there means that nothing was chosen.

    Raises:
        BadInput: the file cannot be read, is not TOML, or names a setting or a value that does not exist.
    """
    try:
        if not path.exists():
            return Settings()
        return _settings(tomllib.loads(path.read_text(encoding="utf-8")), path)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"The settings in {path} cannot be read: {error}.", _MEND) from error


_MEND = "Mend the line, or delete the file to begin with the settings as they came."


def _settings(table: dict[str, Any], path: Path) -> Settings:
    known = {field.name: field for field in fields(Settings)}
    for name, value in table.items():
        if name not in known:
            raise BadInput(f"The settings in {path} name “{name}”, which is no setting.", _MEND)
        if not isinstance(value, str):
            raise BadInput(f"The setting “{name}” in {path} is not a text in quotes.", _MEND)
    try:
        return Converter().structure(table, Settings)
    except ClassValidationError as error:
        engines = ", ".join(Engine)
        raise BadInput(f"The setting “engine” in {path} is none of {engines}.", _MEND) from error


def read_glossary(path: Path) -> tuple[str, ...]:
    """Read a team's glossary: names of company, products and agents, one per line; lines that begin with # are skipped.

    Raises:
        BadInput: the file cannot be read as text.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The glossary {path} cannot be read.", "Name a text file with one name per line.") from error
    names = (line.strip() for line in lines)
    return tuple(dict.fromkeys(name for name in names if name and not name.startswith("#")))
