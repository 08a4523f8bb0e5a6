"""Win candidates: the rule by which a call is proposed as a recovery win, spelled out so that a screen can show it."""

from dataclasses import dataclass
from enum import StrEnum

from desktop.model.arc import ENOUGH_TURNS, Arc, ArcFigures


@dataclass(frozen=True, slots=True)
class WinRules:
    """What makes a win candidate: a low start or a low, a clear end, and enough turns. Valences are −1 to +1."""

    low_start: float = -0.2
    low: float = -0.4
    clear_end: float = 0.2
    enough_turns: int = ENOUGH_TURNS


class Aspect(StrEnum):
    """What of an arc a condition is about."""

    TURNS = "turns"
    START = "start"
    LOW = "low"
    END = "end"


class Comparison(StrEnum):
    """How a value must stand to its threshold."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition with its value, which is null where the arc has no such figure, and its threshold."""

    aspect: Aspect
    value: float | None
    comparison: Comparison
    threshold: float

    @property
    def met(self) -> bool:
        """Whether the value is on the right side of the threshold, or on it."""
        if self.value is None:
            return False
        if self.comparison is Comparison.AT_LEAST:
            return self.value >= self.threshold
        return self.value <= self.threshold


@dataclass(frozen=True, slots=True)
class WinVerdict:
    """Whether a call is a win candidate, and why: turns and end must hold, and of start and low one or the other."""

    turns: Condition
    start: Condition
    low: Condition
    end: Condition

    @property
    def candidate(self) -> bool:
        """Whether the rule holds."""
        return self.turns.met and (self.start.met or self.low.met) and self.end.met

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions in the order in which they are read."""
        return (self.turns, self.start, self.low, self.end)


def is_candidate(turns: int, figures: ArcFigures | None, rules: WinRules) -> bool:
    """Whether the rule holds for what a table knows of an arc, as `win_of` says of the arc itself."""
    return _verdict(turns, figures, rules).candidate


def is_low_at_end(figures: ArcFigures | None, rules: WinRules) -> bool:
    """Whether a call ended where the rule would call it low."""
    return figures is not None and figures.end <= rules.low


def win_of(arc: Arc, rules: WinRules | None = None) -> WinVerdict:
    """Hold an arc against the rule. An arc without figures, of fewer than six turns, is never a candidate."""
    return _verdict(len(arc.points), arc.figures, rules or WinRules())


def _verdict(turns: int, figures: ArcFigures | None, rules: WinRules) -> WinVerdict:
    start, low, end = (figures.start, figures.low, figures.end) if figures else (None, None, None)
    return WinVerdict(
        Condition(Aspect.TURNS, turns, Comparison.AT_LEAST, rules.enough_turns),
        Condition(Aspect.START, start, Comparison.AT_MOST, rules.low_start),
        Condition(Aspect.LOW, low, Comparison.AT_MOST, rules.low),
        Condition(Aspect.END, end, Comparison.AT_LEAST, rules.clear_end),
    )
