"""The program as `python -m desktop` runs it, with a diary and, where it is told so, a sudden end.

`TORTURE` holds what `Orders` has, as JSON. The command line and the window start this file again as their worker. The
diary gets a line for every step, written before whatever comes next, so that it can be read after a kill.
"""

import faulthandler
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop import __main__ as program
from desktop import child
from desktop.errors import UserError
from desktop.model.moment import Moment, MomentType, Note
from desktop.offline import stay_offline
from desktop.protocol import Event, Progress, RecordingRead, decode_event
from desktop.storage.calls import Calls
from desktop.storage.library import Library

PARENT, WORKER, WINDOW = "parent", "worker", "window"
BEGUN, STRUCK, ENDED = "begun", "struck", "ended"
_IDLE_MS = 50


@dataclass(frozen=True, slots=True)
class Blow:
    """A kill by one's own hand, at event number `n` of those that are stored: before, in the middle of it, or after.

    The middle of an event is, for a worker, within its line; for who stores it, behind `steps` steps of SQLite. Where
    `after_s` is given, the kill comes whatever the process is doing then.
    """

    n: int
    when: str
    steps: int = 1
    after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Orders:
    """What a run is to do: for the parent a blow or none, and one for each worker that it starts, in order."""

    diary: str
    calls: int
    pretends: bool = True
    parent: Blow | None = None
    workers: tuple[Blow, ...] = field(default=())

    def encoded(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def decoded(cls, text: str) -> "Orders":
        fields = json.loads(text)
        parent, workers = fields.pop("parent"), fields.pop("workers")
        return cls(**fields, parent=Blow(**parent) if parent else None, workers=tuple(Blow(**blow) for blow in workers))


class Diary:
    """Lines that any number of processes write to one file."""

    def __init__(self, file: Path, who: str) -> None:
        self._file, self._who = file, who

    def note(self, what: str) -> None:
        """Write at once and past every buffer: the process may end with the next instruction."""
        handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(handle, f"{os.getpid()} {self._who} {what}\n".encode())
        os.close(handle)

    def lines(self, who: str, what: str) -> int:
        """How often somebody has written something."""
        written = self._file.read_text(encoding="utf-8").splitlines()
        return sum(line.split(" ", 1)[1] == f"{who} {what}" for line in written)


class Fate:
    """Counts the events that are stored and strikes where it is ordered to."""

    def __init__(self, diary: Diary, blow: Blow | None) -> None:
        self._diary, self._blow, self._count = diary, blow, 0
        if blow is not None and blow.after_s is not None:
            timer = threading.Timer(blow.after_s, self._strike)
            timer.daemon = True
            timer.start()

    def begin(self, event: Event) -> None:
        self._count += not isinstance(event, Progress)
        self._diary.note(f"storing {_name(event)}")
        self.strike_if("before")

    def end(self, event: Event) -> None:
        self._diary.note(f"stored {_name(event)}")
        self.strike_if("after")

    def strike_if(self, when: str) -> None:
        if self.is_now(when):
            self._strike()

    def is_now(self, when: str) -> bool:
        return self._blow is not None and (self._blow.n, self._blow.when) == (self._count, when)

    def _strike(self) -> None:
        self._diary.note(STRUCK)
        os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def midway(self, connection: Any) -> Iterator[None]:
        """Strike when SQLite has done so many steps of its programs, or as soon as it is through with all of them."""
        if self._blow is None or not self.is_now("midway"):
            yield
            return
        connection.set_progress_handler(lambda: self.strike_if("midway"), self._blow.steps)
        yield
        self.strike_if("midway")


class Channel:
    """The stdout of a worker that may end in the middle of a line."""

    def __init__(self, channel: TextIO, fate: Fate) -> None:
        self._channel, self._fate = channel, fate
        self.flush = channel.flush

    def write(self, line: str) -> None:
        event = decode_event(line)
        self._fate.begin(event)
        if self._fate.is_now("midway"):
            self._say(line[: len(line) // 2])
            self._fate.strike_if("midway")
        self._say(line)
        self._fate.end(event)

    def _say(self, text: str) -> None:
        self._channel.write(text)
        self._channel.flush()


def _name(event: Event) -> str:
    return str(event.stage) if isinstance(event, Progress) else type(event).__name__


def _be_worker(orders: Orders) -> None:
    from desktop import worker

    diary = Diary(Path(orders.diary), WORKER)
    begun = diary.lines(WORKER, BEGUN)
    diary.note(BEGUN)
    fate = Fate(diary, orders.workers[begun] if begun < len(orders.workers) else None)
    if orders.pretends:
        from pretended_engine import pretend

        pretend()
    private_stdout = worker._private_stdout
    worker._private_stdout = lambda: Channel(private_stdout(), fate)  # type: ignore[assignment,return-value]


def _be_parent(orders: Orders) -> None:
    diary = Diary(Path(orders.diary), PARENT)
    diary.note(BEGUN)
    child.program = lambda: [sys.executable, __file__]
    _keep_diary(diary, Fate(diary, orders.parent))
    if sys.argv[1] == WINDOW:
        _close_when_done(orders.calls)


def _keep_diary(diary: Diary, fate: Fate) -> None:
    store, add = Library.apply, Calls.add

    def apply(library: Library, job_id: int, event: Event) -> None:
        fate.begin(event)
        with fate.midway(library._db.conn):
            store(library, job_id, event)
        fate.end(event)
        if isinstance(event, RecordingRead):
            _mark(library, library.jobs.get(job_id).call_id, diary)

    def noted_add(calls: Calls, file: Path, sha256: str) -> Any:
        diary.note("adding")
        return add(calls, file, sha256)

    Library.apply, Calls.add = apply, noted_add  # type: ignore[method-assign]


def _mark(library: Library, call_id: int, diary: Diary) -> None:
    """Do what a coach may do while the call is still being listened to."""
    if not library.moments.of(call_id):
        library.moments.add(call_id, Moment(MomentType.MAGIC, 1.0, 2.0, f"a moment of call {call_id}", ("torture",)))
        diary.note(f"moment {call_id}")
    if not library.notes.of(call_id):
        library.notes.add(call_id, Note(f"a note on call {call_id}"))
        diary.note(f"note {call_id}")


def _close_when_done(calls: int) -> None:
    """Close the window as its user would, once nothing is left to be done or nothing goes on."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from desktop import app
    from desktop.storage.jobs import State
    from desktop.ui.main_window import MainWindow

    start: Callable[[MainWindow], None] = MainWindow.start

    def started(window: MainWindow) -> None:
        def look() -> None:
            states = [overview.state for overview in window._library.overviews.all()]
            through = len(states) == calls and not {None, State.QUEUED, State.RUNNING} & set(states)
            # It pauses where a worker ends before it says a word.
            if through or window._jobs.queue.paused:
                timer.stop()
                QApplication.closeAllWindows()

        timer = QTimer(window, interval=_IDLE_MS)
        timer.timeout.connect(look)
        timer.start()
        start(window)

    def give_up(error: UserError) -> bool:
        sys.stderr.write(f"{error}\n")
        return False

    MainWindow.start = started  # type: ignore[method-assign]
    # Nobody is there to answer.
    app._asks_to_try_again = give_up


def main() -> int:
    """Run the program."""
    # Before the libraries are imported, as the program itself does it.
    stay_offline()
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    orders = Orders.decoded(os.environ["TORTURE"])
    is_worker = sys.argv[1] == WORKER
    _be_worker(orders) if is_worker else _be_parent(orders)
    status = program.main()
    Diary(Path(orders.diary), PARENT).note(ENDED)
    return status


if __name__ == "__main__":
    raise SystemExit(main())
