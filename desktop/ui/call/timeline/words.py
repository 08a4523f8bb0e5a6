"""What hovering over a dot or a flag says, as the rich text of a tooltip; every word of the call is escaped."""

from html import escape

from desktop.export.wording import Wording, clean, feeling, one_line, scorer_label, shorten
from desktop.model.moment import Moment
from desktop.model.report import CallReport
from desktop.model.scored_turn import ScoredTurn
from desktop.model.timecode import format_timecode

_MOST_WORDS = 40


def dot_words(scored: ScoredTurn, report: CallReport, words: Wording) -> str:
    """A turn's words, its valence with confidence and emotion, and who says so."""
    said = escape(shorten(one_line(scored.turn.text), _MOST_WORDS))
    facts = []
    if scored.score is not None:
        value = scored.score.valence
        facts = [f"<b>{words.signed(value)}</b> {feeling(value)}", f"confidence {scored.score.confidence:.0%}"]
        emotion = scored.score.emotion
        facts += [emotion.value] if emotion is not None and emotion.value != feeling(value) else []
    why = escape(clean(scorer_label(report)))
    known = " · ".join([format_timecode(scored.turn.start_s), *facts])
    return f"<p>“{said}”</p><p>{known}<br><i>{why}</i></p>"


def flag_words(moment: Moment) -> str:
    """A moment's type with its key, its time, and its note."""
    times = [format_timecode(moment.start_s)]
    if moment.end_s > moment.start_s:
        times.append(format_timecode(moment.end_s))
    note = escape(shorten(one_line(moment.note), _MOST_WORDS))
    head = f"<b>{moment.type.digit} {moment.type.capitalize()}</b> · {'–'.join(times)}"
    return f"<p>{head}</p><p>{note}</p>" if note else f"<p>{head}</p>"
