"""Fixtures that more than one folder of tests needs."""

import signal
from pathlib import Path

import pytest
from hypothesis import settings

from desktop.analysis.weights.locate import find_model
from desktop.errors import MissingModel
from desktop.paths import default_paths

# A shell that runs something in the background lets it ignore Ctrl-C, and every child of it inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)
# No test is about an absolute time: a busy machine would fail it.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
NEEDED_MODELS = ("base", "tiny.en")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much of tests/torture is done; it must be known before that folder is looked into."""
    parser.addoption("--torture", type=float, default=0.1, help="the share of the kills and mutations, 1.0 for all")
    parser.addoption("--torture-seed", type=int, default=1, help="from what they are made")


@pytest.fixture(scope="session")
def models_folder() -> Path:
    """The folder with the real models; without them a test with weights fails, since skipping would hide it."""
    models = default_paths().models
    for name in NEEDED_MODELS:
        try:
            find_model(name, models)
        except MissingModel as error:
            pytest.fail(f"{error.what} Run `make models` before the tests.", pytrace=False)
    return models


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The recordings beside the repository, which not every computer has."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"There are no recordings in {folder}.")
    return folder
