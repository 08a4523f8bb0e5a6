"""The order in which people look for names: letters without case, numbers by their value."""

import re

_NUMBER = re.compile(r"(\d+)")
Key = tuple[tuple[int, int, str], ...]


def natural_key(text: str) -> Key:
    """What names are sorted by, so that `agent 9` comes before `agent 12`."""
    return tuple(_part(part) for part in _NUMBER.split(text.casefold()) if part)


def _part(part: str) -> tuple[int, int, str]:
    # Digits that int() does not read, such as superscripts, stand as letters.
    return (0, int(part), "") if part.isdecimal() and len(part) < 19 else (1, 0, part)
