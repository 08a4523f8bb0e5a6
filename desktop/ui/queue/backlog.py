"""What waits in the queue, kept at hand so that a queue of thousands can be summed up at any time."""

from desktop.storage.jobs import QueuedJob


class Backlog:
    """Jobs that wait, with the seconds of sound that each has still to hear, where that is known."""

    def __init__(self) -> None:
        self._sound_left_s: dict[int, float | None] = {}
        self._jobs_of: dict[int, set[int]] = {}

    def __len__(self) -> int:
        return len(self._sound_left_s)

    @property
    def sound_left_s(self) -> list[float | None]:
        """Of every job."""
        return list(self._sound_left_s.values())

    def add(self, job: QueuedJob, sound_left_s: float | None) -> None:
        """A job waits."""
        self._sound_left_s[job.id] = sound_left_s
        self._jobs_of.setdefault(job.call_id, set()).add(job.id)

    def remove(self, job: QueuedJob) -> None:
        """A job waits no longer."""
        self._sound_left_s.pop(job.id, None)
        self._jobs_of.get(job.call_id, set()).discard(job.id)

    def take(self, call_id: int) -> set[int]:
        """The jobs of a call, which wait no longer."""
        taken = self._jobs_of.pop(call_id, set())
        for job_id in taken:
            self._sound_left_s.pop(job_id, None)
        return taken

    def clear(self) -> None:
        """Nothing waits."""
        self._sound_left_s.clear()
        self._jobs_of.clear()
