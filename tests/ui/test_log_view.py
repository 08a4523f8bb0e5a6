"""The log as it is shown: its end, and a sentence where there is none."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.paths import Paths
from desktop.ui.dialogs.log_view import MOST_LINES, LogView
from desktop.ui.theme import Look


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "log").mkdir()
    path = tmp_path / "log" / "upswing.log"
    path.write_text("first\nsecond\n")
    return path


def opened(qtbot: QtBot, look: Look, home: Path) -> LogView:
    view = LogView(Paths(home), look)
    qtbot.addWidget(view)
    view.show()
    return view


def press(qtbot: QtBot, view: LogView, name: str) -> None:
    button = next(b for b in view.findChildren(QPushButton) if b.text().replace("&", "") == name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def said(view: LogView) -> str:
    return next(label.text() for label in view.findChildren(QLabel))


def test_the_log_is_shown_to_be_read_only(qtbot: QtBot, look: Look, tmp_path: Path, log: Path) -> None:
    view = opened(qtbot, look, tmp_path)

    assert view.text == "first\nsecond"
    assert str(log) in said(view)
    assert view.findChild(QPlainTextEdit).isReadOnly()


def test_what_was_written_since_is_there_after_a_refresh(qtbot: QtBot, look: Look, tmp_path: Path, log: Path) -> None:
    view = opened(qtbot, look, tmp_path)
    with log.open("a") as file:
        file.write("third\n")
    press(qtbot, view, "Refresh")

    assert view.text.endswith("third")


def test_of_a_long_log_the_end_is_shown(qtbot: QtBot, look: Look, tmp_path: Path, log: Path) -> None:
    log.write_text("".join(f"line {n}\n" for n in range(5000)))
    view = opened(qtbot, look, tmp_path)

    assert view.text.count("\n") == MOST_LINES - 1
    assert view.text.endswith("line 4999")
    bar = view.findChild(QPlainTextEdit).verticalScrollBar()
    assert bar.value() == bar.maximum()


def test_without_a_log_it_says_so(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    view = opened(qtbot, look, tmp_path)

    assert said(view) == "Nothing has been logged yet."
    assert not view.findChild(QPlainTextEdit).isVisible()


def test_a_log_that_cannot_be_read_is_said(qtbot: QtBot, look: Look, tmp_path: Path, log: Path) -> None:
    log.unlink()
    log.mkdir()

    assert "cannot be read" in said(opened(qtbot, look, tmp_path))


@pytest.mark.usefixtures("log")
def test_it_can_be_copied_and_shown_in_its_folder(
    qtbot: QtBot, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(asked.append(url)) or True)
    view = opened(qtbot, look, tmp_path)
    press(qtbot, view, "Copy")
    press(qtbot, view, "Show in folder")

    assert QGuiApplication.clipboard().text() == "first\nsecond"
    assert [Path(url.toLocalFile()) for url in asked] == [tmp_path / "log"]
