"""The child process that listens, as the command line employs it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from desktop.child import command, unexpected_end, working_folder, writable_log
from desktop.protocol import Event, Failed, Finished, Job, ProtocolError, decode_event, encode_job


class WorkerProcess:
    """One child for any number of jobs, started when the first one comes, so that models are loaded once."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._child: subprocess.Popen[str] | None = None

    def run(self, job: Job) -> Iterator[Event]:
        """Hand over a job and pass on its events; the last one is `Finished` or `Failed`."""
        rested, heard_of = self._child is not None, False
        child = self._child = self._child or self._start()
        try:
            for event in _events(child, job):
                heard_of = True
                yield event
                if isinstance(event, Finished | Failed):
                    return
        except (BrokenPipeError, ProtocolError):
            child.kill()
        failed = self._ended(child)
        if rested and not heard_of:
            # It was on its way out already when it was handed this job, which is not to blame.
            yield from self.run(job)
        else:
            yield failed

    def close(self) -> None:
        """End the child at once, whatever it is doing: it holds nothing that is not stored or lost with a batch."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _start(self) -> subprocess.Popen[str]:
        with writable_log(self._log).open("ab") as log:
            return subprocess.Popen(
                command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=working_folder(),
                text=True,
                encoding="utf-8",
            )

    def _ended(self, child: subprocess.Popen[str]) -> Failed:
        status = child.wait()
        self.close()
        how = f"signal {-status}" if status < 0 else f"status {status}"
        return unexpected_end(f"ended unexpectedly ({how})")


def _events(child: "subprocess.Popen[str]", job: Job) -> Iterator[Event]:
    """Hand over a job and read what comes, until nothing does."""
    jobs, events = cast("IO[str]", child.stdin), cast("IO[str]", child.stdout)
    jobs.write(encode_job(job) + "\n")
    jobs.flush()
    yield from map(decode_event, events)
