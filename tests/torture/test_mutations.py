"""Mutated files and lines: each is used, or refused in two sentences; nothing crashes, hangs, swells or changes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory
from typing import IO, Any, cast

import pytest
from mutant_report import WORKS

from desktop.offline import SILENCE

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Memory is limited as Linux does it.")

_READER = Path(__file__).with_name("mutant.py")
_MEMORY = "/dev/shm"  # noqa: S108
_PATIENCE_S = 90.0


class Reader:
    """A process that reads mutated files, and another one where that came to an end."""

    def __init__(self, seed: int, folder: Path) -> None:
        self._seed, self._folder = seed, folder
        self._process: subprocess.Popen[str] | None = None

    def read(self, kind: str, number: int) -> dict[str, Any]:
        """What became of a mutation."""
        process = self._process = self._process or self._started()
        tasks, answers = cast("IO[str]", process.stdin), cast("IO[str]", process.stdout)
        tasks.write(f"{kind} {number}\n")
        tasks.flush()
        line = answers.readline() if select([answers], [], [], _PATIENCE_S)[0] else ""
        if line:
            return cast("dict[str, Any]", json.loads(line))
        self.close()
        said = (self._folder / "stderr.txt").read_text(encoding="utf-8", errors="replace")[-6_000:]
        return {"mutation": "?", "outcomes": [], "wrong": [f"it ended or hung ({process.returncode}):\n{said}"]}

    def close(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _started(self) -> "subprocess.Popen[str]":
        scratch = self._folder / f"scratch-{len(list(self._folder.iterdir()))}"
        scratch.mkdir()
        with (self._folder / "stderr.txt").open("a") as errors:
            return subprocess.Popen(
                [sys.executable, str(_READER), str(self._seed), str(scratch)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, **SILENCE},
                encoding="utf-8",
            )


@pytest.fixture(scope="session")
def reader(torture_seed: int) -> Iterator[Reader]:
    # Where no disk is waited for, libraries are mutated in a third of the time.
    place = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with TemporaryDirectory(dir=place) as folder:
        own = Reader(torture_seed, Path(folder))
        yield own
        own.close()


def test_it_works_or_is_refused_in_words(
    mutation: tuple[str, int], reader: Reader, count: Callable[[str, str], None]
) -> None:
    kind, number = mutation
    result = reader.read(kind, number)

    outcomes = set(result["outcomes"]) - {WORKS}
    told = "went wrong" if result["wrong"] else "refused, some or all of it" if outcomes else "worked"
    count(f"mutations of {kind}", told)
    if result["wrong"]:
        pytest.fail("\n".join([result["mutation"], *dict.fromkeys(result["wrong"])]), pytrace=False)
