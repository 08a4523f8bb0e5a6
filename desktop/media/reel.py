"""A recording's sound along a route, handed to an output bit by bit, and what of it is heard when."""

from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path

from desktop.media.decode import Samples
from desktop.media.playback import PlaybackStream
from desktop.model.listening.route import Range, Stretch, Tape, stretch_from

_NO_LIMIT = float("inf")
_EMPTY_ROUNDS = 2


class Fed(Enum):
    """How handing on went: there is more at once, the output is full, or nothing is left."""

    MORE = "more"
    FULL = "full"
    ENDED = "ended"


class Reel:
    """One recording on its way to an output; every method may raise BadInput, and the recording is closed then."""

    def __init__(self, path: Path) -> None:
        self.speed = 1.0
        self._stream = PlaybackStream(path)
        self._loop: Range | None = None
        self._skipped: Sequence[Range] = ()
        self._stretch = Stretch(0.0, _NO_LIMIT, None)
        self._tape, self._rate, self._from_s = Tape(1), 1, 0.0
        self._written = self._began = self._empty_rounds = 0
        self._waiting: Samples | None = None

    @property
    def written(self) -> int:
        """How many samples were handed on since the start."""
        return self._written

    def set_gains(self, first: float, second: float) -> None:
        """How loud the first and the second channel are, 0 to 1, in what is handed on from now."""
        self._stream.gains = (first, second)

    def prepare(self) -> bool:
        """Read ahead a little for later jumps, while nothing is played; says whether there is more to prepare."""
        return self._stream.prepare()

    def start(self, t_s: float, rate: int) -> None:
        """Hand on the sound from an instant, for an output that starts now and takes `rate` samples a second."""
        self._tape, self._rate, self._from_s, self._written = Tape(rate), rate, t_s, 0
        self._begin(t_s)

    def feed(self, write: Callable[[Samples], int]) -> Fed:
        """Hand on the next bit of sound; `write` says how many samples it took."""
        if self._waiting is None:
            chunk = self._stream.read()
            if chunk is None:
                return self._go_on()
            if not len(chunk.samples):
                return Fed.MORE
            self._tape.note(self._written, chunk.start_s, chunk.speed)
            self._waiting = chunk.samples
        taken = write(self._waiting)
        self._written += taken
        left = self._waiting[taken:]
        self._waiting = left if len(left) else None
        return Fed.FULL if len(left) else Fed.MORE

    def heard_s(self, frame: int) -> float:
        """The instant of the recording that is heard when the output has played so many samples."""
        t_s = self._tape.at(frame)
        return self._from_s if t_s is None else t_s

    def reroute(self, loop: Range | None, skipped: Sequence[Range], now_s: float) -> bool:
        """Take another route from now on; says whether what was handed on already is not on it."""
        self._loop, self._skipped = loop, skipped
        wanted = self._from(now_s)
        return wanted.start_s > now_s or (wanted.end_s, wanted.then_s) != (self._stretch.end_s, self._stretch.then_s)

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def _from(self, t_s: float) -> Stretch:
        return stretch_from(t_s, end_s=_NO_LIMIT, loop=self._loop, skipped=self._skipped)

    def _begin(self, t_s: float) -> None:
        self._stretch, self._waiting, self._began = self._from(t_s), None, self._written
        self._stream.start(self._stretch.start_s, self._stretch.end_s, rate=self._rate, speed=self.speed)

    def _go_on(self) -> Fed:
        """Begin the next stretch, unless there is none or the route goes round where the file has no sound."""
        self._empty_rounds = 0 if self._written > self._began else self._empty_rounds + 1
        if self._stretch.then_s is None or self._empty_rounds > _EMPTY_ROUNDS:
            return Fed.ENDED
        self._begin(self._stretch.then_s)
        return Fed.MORE
