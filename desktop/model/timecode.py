"""Times within a call, written and read as a player shows them."""

import math
import re

from desktop.errors import BadInput

_TIMECODE = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,7}(?:\.\d+)?)")


def format_timecode(seconds: float) -> str:
    """Write a time as `m:ss` or `h:mm:ss`, cut to the whole second like a player's clock."""
    whole = math.floor(max(seconds, 0.0))
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"


def timecode_tenths(seconds: float) -> str:
    """Write a time with a tenth of a second, such as `1:12.5`."""
    tenths = round(max(seconds, 0.0) * 10)
    return f"{format_timecode(tenths // 10)}.{tenths % 10}"


def parse_timecode(text: str) -> float:
    """Read `72`, `72.5`, `1:12`, `1:12.5` or `1:02:03` as seconds.

    Raises:
        BadInput: the text is none of these.
    """
    match = _TIMECODE.fullmatch(text.strip())
    if match is None:
        raise BadInput(f"“{text}” is not a time.", "Write it as minutes and seconds, such as 1:12.")
    hours, minutes, seconds = match.groups()
    if (minutes is not None and float(seconds) >= 60) or (hours is not None and int(minutes) >= 60):
        raise BadInput(f"“{text}” is not a time.", "Minutes and seconds go up to 59.")
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)
