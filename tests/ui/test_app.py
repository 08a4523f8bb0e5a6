"""The way into the window: what the settings, the library and a second window have to do with it."""

import signal
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desktop import app
from desktop.errors import UserError
from desktop.settings import ThemeChoice, read_settings
from desktop.storage.opening import open_library
from desktop.ui.banner import Banner
from desktop.ui.main_window import MainWindow


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Path:
    """A home of the program's own, and the one application object that there may be."""
    del qtbot
    monkeypatch.setenv("UPSWING_HOME", str(tmp_path / "home"))
    application = QApplication.instance()
    monkeypatch.setattr(app, "application_of", lambda _arguments: application)
    return tmp_path / "home"


def window_now() -> MainWindow:
    (window,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow) and each.isVisible())
    return window


def run(*arguments: str, then: object = None) -> tuple[int, list[str]]:
    """Start the window, look at it, close it; returns the status and what the banner said."""
    said: list[str] = []

    def look() -> None:
        window = window_now()
        message = window.findChild(Banner).message
        said.append(message.text if message else "")
        if callable(then):
            then(window)
        window.close()

    QTimer.singleShot(300, look)
    return app.main(arguments), said


def test_it_starts_in_an_empty_home_and_ends_well(home: Path) -> None:
    status, said = run()
    assert status == 0
    assert said == [""]
    assert (home / "library.sqlite").is_file()
    assert sys.excepthook is sys.__excepthook__
    assert threading.excepthook is threading.__excepthook__


def test_broken_settings_are_told_and_left_alone_until_something_is_chosen(home: Path) -> None:
    home.mkdir(mode=0o700)
    file = home / "settings.toml"
    file.write_text("theme = dark\n", encoding="utf-8")
    status, (said,) = run()
    assert status == 0
    assert "settings" in said
    assert file.read_text(encoding="utf-8") == "theme = dark\n"

    run(then=lambda window: window.choose_theme(ThemeChoice.DARK))
    assert read_settings(file).theme is ThemeChoice.DARK


def test_a_locale_that_nobody_knows_does_not_keep_anybody_from_their_calls(home: Path) -> None:
    home.mkdir(mode=0o700)
    (home / "settings.toml").write_text('locale = "xx_nowhere"\nauthor = "Kim"\n', encoding="utf-8")
    authors: list[str] = []
    status, (said,) = run(then=lambda window: authors.append(window.settings().author))
    assert status == 0
    assert "xx_nowhere" in said
    assert authors == ["Kim"]


def test_a_second_window_is_told_who_holds_the_library(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[UserError] = []
    monkeypatch.setattr(app, "_asks_to_try_again", told.append)
    with open_library(home / "library.sqlite"):
        assert app.main([]) == 1
    (error,) = told
    assert "in use by another window or command" in error.what
    assert "process" in error.what
    assert "Close it" in error.fix


def test_who_tries_again_after_the_other_window_was_closed_gets_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holding = open_library(home / "library.sqlite")
    holding.__enter__()

    def let_go(_error: UserError) -> bool:
        holding.__exit__(None, None, None)
        return True

    monkeypatch.setattr(app, "_asks_to_try_again", let_go)
    assert run()[0] == 0


@pytest.mark.parametrize(("text", "again"), [("Try again", True), ("Quit", False)])
def test_the_question_can_be_answered_either_way(qtbot: QtBot, text: str, again: bool) -> None:
    del qtbot

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        (button,) = (button for button in box.buttons() if button.text() == text)
        button.click()

    QTimer.singleShot(100, answer)
    assert app._asks_to_try_again(UserError("What.", "Fix.")) is again


def test_without_a_screen_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert app.main([]) == 1
    assert "no screen" in capsys.readouterr().err


def test_an_interrupt_closes_the_window(home: Path) -> None:
    del home

    def interrupt(window: MainWindow) -> None:
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
        assert not window.isVisible()

    assert run(then=interrupt)[0] == 0
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
