"""The whole window over a real library: what joins the screens, the menus, the queue and the settings."""

import itertools
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop import child
from desktop.app import ErrorHook
from desktop.errors import BadInput
from desktop.model.course.win import WinRules
from desktop.model.drawing.palette import Theme
from desktop.model.moment import MomentType
from desktop.paths import Paths
from desktop.settings import Settings, ThemeChoice, read_settings
from desktop.storage.jobs import State
from desktop.storage.library import Library
from desktop.ui.actions import actions_by_group
from desktop.ui.banner import Banner, Kind
from desktop.ui.call.player.bar import PlayerBar
from desktop.ui.call.player.player import Player
from desktop.ui.call.screen import CallScreen
from desktop.ui.call.timeline.view import Timeline
from desktop.ui.dialogs.export_preview import ExportPreview
from desktop.ui.dialogs.go_to import GoTo
from desktop.ui.dialogs.keys_sheet import KeysSheet
from desktop.ui.dialogs.preferences import PreferencesDialog
from desktop.ui.library.operations import LibraryOperations
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import Look
from tools.invented_calls import Invented
from tools.seeded_library import add_analysed, add_queued

LISTENER = Path(__file__).with_name("fake_listener.py")
PATIENCE_MS = 15_000
KEY, MOD = Qt.Key, Qt.KeyboardModifier
Make = Callable[..., MainWindow]


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "home")


@pytest.fixture
def make(qtbot: QtBot, library: Library, paths: Paths, look: Look, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Open a window; the worker is one that only pretends to hear."""
    monkeypatch.setattr(child, "program", lambda: [sys.executable, str(LISTENER)])
    monkeypatch.setenv("FAKE_LISTENER_LOG", str(paths.home.parent / "jobs.log"))
    made: list[MainWindow] = []

    def open_window(settings: Settings | None = None) -> MainWindow:
        window = MainWindow(library, paths, settings or Settings(), look, "en")
        qtbot.addWidget(window)
        made.append(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.start()
        return window

    yield open_window
    for window in made:
        window.close()
    look.choose(None)


@pytest.fixture
def call_ids(library: Library, invented: Invented, tmp_path: Path) -> list[int]:
    return [add_analysed(library, seed, invented, tmp_path) for seed in (1, 2, 3)]


@pytest.fixture
def window(call_ids: list[int], make: Make) -> MainWindow:
    del call_ids
    return make()


def part(window: QWidget, kind: type) -> object:
    found = window.findChild(kind)
    assert found is not None
    return found


def said(window: MainWindow) -> str:
    message = part(window, Banner).message
    return message.text if message else ""


def banner_errors(window: MainWindow) -> str:
    """What the banner says once passing messages are gone."""
    banner = part(window, Banner)
    if banner.message is not None and banner.message.kind is not Kind.ERROR:
        banner.dismiss()
    return said(window)


def button_of_banner(window: MainWindow) -> QPushButton:
    (button,) = (each for each in part(window, Banner).findChildren(QPushButton) if each.isVisible())
    return button


def rows(window: MainWindow) -> list[int]:
    model = part(window, LibraryScreen).model
    return [model.id_at(row) for row in range(model.rowCount())]


def press(key: Qt.Key | str, modifier: Qt.KeyboardModifier = MOD.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


def action(window: MainWindow, text: str) -> QAction:
    (found,) = (each for each in window.findChildren(QAction) if each.text() == text)
    return found


def drop(target: QWidget, *files: Path) -> None:
    """As a file manager drops: offered to the widget under the pointer and, if it declines, to those around it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, MOD.NoModifier
    widget: QWidget | None = target
    while widget is not None:
        if widget.acceptDrops():
            event = QDragEnterEvent(QPoint(5, 5), copy, data, button, none)
            event.ignore()
            QApplication.sendEvent(widget, event)
            if event.isAccepted():
                QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), copy, data, button, none))
                return
        widget = widget.parentWidget()
    pytest.fail("Nobody takes the drop.")


def recording(folder: Path, name: str, kind: str = "call") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("".join(f"{kind} {line} of {name}\n" for line in range(3)), encoding="utf-8")
    return path


def shown_dialog(qtbot: QtBot, window: MainWindow, kind: type) -> QDialog:
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(kind)))
    (dialog,) = (each for each in window.findChildren(kind) if each.isVisible())
    return dialog


def test_the_keys_work_before_anything_was_clicked(make: Make, qtbot: QtBot) -> None:
    window = make()
    QTest.keyClick(QApplication.focusWidget() or window, KEY.Key_F1)
    shown_dialog(qtbot, window, KeysSheet).close()


def test_files_and_folders_may_be_dropped_anywhere(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    drop(part(window, LibraryScreen), recording(tmp_path, "a.wav"))
    qtbot.waitUntil(lambda: len(rows(window)) == 4, timeout=PATIENCE_MS)
    window.open_call(rows(window)[-1])
    recording(tmp_path / "folder", "b.wav")
    screen = part(window, CallScreen)
    for number, target in enumerate((part(window, Timeline), screen, screen.findChildren(QPlainTextEdit)[0])):
        recording(tmp_path / f"folder-{number}", f"c{number}.wav")
        drop(target, tmp_path / f"folder-{number}")
        qtbot.waitUntil(lambda expected=5 + number: len(rows(window)) == expected, timeout=PATIENCE_MS)


def test_a_link_from_a_browser_is_not_taken(window: MainWindow) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/call.wav")])
    event = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, MOD.NoModifier)
    event.ignore()
    QApplication.sendEvent(window, event)
    assert not event.isAccepted()


def test_a_removed_call_comes_back_by_the_banner(window: MainWindow, call_ids: list[int], library: Library) -> None:
    part(window, LibraryScreen).select(call_ids[1])
    press(KEY.Key_Delete)
    assert call_ids[1] not in rows(window)
    assert library.overviews.of(call_ids[1]) is None
    button = button_of_banner(window)
    assert button.text() == "Undo"
    button.click()
    assert sorted(rows(window)) == sorted(call_ids)
    assert library.overviews.of(call_ids[1]) is not None
    assert part(window, LibraryScreen).selected() == [call_ids[1]]


def test_nothing_moves_when_a_message_comes_or_goes(qtbot: QtBot, window: MainWindow, call_ids: list[int]) -> None:
    """A row that moves under the pointer is missed, and the one that is hit instead is removed."""
    screen, banner = part(window, LibraryScreen), part(window, Banner)
    qtbot.wait(50)

    def places() -> list[QRect]:
        return [screen.geometry(), *(each.geometry() for each in screen.findChildren(QWidget) if each.isVisible())]

    before = places()
    for message in ("Short.", "A long message that needs more than a line. " * 12):
        banner.show_message(message, "Undo", lambda: None)
        qtbot.wait(50)
        assert places() == before
        over = QRect(banner.mapTo(window, QPoint()), banner.size())
        strip = QRect(screen.queue_strip.mapTo(window, QPoint()), screen.queue_strip.size())
        assert window.rect().contains(over)
        assert over.bottom() < strip.top()
        label = next(each for each in banner.findChildren(QLabel) if each.text() == message)
        assert label.height() >= label.heightForWidth(label.width())
    banner.dismiss()
    qtbot.wait(50)
    assert places() == before


def test_a_message_follows_the_window_and_leaves_the_player_free(
    qtbot: QtBot, window: MainWindow, call_ids: list[int]
) -> None:
    banner = part(window, Banner)
    window.open_call(call_ids[0])
    banner.show_message("Something was done.")
    for size in (QSize(1280, 720), QSize(1000, 620)):
        window.resize(size)
        qtbot.wait(50)
        bar = part(window, PlayerBar)
        assert banner.mapTo(window, banner.rect().bottomLeft()).y() < bar.mapTo(window, QPoint()).y()
        assert banner.mapTo(window, QPoint(0, banner.height())).y() > window.height() * 2 // 3


def test_a_removed_call_comes_back_by_the_key_and_goes_again(window: MainWindow, call_ids: list[int]) -> None:
    part(window, LibraryScreen).select(call_ids[1])
    press(KEY.Key_Delete)
    press("z", MOD.ControlModifier)
    assert sorted(rows(window)) == sorted(call_ids)
    press("z", MOD.ControlModifier | MOD.ShiftModifier)
    assert call_ids[1] not in rows(window)


def test_the_banners_undo_is_gone_once_it_would_undo_something_else(window: MainWindow, call_ids: list[int]) -> None:
    part(window, LibraryScreen).removal_requested.emit([call_ids[0]])
    assert part(window, Banner).isVisible()
    part(window, LibraryScreen).removal_requested.emit([call_ids[1]])
    assert button_of_banner(window).text() == "Undo"
    press("z", MOD.ControlModifier)
    assert not part(window, Banner).isVisible()
    assert call_ids[1] in rows(window)


def test_a_waiting_call_that_was_removed_waits_again_when_it_comes_back(
    qtbot: QtBot, make: Make, library: Library, tmp_path: Path
) -> None:
    call_id = add_queued(library, 5, tmp_path).call_id
    window = make()
    part(window, LibraryScreen).pause_requested.emit()
    part(window, LibraryScreen).removal_requested.emit([call_id])
    button_of_banner(window).click()

    def waits() -> bool:
        overview = library.overviews.of(call_id)
        return overview is not None and overview.state is State.QUEUED

    qtbot.waitUntil(waits)


def test_removing_the_open_call_leaves_it(window: MainWindow, call_ids: list[int]) -> None:
    window.open_call(call_ids[0])
    part(window, LibraryOperations).remove([call_ids[0]])
    assert part(window, LibraryScreen).isVisible()
    assert part(window, CallScreen).call is None
    press("z", MOD.ControlModifier)
    assert call_ids[0] in rows(window)


def test_a_call_that_is_there_no_more_is_not_opened(window: MainWindow, call_ids: list[int]) -> None:
    window.open_call(call_ids[0])
    with pytest.raises(BadInput):
        window.open_call(999)
    assert part(window, LibraryScreen).isVisible()


def test_what_was_found_opens_where_it_was_said(qtbot: QtBot, window: MainWindow, library: Library) -> None:
    said_there = library.transcripts.search("order")[0]
    screen = part(window, LibraryScreen)
    press("f", MOD.ControlModifier)
    qtbot.keyClicks(QApplication.focusWidget(), "order")
    qtbot.waitUntil(lambda: screen.model.rowCount() > 0)
    qtbot.wait(600)
    screen.select(said_there.call_id)
    screen.table.setFocus()
    press(KEY.Key_Return)
    assert part(window, CallScreen).isVisible()
    assert part(window, Player).position_s > 0.0


def test_enter_opens_and_esc_goes_back_to_the_same_row(window: MainWindow, call_ids: list[int]) -> None:
    screen = part(window, LibraryScreen)
    screen.select(call_ids[1])
    press(KEY.Key_Return)
    assert part(window, CallScreen).isVisible()
    press(KEY.Key_Escape)
    assert screen.isVisible()
    assert screen.selected() == [call_ids[1]]
    press(KEY.Key_Return)
    assert part(window, CallScreen).isVisible()


def test_f6_and_back_go_round_the_call(window: MainWindow, call_ids: list[int]) -> None:
    window.open_call(call_ids[0])
    timeline = QApplication.focusWidget()
    press(KEY.Key_F6)
    following = QApplication.focusWidget()
    assert following is not timeline
    press(KEY.Key_F6, MOD.ShiftModifier)
    assert QApplication.focusWidget() is timeline


def test_undo_is_that_of_the_screen_that_is_shown(window: MainWindow, call_ids: list[int], library: Library) -> None:
    part(window, LibraryScreen).removal_requested.emit([call_ids[2]])
    window.open_call(call_ids[0])
    press("1")
    assert [each.type for each in library.moments.of(call_ids[0])] == [MomentType.MISERY]
    assert action(window, "Undo Mark misery").isEnabled()
    press("z", MOD.ControlModifier)
    assert library.moments.of(call_ids[0]) == ()
    press("z", MOD.ControlModifier)
    assert library.overviews.of(call_ids[2]) is None
    window.show_library()
    press("z", MOD.ControlModifier)
    assert library.overviews.of(call_ids[2]) is not None


def test_a_theme_that_is_chosen_in_the_menu_is_shown_and_kept(window: MainWindow, look: Look, paths: Paths) -> None:
    action(window, "Dark").trigger()
    assert look.theme is Theme.DARK
    assert read_settings(paths.settings).theme is ThemeChoice.DARK
    action(window, "Light").trigger()
    assert look.theme is Theme.LIGHT
    action(window, "As the system").trigger()
    assert read_settings(paths.settings).theme is ThemeChoice.SYSTEM


def test_a_change_of_the_systems_theme_is_followed(
    window: MainWindow, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    del window
    system = QApplication.instance()
    for scheme, theme in ((Qt.ColorScheme.Dark, Theme.DARK), (Qt.ColorScheme.Light, Theme.LIGHT)):
        hints = SimpleNamespace(colorScheme=lambda now=scheme: now)
        changed = SimpleNamespace(
            styleHints=lambda known=hints: known, setPalette=system.setPalette, setStyleSheet=system.setStyleSheet
        )
        monkeypatch.setattr(look, "_application", changed)
        QGuiApplication.styleHints().colorSchemeChanged.emit(scheme)
        assert look.theme is theme
        assert system.palette().window().color().name().upper() == look.colours.window.upper()
    monkeypatch.undo()


def test_preferences_count_at_once(qtbot: QtBot, window: MainWindow, look: Look, paths: Paths) -> None:
    press(",", MOD.ControlModifier)
    dialog = shown_dialog(qtbot, window, PreferencesDialog)
    changed = replace(window.settings(), theme=ThemeChoice.DARK, reaction_lag_s=2.5)
    dialog.settings_changed.emit(changed)
    assert window.settings().reaction_lag_s == 2.5
    assert look.theme is Theme.DARK
    assert action(window, "Dark").isChecked()
    assert read_settings(paths.settings) == changed
    dialog.close()


def test_settings_that_cannot_be_written_are_followed_nevertheless_and_it_is_said(
    window: MainWindow, look: Look, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise BadInput("The disk is full.", "Make room.")

    monkeypatch.setattr("desktop.ui.main_window.write_settings", full)
    monkeypatch.setattr(sys, "excepthook", ErrorHook(window, paths, paths.library))
    action(window, "Dark").trigger()
    assert look.theme is Theme.DARK
    assert said(window) == "The disk is full. Make room."


def test_the_window_comes_back_as_it_was_left(
    window: MainWindow, make: Make, call_ids: list[int], qtbot: QtBot
) -> None:
    window.open_call(call_ids[0])
    window.resize(960, 650)
    timeline, (across, down) = part(window, Timeline), part(window, CallScreen).findChildren(QSplitter)[:2]
    timeline.set_folded({"moments"})
    timeline.set_view(20.0, 50.0)
    qtbot.wait(50)
    across.setSizes([500, 459])
    sizes = across.sizes(), down.sizes()
    part(window, LibraryScreen).table.horizontalHeader().resizeSection(0, 222)
    part(window, LibraryScreen).table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    window.close()

    again = make()
    header = part(again, LibraryScreen).table.horizontalHeader()
    assert (again.width(), again.height()) == (960, 650)
    assert header.sectionSize(0) == 222
    assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (2, Qt.SortOrder.AscendingOrder)
    again.open_call(call_ids[0])
    qtbot.wait(50)
    across, down = part(again, CallScreen).findChildren(QSplitter)[:2]
    assert (across.sizes(), down.sizes()) == sizes
    assert part(again, Timeline).folded() == {"moments"}
    assert part(again, Timeline).view() == pytest.approx((20.0, 50.0))


def test_a_dialog_is_no_larger_than_the_screen(qtbot: QtBot, window: MainWindow, call_ids: list[int]) -> None:
    window.open_call(call_ids[0])
    press("e", MOD.ControlModifier)
    dialog = shown_dialog(qtbot, window, ExportPreview)
    screen = window.screen().availableSize()
    assert dialog.width() <= max(screen.width(), dialog.minimumSizeHint().width())
    assert dialog.height() <= screen.height()


def test_a_window_that_was_never_opened_is_no_larger_than_the_screen(window: MainWindow) -> None:
    fits = window.screen().availableSize().expandedTo(window.minimumSize())
    assert window.width() <= fits.width()
    assert window.height() <= fits.height()


@pytest.mark.parametrize(
    "content", ["", "nonsense", "[General]\nlibrary=zz\ngeometry=äöü\n[call]\nacross=1\nviews={\n"]
)
def test_a_damaged_memory_of_the_window_is_forgotten(
    make: Make, paths: Paths, call_ids: list[int], content: str
) -> None:
    paths.home.mkdir(mode=0o700)
    paths.window_state.write_text(content, encoding="utf-8")
    window = make()
    window.open_call(call_ids[0])
    assert part(window, CallScreen).isVisible()


def test_control_k_goes_to_a_call_and_does_what_an_action_does(
    qtbot: QtBot, window: MainWindow, call_ids: list[int]
) -> None:
    press("k", MOD.ControlModifier)
    field = shown_dialog(qtbot, window, GoTo).findChild(QLineEdit)
    qtbot.keyClicks(field, "order-4402")
    QTest.keyClick(field, KEY.Key_Return)
    call = part(window, CallScreen).call
    assert call is not None
    assert call.id == call_ids[1]
    press("k", MOD.ControlModifier)
    field = shown_dialog(qtbot, window, GoTo).findChild(QLineEdit)
    qtbot.keyClicks(field, "back to")
    QTest.keyClick(field, KEY.Key_Return)
    assert part(window, LibraryScreen).isVisible()
    assert part(window, LibraryScreen).selected() == [call_ids[1]]


def test_control_k_chooses_a_theme(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    for theme in (Theme.DARK, Theme.LIGHT):
        press("k", MOD.ControlModifier)
        field = shown_dialog(qtbot, window, GoTo).findChild(QLineEdit)
        qtbot.keyClicks(field, f"theme: {theme.value}")
        QTest.keyClick(field, KEY.Key_Return)
        assert look.theme is theme


def test_no_key_means_two_things_in_one_place(window: MainWindow, call_ids: list[int]) -> None:
    window.open_call(call_ids[0])
    seen: dict[str, list[QAction]] = {}
    for each in window.findChildren(QAction):
        for sequence in each.shortcuts():
            seen.setdefault(sequence.toString(QKeySequence.SequenceFormat.PortableText), []).append(each)
    for key, actions in seen.items():
        for one, other in itertools.combinations(actions, 2):
            assert not together(one, other), f"{key} means “{one.text()}” and “{other.text()}”"


def test_no_press_fits_two_keys_of_one_action(window: MainWindow, call_ids: list[int]) -> None:
    """As Shift and a comma fit “<” too, on a keyboard that has it there: Qt would then do nothing."""
    window.open_call(call_ids[0])
    for each in window.findChildren(QAction):
        keys = [sequence.toString(QKeySequence.SequenceFormat.PortableText) for sequence in each.shortcuts()]
        shifted = [key for key in keys if key.startswith("Shift+") and len(key) == len("Shift+,")]
        assert not shifted or len(keys) == 1, each.text()


def together(one: QAction, other: QAction) -> bool:
    """Whether the focus may be where the keys of both act."""
    pairs = itertools.product(places(one), places(other))
    return any(a is b or (wide(one) and a.isAncestorOf(b)) or (wide(other) and b.isAncestorOf(a)) for a, b in pairs)


def places(each: QAction) -> list[QWidget]:
    return [owner for owner in each.associatedObjects() if isinstance(owner, QWidget)]


def wide(each: QAction) -> bool:
    return each.shortcutContext() is not Qt.ShortcutContext.WidgetShortcut


def test_the_keys_sheet_names_every_action_that_has_a_key(
    qtbot: QtBot, window: MainWindow, call_ids: list[int]
) -> None:
    window.open_call(call_ids[0])
    unlisted = set()
    listed = {each for group in actions_by_group(window).values() for each in group}
    for each in window.findChildren(QAction):
        if each.shortcuts() and each not in listed:
            unlisted.add(each.text())
    assert unlisted == set()
    press(KEY.Key_F1)
    sheet = shown_dialog(qtbot, window, KeysSheet)
    shown = {label.text() for label in sheet.findChildren(QLabel)}
    assert {"Play or pause", "Back to the library", "Next pane", "Previous pane", "Mark misery"} <= shown
    sheet.close()


def test_export_says_what_is_missing(qtbot: QtBot, make: Make, library: Library, tmp_path: Path) -> None:
    window = make()
    press("e", MOD.ControlModifier)
    assert "Select the call" in said(window)
    call_id = add_queued(library, 5, tmp_path).call_id
    part(window, LibraryScreen).pause_requested.emit()
    part(window, LibraryOperations).show_all()
    part(window, LibraryScreen).select(call_id)
    press("e", MOD.ControlModifier)
    assert "not been transcribed" in said(window)
    assert not any(dialog.isVisible() for dialog in window.findChildren(QDialog))


def test_the_sample_is_added_once_and_opened_after_that(qtbot: QtBot, make: Make) -> None:
    window = make()
    part(window, LibraryScreen).pause_requested.emit()
    action(window, "Open the sample call").trigger()
    qtbot.waitUntil(lambda: len(rows(window)) == 1, timeout=PATIENCE_MS)
    action(window, "Open the sample call").trigger()
    assert part(window, CallScreen).isVisible()


def test_files_that_cannot_be_read_are_named_the_first_with_what_to_do(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    before = len(rows(window))
    empty = [tmp_path / f"empty {number}.wav" for number in range(8)]
    for path in empty:
        path.touch()

    window.add([*empty[:4], recording(tmp_path, "whole.wav"), *empty[4:]])
    qtbot.waitUntil(lambda: len(rows(window)) == before + 1 and "is empty" in banner_errors(window), timeout=20_000)

    told = banner_errors(window)
    assert told.startswith("“empty 0.wav” is empty. Export or download the recording again. Nor could “empty 1.wav”, ")
    assert told.endswith("“empty 5.wav” and 2 more be read.")


def test_enter_opens_the_first_call_that_was_added(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    window = make()
    part(window, LibraryScreen).welcome.add_button.setFocus()
    window.add([recording(tmp_path, "first.wav")])
    qtbot.waitUntil(lambda: len(rows(window)) == 1, timeout=PATIENCE_MS)
    qtbot.wait(50)
    press(KEY.Key_Return)
    assert part(window, CallScreen).call.id == rows(window)[0]


def test_what_is_added_leaves_a_selection_as_it_is(
    qtbot: QtBot, window: MainWindow, call_ids: list[int], tmp_path: Path
) -> None:
    screen = part(window, LibraryScreen)
    screen.select(call_ids[1])
    window.add([recording(tmp_path, "next.wav")])
    qtbot.waitUntil(lambda: len(rows(window)) == len(call_ids) + 1, timeout=PATIENCE_MS)
    assert screen.selected() == [call_ids[1]]


def test_closing_while_a_call_is_heard_ends_the_worker_and_the_call_goes_on_at_the_next_start(
    qtbot: QtBot, make: Make, library: Library, tmp_path: Path
) -> None:
    window = make()
    window.add([recording(tmp_path, "long.wav", "stuck")])

    def state() -> State | None:
        found = library.overviews.all()
        return found[0].state if found else None

    qtbot.waitUntil(lambda: state() is State.RUNNING, timeout=PATIENCE_MS)
    window.open_call(library.overviews.all()[0].call_id)
    began_s = time.monotonic()
    window.close()
    assert time.monotonic() - began_s < 5.0
    assert state() is State.QUEUED


def test_a_note_that_is_being_typed_when_the_window_closes_is_stored(
    qtbot: QtBot, window: MainWindow, library: Library, call_ids: list[int]
) -> None:
    window.open_call(call_ids[0])
    press("1")
    press("n")
    qtbot.keyClicks(QApplication.focusWidget(), "last words")
    window.close()
    assert [moment.note for moment in library.moments.of(call_ids[0])] == ["last words"]


def test_a_full_disk_at_the_end_still_ends_the_worker(
    qtbot: QtBot, window: MainWindow, library: Library, call_ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    window.open_call(call_ids[0])
    press("1")
    press("n")
    qtbot.keyClicks(QApplication.focusWidget(), "lost")
    ended: list[bool] = []
    window.closed.connect(lambda: ended.append(True))
    library._db.execute("CREATE TEMP TRIGGER f BEFORE UPDATE ON moments BEGIN SELECT raise(ABORT, 'full'); END")
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    window.close()
    assert ended == [True]
    assert not window.isVisible()


@pytest.fixture
def hook(window: MainWindow, paths: Paths, library: Library, monkeypatch: pytest.MonkeyPatch) -> ErrorHook:
    del library
    made = ErrorHook(window, paths, paths.home.parent / "library.sqlite")
    monkeypatch.setattr(sys, "excepthook", made)
    return made


def test_an_unexpected_error_is_told_with_an_id_and_logged_without_a_word_of_anybodys(
    window: MainWindow, hook: ErrorHook, paths: Paths
) -> None:
    del hook

    def fail() -> None:
        raise ZeroDivisionError("what the customer said")

    later = QPushButton("go", window)
    later.clicked.connect(fail)
    later.show()
    QTest.mouseClick(later, Qt.MouseButton.LeftButton)

    text = said(window)
    assert "ZeroDivisionError" in text
    number = text.partition("ZeroDivisionError, ")[2][:8]
    log = paths.log.read_text(encoding="utf-8")
    assert f"{number} ZeroDivisionError" in log
    assert "tests/ui/test_main_window.py" in log
    assert "customer said" not in log + text
    button = button_of_banner(window)
    assert button.text() == "Copy details"
    button.click()
    copied = QGuiApplication.clipboard().text()
    assert number in copied
    assert "in fail" in copied
    assert "customer said" not in copied


def test_an_error_that_comes_again_and_again_is_told_and_logged_once(
    window: MainWindow, hook: ErrorHook, paths: Paths
) -> None:
    for _ in range(50):
        try:
            raise KeyError("x")
        except KeyError as error:
            hook(type(error), error, error.__traceback__)
    assert paths.log.read_text(encoding="utf-8").count("KeyError") == 1
    part(window, Banner).dismiss()
    assert not part(window, Banner).isVisible()


def test_an_error_in_another_thread_is_told_in_the_window(qtbot: QtBot, window: MainWindow, hook: ErrorHook) -> None:
    def run() -> None:
        try:
            raise LookupError
        except LookupError as error:
            hook(type(error), error, error.__traceback__)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: "LookupError" in said(window))


def test_an_error_with_a_sentence_is_told_in_its_words_and_not_logged(
    window: MainWindow, hook: ErrorHook, paths: Paths
) -> None:
    hook(BadInput, BadInput("It is so.", "Do this."), None)
    assert said(window) == "It is so. Do this."
    hook(sqlite3.ProgrammingError, sqlite3.ProgrammingError("closed"), None)
    assert "library.sqlite" in said(window)
    assert not paths.log.exists()


def test_a_mark_that_the_library_refuses_is_told_in_the_banner(
    window: MainWindow, hook: ErrorHook, library: Library, call_ids: list[int]
) -> None:
    del hook
    window.open_call(call_ids[0])
    library._db.execute("PRAGMA query_only = ON")
    press("1")
    assert "library.sqlite" in said(window)
    assert not action(window, "Undo").isEnabled()
    library._db.execute("PRAGMA query_only = OFF")
    press("1")
    assert len(library.moments.of(call_ids[0])) == 1


def test_a_missing_recording_is_told_once_however_often_its_call_is_opened(
    qtbot: QtBot, window: MainWindow, call_ids: list[int]
) -> None:
    for _ in range(3):
        window.open_call(call_ids[0])
        qtbot.waitUntil(lambda: "The recording is not where it was" in said(window))
        window.show_library()
    part(window, Banner).dismiss()
    assert not part(window, Banner).isVisible()


def test_a_swap_has_the_call_scored_anew_and_shows_the_new_arc(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    window = make()
    window.add([recording(tmp_path, "a.wav")])
    qtbot.waitUntil(lambda: len(rows(window)) == 1, timeout=PATIENCE_MS)
    (call_id,) = rows(window)
    library = window._library
    qtbot.waitUntil(lambda: library.overviews.of(call_id).state is State.DONE, timeout=PATIENCE_MS)
    window.open_call(call_id)
    call = part(window, CallScreen).call
    assert call is not None
    call.swap_roles()
    assert call.outdated
    qtbot.waitUntil(lambda: not call.outdated, timeout=PATIENCE_MS)
    assert library.overviews.of(call_id).state is State.DONE
    scored = [turn for turn in call.report.turns if turn.score is not None]
    assert {turn.turn.channel for turn in scored} == {0}


def test_a_call_that_is_heard_while_it_is_open_fills_up(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    window = make()
    part(window, LibraryScreen).pause_requested.emit()
    window.add([recording(tmp_path, "a.wav")])
    qtbot.waitUntil(lambda: len(rows(window)) == 1, timeout=PATIENCE_MS)
    window.open_call(rows(window)[0])
    call = part(window, CallScreen).call
    assert call is not None
    assert call.report.turns == ()
    part(window, LibraryScreen).resume_requested.emit()
    qtbot.waitUntil(lambda: len(call.report.turns) == 6, timeout=PATIENCE_MS)
    assert part(window, Player).duration_s == 30.0


def test_other_thresholds_count_at_once_in_the_table_and_in_the_call(
    window: MainWindow, library: Library, call_ids: list[int], paths: Paths
) -> None:
    window.open_call(call_ids[0])
    call = part(window, CallScreen).call
    easy = WinRules(low_start=1.0, low=1.0, clear_end=-1.0)
    rules = replace(library.rules, win=easy)
    window.change_settings(replace(window.settings(), rules=rules))
    assert call.report.win.candidate
    assert all(row.win_candidate for row in part(window, LibraryScreen).model.rows.all())
    assert read_settings(paths.settings).rules == rules
    window.change_settings(replace(window.settings(), rules=replace(rules, win=WinRules(clear_end=1.0))))
    assert not call.report.win.candidate
    assert not any(row.win_candidate for row in part(window, LibraryScreen).model.rows.all())


def test_corrections_of_all_calls_are_saved_as_a_table(
    window: MainWindow, call_ids: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (export,) = (each for each in window.findChildren(QAction) if each.text() == "Export corrections as a table…")
    export.trigger()
    assert "No turn has been corrected yet" in said(window)
    for call_id in call_ids[:2]:
        window.open_call(call_id)
        call = part(window, CallScreen).call
        turn = next(each.turn for each in call.report.turns if each.score is not None)
        call.turns.correct(turn.middle_s, 0.4)
    table = tmp_path / "corrections.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(table), ""))
    export.trigger()
    assert "2 corrected turns were saved" in said(window)
    assert len(table.read_text(encoding="utf-8").strip().splitlines()) == 3


def test_a_correction_shows_in_the_row_of_the_library(
    qtbot: QtBot, window: MainWindow, library: Library, call_ids: list[int]
) -> None:
    window.open_call(call_ids[0])
    call = part(window, CallScreen).call
    turn = next(each.turn for each in call.report.turns if each.score is not None)
    part(window, Timeline).valence_corrected.emit(turn.middle_s, 0.4)
    assert library.corrections.of(call_ids[0])[0].valence == 0.4
    rows = part(window, LibraryScreen).model.rows
    qtbot.waitUntil(lambda: rows[call_ids[0]].corrected_turns == 1)
    part(window, Timeline).correction_removed.emit(turn.middle_s)
    qtbot.waitUntil(lambda: rows[call_ids[0]].corrected_turns == 0)
