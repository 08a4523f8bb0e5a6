"""Other people's formulas on the same turns of a customer: what each makes of a call, and how, to be compared.

The formulas are those of the table "Lenses" in emotion.md. A lens is read off a customer's turns alone; there is none
where there are too few of them to speak of an arc.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.model.arc import EDGE_TURNS, ENOUGH_TURNS, ArcPoint, weighted_mean
from desktop.model.call import Role
from desktop.model.score import Score
from desktop.model.timecode import format_timecode
from desktop.model.turn import Turn

_Scored = tuple[Turn, Score]
_QUARTERS = 4
_MINUS = "−"


class LensKind(StrEnum):
    """Whose formula it is."""

    MEAN = "mean"
    QUARTERS = "quarters"
    END_WEIGHTED = "end-weighted"
    PEAK_END = "peak-end"


class Band(StrEnum):
    """What a value is called, where its formula has names for it."""

    VERY_NEGATIVE = "very negative"
    NEGATIVE = "negative"
    MIXED = "mixed"
    POSITIVE = "positive"
    VERY_POSITIVE = "very positive"


@dataclass(frozen=True, slots=True)
class LensLimits:
    """What a coach may want to set otherwise, in valence of −1 to +1 unless it says else.

    `signed_beyond`: a turn nearer to neutral counts as 0 in the quarters. `event_beyond`: a turn at least so far from
    neutral is an event of ±1 in the end-weighted lens. `least_letters`: shorter turns are left out of the quarters.
    `steepness`, `mixed_within` and `very_beyond` are of the end-weighted lens, the last two on its scale of ±100.
    """

    signed_beyond: float = 0.25
    event_beyond: float = 0.25
    least_letters: int = 8
    steepness: float = 0.75
    mixed_within: float = 20.0
    very_beyond: float = 55.0


@dataclass(frozen=True, slots=True)
class Lens:
    """What a formula makes of a call.

    `values` is one value, or one for each quarter of the call, null for a quarter without turns; each lies between
    `-reach` and `+reach`. `change` is the last quarter less the first, null where there are no quarters or one of the
    two has no turns. `formula` is one line with the call's own numbers in it, in English with a decimal point.
    """

    kind: LensKind
    values: tuple[float | None, ...]
    reach: float
    formula: str
    change: float | None = None
    band: Band | None = None


def lenses_of(scored: Sequence[_Scored], duration_s: float, limits: LensLimits | None = None) -> tuple[Lens, ...]:
    """Read a call through every lens, in the order of `LensKind`; nothing where there are fewer than six turns.

    Args:
        scored: turns with their scores, in any order; what is not a customer's is left out.
        duration_s: of the recording, of which the quarters are.
        limits: what counts; null for the limits as they come.
    """
    limits = limits or LensLimits()
    customers = sorted(
        (pair for pair in scored if pair[0].role is Role.CUSTOMER), key=lambda pair: (pair[0].middle_s, pair[0].start_s)
    )
    if len(customers) < ENOUGH_TURNS:
        return ()
    return (
        _mean(customers),
        _quarters(customers, duration_s, limits),
        _end_weighted(customers, limits),
        _peak_end(customers),
    )


def _mean(scored: Sequence[_Scored]) -> Lens:
    """The mean of valence weighted by the turns' length; turns of no length count alike where all are so."""
    seconds = [turn.duration_s for turn, _ in scored]
    if sum(seconds) <= 0:
        seconds = [1.0] * len(scored)
    total, spoken_s = sum(s * score.valence for s, (_, score) in zip(seconds, scored, strict=True)), sum(seconds)
    value = _within(total / spoken_s, 1.0)
    formula = f"sum of valence × seconds ÷ sum of seconds = {_signed(total)} ÷ {spoken_s:.1f} = {_signed(value)}"
    return Lens(LensKind.MEAN, (value,), 1.0, formula)


def _quarters(scored: Sequence[_Scored], duration_s: float, limits: LensLimits) -> Lens:
    """Per quarter of the call the mean of the turns' scores, of which those near neutral are 0, on a scale of ±5."""
    quarters: list[list[float]] = [[] for _ in range(_QUARTERS)]
    for turn, score in scored:
        if len(turn.text) >= limits.least_letters:
            signed = score.valence if abs(score.valence) > limits.signed_beyond else 0.0
            quarters[_quarter(turn, duration_s)].append(signed)
    values = tuple(_within(5.0 * sum(own) / len(own), 5.0) if own else None for own in quarters)
    first, last = values[0], values[-1]
    change = None if first is None or last is None else last - first
    parts = [_quarter_formula(number, own) for number, own in enumerate(quarters, start=1)]
    if change is not None:
        parts.append(f"change = Q4 {_MINUS} Q1 = {_signed(change, 1)}")
    rule = f"5 × sum of valence beyond ±{limits.signed_beyond:g} ÷ turns"
    return Lens(LensKind.QUARTERS, values, 5.0, f"{rule}: {'; '.join(parts)}", change)


def _quarter(turn: Turn, duration_s: float) -> int:
    """In which quarter of the call a turn has its middle, 0 to 3."""
    part = turn.middle_s / duration_s if duration_s > 0 else 0.0
    return min(max(int(_QUARTERS * part), 0), _QUARTERS - 1)


def _quarter_formula(number: int, own: Sequence[float]) -> str:
    if not own:
        return f"Q{number} has no turns"
    return f"Q{number} = 5 × {_signed(sum(own))} ÷ {len(own)} = {_signed(5.0 * sum(own) / len(own), 1)}"


def _end_weighted(scored: Sequence[_Scored], limits: LensLimits) -> Lens:
    """Turns of feeling as ±1 × their place among the turns, 1 for the last; the sum is squeezed into ±100."""
    count = len(scored)
    places = list(enumerate((score.valence for _, score in scored), start=1))
    up = sum(place for place, valence in places if valence >= limits.event_beyond)
    down = sum(place for place, valence in places if valence <= -limits.event_beyond)
    total = (up - down) / count
    value = 100.0 * math.tanh(limits.steepness * total)
    formula = (
        f"S = (places of positive turns {up} {_MINUS} of negative turns {down}) ÷ {count} turns = {_signed(total)}; "
        f"100 × tanh({limits.steepness:g} × S) = {_signed(value, 0)}"
    )
    return Lens(LensKind.END_WEIGHTED, (value,), 100.0, formula, band=_band(value, limits))


def _band(value: float, limits: LensLimits) -> Band:
    if abs(value) < limits.mixed_within:
        return Band.MIXED
    if abs(value) < limits.very_beyond:
        return Band.POSITIVE if value > 0 else Band.NEGATIVE
    return Band.VERY_POSITIVE if value > 0 else Band.VERY_NEGATIVE


def _peak_end(scored: Sequence[_Scored]) -> Lens:
    """The mean of the most extreme turn, the last of several, and the end as the arc has it (Kahneman et al. 1993)."""
    peak_turn, peak = max(reversed(scored), key=lambda pair: abs(pair[1].valence))
    end = weighted_mean(
        [ArcPoint(turn.middle_s, score.valence, turn.duration_s * score.confidence) for turn, score in scored][
            -EDGE_TURNS:
        ]
    )
    value = _within((peak.valence + end) / 2, 1.0)
    formula = (
        f"(most extreme turn {_signed(peak.valence)} at {format_timecode(peak_turn.start_s)} + "
        f"mean of the last {EDGE_TURNS} turns {_signed(end)}) ÷ 2 = {_signed(value)}"
    )
    return Lens(LensKind.PEAK_END, (value,), 1.0, formula)


def _within(value: float, reach: float) -> float:
    """A mean, which arithmetic may push out of its bounds by a trace."""
    return min(max(value, -reach), reach)


def _signed(value: float, digits: int = 2) -> str:
    """A number with its sign and a real minus; zero has none."""
    rounded = round(value, digits) + 0.0
    return f"{rounded:+.{digits}f}".replace("-", _MINUS) if rounded else f"{0:.{digits}f}"
