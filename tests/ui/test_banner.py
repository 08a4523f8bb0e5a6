"""The strip of messages: what stays, what goes, and what comes back."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import BadInput
from desktop.model.drawing.palette import Theme
from desktop.ui import banner as module
from desktop.ui.banner import Banner, Kind
from desktop.ui.theme import Look

MISSING = BadInput("The file “a.wav” is not there any more.", "Put it back, or add it again.")
FULL = BadInput("The disk is full.", "Free some space.")


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes away by itself goes soon."""
    monkeypatch.setattr(module, "SHOWN_MS", 30)


@pytest.fixture
def banner(qtbot: QtBot, look: Look) -> Iterator[Banner]:
    window = QWidget()
    shown = Banner(look)
    column = QVBoxLayout(window)
    column.addWidget(shown)
    column.addStretch(1)
    window.setGeometry(200, 200, 700, 300)
    QCursor.setPos(0, 0)
    qtbot.addWidget(window)
    window.show()
    yield shown
    window.close()


def text_of(banner: Banner) -> str | None:
    return banner.message.text if banner.message and banner.isVisible() else None


def close(qtbot: QtBot, banner: Banner) -> None:
    qtbot.mouseClick(banner.findChild(QToolButton), Qt.MouseButton.LeftButton)


def test_at_first_there_is_no_strip(banner: Banner) -> None:
    assert not banner.isVisible()


def test_an_error_says_what_happened_and_what_to_do(qtbot: QtBot, banner: Banner) -> None:
    banner.show_error(MISSING)

    assert text_of(banner) == "The file “a.wav” is not there any more. Put it back, or add it again."
    assert banner.accessibleName().startswith("Error: The file")
    close(qtbot, banner)
    assert not banner.isVisible()


@pytest.mark.usefixtures("brief")
def test_a_message_goes_by_itself_and_an_error_stays(qtbot: QtBot, banner: Banner) -> None:
    banner.show_message("One call removed.")
    assert text_of(banner) == "One call removed."
    qtbot.waitUntil(lambda: not banner.isVisible(), timeout=2000)

    banner.show_error(FULL)
    qtbot.wait(80)
    assert text_of(banner) == "The disk is full. Free some space."


def test_the_button_does_its_thing_once(qtbot: QtBot, banner: Banner) -> None:
    undone: list[bool] = []
    banner.show_message("One call removed.", "Undo", lambda: undone.append(True))
    button = next(b for b in banner.findChildren(QPushButton) if b.text() == "Undo")

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert undone == [True]
    assert not banner.isVisible()


def test_what_the_button_leads_to_may_show_a_message_of_its_own(qtbot: QtBot, banner: Banner) -> None:
    banner.show_error(FULL, "Try again", lambda: banner.show_success("Saved."))
    qtbot.mouseClick(banner.findChild(QPushButton), Qt.MouseButton.LeftButton)

    assert text_of(banner) == "Saved."
    assert banner.message is not None
    assert banner.message.kind is Kind.SUCCESS


def test_an_error_comes_back_after_what_stood_before_it(qtbot: QtBot, banner: Banner) -> None:
    banner.show_error(MISSING)
    banner.show_error(FULL)
    banner.show_message("One call removed.")
    assert text_of(banner) == "One call removed."

    close(qtbot, banner)
    assert text_of(banner) == "The disk is full. Free some space."
    close(qtbot, banner)
    assert text_of(banner) == f"{MISSING.what} {MISSING.fix}"
    close(qtbot, banner)
    assert not banner.isVisible()


def test_the_same_error_twice_is_closed_once(qtbot: QtBot, banner: Banner) -> None:
    for error in (MISSING, FULL, MISSING, MISSING):
        banner.show_error(error)
    close(qtbot, banner)
    close(qtbot, banner)

    assert not banner.isVisible()


@pytest.mark.usefixtures("brief")
def test_a_message_waits_while_its_button_has_the_focus(qtbot: QtBot, banner: Banner) -> None:
    banner.show_message("One call removed.", "Undo", lambda: None)
    banner.window().activateWindow()
    button = banner.findChild(QPushButton)
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)

    qtbot.wait(120)
    assert banner.isVisible()
    button.clearFocus()
    qtbot.waitUntil(lambda: not banner.isVisible(), timeout=2000)


def test_markup_in_a_message_stays_text_and_long_ones_wrap(banner: Banner) -> None:
    banner.show_message("<b>x</b> " + "a long sentence about a file " * 12)

    assert banner.height() > 60
    assert text_of(banner) is not None


def test_the_strip_follows_the_theme(banner: Banner, look: Look) -> None:
    banner.show_error(FULL)
    look.choose(Theme.DARK)
    dark = banner.grab().toImage()
    look.choose(Theme.LIGHT)

    assert banner.grab().toImage() != dark
    look.choose(None)
