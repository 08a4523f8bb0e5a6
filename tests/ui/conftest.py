"""What the tests of the window share: a look, a library, and invented calls."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot
from rich_call import rich_report
from shown_timeline import new_timeline

from desktop.model.peaks import Peaks
from desktop.model.report import CallReport
from desktop.storage.library import Library
from desktop.storage.opening import open_library, read_library
from desktop.ui.call.timeline.view import Timeline
from desktop.ui.open_call import OpenCall
from desktop.ui.theme import Look
from tools.invented_calls import Invented, invented_call, peaks_for
from tools.seeded_library import add_analysed


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


@pytest.fixture(scope="session")
def rich() -> CallReport:
    """Four minutes with everything that there is to be drawn."""
    return rich_report()


@pytest.fixture
def rich_timeline(qtbot: QtBot, look: Look, rich: CallReport) -> Iterator[Timeline]:
    shown = new_timeline(qtbot, look, height=600)
    shown.show_report(rich, None)
    yield shown
    QToolTip.hideText()
    look.choose(None)


@pytest.fixture
def call_id(library: Library, invented: Invented, tmp_path: Path) -> int:
    """A call in the library; its recording is nowhere."""
    return add_analysed(library, 1, invented, tmp_path)


@pytest.fixture
def call(qtbot: QtBot, library: Library, call_id: int) -> OpenCall:
    del qtbot
    return OpenCall(library, call_id, lambda: "coach")


@pytest.fixture
def stored(library: Library, call_id: int) -> Callable[[], CallReport]:
    """The call as somebody else reads it from the disk."""

    def read() -> CallReport:
        with read_library(library.file) as other:
            return other.report(other.calls.get(call_id))

    return read
