"""Which stretch of a recording is played next: round a loop, over silences, and on to the end.

As in audio editors, playing that starts before a loop runs into it and then goes round; playing that starts behind it
goes on to the end. A loop that is nothing but silence is played as it is.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sound that is played in one go, in seconds; `then_s` is where playing goes on, null where it stops."""

    start_s: float
    end_s: float
    then_s: float | None


def stretch_from(t_s: float, *, end_s: float, loop: Range | None = None, skipped: Sequence[Range] = ()) -> Stretch:
    """What is played from an instant on.

    Args:
        t_s: where playing begins or goes on.
        end_s: how long the recording is; infinity where that is not known.
        loop: a range to go round in.
        skipped: stretches to jump over; in order, and none touches another.
    """
    loop = loop if loop and t_s < loop[1] and loop[0] < loop[1] else None
    if loop and _covered(loop, skipped):
        skipped = ()
    start_s = _over(t_s, skipped)
    if loop and start_s >= loop[1]:
        start_s = _over(loop[0], skipped)
    stop_s = min(loop[1], end_s) if loop else end_s
    silence = next((s for s in skipped if start_s <= s[0] < stop_s), None)
    if silence is None:
        return Stretch(start_s, stop_s, loop[0] if loop else None)
    if silence[1] >= stop_s:
        return Stretch(start_s, silence[0], loop[0] if loop else None)
    return Stretch(start_s, silence[0], silence[1])


def _over(t_s: float, skipped: Sequence[Range]) -> float:
    return next((end_s for start_s, end_s in skipped if start_s <= t_s < end_s), t_s)


def _covered(loop: Range, skipped: Sequence[Range]) -> bool:
    return any(start_s <= loop[0] and loop[1] <= end_s for start_s, end_s in skipped)


class Tape:
    """What was handed to an output, so that the instant of the recording that is heard now can be told."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._marks: deque[tuple[int, float, float]] = deque()

    def note(self, frame: int, t_s: float, speed: float) -> None:
        """From this frame of the output on, the recording is heard from `t_s` at a speed."""
        self._marks.append((frame, t_s, speed))

    def at(self, frame: int) -> float | None:
        """The instant of the recording at a frame; null while nothing was noted. Earlier frames are forgotten."""
        passed = bisect_right(self._marks, frame, key=lambda mark: mark[0])
        for _ in range(passed - 1):
            self._marks.popleft()
        if not self._marks:
            return None
        first, t_s, speed = self._marks[0]
        return t_s + max(frame - first, 0) / self._rate * speed
