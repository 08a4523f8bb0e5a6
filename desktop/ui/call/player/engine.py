"""What the player does in a thread of its own: hands a recording's sound to an output a little ahead of the ear.

Every order carries a number, and what is reported carries the number of the order that it follows from; so the player
knows what was overtaken by a later order on its way between the threads.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.errors import UserError
from desktop.model.listening.route import Range
from desktop.ui.call.player.sound_output import SilentOutput, SoundOutput, default_output

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QMediaDevices

    from desktop.media.reel import Fed, Reel

_TICK_MS = 20
# Longer than this at one go, and an order would have to wait.
_WORK_S = 0.008
_OUTPUT_DELAY_MS = 300
# Devices come and go in bursts, and a sound server that comes back is not ready at once.
_SETTLED_MS = 500


class PlayerEngine(QObject):
    """Plays one recording at a time; lives in the player's thread, and its methods are called there by signals."""

    moved = Signal(float, int)
    ended = Signal(int)
    failed = Signal(str, str, int)
    sound_changed = Signal(bool)

    def __init__(self, find_output: Callable[[], tuple[SoundOutput, bool]] = default_output) -> None:
        super().__init__()
        self._find_output = find_output
        self._output: SoundOutput | None = None
        self._devices: QMediaDevices | None = None
        self._settled: QTimer | None = None
        self._timer: QTimer | None = None
        self._reel: Reel | None = None
        self._number = 0
        self._playing = False
        self._speed = 1.0
        self._gains = {0: 1.0, 1: 1.0}

    def open(self, path: Path, number: int) -> None:
        """Open a recording and get ready to play it."""
        from desktop.media.reel import Reel

        self.close()
        self._number = number
        try:
            _check_is_there(path)
            self._reel = Reel(path)
        except UserError as error:
            self._fail(error)
            return
        self._reel.speed = self._speed
        self._reel.set_gains(self._gains[0], self._gains[1])
        self._wake()
        QTimer.singleShot(_OUTPUT_DELAY_MS, self, self._ensure_output)

    def close(self) -> None:
        """Fall silent and let go of the recording."""
        self._silence()
        reel, self._reel = self._reel, None
        if reel is not None:
            reel.close()

    def release(self) -> None:
        """Let go of everything, as the thread is about to end."""
        self.close()
        for thing in (self._timer, self._devices, self._settled):
            if thing is not None:
                thing.deleteLater()
        self._timer = self._devices = self._settled = self._output = None

    def go(self, t_s: float, playing: bool, number: int) -> None:
        """Stand at an instant, or play from there."""
        self._number = number
        self._silence()
        if playing:
            self._play_from(t_s)

    def set_speed(self, speed: float) -> None:
        """Play faster or slower, from what is heard now on."""
        self._speed = speed
        now_s = self._now_s()
        if self._reel is not None:
            self._reel.speed = speed
        self._replay(now_s)

    def set_gain(self, channel: int, gain: float) -> None:
        """Make a channel louder or softer."""
        self._gains[channel] = gain
        if self._reel is not None:
            self._reel.set_gains(self._gains[0], self._gains[1])

    def set_route(self, loop: Range | None, skipped: Sequence[Range]) -> None:
        """Go round in a loop, and jump over silences; the sound goes on as it is where that changes nothing yet."""
        now_s = self._now_s()
        if self._reel is not None and self._reel.reroute(loop, skipped, now_s):
            self._replay(now_s)

    def _play_from(self, t_s: float) -> None:
        self._ensure_output()
        if self._reel is None or self._output is None:
            return
        self._playing = True
        self._reel.start(t_s, self._output.rate)
        self._output.start()
        self._wake()
        self._tick()

    def _replay(self, t_s: float) -> None:
        if self._playing:
            self._silence()
            self._play_from(t_s)

    def _silence(self) -> None:
        if self._playing and self._output is not None:
            self._output.stop()
        self._playing = False

    def _now_s(self) -> float:
        """The instant that is heard now; 0 while nothing is."""
        if self._reel is None or self._output is None or not self._playing:
            return 0.0
        return self._reel.heard_s(self._output.heard)

    def _wake(self) -> None:
        if self._timer is None:
            self._timer = QTimer(self)
            self._timer.setTimerType(Qt.TimerType.PreciseTimer)
            self._timer.timeout.connect(self._tick)
        self._timer.start(0)

    def _tick(self) -> None:
        try:
            wait_ms = self._play() if self._playing else self._prepare()
        except UserError as error:
            self._fail(error)
            wait_ms = None
        if self._timer is None:
            return
        if wait_ms is None:
            self._timer.stop()
        elif wait_ms != self._timer.interval():
            self._timer.setInterval(wait_ms)

    def _play(self) -> int | None:
        """Fill the output; says when there is something to do again."""
        from desktop.media.reel import Fed

        if self._reel is None or self._output is None:
            return None
        if not self._output.working:
            self._change_output()
            return _TICK_MS
        if self._output.stalled:
            self._go_on_in_silence()
            return _TICK_MS
        fed = self._feed(self._reel, self._output)
        self.moved.emit(self._now_s(), self._number)
        if fed is Fed.ENDED and self._output.heard >= self._reel.written:
            self._silence()
            self.ended.emit(self._number)
            return None
        return 0 if fed is Fed.MORE else _TICK_MS

    def _feed(self, reel: "Reel", output: SoundOutput) -> "Fed":
        from desktop.media.reel import Fed

        until_s = time.perf_counter() + _WORK_S
        fed = reel.feed(output.write)
        while fed is Fed.MORE and time.perf_counter() < until_s:
            fed = reel.feed(output.write)
        return fed

    def _prepare(self) -> int | None:
        return 0 if self._reel is not None and self._reel.prepare() else None

    def _ensure_output(self) -> None:
        from PySide6.QtMultimedia import QMediaDevices

        if self._output is not None and self._output.working:
            return
        if self._devices is None:
            self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
            self._settled.timeout.connect(self._change_output)
            self._devices = QMediaDevices(self)
            self._devices.audioOutputsChanged.connect(self._settled.start)
        self._output, heard = self._find_output()
        self.sound_changed.emit(heard)

    def _change_output(self) -> None:
        """A device came or went: go on where the ear is, on what is the default now."""
        now_s, playing = self._now_s(), self._playing
        self._silence()
        self._output = None
        if playing:
            self._play_from(now_s)
        else:
            self._ensure_output()

    def _go_on_in_silence(self) -> None:
        """The device takes nothing: the call runs on without it until devices change."""
        now_s = self._now_s()
        self._silence()
        self._output = SilentOutput()
        self.sound_changed.emit(False)
        self._play_from(now_s)

    def _fail(self, error: UserError) -> None:
        self.close()
        self.failed.emit(error.what, error.fix, self._number)


def _check_is_there(path: Path) -> None:
    """A call outlives its recording, so that this is no mistake in a name but a file that was moved."""
    try:
        is_there = path.exists()
    except OSError:
        # Whoever opens it says why.
        return
    if not is_there:
        raise UserError(
            f"The recording is not where it was: {path.parent}.", "Put it back to listen; transcript and arc stay."
        )
