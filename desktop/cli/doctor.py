"""`upswing doctor`: what is installed, which engines and models work, where data lies."""

import argparse
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from desktop import __version__
from desktop.analysis.recognition.engines import load, resolve
from desktop.analysis.weights.folder import ModelFolder, list_models, verify_model
from desktop.cli import network
from desktop.cli.context import library_path, settings
from desktop.cli.exit_status import ExitStatus
from desktop.errors import UserError
from desktop.model.request import Engine
from desktop.paths import Paths, default_paths, resources
from desktop.storage.opening import read_library

_LIBRARIES = ("av", "ctranslate2", "faster-whisper", "onnxruntime", "openai-whisper", "sqlite-utils", "torch")
_SECOND_OF_SILENCE = np.zeros(16_000, np.float32)


def run(options: argparse.Namespace) -> ExitStatus:
    """Print what there is and what works; ends with a failure if something does not."""
    if options.network:
        return network.run()
    paths = default_paths()
    print(f"Upswing {__version__}, Python {platform.python_version()}, {platform.platform()}")
    for name in _LIBRARIES:
        print(f"  {name} {_version(name)}")
    print(f"Data folder: {paths.home}\nResources: {resources()}\nLog: {paths.log}")
    checks = [_settings(paths), *_models(paths), _library(library_path(options))]
    return next((status for status in checks if status is not ExitStatus.DONE), ExitStatus.DONE)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "is not installed"


def _settings(paths: Paths) -> ExitStatus:
    try:
        chosen = settings()
    except UserError as error:
        return _wrong(error, ExitStatus.BAD_INPUT)
    print(f"Settings: {paths.settings} (engine {chosen.engine}, model {chosen.model}, language {chosen.language})")
    print(f"Engine that auto means here: {resolve(Engine.AUTO)}")
    return ExitStatus.DONE


def _models(paths: Paths) -> Iterator[ExitStatus]:
    installed = list_models(paths.models)
    if not installed:
        print(f"Models: none in {paths.models}. Run `make models`, or `upswing models add PATH`.")
        yield ExitStatus.MISSING_MODEL
    for folder in installed:
        yield _model(folder)


def _model(folder: ModelFolder) -> ExitStatus:
    """Check a model's hashes and let both engines listen with it."""
    try:
        verify_model(folder)
        for engine in (Engine.FASTER_WHISPER, Engine.OPENAI_WHISPER):
            load(engine, folder).transcribe([_SECOND_OF_SILENCE], "en", "")
    except UserError as error:
        return _wrong(error, ExitStatus.MISSING_MODEL)
    print(f"Model {folder.name}: whole, works with both engines ({folder.path})")
    return ExitStatus.DONE


def _library(path: Path) -> ExitStatus:
    if not path.exists():
        print(f"Library: {path} (none yet)")
        return ExitStatus.DONE
    try:
        with read_library(path) as library:
            faults, calls = library.faults(), len(library.calls.all())
    except UserError as error:
        return _wrong(error, ExitStatus.BAD_INPUT)
    print(f"Library: {path} ({calls} calls, {'sound' if not faults else ' '.join(faults)})")
    print("`upswing check` looks at all that is in it; `upswing doctor --network` says why nothing of it leaves.")
    return ExitStatus.DONE if not faults else ExitStatus.BAD_INPUT


def _wrong(error: UserError, status: ExitStatus) -> ExitStatus:
    print(f"{error.what} {error.fix}", file=sys.stderr)
    return status
