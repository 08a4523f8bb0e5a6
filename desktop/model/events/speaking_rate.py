"""Turns that are spoken fast for whoever speaks them. It is pace and not feeling, so it is told of agents too."""

from collections.abc import Sequence

import numpy as np

from desktop.model.events.event import Event, EventKind, EventLimits, Measure, Reason, exceeds
from desktop.model.events.phrases import Speaker, speaker_of, told_apart
from desktop.model.turn import Turn

# Makes the median absolute deviation comparable to a standard deviation where values are normally distributed.
_MAD_TO_DEVIATION = 1.4826
# Whoever speaks as evenly as a clock is not fast for being a little faster once.
_LEAST_SPREAD = 0.1
# Nobody talks faster than this for eight words and more: the recogniser has pressed them together.
_FASTEST_WORDS_A_MINUTE = 450.0


def fast_speech_of(turns: Sequence[Turn], limits: EventLimits) -> tuple[Event, ...]:
    """Turns whose words a minute lie far above their own speaker's median on that call.

    Far is told by the median absolute deviation, which a few fast turns do not move (Leys et al. 2013, "Detecting
    outliers": 2.5 deviations is their moderately conservative choice).

    Args:
        turns: of the whole call, in any order; the pauses within a turn count as time.
        limits: how far is far, how many words make a pace, and how many turns make a speaker's own.
    """
    rates: dict[Speaker, list[tuple[Turn, float]]] = {}
    for turn in told_apart(turns):
        if len(turn.words) >= limits.fast_least_words and 0 < (rate := words_a_minute(turn)) <= _FASTEST_WORDS_A_MINUTE:
            rates.setdefault(speaker_of(turn), []).append((turn, rate))
    return tuple(event for own in rates.values() if len(own) >= limits.fast_least_turns for event in _fast(own, limits))


def words_a_minute(turn: Turn) -> float:
    """How many words a minute a turn has, pauses included. A turn of no length has none."""
    return 60.0 * len(turn.words) / turn.duration_s if turn.duration_s > 0 else 0.0


def _fast(own: Sequence[tuple[Turn, float]], limits: EventLimits) -> list[Event]:
    rates = np.array([rate for _, rate in own])
    usual = float(np.median(rates))
    spread = max(_MAD_TO_DEVIATION * float(np.median(np.abs(rates - usual))), _LEAST_SPREAD * usual)
    limit = usual + limits.fast_deviations * spread
    return [
        _event(turn, Reason(Measure.WORDS_A_MINUTE, rate, limit, usual)) for turn, rate in own if exceeds(rate, limit)
    ]


def _event(turn: Turn, reason: Reason) -> Event:
    return Event(EventKind.FAST_SPEECH, turn.start_s, turn.end_s, turn.role, turn.channel, None, reason)
