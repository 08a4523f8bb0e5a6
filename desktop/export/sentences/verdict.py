"""The rule for win candidates as a screen shows it: every condition with its value and its threshold."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.export.wording import Wording
from desktop.model.course.win import Aspect, Comparison, Condition, WinVerdict

WIN_RULE = "A win candidate has enough turns, a low start or a low, and a clear end."
# Two of them mean as exactly as it is compared: −0.24 must not read as the −0.2 that it misses.
_DIGITS = (2, 3, 4)
_NAMES = {Aspect.TURNS: "customer turns", Aspect.START: "start", Aspect.LOW: "low", Aspect.END: "end"}


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """A condition in words: what it is about, its value, what is asked of it, and whether it holds."""

    name: str
    value: str
    asked: str
    met: bool


def verdict_words(verdict: WinVerdict, words: Wording) -> str:
    """Whether a call is a win candidate and why, in one sentence."""
    turns, start, low, end = (_line_words(line) for line in _lines(verdict, words))
    return f"{is_candidate_words(verdict)}: {turns}, {start} or {low}, {end}."


def is_candidate_words(verdict: WinVerdict) -> str:
    """Whether a call is a win candidate."""
    return "A win candidate" if verdict.candidate else "Not a win candidate"


def _line_words(line: ConditionLine) -> str:
    return f"{line.name} {line.value} ({line.asked}: {'yes' if line.met else 'no'})"


def condition_lines(verdict: WinVerdict, words: Wording) -> tuple[ConditionLine, ...]:
    """Every condition, in the order in which they are read; of start and low one is enough."""
    return tuple(_lines(verdict, words))


def _lines(verdict: WinVerdict, words: Wording) -> list[ConditionLine]:
    return [ConditionLine(_NAMES[c.aspect], *_value_and_asked(c, words), c.met) for c in verdict.conditions]


def _value_and_asked(condition: Condition, words: Wording) -> tuple[str, str]:
    way = "at least" if condition.comparison is Comparison.AT_LEAST else "at most"
    written = _writer(condition, words)
    value = "not known" if condition.value is None else written(condition.value)
    return value, f"{way} {written(condition.threshold)}"


def _writer(condition: Condition, words: Wording) -> Callable[[float], str]:
    """How value and threshold are written: as shortly as they can be told apart where they differ."""
    if condition.aspect is Aspect.TURNS:
        return lambda value: words.number(round(value))
    threshold = condition.threshold
    value = threshold if condition.value is None else condition.value
    enough = (n for n in _DIGITS if value == threshold or words.signed(value, n) != words.signed(threshold, n))
    digits = next(enough, _DIGITS[-1])
    return lambda number: words.signed(number, digits)
