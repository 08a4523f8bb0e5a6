"""About: the promise, the versions, the licences."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QTabWidget, QTextBrowser
from pytestqt.qtbot import QtBot

from desktop import __version__
from desktop.paths import Paths
from desktop.ui.dialogs import about
from desktop.ui.dialogs.about import AboutDialog
from desktop.ui.theme import Look


@pytest.fixture
def dialog(qtbot: QtBot, look: Look, tmp_path: Path) -> AboutDialog:
    shown = AboutDialog(Paths(tmp_path), look)
    qtbot.addWidget(shown)
    shown.show()
    return shown


def texts(dialog: AboutDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def browsers(dialog: AboutDialog) -> dict[str, QTextBrowser]:
    return {browser.accessibleName(): browser for browser in dialog.findChildren(QTextBrowser)}


def test_it_says_what_it_is_and_that_nothing_leaves_this_computer(dialog: AboutDialog, tmp_path: Path) -> None:
    said = texts(dialog)

    assert f"Upswing {__version__}" in said
    assert "Nothing leaves this computer" in said
    assert str(tmp_path) in said
    for name in ("Python", "Qt", "PySide6"):
        assert name in said


def test_the_licences_are_there_to_be_read(dialog: AboutDialog) -> None:
    tabs = dialog.findChild(QTabWidget)
    assert [tabs.tabText(at).replace("&", "") for at in range(3)] == ["Versions", "Licence", "Third-party material"]
    assert "MIT License" in browsers(dialog)["LICENSE"].toPlainText()
    material = browsers(dialog)["THIRD_PARTY.md"]
    assert "faster-whisper" in material.toPlainText()
    assert "<table" in material.toHtml()


def test_a_missing_licence_is_said(qtbot: QtBot, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(about, "resources", lambda: tmp_path / "resources")
    dialog = AboutDialog(Paths(tmp_path), look)
    qtbot.addWidget(dialog)

    assert "did not come with this installation" in browsers(dialog)["LICENSE"].toPlainText()


def test_nothing_is_fetched_or_followed(dialog: AboutDialog) -> None:
    browser = browsers(dialog)["LICENSE"]
    assert not browser.openLinks()
    assert not browser.openExternalLinks()
    assert not browser.loadResource(2, QUrl.fromLocalFile(__file__))


def test_the_versions_can_be_copied(qtbot: QtBot, dialog: AboutDialog) -> None:
    copy = next(b for b in dialog.findChildren(QPushButton) if "Copy" in b.text())
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)

    assert f"Upswing {__version__}" in QGuiApplication.clipboard().text()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
