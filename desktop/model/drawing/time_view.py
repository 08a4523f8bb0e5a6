"""Which stretch of a call the timeline shows, and where its instants lie in pixels."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from desktop.model.report import CallReport

Numbers = NDArray[np.float64]
SHORTEST_S = 1.0
_PAGE_LEAD = 0.06


def drawn_s(report: CallReport) -> float:
    """How long a call is drawn: as long as its recording, or up to the end of its last turn where that is later."""
    recorded_s = report.call.recording.duration_s if report.call.recording else 0.0
    return max([recorded_s, *(scored.turn.end_s for scored in report.turns)])


@dataclass(frozen=True, slots=True)
class TimeView:
    """The stretch from `start_s` to `end_s` of a call; never beyond the call, never shorter than a second."""

    start_s: float
    end_s: float
    duration_s: float

    @classmethod
    def whole(cls, duration_s: float) -> Self:
        """All of a call; one of less than a second is shown as a second."""
        lasting_s = max(duration_s, SHORTEST_S)
        return cls(0.0, lasting_s, lasting_s)

    @property
    def span_s(self) -> float:
        """How much is shown."""
        return self.end_s - self.start_s

    @property
    def is_whole(self) -> bool:
        """Whether all of the call is shown."""
        return self.span_s >= self.duration_s

    def contains(self, t_s: float) -> bool:
        """Whether an instant is shown."""
        return self.start_s <= t_s <= self.end_s

    def moved_to(self, start_s: float, end_s: float) -> "TimeView":
        """The nearest allowed stretch to the one that is asked for."""
        span_s = min(max(end_s - start_s, SHORTEST_S), self.duration_s)
        first_s = min(max(start_s, 0.0), self.duration_s - span_s)
        return TimeView(first_s, first_s + span_s, self.duration_s)

    def zoomed(self, factor: float, at_s: float) -> "TimeView":
        """Closer by a factor, or farther where it is below 1, while one instant stays where it is."""
        span_s = min(max(self.span_s / factor, SHORTEST_S), self.duration_s)
        start_s = at_s - (at_s - self.start_s) * span_s / self.span_s
        return self.moved_to(start_s, start_s + span_s)

    def panned(self, by_s: float) -> "TimeView":
        """Later, or earlier where it is negative, as far as the call goes."""
        return self.moved_to(self.start_s + by_s, self.end_s + by_s)

    def paged_to(self, t_s: float) -> "TimeView":
        """The page that begins a little before an instant."""
        return self.panned(t_s - _PAGE_LEAD * self.span_s - self.start_s)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where the instants of a view lie: `left` is the pixel of its start, `width` the pixels that it takes."""

    view: TimeView
    left: float
    width: float

    @property
    def s_per_px(self) -> float:
        """Seconds from one pixel to the next."""
        return self.view.span_s / self.width

    def x(self, t_s: float) -> float:
        """The pixel of an instant."""
        return self.left + (t_s - self.view.start_s) / self.s_per_px

    def xs(self, times_s: Numbers) -> Numbers:
        """The pixels of many instants."""
        return self.left + (times_s - self.view.start_s) / self.s_per_px

    def t(self, x: float) -> float:
        """The instant at a pixel, which may lie beyond the view."""
        return self.view.start_s + (x - self.left) * self.s_per_px

    def inside_s(self, x: float) -> float:
        """The instant of the call that is nearest to a pixel."""
        return min(max(self.t(x), 0.0), self.view.duration_s)
