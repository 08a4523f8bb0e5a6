"""What a user has chosen once and for all: a frozen record, and the TOML file that keeps it."""

import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import tomli_w

from desktop.errors import BadInput, MissingModel
from desktop.files import write_atomically
from desktop.model.request import Engine, Request
from desktop.model.rules import Rules
from desktop.model.rules_table import rules_in, table_of

LONGEST_LAG_S = 5.0
_MEND = "Mend the line, or delete the file to begin with the settings as they came."


class ThemeChoice(StrEnum):
    """How the window shall look; `system` follows the computer."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with the value that it has unless the file says otherwise.

    `glossary` is a text file with one name per line; `locale` is how dates and numbers are written, or empty for the
    computer's own. `reaction_lag_s` is how much earlier than the key a moment is set while the call plays. The folders
    are where the window looks for recordings and puts exports first; empty is where the system would. `rules` are the
    thresholds with which calls are read.
    """

    engine: Engine = Engine.AUTO
    model: str = "base"
    language: str = "en"
    glossary: str = ""
    author: str = ""
    locale: str = ""
    reaction_lag_s: float = 1.0
    theme: ThemeChoice = ThemeChoice.SYSTEM
    recordings_folder: str = ""
    exports_folder: str = ""
    rules: Rules = field(default_factory=Rules)


def read_settings(path: Path) -> Settings:
    """Read the settings; a file that is not there means that nothing was chosen.

    Raises:
        BadInput: the file cannot be read, is not TOML, or names a setting or a value that does not exist.
    """
    try:
        if not path.exists():
            return Settings()
        return _settings(tomllib.loads(path.read_text(encoding="utf-8-sig")), path)
    except OSError as error:
        raise BadInput(
            f"The settings in {path} cannot be read: {error.strerror}.", "Check the rights of the file."
        ) from error
    except UnicodeDecodeError as error:
        what = f"The settings in {path} cannot be read: they were not saved as UTF-8."
        raise BadInput(what, "Save the file as UTF-8, or delete it to begin with the settings as they came.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"The settings in {path} cannot be read: {error}.", _MEND) from error
    except (ValueError, RecursionError) as error:
        # Numbers of thousands of digits, brackets within thousands of brackets.
        raise BadInput(f"The settings in {path} cannot be read: they make no sense.", _MEND) from error


def write_settings(path: Path, settings: Settings) -> None:
    """Write what differs from the settings as they came, whole or not at all; an older file is replaced.

    Raises:
        BadInput: the folder is missing or not writable, the disk is full, or a text has more than one line and could
            not be read again.
    """
    texts = _without_rules(settings)
    for name, value in texts.items():
        if (wrong := _what_is_wrong(type(value), value)) is not None:
            raise BadInput(f"The setting “{name}” is {wrong}.", "Choose another one.")
    came = _without_rules(Settings())
    chosen: dict[str, Any] = {name: value for name, value in texts.items() if value != came[name]}
    tables = table_of(settings.rules)
    write_atomically(path, tomli_w.dumps({**chosen, **({"rules": tables} if tables else {})}))


def expanded(name: str) -> Path:
    """A path as somebody typed it, with the home folder for `~` where there is one."""
    try:
        return Path(name).expanduser()
    except RuntimeError:
        return Path(name)


def check_folder(folder: str) -> None:
    """Check a folder that is to be chosen; none is fine.

    Raises:
        BadInput: it is not there, or it is no folder.
    """
    path = expanded(folder)
    if folder and not _is(path.is_dir):
        raise BadInput(f"There is no folder “{folder}”.", "Choose one that is there.")


def check_model(model: str, installed: Path) -> None:
    """Check the name or the path of a speech model at a glance; whether it is whole is seen when it is used.

    Args:
        model: the name of a folder in `installed`, or the path of a model's folder or of OpenAI's `.pt` file.
        installed: the folder of the installed models.

    Raises:
        BadInput: it is no model.
        MissingModel: there is none of that name or at that path.
    """
    if not model.strip():
        raise BadInput("No speech model is named.", "Choose one from the list.")
    path = expanded(model)
    is_name = path.name == model and not model.startswith(".")
    folder = installed / model if is_name and _is((installed / model).is_dir) else path
    if _is((folder / "model.bin").is_file) or (folder.suffix == ".pt" and _is(folder.is_file)):
        return
    if not is_name and _is(folder.exists):
        raise BadInput(f"“{folder.name}” is not a speech model.", "Choose the folder of one, with a file model.bin.")
    raise MissingModel(f"The speech model “{model}” is not installed.", "Choose one from the list.")


def check_language(language: str, model: str) -> None:
    """Check whether a model can hear a language: those whose names end in `.en` know English only.

    Raises:
        BadInput: it cannot.
    """
    if model.endswith(".en") and language != "en":
        raise BadInput(f"The speech model “{model}” knows English only.", "Choose English, or the model base.")


def read_glossary(path: Path) -> tuple[str, ...]:
    """Read a team's glossary: names of company, products and agents, one per line; lines that begin with # are skipped.

    Raises:
        BadInput: the file cannot be read as text.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        raise BadInput(f"The glossary {path} cannot be read.", "Name a text file with one name per line.") from error
    names = (line.strip() for line in lines)
    return tuple(dict.fromkeys(name for name in names if name and not name.startswith("#")))


def _settings(table: dict[str, Any], path: Path) -> Settings:
    kinds: dict[str, type[Any]] = {name: type(value) for name, value in _without_rules(Settings()).items()}
    try:
        rules = rules_in(table.pop("rules", {}))
    except ValueError as error:
        raise BadInput(f"In the settings in {path} {error}.", _MEND) from error
    for name, value in table.items():
        if name not in kinds:
            raise BadInput(f"The settings in {path} name “{name}”, which is no setting.", _MEND)
        if (wrong := _what_is_wrong(kinds[name], value)) is not None:
            raise BadInput(f"The setting “{name}” in {path} is {wrong}.", _MEND)
    return Settings(**{name: kinds[name](value) for name, value in table.items()}, rules=rules)


def _without_rules(settings: Settings) -> dict[str, Any]:
    return {name: value for name, value in asdict(settings).items() if name != "rules"}


def _what_is_wrong(kind: type, value: object) -> str | None:
    """What a value from the file is instead of what its setting takes."""
    if kind is float:
        fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LONGEST_LAG_S
        return None if fits else f"not a number of seconds from 0 to {LONGEST_LAG_S:g}"
    if not isinstance(value, str):
        return "not a text in quotes"
    if value.splitlines() not in ([], [value]):
        return "not a text in one line"
    if issubclass(kind, StrEnum) and value not in list(kind):
        return f"none of {', '.join(kind)}"
    return None


def _is(asked: Callable[[], bool]) -> bool:
    """The answer of a look at the disk; a name that the disk cannot even be asked about is not there."""
    try:
        return asked()
    except (OSError, ValueError):
        return False


def request_of(settings: Settings) -> Request:
    """How a call is to be analysed as the settings say.

    Raises:
        BadInput: the glossary cannot be read.
    """
    glossary = read_glossary(expanded(settings.glossary)) if settings.glossary else ()
    return Request(settings.engine, settings.model, settings.language, None, glossary)
