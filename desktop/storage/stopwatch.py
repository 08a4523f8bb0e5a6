"""How long a job has taken so far, for whoever stores its events."""

import time

from desktop.protocol import Event, ModelLoaded, Started


class Stopwatch:
    """Seconds since the opening of the file, without the loading of models, in laps that can be stored as they end."""

    def __init__(self) -> None:
        self._lap_began_s: float | None = None

    def see(self, event: Event) -> None:
        """Take note of when the file was opened and how long a model took to load."""
        match event:
            case Started():
                self._lap_began_s = time.monotonic()
            case ModelLoaded(seconds=seconds) if self._lap_began_s is not None:
                self._lap_began_s += seconds

    def lap(self) -> float:
        """What has been counted since the last lap."""
        if self._lap_began_s is None:
            return 0.0
        now_s = time.monotonic()
        lap_s, self._lap_began_s = now_s - self._lap_began_s, now_s
        return lap_s
