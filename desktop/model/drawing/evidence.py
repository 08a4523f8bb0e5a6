"""When the words are heard that are evidence of something: from a place in a turn's text to seconds."""

from desktop.model.span import word_ranges
from desktop.model.turn import Turn


def heard_s(turn: Turn, start_char: int, end_char: int) -> tuple[float, float]:
    """From when to when some of a turn's words are heard, in seconds of the recording.

    Args:
        turn: whose words they are.
        start_char: where they begin in the turn's text.
        end_char: behind their last letter. A place without words is heard for as long as the turn.
    """
    ranges = word_ranges(turn.words)
    heard = [
        word
        for word, (first, behind) in zip(turn.words, ranges, strict=True)
        if first < end_char and start_char < behind
    ]
    if not heard:
        return turn.start_s, turn.end_s
    return min(word.start_s for word in heard), max(word.end_s for word in heard)
