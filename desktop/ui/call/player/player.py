"""The sound of the open call: what the screens ask for and are told, while the work is done in another thread."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal

from desktop.model.listening.route import Range
from desktop.ui.call.player.engine import PlayerEngine
from desktop.ui.call.player.sound_output import SoundOutput, default_output

SLOWEST, FASTEST = 0.5, 2.0
_AT_END_S = 0.05


class Player(QObject):
    """Plays one recording at a time.

    A recording that cannot be played still has its time: the position moves by seeking.
    Nothing here waits for a file or a device. A seek is told at once, before its sound is heard. Playing stops at the
    end, and begins again at 0 from there. With a loop, playing goes round in it once it has come into it: from before
    the loop it runs in, from behind the loop it goes on to the end, as in audio editors; seeking never removes it.
    """

    position_changed = Signal(float)
    playing_changed = Signal(bool)
    failed = Signal(str, str)
    speed_changed = Signal(float)
    loop_changed = Signal(object)
    sound_changed = Signal(bool)
    """Whether there is a device on which the sound can be heard; told once the player knows, and when it changes."""

    _open_ordered = Signal(object, int)
    _go_ordered = Signal(float, bool, int)
    _speed_ordered = Signal(float)
    _gain_ordered = Signal(int, float)
    _route_ordered = Signal(object, object)

    def __init__(
        self,
        parent: QObject | None = None,
        find_output: Callable[[], tuple[SoundOutput, bool]] = default_output,
    ) -> None:
        super().__init__(parent)
        self._thread = QThread(self)
        self._thread.setObjectName("player")
        self._engine = PlayerEngine(find_output)
        self._engine.moveToThread(self._thread)
        self._connect_engine()
        self._number = self._opened_as = 0
        self._opened = self._playable = self._playing = False
        self._position_s = self._duration_s = 0.0
        self._speed = 1.0
        self._loop: Range | None = None
        self._skipped: tuple[Range, ...] = ()

    @property
    def position_s(self) -> float:
        """The instant that is heard, or that playing will start from."""
        return self._position_s

    @property
    def playing(self) -> bool:
        """Whether it plays, or is about to."""
        return self._playing

    @property
    def duration_s(self) -> float:
        """How long the recording is."""
        return self._duration_s

    @property
    def speed(self) -> float:
        """Seconds of the recording per second."""
        return self._speed

    @property
    def loop(self) -> Range | None:
        """The range that playing goes round in."""
        return self._loop

    def open(self, path: Path, duration_s: float) -> None:
        """Stand at the beginning of a recording; `failed` tells if it cannot be played."""
        if not self._thread.isRunning():
            self._thread.start()
        self._set_playing(False)
        self._opened = self._playable = True
        self._duration_s = duration_s
        self._skipped = ()
        self.set_loop(None)
        self._number += 1
        self._opened_as = self._number
        self._open_ordered.emit(path, self._number)
        self._move(0.0)

    def close(self) -> None:
        """Fall silent, let go of the recording and end the thread; `open` starts it again."""
        self._opened = self._playable = False
        self._set_playing(False)
        self._thread.quit()
        self._thread.wait()

    def play(self) -> None:
        """Play from where it stands; from the end it starts again."""
        if not self._playable or self._playing or not self._duration_s:
            return
        self._set_playing(True)
        self._go(0.0 if self._position_s >= self._duration_s - _AT_END_S else self._position_s)

    def pause(self) -> None:
        """Stop where it is."""
        if self._playing:
            self._set_playing(False)
            self._go(self._position_s)

    def toggle(self) -> None:
        """Play, or pause."""
        if self._playing:
            self.pause()
        else:
            self.play()

    def seek(self, t_s: float) -> None:
        """Go to an instant, and play on from there if it plays; also where there is nothing to be heard."""
        t_s = min(max(t_s, 0.0), self._duration_s)
        if self._playable:
            self._go(t_s)
        elif self._opened:
            self._move(t_s)

    def set_speed(self, speed: float) -> None:
        """Play slower or faster, 0.5 to 2 times, with the pitch kept."""
        speed = min(max(speed, SLOWEST), FASTEST)
        if speed != self._speed:
            self._speed = speed
            self._speed_ordered.emit(speed)
            self.speed_changed.emit(speed)

    def set_gain(self, channel: int, gain: float) -> None:
        """Make the first or second channel (0, 1) louder or softer, 0 to 1."""
        self._gain_ordered.emit(channel, min(max(gain, 0.0), 1.0))

    def set_loop(self, loop: Range | None) -> None:
        """Go round in a range, or no more."""
        if loop != self._loop:
            self._loop = loop
            self._route_ordered.emit(loop, self._skipped)
            self.loop_changed.emit(loop)

    def set_skipped(self, silences: Sequence[Range]) -> None:
        """Jump over stretches while playing; none for an empty sequence."""
        self._skipped = tuple(sorted(silences))
        self._route_ordered.emit(self._loop, self._skipped)

    def _connect_engine(self) -> None:
        queued = Qt.ConnectionType.QueuedConnection
        engine = self._engine
        for order, method in (
            (self._open_ordered, engine.open),
            (self._go_ordered, engine.go),
            (self._speed_ordered, engine.set_speed),
            (self._gain_ordered, engine.set_gain),
            (self._route_ordered, engine.set_route),
        ):
            order.connect(method, queued)
        engine.moved.connect(self._on_moved, queued)
        engine.ended.connect(self._on_ended, queued)
        engine.failed.connect(self._on_failed, queued)
        engine.sound_changed.connect(self.sound_changed, queued)
        # Emitted by the thread itself as its last act, so that what was made there is also let go of there.
        self._thread.finished.connect(engine.release, Qt.ConnectionType.DirectConnection)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.close)

    def _go(self, t_s: float) -> None:
        self._number += 1
        self._go_ordered.emit(t_s, self._playing, self._number)
        self._move(t_s)

    def _move(self, t_s: float) -> None:
        self._position_s = t_s
        self.position_changed.emit(t_s)

    def _set_playing(self, playing: bool) -> None:
        if playing != self._playing:
            self._playing = playing
            self.playing_changed.emit(playing)

    def _on_moved(self, t_s: float, number: int) -> None:
        if number == self._number and self._playing:
            self._move(min(t_s, self._duration_s))

    def _on_ended(self, number: int) -> None:
        if number == self._number and self._playing:
            self._set_playing(False)
            self._move(self._duration_s)

    def _on_failed(self, what: str, fix: str, number: int) -> None:
        """Tell what went wrong with this recording; what is said of an earlier one comes too late."""
        if self._playable and number >= self._opened_as:
            self._playable = False
            self._set_playing(False)
            self.failed.emit(what, fix)
