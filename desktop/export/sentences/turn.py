"""Why a customer's turn has the valence that it has: what the words, the voice and a coach had to say."""

from desktop.export.sentences.names import in_a_row, sentence
from desktop.export.wording import Wording, feeling
from desktop.model.activation import Activation
from desktop.model.score import Score

_WORTH_TELLING = 0.7
_MEASURES = (
    ("level", "louder", "quieter"),
    ("pitch", "higher", "lower"),
    ("range", "livelier", "flatter"),
    ("tilt", "sharper", "softer"),
    ("rate", "faster", "slower"),
)


def why(score: Score, words: Wording) -> tuple[str, ...]:
    """Short sentences for whoever asks why a dot stands where it does; the first one is what it says.

    Deviations of the voice are counted in the customer's own on that call.
    """
    lines = [_value(score, words), _estimate(score, words), _voice(score, words)]
    return tuple(line for line in lines if line)


def _value(score: Score, words: Wording) -> str:
    felt = feeling(score.valence)
    # The emotion is the model's, and may be at odds with what a coach says.
    named = score.emotion.value if score.emotion and not score.corrected else None
    emotion = None if named == felt else named
    sure = None if score.corrected else f"confidence {words.percent(score.confidence)}"
    return " · ".join(part for part in (f"{words.signed(score.valence)} {felt}", emotion, sure) if part)


def _estimate(score: Score, words: Wording) -> str:
    if score.estimate is None:
        return ""
    return f"Set by a coach to {words.signed(score.valence)}; the model had said {words.signed(score.estimate)}."


def _voice(score: Score, words: Wording) -> str:
    heard = voice_words(score.voice, words) if score.voice else None
    if score.of_words is None:
        return f"The voice is {heard}." if heard else ""
    fused = score.valence if score.estimate is None else score.estimate
    said, result = words.signed(score.of_words, 2), words.signed(fused, 2)
    return f"Words {said}; the voice is {heard or 'about as usual'}: {result}."


def voice_words(voice: Activation, words: Wording) -> str | None:
    """How a voice differs from what is usual for that customer on that call; null where it hardly does."""
    told = [
        f"{(more if value > 0 else less)} ({words.signed(value)})"
        for name, more, less in _MEASURES
        if (value := getattr(voice, name)) is not None and abs(value) >= _WORTH_TELLING
    ]
    return f"{in_a_row(told)} than usual" if told else None


def activation_words(voice: Activation, words: Wording) -> str:
    """The energy of a customer's voice in a sentence."""
    heard = voice_words(voice, words) or "about as usual"
    return sentence(f"voice {words.signed(voice.value)}: {heard}.")
