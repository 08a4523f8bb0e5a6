"""How times, figures and feelings are put into words, the way a reader's locale writes them."""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_datetime_format
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from desktop.errors import BadInput
from desktop.model.arc import ENOUGH_TURNS, ArcFigures
from desktop.model.call import name_of_file
from desktop.model.report import CallReport, NoArc
from desktop.model.timecode import format_timecode

MINUS = "−"
UPDATING = "The figures are being updated …"
_OVERRIDES = "\u202d\u202e"


@dataclass(frozen=True, slots=True)
class Wording:
    """Dates, numbers and lengths in one locale."""

    locale: Locale

    def signed(self, value: float, digits: int = 1) -> str:
        """A valence or a difference of two with its sign and a real minus: `−0.6`, `0.0`, `+1.1`."""
        rounded, plain = round(value, digits) + 0.0, "0." + "0" * digits
        written = str(format_decimal(rounded, f"+{plain};-{plain}" if rounded else plain, locale=self.locale))
        return written.replace("-", MINUS)

    def seconds(self, seconds: float) -> str:
        """A short time, such as `0.4 s`, `3 s` or `42 s`: with a decimal below ten where there is one."""
        return f"{format_decimal(round(seconds, 0 if seconds >= 9.95 else 1), '0.#', locale=self.locale)} s"

    def percent(self, share: float) -> str:
        """A share of 0 to 1 in whole per cent, the way the locale sets the sign."""
        return str(format_percent(share, locale=self.locale))

    def number(self, value: float) -> str:
        """A number as the locale groups and points it."""
        return str(format_decimal(value, locale=self.locale))

    def moment(self, when: datetime) -> str:
        """A date with its time of day, in the time zone that it was stored in."""
        day, time = format_date(when, "medium", locale=self.locale), format_time(when, "short", locale=self.locale)
        pattern = str(get_datetime_format("medium", locale=self.locale)).replace("'", "")
        return pattern.replace("{0}", time).replace("{1}", day)

    def length(self, seconds: float) -> str:
        """A length in hours, minutes and seconds, such as `4 min 5 sec`."""
        hours, rest = divmod(round(max(seconds, 0.0)), 3600)
        parts = {"hour": hours, "minute": rest // 60, "second": rest % 60}
        named = [(count, unit) for unit, count in parts.items() if count] or [(0, "second")]
        return " ".join(format_unit(count, f"duration-{unit}", "short", locale=self.locale) for count, unit in named)

    def language(self, code: str) -> str:
        """The name of a language, or its code where the locale has no name for it."""
        return str(self.locale.languages.get(code.lower().replace("-", "_"), code))


def wording(locale: str) -> Wording:
    """Find a locale by name, such as `en`, `en-GB` or `de_DE.UTF-8`.

    Raises:
        BadInput: no such locale is known.
    """
    try:
        return Wording(Locale.parse(locale.partition(".")[0].replace("-", "_")))
    except (UnknownLocaleError, ValueError) as error:
        fix = "Name a language, and a country if need be, such as en or en_GB."
        raise BadInput(f"“{locale}” is not a locale that dates and numbers can be written in.", fix) from error


def feeling(value: float) -> str:
    """A valence of −1 to +1 in plain words."""
    rounded = round(value, 1)
    if abs(rounded) < 0.2:
        return "neutral"
    word = "unhappy" if rounded < 0 else "pleased"
    return f"very {word}" if abs(rounded) >= 0.6 else word


def about(seconds: float) -> str:
    """A span of time as one would say it: `under a minute`, `about four minutes`."""
    minutes = math.floor(seconds / 60 + 0.5)
    if minutes < 2:
        return "about a minute" if minutes else "under a minute"
    numbers = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    return f"about {numbers[minutes - 2] if minutes <= 12 else minutes} minutes"


def course(figures: ArcFigures, words: Wording) -> str:
    """The arc in one sentence, from start over low to end."""
    start, end = (f"{feeling(value)} ({words.signed(value)})" for value in (figures.start, figures.end))
    return f"Started {start}, lowest at {format_timecode(figures.low_s)} ({words.signed(figures.low)}), ended {end}."


def scorer_label(report: CallReport) -> str:
    """What every figure is called, such as "model 1 estimate"."""
    analysis = report.call.analysis
    return (analysis.scorer if analysis else None) or "estimate"


def why_no_arc(report: CallReport) -> str | None:
    """The sentence that stands where the arc would be; null where there is one."""
    reason = report.no_arc
    return None if reason is None else no_arc_sentence(reason, len(report.arc.points))


def no_arc_sentence(reason: NoArc, customer_turns: int) -> str:
    """Say why there is no arc, as in a row of the library; the turns are those that were scored."""
    match reason:
        case NoArc.NOT_ANALYSED:
            return "This call has not been analysed yet, so no arc is drawn."
        case NoArc.LANGUAGE:
            return "Feelings are read in English only, so no arc is drawn."
        case NoArc.CUSTOMER_UNKNOWN:
            return "It is not known who the customer is, so no arc is drawn."
        case NoArc.FEW_TURNS:
            return f"Too few customer turns to draw an arc ({customer_turns} of {ENOUGH_TURNS})."


def clean(text: str) -> str:
    """Text without what no page can show: control characters, lone surrogates, noncharacters.

    Overrides of the writing direction go too, since they would turn round what follows; line ends stay.
    """
    return "".join(letter for letter in text if letter in "\n\t" or not _unprintable(letter))


def one_line(text: str) -> str:
    """Clean text with every run of white space as one space."""
    return clean(" ".join(text.split()))


def shorten(text: str, most_words: int) -> str:
    """The first words of a text, with an ellipsis where some are left out."""
    words = text.split()
    return text if len(words) <= most_words else " ".join(words[:most_words]) + " …"


def file_name(report: CallReport) -> str:
    """The recording's name without its folders, whichever system the path is from."""
    return name_of_file(report.call.file)


def listed(parts: Sequence[str | None]) -> str:
    """What is known of some facts, side by side."""
    return " · ".join(part for part in parts if part)


def _unprintable(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs"} or letter in _OVERRIDES or ord(letter) & 0xFFFE == 0xFFFE
