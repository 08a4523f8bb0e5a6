"""How long a queue of calls will take, from what the calls so far have taken."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast calls were worked through: their number, the work that they took, and how much sound it was for."""

    calls: int = 0
    work_s: float = 0.0
    sound_s: float = 0.0

    def after(self, work_s: float, sound_s: float) -> "Pace":
        """The pace with one more call."""
        return Pace(self.calls + 1, self.work_s + work_s, self.sound_s + sound_s)

    def work_for_s(self, sound_s: float | None) -> float | None:
        """How long a call will take; one of unknown length is taken for as long as the others were on average.

        Null while nothing is known of the pace.
        """
        if not self.calls or not self.sound_s:
            return None
        mean_s = self.sound_s / self.calls
        return self.work_s / self.sound_s * (mean_s if sound_s is None else sound_s)


def queue_left_s(running: Iterable[float | None], waiting: Iterable[float | None], pace: Pace) -> float | None:
    """How long a queue will take in seconds of work; null where a part of it cannot be told.

    Args:
        running: what each call that is being worked on says of itself.
        waiting: the seconds of sound that are left to hear of each of the others; null where a length is unknown.
        pace: of the calls so far.
    """
    parts = [*running, *(pace.work_for_s(sound_s) for sound_s in waiting)]
    return sum(part for part in parts if part is not None) if parts and None not in parts else None
