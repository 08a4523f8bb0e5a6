"""A batch that is disturbed: which kills a case has, how they are done, and what must hold when it was let finish."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from victim import BEGUN, ENDED, PARENT, STRUCK, WINDOW, WORKER, Blow, Orders

from desktop.model.call import Call
from desktop.settings import Settings, write_settings
from desktop.storage.library import Library
from desktop.storage.opening import read_library

PATIENCE_S = 120.0
_BUSY = 0.8
_VICTIM = Path(__file__).with_name("victim.py")
_BOTH = "both"
_DELAY, EVENT, WRITE = "delay", "event", "write"
_TABLES = ("calls", "channels", "jobs", "spans", "scores", "moments", "notes", "peaks", "overviews")
_COMMAND_LINE = "analyse"
_WRITES = "pwrite64,ftruncate,fdatasync,unlink"
_STAGES = {
    BEGUN: "starting",
    "adding": "queueing",
    "Started": "reading",
    "reading": "reading",
    "RecordingRead": "reading",
    "moment": "reading",
    "note": "reading",
    "PeaksMeasured": "loading",
    "loading": "loading",
    "ModelLoaded": "listening",
    "listening": "listening",
    "SpansHeard": "listening",
    "scoring": "scoring",
    "RolesGuessed": "scoring",
    "TurnsScored": "scoring",
    "Finished": "between calls",
    "Failed": "between calls",
}
TOO_LATE = "too late"


@dataclass(frozen=True, slots=True)
class Kill:
    """Who is killed and at which point: after a share of the usual time, events, or writes to the disk."""

    victim: str
    how: str
    share: float
    when: str
    steps: int

    def blow_within(self, events: int, seconds: float) -> Blow:
        """The kill as its victim does it by itself."""
        if self.how == EVENT:
            return Blow(1 + int(self.share * events), self.when, self.steps)
        return Blow(0, "", after_s=self.delay_s(seconds))

    def delay_s(self, seconds: float) -> float:
        """How long the victim is left alone; the last part of the usual time is spent on coming to an end."""
        return self.share * seconds * _BUSY


@dataclass(frozen=True, slots=True)
class Case:
    """A batch of `analyse` or the window, in a new library or one with a call, and the kills in it."""

    number: int
    verb: str
    fresh: bool
    real: bool
    kills: tuple[Kill, ...]

    @property
    def kind(self) -> str:
        """For the last line of the run: whose processes are killed."""
        return "the window" if self.verb == WINDOW else "the command line"


@dataclass(frozen=True, slots=True)
class Usual:
    """What an undisturbed run of a batch takes and leaves."""

    seconds: float
    events: int
    writes: int
    facts: dict[str, Any]
    files: frozenset[str]

    def among(self, kills: int) -> "Usual":
        """What is left for each of several kills, so that the last one does not come too late."""
        return replace(self, seconds=self.seconds / kills, events=self.events // kills, writes=self.writes // kills)


def planned(seed: int, number: int) -> Case:
    """The case with a number, which is the same in every run with this seed."""
    rng = random.Random(f"kills/{seed}/{number}")  # noqa: S311
    verb = rng.choice((_COMMAND_LINE, WINDOW))
    victim = rng.choice((PARENT, PARENT, WORKER, WORKER, _BOTH))
    kills = tuple(_kill(rng, victim) for _ in range(rng.choice((1, 1, 1, 2, 2, 3))))
    return Case(number, verb, rng.random() < 0.3, number % 25 == 20, kills)


def _kill(rng: random.Random, victim: str) -> Kill:
    hows = {PARENT: (_DELAY, EVENT, EVENT, WRITE), WORKER: (_DELAY, EVENT, EVENT), _BOTH: (_DELAY,)}
    when = rng.choice(("before", "midway", "after"))
    return Kill(victim, rng.choice(hows[victim]), rng.random(), when, round(1.5 ** rng.uniform(1, 17)))


def can_trace() -> bool:
    """Whether writes to the disk can be told one by one."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", os.devnull, "true"], check=False, capture_output=True).returncode == 0


class Scene:
    """A library, a batch of recordings, and a diary of what happened; `kept` is a library that is there before."""

    def __init__(self, folder: Path, recordings: Sequence[Path], case: Case, kept: Path | None) -> None:
        self._case, self._recordings = case, recordings
        self._folder, self._home = folder, folder / "home"
        self._diary, self._errors = folder / "diary.txt", folder / "stderr.txt"
        self.library = self._home / "library.sqlite"
        self._home.mkdir(mode=0o700)
        (folder / "tmp").mkdir()
        self._calls = len(recordings)
        if kept is not None:
            shutil.copy(kept, self.library)
            self._calls += 1

    def use_models(self, models: Path) -> None:
        """Let the batch be heard by real weights."""
        (self._home / "models").symlink_to(models)
        write_settings(self._home / "settings.toml", Settings(model="tiny.en"))

    def usual(self) -> Usual:
        """An undisturbed run."""
        trace = self._folder / "strace.txt"
        began_s = time.monotonic()
        self.finish(["strace", "-o", str(trace), "-e", f"trace={_WRITES}"] if can_trace() else [])
        seconds = time.monotonic() - began_s
        events = sum(" storing " in line and line.split()[-1][0].isupper() for line in self._told(PARENT))
        writes = trace.read_text(encoding="utf-8").count("\n") if trace.exists() else 0
        return Usual(seconds, events, writes, self.facts(), self.files())

    def disturb(self, kills: Sequence[Kill], usual: Usual) -> list[str]:
        """Kill and start again, and say in which stage each kill came."""
        if kills[0].victim == WORKER:
            return self._kill_workers(kills, usual)
        return [self._kill_parent(kill, usual.among(len(kills) if index else 1)) for index, kill in enumerate(kills)]

    def finish(self, tracing: Sequence[str] = ()) -> None:
        """Start once more and let it come to its end."""
        status = self._wait(self._started(self._orders(), tracing))
        assert status == 0, f"it ended with {status}:\n{self._said()}"
        assert "Traceback" not in self._said(), self._said()

    def files(self) -> frozenset[str]:
        """What lies in the data folder, and what was left among the temporary files."""
        places = (self._home, self._folder / "tmp")
        return frozenset(path.name for place in places for path in place.iterdir())

    def facts(self) -> dict[str, Any]:
        """All that is stored, by the names of the recordings."""
        with read_library(self.library) as library:
            facts = {Path(call.file).name: _facts(library, call) for call in library.calls.all()}
        return {**facts, "rows": _rows(self.library)}

    def marked_twice(self) -> list[str]:
        """The marks that had to be made again, as those that were lost would be."""
        marks = [line.split(" ", 1)[1] for line in self._told(PARENT) if line.split()[2] in ("moment", "note")]
        return sorted({mark for mark in marks if marks.count(mark) > 1})

    def _kill_parent(self, kill: Kill, usual: Usual) -> str:
        before = len(self._told(PARENT))
        blow = kill.blow_within(usual.events, usual.seconds) if kill.how == EVENT else None
        traced = kill.how == WRITE and usual.writes
        process = self._started(self._orders(parent=blow), _until_write(kill, usual.writes) if traced else [])
        if not traced and blow is None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(kill.delay_s(usual.seconds))
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL) if kill.victim == _BOTH else process.kill()
        self._wait(process)
        return _stage(self._told(PARENT)[before:])

    def _kill_workers(self, kills: Sequence[Kill], usual: Usual) -> list[str]:
        """Let one worker after the other die while the one who employs them goes on."""
        share = usual.among(len(kills))
        blows = tuple(kill.blow_within(share.events, share.seconds) for kill in kills)
        self._wait(self._started(self._orders(workers=blows), []))
        told = self._told(WORKER)
        struck = [line.split()[0] for line in told if line.split()[2] == STRUCK]
        stages = [_stage([line for line in told if line.split()[0] == pid]) for pid in struck]
        return stages + [TOO_LATE] * (len(kills) - len(stages))

    def _orders(self, parent: Blow | None = None, workers: tuple[Blow, ...] = ()) -> Orders:
        return Orders(str(self._diary), self._calls, not self._case.real, parent, workers)

    def _started(self, orders: Orders, before: Sequence[str]) -> "subprocess.Popen[bytes]":
        arguments = [self._case.verb, *map(str, self._recordings), "--library", str(self.library)]
        environment = {
            **os.environ,
            "UPSWING_HOME": str(self._home),
            "TMPDIR": str(self._folder / "tmp"),
            "QT_QPA_PLATFORM": "offscreen",
            "TORTURE": orders.encoded(),
        }
        with self._errors.open("ab") as errors:
            return subprocess.Popen(
                [*before, sys.executable, str(_VICTIM), *arguments],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                # Everything that it starts can be told by this group of processes.
                start_new_session=True,
            )

    def _wait(self, process: "subprocess.Popen[bytes]") -> int:
        """Wait for the end of a process and of all that it started."""
        try:
            status = process.wait(PATIENCE_S)
            _until(lambda: not _group(process.pid), PATIENCE_S / 4)
        except (subprocess.TimeoutExpired, TimeoutError):
            pids = _group(process.pid)
            for pid in pids:
                with suppress(OSError):
                    os.kill(pid, signal.SIGUSR1)
            time.sleep(1)
            for pid in pids:
                with suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            process.wait()
            raise AssertionError(f"{len(pids)} processes hung or were left over:\n{self._said()}") from None
        return status

    def _told(self, who: str) -> list[str]:
        lines = self._diary.read_text(encoding="utf-8").splitlines() if self._diary.exists() else []
        return [line for line in lines if line.split()[1] == who]

    def _said(self) -> str:
        return self._errors.read_text(encoding="utf-8", errors="replace")[-8_000:]


def _stage(told: Sequence[str]) -> str:
    """In which stage whoever wrote these lines was when it came to its end."""
    if not told:
        return "starting"
    last = [line.split()[2:] for line in told if line.split()[2] != STRUCK][-1]
    if last[0] == ENDED:
        return TOO_LATE
    if last[0] == "storing":
        return "storing" if told[-1].split()[1] == PARENT else "telling"
    return _STAGES[last[-1] if last[0] == "stored" else last[0]]


def _until_write(kill: Kill, writes: int) -> list[str]:
    number = 1 + int(kill.share * writes)
    return ["strace", "-o", os.devnull, "-e", f"trace={_WRITES}", "-e", f"inject={_WRITES}:signal=KILL:when={number}"]


def _group(pid: int) -> list[int]:
    """The processes of a group that have not ended."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = (line.split() for line in listed.splitlines())
    return [int(own) for own, group, state in rows if int(group) == pid and not state.startswith("Z")]


def _until(holds: Callable[[], bool], patience_s: float) -> None:
    until_s = time.monotonic() + patience_s
    while not holds():
        if time.monotonic() > until_s:
            raise TimeoutError
        time.sleep(0.02)


def _facts(library: Library, call: Call) -> dict[str, Any]:
    report, overview, peaks = library.report(call), library.overviews.of(call.id), library.peaks.of(call.id)
    return {
        "recording": call.recording,
        "channels": call.channels,
        "analysis": call.analysis and replace(call.analysis, seconds=None),
        "spans": library.spans(call),
        "scores": [turn.score for turn in report.turns],
        "figures": overview and (overview.state, overview.figures, overview.line(), overview.moments, overview.notes),
        "peaks": peaks and peaks.packed(),
        "moments": [(m.type, m.start_s, m.end_s, m.tags) for m in report.moments],
        "notes": len(report.notes),
    }


def _rows(library: Path) -> dict[str, int]:
    """How many rows the tables have, also those that belong to nothing that is shown."""
    with closing(sqlite3.connect(library)) as connection:
        counts = {table: connection.execute(f"SELECT count(*) FROM {table}") for table in _TABLES}  # noqa: S608
        return {table: count.fetchone()[0] for table, count in counts.items()}
