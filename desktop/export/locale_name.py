"""Which locale dates and numbers are written in, where nobody has said."""

import os
from contextlib import suppress
from locale import getlocale

from desktop.errors import UserError
from desktop.export.wording import wording

_FALLBACK = "en"


def locale_name(asked: str | None, chosen: str) -> str:
    """The locale that was asked for, or chosen in the settings, or else the computer's own if it is known."""
    for own in (os.environ.get("LC_ALL"), os.environ.get("LC_TIME"), os.environ.get("LANG"), getlocale()[0]):
        with suppress(UserError):
            if own:
                wording(own)
                return asked or chosen or own
    return asked or chosen or _FALLBACK
