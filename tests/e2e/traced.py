"""The program under `strace`: what it asked of the network, and which programs it started."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_WITHIN_THE_COMPUTER = {"AF_UNIX", "AF_LOCAL", "AF_NETLINK", "AF_UNSPEC"}
_FAMILY = re.compile(r"\bAF_\w+")
_STARTED = re.compile(r'\bexecve\("([^"]+)", .*= 0$')
# Nothing that a continuous integration or a user has set: onnxruntime, for one, is silent where it sees `CI`.
_KEPT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Ran:
    """What a run left: its output, and what was seen of it where it could be watched."""

    status: int
    out: str
    err: str
    trace: str | None

    @property
    def to_other_computers(self) -> list[str]:
        """The calls that have to do with sockets which could reach another computer."""
        lines = (self.trace or "").splitlines()
        return [line for line in lines if set(_FAMILY.findall(line)) - _WITHIN_THE_COMPUTER]

    @property
    def programs(self) -> list[str]:
        """The programs that were started, the first one included."""
        return [Path(found[1]).name for line in (self.trace or "").splitlines() if (found := _STARTED.search(line))]


@cache
def why_unwatched() -> str | None:
    """Why nothing can be watched here; null where it can."""
    if not sys.platform.startswith("linux") or shutil.which("strace") is None:
        return "strace is not installed."
    tried = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
    return None if tried.returncode == 0 else f"strace may not watch here: {tried.stderr.strip()}"


@cache
def _options() -> tuple[str, ...]:
    """Where strace can, it lets all other calls of the system pass at full speed."""
    fast = ["strace", "-f", "--seccomp-bpf", "-e", "trace=network", "-o", os.devnull, "true"]
    done = subprocess.run(fast, capture_output=True, check=False)
    return ("-f", "--seccomp-bpf") if done.returncode == 0 else ("-f",)


def watched(folder: Path, *command: object, given: str = "", before: tuple[str, ...] = (), **variables: str) -> Ran:
    """Run Python in a folder that is its home, where every new file could be read by anybody if nobody cared."""
    trace = folder / "trace.txt"
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {"HOME": str(folder), "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), **variables}
    strace = (
        () if before or why_unwatched() else ("strace", *_options(), "-e", "trace=network,execve", "-o", str(trace))
    )
    done = subprocess.run(
        [*before, *strace, sys.executable, *map(str, command)],
        cwd=ROOT,
        env=environment,
        input=given,
        capture_output=True,
        encoding="utf-8",
        umask=0,
        timeout=240,
        check=False,
    )
    seen = trace.read_text(encoding="utf-8", errors="replace") if strace else None
    return Ran(done.returncode, done.stdout, done.stderr, seen)
