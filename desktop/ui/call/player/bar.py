"""The strip below a call with the controls of its sound.

A click on it leaves the focus where it is, so that the keys of the timeline go on working; who comes by Tab gets what
buttons do everywhere: Space presses the one that has the focus.
"""

from collections.abc import Sequence
from itertools import pairwise

from babel.numbers import format_decimal
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from desktop.model.call import Channel, Recording, Role
from desktop.model.timecode import format_timecode
from desktop.ui.call.player.channel_volume import ChannelVolume, Volume
from desktop.ui.call.player.icons import Sign, icon
from desktop.ui.call.player.player import Player
from desktop.ui.theme import GAP, GRID, MARGIN, Look, tabular

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
_NOTHING = "Nothing to play yet"
_OTHER = {Role.AGENT: "the customer", Role.CUSTOMER: "the agent", Role.UNKNOWN: "the other side"}


class PlayerBar(QFrame):
    """Shows and steers the player; there is nothing to steer until it is known how long the recording is."""

    play_clicked = Signal()
    back_clicked = Signal()
    forward_clicked = Signal()
    skip_silence_changed = Signal(bool)
    loop_toggled = Signal(bool)

    def __init__(self, player: Player, look: Look, locale: str) -> None:
        super().__init__()
        self._player, self._look, self._locale = player, look, locale
        self._volumes: dict[str, Volume] = {}
        self.play_button = _button("", "Play", "Play or pause (Space)")
        self.back_button = _button("−5 s", "5 seconds back", "5 seconds back (←)")
        self.forward_button = _button("+5 s", "5 seconds forward", "5 seconds forward (→)")
        self.loop_button = _button("Loop", "Loop", "Loop the selected range or this turn (L)", checkable=True)
        self.skip_button = _button("Skip silence", "Skip silence", "Jump over silence while playing", checkable=True)
        self.loop_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._time = QLabel()
        self._time.setFont(tabular(self._time.font()))
        self._time.setAccessibleName("Position")
        self.speed_box = self._speeds()
        self._channels = QHBoxLayout()
        self._shown_channels: list[ChannelVolume] = []
        self._no_device = QLabel("No sound")
        self._hints = QWidget()
        self._arrange()
        self._connect()
        self.show_channels((), None)
        self._draw()
        self._show_position(player.position_s)

    def show_channels(self, channels: Sequence[Channel], recording: Recording | None) -> None:
        """Offer a volume for each channel that holds something of its own, by its role; null: one for all."""
        for shown in self._shown_channels:
            self._channels.removeWidget(shown)
            shown.deleteLater()
        self._shown_channels.clear()
        heard = recording.heard_channels if recording else (0,)
        for index in (0, 1):
            if recording is not None and index not in heard:
                self._player.set_gain(index, 0.0)
        roles = {channel.index: channel.role for channel in channels}
        for index in heard:
            role = roles.get(index, Role.UNKNOWN)
            name = _name(index, role, alone=len(heard) == 1)
            hint = f"Mute: listen to {_OTHER[role]} alone" if len(heard) > 1 else "Mute"
            self._add_channel((index,) if recording else (0, 1), name, hint)
        self._order_tabs()
        self._fit()

    def set_skip_silence(self, skip: bool) -> None:
        """Show whether silence is skipped, as it was remembered; tells `skip_silence_changed` if that is new."""
        self.skip_button.setChecked(skip)

    def set_hints(self, hints: QWidget) -> None:
        """Show the buttons that mark, or whatever else says what the keys do, in the room on the right."""
        self._layout.replaceWidget(self._hints, hints)
        self._hints.deleteLater()
        self._hints = hints
        self._fit()

    def time_text(self) -> str:
        """The position and the length, as they stand there."""
        return self._time.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make do with the room that there is."""
        super().resizeEvent(event)
        self._fit()

    def _arrange(self) -> None:
        self.setProperty("panel", True)
        self.setAccessibleName("Player")
        self._no_device.setProperty("quiet", True)
        self._no_device.setToolTip("This computer has no sound device. The call runs on in silence.")
        self._no_device.hide()
        self._channels.setSpacing(GAP)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(MARGIN, GRID, MARGIN, GRID)
        self._layout.setSpacing(GAP)
        for widget in (self.play_button, self._time, self.back_button, self.forward_button, self.speed_box):
            self._layout.addWidget(widget)
        for widget in (self.loop_button, self.skip_button):
            self._layout.addWidget(widget)
        self._layout.addSpacing(GAP)
        self._layout.addLayout(self._channels)
        self._layout.addWidget(self._no_device)
        self._layout.addWidget(self._hints, 1)

    def _connect(self) -> None:
        self.play_button.clicked.connect(lambda _checked: self.play_clicked.emit())
        self.back_button.clicked.connect(lambda _checked: self.back_clicked.emit())
        self.forward_button.clicked.connect(lambda _checked: self.forward_clicked.emit())
        self.loop_button.clicked.connect(self._ask_for_loop)
        self.skip_button.toggled.connect(self.skip_silence_changed)
        self.speed_box.activated.connect(lambda row: self._player.set_speed(SPEEDS[row]))
        self._player.position_changed.connect(self._show_position)
        self._player.playing_changed.connect(self._draw)
        self._player.speed_changed.connect(self._show_speed)
        self._player.loop_changed.connect(lambda loop: self.loop_button.setChecked(loop is not None))
        self._player.sound_changed.connect(self._show_sound)
        self._look.changed.connect(self._draw)

    def _speeds(self) -> QComboBox:
        box = QComboBox()
        box.addItems([f"{format_decimal(speed, locale=self._locale)}×" for speed in SPEEDS])
        box.setCurrentIndex(SPEEDS.index(1.0))
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.setAccessibleName("Speed")
        box.setToolTip("Speed (↑ and ↓)")
        return box

    def _add_channel(self, indexes: Sequence[int], name: str, hint: str) -> None:
        control = ChannelVolume(self._look, name, self._volumes.get(name, Volume()), hint)

        def apply(volume: Volume) -> None:
            self._volumes[name] = volume
            for index in indexes:
                self._player.set_gain(index, volume.gain)

        control.volume_changed.connect(apply)
        control.set_heard(self._no_device.isHidden())
        self._channels.addWidget(control)
        self._shown_channels.append(control)
        apply(control.volume)

    def _show_sound(self, heard: bool) -> None:
        """Without a sound device the names say who is who, and nothing is loud or quiet."""
        self._no_device.setVisible(not heard)
        for volume in self._shown_channels:
            volume.set_heard(heard)
        self._fit()

    def _order_tabs(self) -> None:
        """Tab goes from left to right, however late the channels came."""
        late = [widget for each in self._shown_channels for widget in (each.button, each.slider)]
        for widget, following in pairwise((self.skip_button, *late)):
            QWidget.setTabOrder(widget, following)

    def _fit(self) -> None:
        """Where there is no room for them, the buttons that mark do without their words, and sliders are short."""
        marks = self._hints.findChildren(QToolButton)
        for button in marks:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for volume in self._shown_channels:
            volume.set_short(False)
        is_narrow = self._wanted_width(marks) > self.width()
        for button in marks if is_narrow else ():
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        for volume in self._shown_channels:
            volume.set_short(is_narrow)

    def _wanted_width(self, marks: Sequence[QWidget]) -> int:
        buttons = (self.play_button, self.back_button, self.forward_button, self.loop_button, self.skip_button)
        told = (self._time, self.speed_box, *([] if self._no_device.isHidden() else [self._no_device]))
        widths = [each.sizeHint().width() for each in (*buttons, *told, *self._shown_channels)]
        marked = [each.sizeHint().width() + GRID for each in marks]
        return sum(widths) + (len(widths) + 1) * GAP + sum(marked) + 2 * MARGIN

    def _ask_for_loop(self, wanted: bool) -> None:
        """The screen knows the range; where it sets none, the button shows that there is none."""
        self.loop_toggled.emit(wanted)
        self.loop_button.setChecked(self._player.loop is not None)

    def _show_position(self, t_s: float) -> None:
        is_known = self._player.duration_s > 0
        if is_known != self.isEnabled():
            self.setEnabled(is_known)
            self.setToolTip("" if is_known else "The recording has not been read yet.")
        whole = format_timecode(self._player.duration_s)
        text = f"{format_timecode(t_s)} / {whole}" if is_known else _NOTHING
        if text != self._time.text():
            self._time.setText(text)
            self._time.setMinimumWidth(self._time.fontMetrics().horizontalAdvance(f"{whole} / {whole}"))

    def _show_speed(self, speed: float) -> None:
        nearest = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - speed))
        self.speed_box.setCurrentIndex(nearest)

    def _draw(self) -> None:
        playing = self._player.playing
        self.play_button.setIcon(icon(Sign.PAUSE if playing else Sign.PLAY, self._look.colours))
        self.play_button.setAccessibleName("Pause" if playing else "Play")
        self.loop_button.setIcon(icon(Sign.LOOP, self._look.colours))


def _button(text: str, accessible_name: str, tip: str, *, checkable: bool = False) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setCheckable(checkable)
    button.setAutoRaise(True)
    button.setIconSize(QSize(16, 16))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(accessible_name)
    button.setToolTip(tip)
    return button


def _name(index: int, role: Role, *, alone: bool) -> str:
    if alone:
        return "Volume"
    return {Role.AGENT: "Agent", Role.CUSTOMER: "Customer"}.get(role, ("Left", "Right")[index])
