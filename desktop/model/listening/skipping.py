"""Where to go while listening to a call: from turn to turn, and over the silences between them."""

from collections.abc import Sequence
from itertools import pairwise

from desktop.model.turn import Turn

Stretch = tuple[float, float]

SILENCE_S = 2.0
_LEAD_S = 0.3
_JUST_BEGUN_S = 1.0


def silences(turns: Sequence[Turn], duration_s: float, longest_kept_s: float = SILENCE_S) -> tuple[Stretch, ...]:
    """Where nobody speaks for longer than `longest_kept_s`, a little shorter than it is so that no word is cut.

    Args:
        turns: in the order of their starts; they may overlap.
        duration_s: of the recording.
        longest_kept_s: a silence up to this long is part of how the call sounds.
    """
    heard_until_s, edges = 0.0, [(0.0, 0.0)]
    for turn in turns:
        edges.append((turn.start_s, max(heard_until_s, turn.end_s)))
        heard_until_s = edges[-1][1]
    edges.append((duration_s, duration_s))
    gaps = ((before[1], after[0]) for before, after in pairwise(edges))
    return tuple((start + _LEAD_S, end - _LEAD_S) for start, end in gaps if end - start > longest_kept_s)


def next_turn_s(turns: Sequence[Turn], t_s: float) -> float | None:
    """When the next turn begins; null after the last."""
    return min((turn.start_s for turn in turns if turn.start_s > t_s), default=None)


def previous_turn_s(turns: Sequence[Turn], t_s: float) -> float | None:
    """When this turn began, or the one before it where this one has just begun; null before the first."""
    return max((turn.start_s for turn in turns if turn.start_s < t_s - _JUST_BEGUN_S), default=None)
