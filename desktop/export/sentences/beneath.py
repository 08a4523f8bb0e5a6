"""What lies beneath runs of anger, in sentences with their quotes."""

from collections.abc import Sequence

from desktop.export.sentences.names import in_a_row
from desktop.export.wording import one_line, shorten
from desktop.model.beneath import Beneath
from desktop.model.score import Emotion
from desktop.model.timecode import format_timecode

_MOST_WORDS = 25


def beneath_words(beneath: Beneath) -> str:
    """Such as "Beneath the anger at 1:12: worry, “…” at 0:41", or that nothing else was heard."""
    return f"Beneath {_run(beneath)}: {_found(beneath)}"


def beneath_lines(runs: Sequence[Beneath]) -> tuple[str, ...]:
    """The same without the first word for many runs, which share a line where one quote is beneath them all."""
    found: dict[str, list[str]] = {}
    for beneath in runs:
        found.setdefault(_found(beneath), []).append(_run(beneath))
    return tuple(f"{in_a_row(alike)}: {told}" for told, alike in found.items())


def _run(beneath: Beneath) -> str:
    emotions = [said.score.emotion for said in beneath.run if said.score]
    name = Emotion.ANGER.value if Emotion.ANGER in emotions else Emotion.FRUSTRATION.value
    return f"the {name} at {format_timecode(beneath.run[0].turn.start_s)}"


def _found(beneath: Beneath) -> str:
    if beneath.emotion is None or beneath.quote is None:
        return "not heard"
    quote = shorten(one_line(beneath.quote.turn.text), _MOST_WORDS)
    return f"{beneath.emotion.value}, “{quote}” at {format_timecode(beneath.quote.turn.start_s)}"
