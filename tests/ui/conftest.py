"""What the tests of the window share: a look, a library, and invented calls."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.model.peaks import Peaks
from desktop.model.report import CallReport
from desktop.storage.library import Library, open_library
from desktop.ui.theme import Look
from tools.invented_calls import Invented, invented_call, peaks_for


@pytest.fixture
def look(qtbot: QtBot) -> Iterator[Look]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    made = Look(application)
    yield made
    # It lives as long as the application; a hundred of them would each style every widget anew.
    application.styleHints().colorSchemeChanged.disconnect(made._apply)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library.sqlite") as opened:
        yield opened


@pytest.fixture(scope="session")
def invented() -> Invented:
    return invented_call(7)


@pytest.fixture(scope="session")
def report(invented: Invented) -> CallReport:
    """Two and a half minutes with three moments."""
    return invented.report()


@pytest.fixture(scope="session")
def peaks(invented: Invented) -> Peaks:
    return peaks_for(invented)


@pytest.fixture(scope="session")
def long_report() -> CallReport:
    """An hour."""
    return invented_call(8, 3600.0).report()
