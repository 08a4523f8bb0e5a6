"""From a seek to its sound, and what playing costs the window, on recordings of an hour.

    python benchmarks/player.py [--data ../shared/data] [--seeks 50] [--seed 1]

A real call is repeated until it lasts an hour, in WAV, MP3 (variable rate) and M4A, in a folder that is thrown away. A
seek is timed in the running player, from `Player.seek` in the window's thread to the first samples that the output
takes in the player's thread; `cold` is the first jump to the end right after the file was opened. The stall is the
longest time for which the window's event loop was not served meanwhile, beyond the two milliseconds between two ticks.
"""

import argparse
import os
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop.ui.call.player.player import Player
from desktop.ui.call.player.sound_output import Mono, SilentOutput, SoundOutput

LENGTH_S = 3600.0
FORMATS = {"wav": ("wav", "pcm_s16le", {}), "mp3": ("mp3", "libmp3lame", {"q": "5"}), "m4a": ("ipod", "aac", {})}
_TICK_MS = 2


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds."""

    cold: float
    median: float
    longest: float
    stall: float


class TimedOutput(SilentOutput):
    """Knows when it took its first samples after each start."""

    def __init__(self) -> None:
        super().__init__()
        self.first_s: float | None = None
        self.starts = 0

    def start(self) -> None:
        """See `SoundOutput`."""
        super().start()
        self.starts, self.first_s = self.starts + 1, None

    def write(self, samples: Mono) -> int:
        """See `SoundOutput`."""
        taken = super().write(samples)
        if taken and self.first_s is None:
            self.first_s = time.perf_counter()
        return taken


def main() -> int:
    """Print the table."""
    options = _options()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    print(f"{os.cpu_count()} cores, {options.seeks} seeks in an hour while it plays, milliseconds to the first sample")
    print(f"{'':6} {'cold':>7} {'median':>7} {'longest':>8} {'stall':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for name in FORMATS:
            path = _hour(options.data / "calls" / "auto-repairs-40.wav", Path(folder) / f"hour.{name}", name)
            figures = _measure(path, random.Random(options.seed), options.seeks)  # noqa: S311  # not for secrets
            print(f"{name:6} {figures.cold:7.1f} {figures.median:7.1f} {figures.longest:8.1f} {figures.stall:7.1f}")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at the most")
    application.quit()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--seeks", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _hour(source: Path, target: Path, name: str) -> Path:
    """Encode a recording again and again, until an hour is full."""
    container, codec, quality = FORMATS[name]
    with av.open(target, "w", format=container) as out:
        stream: Any = out.add_stream(codec, rate=16_000, layout="stereo", options=quality)
        context, count = stream.codec_context, 0
        context.open()
        resampler = av.AudioResampler(context.format, "stereo", 16_000, frame_size=context.frame_size or 1024)
        while count < LENGTH_S * 16_000:
            with av.open(source) as recording:
                for frame in recording.decode(audio=0):
                    frame.pts = None
                    for piece in resampler.resample(frame):
                        piece.pts, count = count, count + piece.samples
                        out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    return target


def _measure(path: Path, chance: random.Random, seeks: int) -> Figures:
    output = TimedOutput()
    player = Player(find_output=lambda: _heard(output))
    player.failed.connect(print)
    stall = _watch()
    player.open(path, LENGTH_S)
    player.play()
    _until(lambda: output.first_s is not None)
    cold = _seek_ms(player, output, LENGTH_S - 20.0)
    times = [_seek_ms(player, output, chance.uniform(0.0, LENGTH_S - 10.0)) for _ in range(seeks)]
    player.close()
    return Figures(cold, statistics.median(times), max(times), stall())


def _heard(output: SoundOutput) -> tuple[SoundOutput, bool]:
    return output, True


def _seek_ms(player: Player, output: TimedOutput, t_s: float) -> float:
    _wait(60)
    # What the output takes until it is started again still belongs to the place before.
    starts, began_s = output.starts, time.perf_counter()
    player.seek(t_s)
    _until(lambda: output.starts > starts and output.first_s is not None)
    return ((output.first_s or 0.0) - began_s) * 1000


def _watch() -> Callable[[], float]:
    """Tick in the window's thread; call the result for the longest stall in milliseconds."""
    timer, last, worst = QTimer(), time.perf_counter(), 0.0

    def tick() -> None:
        nonlocal last, worst
        now = time.perf_counter()
        worst, last = max(worst, now - last), now

    timer.timeout.connect(tick)
    timer.start(_TICK_MS)

    def stop() -> float:
        timer.stop()
        return worst * 1000 - _TICK_MS

    return stop


def _wait(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def _until(done: Callable[[], bool]) -> None:
    """Serve events until something has happened, ten seconds at the most."""
    began_s = time.monotonic()
    while not done() and time.monotonic() - began_s < 10.0:
        _wait(1)


if __name__ == "__main__":
    raise SystemExit(main())
