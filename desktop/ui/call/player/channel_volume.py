"""How loud one channel is: its name, which mutes it by one click, and a slider."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QToolButton, QWidget

from desktop.ui.call.player.icons import Sign, icon
from desktop.ui.theme import GRID, Look

_SLIDER_WIDTH = 72
_SHORT_WIDTH = 40
_FULL = 100


@dataclass(frozen=True, slots=True)
class Volume:
    """What a user chose for a channel; the level is 0 to 100."""

    level: int = _FULL
    muted: bool = False

    @property
    def gain(self) -> float:
        """What samples are multiplied by: the square of the level, since ears hear in ratios."""
        return 0.0 if self.muted else (self.level / _FULL) ** 2


class ChannelVolume(QWidget):
    """The volume of a channel, or of the whole recording."""

    volume_changed = Signal(object)

    def __init__(self, look: Look, name: str, volume: Volume, mute_hint: str) -> None:
        super().__init__()
        self._look = look
        self.button = _toggle(name, f"{name}: sound", mute_hint)
        self.button.setChecked(not volume.muted)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _FULL)
        self.slider.setValue(volume.level)
        self.slider.setFixedWidth(_SLIDER_WIDTH)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setAccessibleName(name if name == "Volume" else f"{name}: volume")
        self.slider.setToolTip(f"{name}: how loud")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.button)
        layout.addWidget(self.slider)
        self.button.toggled.connect(self._tell)
        self.slider.valueChanged.connect(self._raise)
        look.changed.connect(self._draw)
        self._draw()

    @property
    def volume(self) -> Volume:
        """What is set now."""
        return Volume(self.slider.value(), not self.button.isChecked())

    def set_short(self, short: bool) -> None:
        """Take less room, or as much as is good."""
        self.slider.setFixedWidth(_SHORT_WIDTH if short else _SLIDER_WIDTH)

    def set_heard(self, heard: bool) -> None:
        """Offer the slider, or none where nothing can be heard."""
        self.slider.setVisible(heard)

    def _raise(self) -> None:
        """Who moves the slider of a muted channel wants to hear it."""
        if not self.button.isChecked():
            self.button.setChecked(True)
        else:
            self._tell()

    def _tell(self) -> None:
        self._draw()
        self.volume_changed.emit(self.volume)

    def _draw(self) -> None:
        sign = Sign.SOUND if self.button.isChecked() else Sign.MUTE
        self.button.setIcon(icon(sign, self._look.colours))


def _toggle(text: str, accessible_name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setCheckable(True)
    button.setAutoRaise(True)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(accessible_name)
    button.setToolTip(tip)
    return button
