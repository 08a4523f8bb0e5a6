"""`upswing models`: which speech models are installed, and adding more from files at hand."""

import argparse

from desktop.analysis.weights.folder import ModelFolder, list_models
from desktop.analysis.weights.install import add_models
from desktop.cli.exit_status import ExitStatus
from desktop.paths import default_paths


def run_list(_options: argparse.Namespace) -> ExitStatus:
    """Print a line for each model."""
    models = default_paths().models
    installed = list_models(models)
    for folder in installed:
        print(_line(folder))
    if not installed:
        print(f"No speech model is installed in {models}. Run `make models`, or `upswing models add PATH`.")
    return ExitStatus.DONE


def run_add(options: argparse.Namespace) -> ExitStatus:
    """Add models and print a line for each."""
    for folder in add_models(options.paths, default_paths().models):
        print(f"Added {_line(folder)}")
    return ExitStatus.DONE


def _line(folder: ModelFolder) -> str:
    origin = folder.origin
    return f"{folder.name}  {folder.path}  {origin.source if origin else 'of unknown origin'}"
