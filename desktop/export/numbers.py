"""Numbers as they are written into data: rounded, and never a −0.0."""

_TIME_DIGITS = 3
_VALUE_DIGITS = 4


def time_of(seconds: float | None) -> float | None:
    """Seconds to the millisecond; null stays null."""
    return _rounded(seconds, _TIME_DIGITS)


def value_of(value: float | None) -> float | None:
    """A valence, a confidence, a probability or a weight to four decimals; null stays null."""
    return _rounded(value, _VALUE_DIGITS)


def _rounded(number: float | None, digits: int) -> float | None:
    # Adding zero turns −0.0 into 0.0.
    return None if number is None else round(float(number), digits) + 0.0
