"""How fast the window is and how much memory it takes, with ten thousand calls and one of an hour among them.

    python benchmarks/window.py [--data ../shared/data] [--model tiny.en] [--runs 3] [--only NAME ...]

Every figure comes from windows in processes of their own, on a library of invented calls that is thrown away; the hour
is a real call repeated. It runs without a screen; QT_QPA_PLATFORM chooses another platform. The files of the program
are in the system's cache, as they are after the first start. Times are medians of the runs; stalls and memory come
from one long run.

start    from the start of the process until the table is painted and has followed a key
open     from the Enter key until the hour is painted: the first call that is opened at all, and the next time
pan      from each move of the mouse until the dragged timeline is painted, while the hour plays
stall    the longest time for which the event loop was not served, beyond the five milliseconds between two ticks: while
         the real worker transcribes a call with the library in view, and with that call in view; and while the hour is
         scored anew and finished, with it in view
memory   the most that the process ever held, after the hour has been opened and has played for ten seconds
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from desktop.ui.main_window import MainWindow

Figures = dict[str, float]
Script = Callable[["MainWindow", argparse.Namespace], Figures]
Found = TypeVar("Found", bound="QObject")

CALLS = 10_000
HOUR_S, HOUR = 3600.0, "hour.wav"
TICK_MS = 5
FRAMES = 240
# What is asked of each figure, in the order of the table; and which figure of an empty window it is compared with.
REACH = {
    "start s": 1.5,
    "open first ms": 300.0,
    "open again ms": 300.0,
    "pan median ms": 16.0,
    "pan 95 % ms": 16.0,
    "pan longest ms": 16.0,
    "stall library ms": 100.0,
    "stall open call ms": 100.0,
    "stall hour ends ms": 100.0,
    "memory MiB": 400.0,
}
COMPARED = ("start s", "memory MiB")


def main() -> int:
    """Print the table."""
    options = _options()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if options.child:
        return _run_child(options)
    with tempfile.TemporaryDirectory() as folder:
        options.home = Path(folder)
        _furnish(options)
        empty = _measure("empty", options)
        print(f"{os.cpu_count()} cores, {CALLS} calls, {os.environ['QT_QPA_PLATFORM']}, {options.runs} runs")
        print(f"{'':20} {'figure':>8} {'reach':>8} {'':4} {'empty window':>13} {'ratio':>6}")
        for name in options.only or ROWS:
            for label, figure in _measure(name, options).items():
                print(_row(label, figure, empty), flush=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", default="tiny.en")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", action="append", choices=ROWS)
    parser.add_argument("--child", choices=("empty", *ROWS), help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--began", type=float, help=argparse.SUPPRESS)
    return parser.parse_args()


def _row(label: str, figure: float, empty: Figures) -> str:
    reach, compared = REACH[label], empty[label] if label in COMPARED else None
    against = f"{compared:13.2f} {figure / compared:6.1f}" if compared else ""
    return f"{label:20} {figure:8.2f} {reach:8.1f} {'' if figure <= reach else 'MISS':4} {against}".rstrip()


def _furnish(options: argparse.Namespace) -> None:
    """Make a data folder with a library, the hour's recording, the settings and the models."""
    from desktop.paths import default_paths
    from tools.seeded_library import fill_fast

    began_s = time.monotonic()
    fill_fast(_library(options), CALLS, options.home / "recordings")
    _add_hour(options)
    (options.home / "settings.toml").write_text(f'model = "{options.model}"\n', encoding="utf-8")
    (options.home / "models").symlink_to(default_paths().models, target_is_directory=True)
    print(f"library made in {time.monotonic() - began_s:.0f} s", file=sys.stderr)


def _library(options: argparse.Namespace) -> Path:
    return Path(options.home) / "made.sqlite"


def _add_hour(options: argparse.Namespace) -> None:
    """Add the call of an hour as the newest one, with a recording that can be played."""
    from desktop.model.call import Details
    from desktop.model.request import Request
    from desktop.storage.opening import open_library
    from tools.invented_calls import VERSION, invented_call
    from tools.seeded_library import events_of

    recording = _repeated(_call(options), options.home / HOUR)
    with open_library(_library(options)) as library:
        call = library.calls.add(recording, "f" * 64)
        library.calls.describe(call.id, Details("agent 1"))
        job = library.jobs.enqueue(call, Request(), VERSION)
        for event in events_of(invented_call(8, HOUR_S)):
            library.apply(job.id, event)


def _call(options: argparse.Namespace) -> Path:
    return Path(options.data).absolute() / "calls" / "auto-repairs-40.wav"


def _repeated(source: Path, target: Path) -> Path:
    """Write a recording again and again, until an hour is full."""
    import wave

    with wave.open(str(source)) as recording, wave.open(str(target), "wb") as hour:
        hour.setparams(recording.getparams())
        sound, rate = recording.readframes(recording.getnframes()), recording.getframerate()
        frame = recording.getsampwidth() * recording.getnchannels()
        times, rest = divmod(int(HOUR_S * rate), recording.getnframes())
        for _ in range(times):
            hour.writeframesraw(sound)
        hour.writeframes(sound[: rest * frame])
    return target


def _measure(name: str, options: argparse.Namespace) -> Figures:
    """The median of several windows; what a window has done to its library is undone before the next."""
    runs = []
    for _ in range(1 if name in LONG else options.runs):
        for suffix in ("", "-wal", "-shm"):
            (options.home / f"library.sqlite{suffix}").unlink(missing_ok=True)
        shutil.copy(_library(options), options.home / "library.sqlite")
        runs.append(_run_window(name, options))
    return {label: statistics.median(run[label] for run in runs) for label in runs[0]}


def _run_window(name: str, options: argparse.Namespace) -> Figures:
    command = [sys.executable, __file__, "--child", name, "--home", str(options.home), "--data", str(options.data)]
    environment = {**os.environ, "UPSWING_HOME": str(options.home)}
    command += ["--began", str(time.monotonic())]
    run = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    if run.returncode or not run.stdout.rstrip().endswith("}"):
        raise SystemExit(run.stderr)
    return dict(json.loads(run.stdout.splitlines()[-1]))


def _run_child(options: argparse.Namespace) -> int:
    """Be one window, and print its figures for the parent."""
    figures = _empty(options) if options.child == "empty" else _in_window(ROWS[options.child], options)
    print(json.dumps(figures))
    return 0


def _empty(options: argparse.Namespace) -> Figures:
    """What a window with an empty table costs."""
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    QApplication([])
    window, table = QMainWindow(), QTableView()
    window.setCentralWidget(table)
    painted = _paints(table.viewport())
    window.show()
    _until(painted)
    return {"start s": time.monotonic() - options.began, "memory MiB": _memory_mib()}


def _in_window(script: Script, options: argparse.Namespace) -> Figures:
    """Open the window as the program does, and do something in it."""
    from PySide6.QtCore import QTimer

    from desktop import app
    from desktop.ui.main_window import MainWindow

    figures: Figures = {}
    start = MainWindow.start

    def started(window: MainWindow) -> None:
        start(window)
        QTimer.singleShot(0, partial(_play, script, window, options, figures))

    MainWindow.start = started  # type: ignore[method-assign, assignment]
    app.main([])
    return figures


def _play(script: Script, window: "MainWindow", options: argparse.Namespace, figures: Figures) -> None:
    try:
        figures.update(script(window, options))
    finally:
        window.close()


def _start(window: "MainWindow", options: argparse.Namespace) -> Figures:
    """The table painted, and the event loop free to follow a key."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    table = _table(window)
    _until(_paints(table.viewport()))
    painted = _paints(table.viewport())
    QTest.keyClick(table, Qt.Key.Key_Down)
    _until(painted)
    return {"start s": time.monotonic() - options.began}


def _open(window: "MainWindow", options: argparse.Namespace) -> Figures:
    """Enter, twice."""
    del options
    _wait(3.0)
    first = _open_hour(window)
    _wait(1.0)
    window.show_library()
    _wait(1.0)
    return {"open first ms": first, "open again ms": _open_hour(window)}


def _pan(window: "MainWindow", options: argparse.Namespace) -> Figures:
    """Drag the timeline to and fro: the whole hour in ten pieces, and minutes, while it plays."""
    del options
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    from desktop.ui.call.timeline.canvas import Canvas
    from desktop.ui.call.timeline.view import Timeline

    _wait(2.0)
    _open_hour(window)
    timeline, viewport = _child(window, Timeline), _child(window, Canvas).viewport()
    QTest.keyClick(timeline, Qt.Key.Key_Space)
    frames, height, middle = [], viewport.height() * 2 // 3, viewport.width() // 2
    for length_s in (360.0, 60.0, 15.0):
        timeline.set_view(1800.0, 1800.0 + length_s)
        _wait(0.5)
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(middle, height))
        for n in range(FRAMES // 3):
            at = QPoint(middle + (n if n < FRAMES // 6 else FRAMES // 3 - n) * 7 - 280, height)
            frames.append(_painted_ms(viewport, partial(QTest.mouseMove, viewport, at)))
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(middle, height))
    frames.sort()
    return {
        "pan median ms": statistics.median(frames),
        "pan 95 % ms": frames[len(frames) * 95 // 100],
        "pan longest ms": frames[-1],
    }


def _stall(window: "MainWindow", options: argparse.Namespace) -> Figures:
    """Transcribe a call twice, the second time with it open; then let the hour end while it is open."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from desktop.ui.call.transcript.pane import TranscriptPane
    from desktop.ui.library.screen import LibraryScreen
    from desktop.ui.queue.jobs import Jobs

    _wait(3.0)
    completed: list[int] = []
    _child(window, Jobs).call_completed.connect(completed.append)
    in_library = _stalled(lambda: window.add([_call(options)]), lambda: bool(completed))
    _child(window, LibraryScreen).again_requested.emit([completed[0]])
    _wait(0.5)
    window.open_call(completed[0])
    _wait(0.5)
    in_call = _stalled(lambda: None, lambda: len(completed) > 1)
    window.show_library()
    _open_hour(window)
    _wait(1.0)
    swap = _child(window, TranscriptPane).swap_requested
    hour_ends = _stalled(swap.emit, lambda: len(completed) > 2)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    return {"stall library ms": in_library, "stall open call ms": in_call, "stall hour ends ms": hour_ends}


def _hold(window: "MainWindow", options: argparse.Namespace) -> Figures:
    """Let the hour play."""
    del options
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from desktop.ui.call.timeline.view import Timeline

    _wait(1.0)
    _open_hour(window)
    QTest.keyClick(_child(window, Timeline), Qt.Key.Key_Space)
    _wait(10.0)
    return {"memory MiB": _memory_mib()}


ROWS: dict[str, Script] = {"start": _start, "open": _open, "pan": _pan, "stall": _stall, "memory": _hold}
LONG = ("stall", "memory")


def _open_hour(window: "MainWindow") -> float:
    """Press Enter on the call of an hour; milliseconds until all of it is painted."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from desktop.ui.library.screen import LibraryScreen

    library = _child(window, LibraryScreen)
    library.select(next(call.call_id for call in library.model.rows.all() if call.file.endswith(HOUR)))
    _wait(0.2)
    began_s = time.perf_counter()
    QTest.keyClick(library.table, Qt.Key.Key_Return)
    _until(_call_paints(window))
    return (time.perf_counter() - began_s) * 1000


def _call_paints(window: "MainWindow") -> Callable[[], bool]:
    """Whether timeline, transcript and player have been painted since."""
    from desktop.ui.call.player.bar import PlayerBar
    from desktop.ui.call.timeline.canvas import Canvas
    from desktop.ui.call.transcript.view import TranscriptView

    painted = [_paints(_child(window, Canvas).viewport()), _paints(_child(window, PlayerBar))]
    painted.append(_paints(_child(window, TranscriptView).viewport()))
    return lambda: all(each() for each in painted)


def _painted_ms(widget: "QWidget", work: Callable[[], object]) -> float:
    painted, began_s = _paints(widget), time.perf_counter()
    work()
    _until(painted)
    return (time.perf_counter() - began_s) * 1000


def _paints(widget: "QWidget") -> Callable[[], bool]:
    """Whether a widget has been painted since, and the painting is over."""
    from PySide6.QtCore import QEvent, QObject

    class Watcher(QObject):
        painted = False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
            if event.type() == QEvent.Type.Paint:
                self.painted = True
                watched.removeEventFilter(self)
            return False

    watcher = Watcher(widget)
    widget.installEventFilter(watcher)
    return lambda: watcher.painted


def _stalled(work: Callable[[], object], done: Callable[[], bool]) -> float:
    """The longest stall in milliseconds from some work on until something has happened."""
    from PySide6.QtCore import Qt, QTimer

    timer, last_s, worst_s = QTimer(), time.perf_counter(), 0.0
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    def tick() -> None:
        nonlocal last_s, worst_s
        now_s = time.perf_counter()
        worst_s, last_s = max(worst_s, now_s - last_s), now_s

    timer.timeout.connect(tick)
    timer.start(TICK_MS)
    QTimer.singleShot(0, work)
    _until(done, 600.0)
    _wait(1.0)
    timer.stop()
    return worst_s * 1000 - TICK_MS


def _wait(seconds: float) -> None:
    end_s = time.monotonic() + seconds
    _until(lambda: time.monotonic() > end_s, seconds + 1.0)


def _until(done: Callable[[], bool], at_most_s: float = 30.0) -> None:
    """Serve events until something has happened."""
    from PySide6.QtCore import QEventLoop, QTimer

    end_s, loop = time.monotonic() + at_most_s, QEventLoop()
    waker = QTimer()
    waker.timeout.connect(lambda: None)
    waker.start(1)
    while not done():
        if time.monotonic() > end_s:
            raise TimeoutError("The window did not come that far.")
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    waker.stop()


def _table(window: "MainWindow") -> Any:
    from desktop.ui.library.table import CallTable

    return _child(window, CallTable)


def _child(of: "QObject", kind: type[Found]) -> Found:
    found = of.findChild(kind)
    if found is None:
        raise LookupError(f"There is no {kind.__name__}.")
    return found


def _memory_mib() -> float:
    """The most that this process held; not from `getrusage`, which also tells what its parent held before."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    raise SystemExit(main())
