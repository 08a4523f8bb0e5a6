"""A process that reads mutated files: for each line with a kind and a number it answers how that came out, as JSON.

It is a process of its own so that a crash, a hang or a flood of memory ends this one and is put down to a number.
"""

import faulthandler
import gc
import json
import os
import random
import resource
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "storage"))

from audio_mutants import AudioMutants
from library_mutants import LibraryMutants
from mutant_report import Report
from protocol_mutants import ProtocolMutants
from settings_mutants import SettingsMutants

HANGS_AFTER_S = 60.0
_MORE_MEMORY = 1 << 30

Try = Callable[[random.Random, Report], None]


def main() -> None:
    """Serve until stdin ends."""
    seed, scratch = sys.argv[1], Path(sys.argv[2])
    # What is named without a folder is looked for there.
    os.chdir(scratch)
    answers = sys.stdout
    sys.stdout = sys.stderr
    tries: dict[str, Try] = {
        "audio": AudioMutants(scratch).try_one,
        "library": LibraryMutants(scratch).try_one,
        "settings": SettingsMutants(scratch).try_one,
        "protocol": ProtocolMutants(scratch).try_one,
    }
    _limit_memory()
    for line in sys.stdin:
        kind, number = line.split()
        faulthandler.dump_traceback_later(HANGS_AFTER_S, exit=True)
        report = _tried(tries[kind], random.Random(f"{kind}/{seed}/{number}"))  # noqa: S311
        faulthandler.cancel_dump_traceback_later()
        answers.write(
            json.dumps({"mutation": report.mutation, "outcomes": report.outcomes, "wrong": report.wrong}) + "\n"
        )
        answers.flush()


def _tried(try_one: Try, rng: random.Random) -> Report:
    report = Report()
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        try_one(rng, report)
    except Exception:  # noqa: BLE001  # whatever it is, it is what is looked for
        report.wrong.append(traceback.format_exc())
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb) // 1024
    if grown_mb > 400:
        report.wrong.append(f"It took {grown_mb} MB more than anything before it.")
    gc.collect(0)
    return report


def _limit_memory() -> None:
    """What wants more than a gigabyte for a file of some kilobytes gets none."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + _MORE_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    faulthandler.enable()
    main()
