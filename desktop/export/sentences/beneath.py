"""What lies beneath a run of anger, in a sentence with its quote."""

from desktop.export.wording import one_line, shorten
from desktop.model.beneath import Beneath
from desktop.model.score import Emotion
from desktop.model.timecode import format_timecode

_MOST_WORDS = 25


def beneath_words(beneath: Beneath) -> str:
    """Such as "Beneath the anger at 1:12: worry, “…” at 0:41", or that nothing else was heard."""
    emotions = [said.score.emotion for said in beneath.run if said.score]
    name = Emotion.ANGER.value if Emotion.ANGER in emotions else Emotion.FRUSTRATION.value
    head = f"Beneath the {name} at {format_timecode(beneath.run[0].turn.start_s)}"
    if beneath.emotion is None or beneath.quote is None:
        return f"{head}: not heard"
    quote = shorten(one_line(beneath.quote.turn.text), _MOST_WORDS)
    return f"{head}: {beneath.emotion.value}, “{quote}” at {format_timecode(beneath.quote.turn.start_s)}"
