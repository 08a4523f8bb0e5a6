"""What every verb begins with: where things lie, what is set, and which call is meant."""

import argparse
import os
from pathlib import Path

from desktop.errors import BadInput
from desktop.media.digest import sha256_of
from desktop.model.call import Call
from desktop.paths import default_paths
from desktop.settings import Settings, read_settings
from desktop.storage.library import Library


def library_path(options: argparse.Namespace) -> Path:
    """The library that a command is for."""
    named: Path | None = options.library
    return named.absolute() if named is not None else default_paths().library


def settings() -> Settings:
    """The user's settings."""
    return read_settings(default_paths().settings)


def find_call(library: Library, key: str) -> Call:
    """The call that a user means by the path of its recording or the beginning of its sha256.

    Raises:
        BadInput: there is no such call, or more than one.
    """
    path = Path(key).absolute()
    if os.path.isfile(path):  # noqa: PTH113  # Path.is_file raises where a name is too long
        call = library.calls.with_sha256(sha256_of(path))
        if call is None:
            raise BadInput(f"“{path.name}” is not in the library.", "Analyse it first.")
        return call
    return library.calls.at(path) or library.calls.beginning_with(key)
