"""Everything that a coach may set otherwise about how a call is read; all of it can be changed afterwards."""

from dataclasses import dataclass, field

from desktop.model.course.band import BandRules
from desktop.model.course.changes import ChangeRules
from desktop.model.course.win import WinRules
from desktop.model.events.event import EventLimits
from desktop.model.lenses import LensLimits


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds with which turns and scores become an arc with its band, pivots, events, lenses and a verdict."""

    band: BandRules = field(default_factory=BandRules)
    changes: ChangeRules = field(default_factory=ChangeRules)
    win: WinRules = field(default_factory=WinRules)
    events: EventLimits = field(default_factory=EventLimits)
    lenses: LensLimits = field(default_factory=LensLimits)
