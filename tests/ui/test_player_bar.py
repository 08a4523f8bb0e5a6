from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QSlider, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.model.call import Channel, Layout, Recording, Role
from desktop.model.moment import MomentType
from desktop.ui.call.moments.mark_buttons import MarkButtons
from desktop.ui.call.player.bar import PlayerBar
from desktop.ui.call.player.icons import Sign, icon
from desktop.ui.call.player.player import Player
from desktop.ui.theme import Look

CHANNELS = (Channel(0, Role.AGENT), Channel(1, Role.CUSTOMER))
STEREO = Recording(245.0, 2, Layout.STEREO)


class HushedPlayer(Player):
    """Remembers the gains and plays nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.gains: dict[int, float] = {}

    def set_gain(self, channel: int, gain: float) -> None:
        self.gains[channel] = gain


@pytest.fixture
def player(qtbot: QtBot) -> Iterator[HushedPlayer]:
    made = HushedPlayer()
    yield made
    made.close()


@pytest.fixture
def bar(qtbot: QtBot, player: HushedPlayer, look: Look) -> PlayerBar:
    made = PlayerBar(player, look, "de_DE")
    player.open(Path("none.wav"), 245.0)
    qtbot.addWidget(made)
    made.show_channels(CHANNELS, STEREO)
    made.resize(1280, made.sizeHint().height())
    made.show()
    return made


def named(bar: PlayerBar, name: str) -> QToolButton:
    return next(button for button in bar.findChildren(QToolButton) if button.text() == name)


def volume(bar: PlayerBar, name: str) -> QSlider:
    return next(slider for slider in bar.findChildren(QSlider) if slider.accessibleName() == name)


def test_the_customer_alone_is_one_click_away(qtbot: QtBot, bar: PlayerBar, player: HushedPlayer) -> None:
    assert player.gains == {0: 1.0, 1: 1.0}
    qtbot.mouseClick(named(bar, "Agent"), Qt.MouseButton.LeftButton)
    assert player.gains == {0: 0.0, 1: 1.0}
    qtbot.mouseClick(named(bar, "Agent"), Qt.MouseButton.LeftButton)
    assert player.gains == {0: 1.0, 1: 1.0}


def test_a_slider_makes_a_channel_softer_and_ends_its_muting(
    qtbot: QtBot, bar: PlayerBar, player: HushedPlayer
) -> None:
    qtbot.mouseClick(named(bar, "Customer"), Qt.MouseButton.LeftButton)
    volume(bar, "Customer: volume").setValue(50)
    assert player.gains == {0: 1.0, 1: 0.25}
    assert named(bar, "Customer").isChecked()


def test_swapped_roles_keep_the_volumes_of_the_roles(qtbot: QtBot, bar: PlayerBar, player: HushedPlayer) -> None:
    qtbot.mouseClick(named(bar, "Agent"), Qt.MouseButton.LeftButton)
    bar.show_channels((Channel(0, Role.CUSTOMER), Channel(1, Role.AGENT)), STEREO)
    assert player.gains == {0: 1.0, 1: 0.0}


@pytest.mark.parametrize(
    ("recording", "gains"),
    [
        (Recording(9.0, 2, Layout.SAME_TWICE), {0: 1.0, 1: 0.0}),
        (Recording(9.0, 2, Layout.DEAD_LEFT), {0: 0.0, 1: 1.0}),
    ],
)
def test_a_channel_with_nothing_of_its_own_has_no_volume(
    bar: PlayerBar, player: HushedPlayer, recording: Recording, gains: dict[int, float]
) -> None:
    bar.show_channels((), recording)
    assert player.gains == gains
    assert named(bar, "Volume").isVisible()


def test_without_a_sound_device_the_names_keep_their_room(bar: PlayerBar, player: HushedPlayer) -> None:
    bar.resize(960, bar.height())
    player.sound_changed.emit(False)
    QApplication.processEvents()
    assert any(label.text() == "No sound" and label.isVisible() for label in bar.findChildren(QLabel))
    assert not any(volume(bar, f"{name}: volume").isVisible() for name in ("Agent", "Customer"))
    assert all(named(bar, name).width() >= named(bar, name).sizeHint().width() for name in ("Agent", "Customer"))
    player.sound_changed.emit(True)
    assert volume(bar, "Agent: volume").isVisible()


def test_the_loop_button_shows_whether_there_is_a_loop(qtbot: QtBot, bar: PlayerBar, player: HushedPlayer) -> None:
    with qtbot.waitSignal(bar.loop_toggled) as asked:
        qtbot.mouseClick(bar.loop_button, Qt.MouseButton.LeftButton)
    assert asked.args == [True]
    assert not bar.loop_button.isChecked()
    player.set_loop((1.0, 2.0))
    assert bar.loop_button.isChecked()


def test_speeds_are_written_as_the_locale_does_and_follow_the_player(bar: PlayerBar, player: HushedPlayer) -> None:
    player.set_speed(1.25)
    assert bar.speed_box.currentText() == "1,25×"
    bar.speed_box.setCurrentIndex(0)
    bar.speed_box.activated.emit(0)
    assert player.speed == 0.5


def test_the_buttons_tell_what_was_clicked(qtbot: QtBot, bar: PlayerBar) -> None:
    for button, told in (
        (bar.play_button, bar.play_clicked),
        (bar.back_button, bar.back_clicked),
        (bar.forward_button, bar.forward_clicked),
    ):
        with qtbot.waitSignal(told):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bar.skip_silence_changed) as skipped:
        qtbot.mouseClick(bar.skip_button, Qt.MouseButton.LeftButton)
    assert skipped.args == [True]


def test_space_presses_the_button_that_has_the_focus_and_a_click_takes_no_focus(qtbot: QtBot, bar: PlayerBar) -> None:
    bar.forward_button.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(bar.forward_clicked):
        qtbot.keyClick(bar.forward_button, Qt.Key.Key_Space)
    for button in bar.findChildren(QToolButton):
        assert button.focusPolicy() == Qt.FocusPolicy.TabFocus
        assert button.accessibleName()


def test_the_time_stands_beside_the_length(bar: PlayerBar, player: HushedPlayer, tmp_path: Path) -> None:
    player.open(tmp_path / "none.wav", 245.0)
    player.seek(72.0)
    assert bar.time_text() == "1:12 / 4:05"


def test_in_a_small_window_the_buttons_that_mark_do_without_words(qtbot: QtBot, bar: PlayerBar, look: Look) -> None:
    marks = QWidget()
    row = QHBoxLayout(marks)
    row.setContentsMargins(0, 0, 0, 0)
    for name in ("1 misery", "2 magic", "3 pivot", "4 follow-up"):
        row.addWidget(QToolButton(text=name * 2, icon=icon(Sign.PLAY, look.colours)))
    bar.set_hints(marks)
    bar.setMinimumWidth(1)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    styles = {}
    for width in (960, 1600):
        bar.resize(width, bar.height())
        qtbot.wait(1)
        buttons = [button for button in bar.findChildren(QToolButton) if button.isVisible()]
        assert all(button.width() >= button.sizeHint().width() for button in buttons)
        styles[width] = {button.toolButtonStyle() for button in marks.findChildren(QToolButton)}
    style = Qt.ToolButtonStyle
    assert styles == {960: {style.ToolButtonIconOnly}, 1600: {style.ToolButtonTextBesideIcon}}


def test_the_buttons_that_mark_show_their_digit_also_without_words(qtbot: QtBot, look: Look) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    marks = MarkButtons({kind: QAction(parent) for kind in MomentType}, look)
    qtbot.addWidget(marks)
    for kind, button in zip(MomentType, marks.findChildren(QToolButton), strict=True):
        picture = button.icon().pixmap(button.iconSize()).toImage()
        beside = range(picture.width() * 16 // 28, picture.width())
        inked = [picture.pixelColor(x, y).alpha() > 128 for x in beside for y in range(picture.height())]
        assert 5 < sum(inked) < len(inked) / 2, kind
        assert button.iconSize() == picture.size() / picture.devicePixelRatio()


def test_until_it_is_known_how_long_the_recording_is_there_is_nothing_to_steer(
    qtbot: QtBot, player: HushedPlayer, look: Look, tmp_path: Path
) -> None:
    bar = PlayerBar(player, look, "en")
    qtbot.addWidget(bar)
    assert not bar.play_button.isEnabled()
    assert bar.time_text() == "Nothing to play yet"
    player.open(tmp_path / "none.wav", 245.0)
    assert bar.play_button.isEnabled()
    assert bar.toolTip() == ""
    player.open(tmp_path / "none.wav", 0.0)
    assert not bar.play_button.isEnabled()
    assert bar.toolTip()
