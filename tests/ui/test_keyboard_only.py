from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

from desktop.model.drawing.palette import Theme
from desktop.ui.theme import Look
from tools.screenshots import Ids, Studio, empty_shots, full_shots, seed_home, settle, studio

_KINDS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
)
_MOST_TABS = 80


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ids]:
    folder = tmp_path_factory.mktemp("keyboard") / "full"
    return folder, seed_home(folder, rows=6)


@pytest.fixture
def full(look: Look, home: tuple[Path, Ids]) -> Iterator[Studio]:
    with studio(look, Theme.LIGHT, *home) as opened:
        yield opened


@pytest.fixture
def empty(look: Look, tmp_path: Path) -> Iterator[Studio]:
    with studio(look, Theme.LIGHT, tmp_path / "empty", Ids()) as opened:
        yield opened


def test_the_welcome_is_named_and_reached_by_tab(empty: Studio) -> None:
    for shot in empty_shots().values():
        _check(shot(empty))


@pytest.mark.parametrize("name", full_shots())
def test_every_control_has_a_name_and_tab_reaches_it_and_comes_round(full: Studio, name: str) -> None:
    shown = full_shots()[name](full)
    settle()
    _check(shown)
    if shown is not full.window:
        shown.close()
        settle()


def _check(shown: QWidget) -> None:
    assert [_described(widget) for widget in _controls(shown) if not _name(widget)] == []
    assert [_described(view) for view in shown.findChildren(QAbstractItemView) if _is_mute(view)] == []
    reached = _reached(shown)
    wanted = [widget for widget in _controls(shown) if _takes_tab(widget)]
    assert [_described(widget) for widget in wanted if widget not in reached] == []


def _controls(shown: QWidget) -> list[QWidget]:
    """What a user can do something with, without the parts that it is made of."""
    found = [widget for widget in shown.findChildren(QWidget) if widget.isVisibleTo(shown) and widget.isEnabled()]
    return [
        widget
        for widget in found
        if widget.window() is shown.window()
        and (isinstance(widget, _KINDS) or _takes_tab(widget))
        and not isinstance(widget, QScrollBar)
        and not isinstance(widget.parentWidget(), (QComboBox, QAbstractSpinBox, QLineEdit, QTabBar, QAbstractItemView))
    ]


def _is_mute(view: QAbstractItemView) -> bool:
    """Whether a screen reader finds no words in one of its first rows."""
    rows = range(min(view.model().rowCount(), 8) if view.isVisible() and not isinstance(view, QHeaderView) else 0)
    roles = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)
    return not all(any(view.model().index(row, 0).data(role) for role in roles) for row in rows)


def _takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None


def _name(widget: QWidget) -> str:
    """What a screen reader calls it."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def _described(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{_name(widget)}” in {type(widget.parentWidget()).__name__}"


def _reached(shown: QWidget) -> list[QWidget]:
    """Where Tab leads until it is back where it began."""
    shown.activateWindow()
    QTest.qWaitForWindowActive(shown)
    if shown.focusWidget() is None:
        QTest.keyClick(shown, Qt.Key.Key_Tab)
    first = _focused()
    reached = [first]
    for _ in range(_MOST_TABS):
        QTest.keyClick(reached[-1], Qt.Key.Key_Tab)
        focused = _focused()
        if focused is first and len(reached) > 1:
            return reached
        if focused is not reached[-1]:
            reached.append(focused)
    assert len(reached) == 1, f"Tab does not come round: {[_described(widget) for widget in reached]}"
    return reached


def _focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget
