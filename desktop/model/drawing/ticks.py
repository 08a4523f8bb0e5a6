"""Round times for a time axis, and how they are written."""

import math
from collections.abc import Sequence

from desktop.model.timecode import format_timecode

_STEPS_S = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0)
_FINER = {0.1: 2, 0.2: 2, 0.5: 5, 15.0: 3, 30.0: 3, 60.0: 4, 120.0: 4, 900.0: 3, 1800.0: 3, 3600.0: 4}
_HOUR_S = 3600.0


def tick_step_s(s_per_px: float, label_px: float) -> float:
    """The smallest round step at which labels of a width do not touch."""
    least_s = s_per_px * label_px
    step_s = next((step for step in _STEPS_S if step >= least_s), None)
    return step_s if step_s is not None else math.ceil(least_s / _HOUR_S) * _HOUR_S


def finer_step_s(step_s: float) -> float:
    """The step of the small ticks between labelled ones."""
    return step_s / _FINER.get(step_s, 5)


def ticks_s(start_s: float, end_s: float, step_s: float) -> Sequence[float]:
    """The multiples of a step within a stretch, both ends included."""
    first, last = math.ceil(start_s / step_s - 1e-9), math.floor(end_s / step_s + 1e-9)
    return [round(count * step_s, 3) for count in range(first, last + 1)]


def tick_label(t_s: float, step_s: float, duration_s: float) -> str:
    """A time as the axis writes it: tenths where steps are that fine, hours throughout in a long call."""
    tenths = round(t_s * 10)
    written = format_timecode(tenths // 10)
    if duration_s >= _HOUR_S and tenths < _HOUR_S * 10:
        written = f"0:{written:0>5}"
    return written if step_s >= 1.0 else f"{written}.{tenths % 10}"
