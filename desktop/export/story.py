"""A recovery win story: one page that shows how a customer felt before and after, and what the agent did between."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.errors import BadInput
from desktop.export.arc_frame import Size
from desktop.export.arc_legend import legend
from desktop.export.masking import mask, names_heard, names_of
from desktop.export.pages import arc_pictures, html_page
from desktop.export.sentences.corrections import corrections_words
from desktop.export.sentences.names import cue_words, sentence
from desktop.export.story_turns import customer_turns, turn_after, turn_before, turns_between
from desktop.export.wording import (
    Wording,
    about,
    feeling,
    file_name,
    listed,
    scorer_label,
    shorten,
    wording,
)
from desktop.model.arc import ENOUGH_TURNS, ArcFigures
from desktop.model.call import Role
from desktop.model.drawing.palette import Theme, valence_colour
from desktop.model.report import CallReport
from desktop.model.score import Cue
from desktop.model.scored_turn import ScoredTurn
from desktop.model.timecode import format_timecode

_QUOTE_WORDS = 45

# Hides what may not be shown of a text, given what the same channel said before it.
_Hide = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Said:
    """A quote with its time; a customer's has its valence in figures, in words and as a colour for each theme.

    `done` is what an agent did in it, each with the words that show it.
    """

    time: str
    text: str
    value: str = ""
    feeling: str = ""
    light: str = ""
    dark: str = ""
    done: tuple[tuple[str, str], ...] = ()


def story_html(report: CallReport, *, include_names: bool = False, locale: str = "en") -> str:
    """The story of a call as one self-contained page; names and numbers are masked unless they are asked for.

    Args:
        report: the call.
        include_names: leave quotes as they were said, and say so on the page.
        locale: how dates, numbers and lengths are written.

    Raises:
        BadInput: the call has no arc to tell of, or the locale is not known.
    """
    figures, words = _figures(report), wording(locale)
    hide = _as_it_is if include_names else _masker(report)
    headline = _headline(report, figures, words)
    kind = "Recovery win story" if _is_win(figures) else "Story of a call"
    return html_page(
        "story.html.jinja",
        title=f"{kind}: {headline}",
        kind=kind,
        headline=headline,
        facts=_facts(report, words, include_names=include_names, hide=hide),
        names_included=include_names,
        before=_said(report, turn_before(report, figures), hide, words),
        after=_said(report, turn_after(report), hide, words),
        between=[_said(report, turn, hide, words) for turn in turns_between(report, figures)],
        arc=arc_pictures(report, Size(760, 250), locale=locale, moments=False),
        legend=legend(report),
        corrected=corrections_words(report),
        label=scorer_label(report),
    )


def _figures(report: CallReport) -> ArcFigures:
    """The arc's figures, without which there is no story."""
    fix = "Choose a longer call, or export coaching notes instead."
    if report.call.analysis is None:
        raise BadInput("This call has not been analysed yet, so there is no story to tell.", "Analyse it first.")
    if not report.reads_feelings:
        english = "Choose an English call, or export coaching notes instead."
        raise BadInput("Feelings are read in English only, so this call has no arc to tell a story of.", english)
    if report.arc.figures is None:
        turns = f"{len(report.arc.points)} of {ENOUGH_TURNS}"
        raise BadInput(f"This call has too few customer turns for a story ({turns}).", fix)
    return report.arc.figures


def _masker(report: CallReport) -> _Hide:
    """Hide names that are known of the call, and those that its own words give away."""
    details = report.call.details
    channels = {scored.turn.channel for scored in report.turns}
    heard = names_heard(_text_of(report.turns, channel) for channel in channels)
    names = names_of(details.agent, details.customer_ref) | heard
    return lambda text, before: mask(text, names, before)


def _as_it_is(text: str, _before: str) -> str:
    return text


def _text_of(turns: Sequence[ScoredTurn], channel: int) -> str:
    """What is said in a channel as one text: a turn that is cut short runs on in the channel's next."""
    return " ".join(scored.turn.text for scored in turns if scored.turn.channel == channel)


def _headline(report: CallReport, figures: ArcFigures, words: Wording) -> str:
    """A fixed sentence of figures; it claims no more than they show."""
    change = f"From {words.signed(figures.start)} to {words.signed(figures.end)}"
    if not _has_risen(figures):
        return f"{change}: not a recovery yet"
    customer = customer_turns(report)
    spent = about(customer[-1].turn.end_s - customer[0].turn.start_s)
    return f"{change} in {spent}" + ("" if _is_win(figures) else ": better, not yet good")


def _has_risen(figures: ArcFigures) -> bool:
    # As figures are shown: a rise that rounding hides is none to boast of.
    return round(figures.end, 1) > round(figures.start, 1)


def _is_win(figures: ArcFigures) -> bool:
    return _has_risen(figures) and round(figures.end, 1) >= 0


def _facts(report: CallReport, words: Wording, *, include_names: bool, hide: _Hide) -> str:
    """What may stand under the headline; who, when and which file only where names are included."""
    call, details = report.call, report.call.details
    open_facts = [
        hide(details.queue, "") if details.queue else None,
        words.length(call.recording.duration_s) if call.recording else None,
        f"{len(report.arc.points)} customer turns",
    ]
    named = [
        details.agent,
        details.customer_ref,
        words.moment(details.started_at) if details.started_at else None,
        file_name(report),
    ]
    return listed([*(named if include_names else []), *open_facts])


def _said(report: CallReport, scored: ScoredTurn, hide: _Hide, words: Wording) -> Said:
    # All that the channel said before, not its last turn alone: that may be a mere "uh" after "my name is".
    before = _text_of(report.turns[: report.turns.index(scored)], scored.turn.channel)
    # Masked before it is cut short: a cut must not make a name the beginning of a sentence.
    time, text = format_timecode(scored.turn.start_s), shorten(hide(scored.turn.text, before), _QUOTE_WORDS)
    if scored.score is None or scored.turn.role is not Role.CUSTOMER:
        return Said(time, text, done=tuple(_done(scored, cue, before, hide) for cue in scored.cues))
    value = scored.score.valence
    colours = (valence_colour(value, Theme.LIGHT), valence_colour(value, Theme.DARK))
    return Said(time, text, words.signed(value), feeling(value), *colours)


def _done(scored: ScoredTurn, cue: Cue, before: str, hide: _Hide) -> tuple[str, str]:
    """What an agent did with the words that show it, masked as where they stand in the turn."""
    shown = hide(cue.text, f"{before} {scored.turn.text[: cue.start_char]}")
    return sentence(cue_words(cue.name)), shorten(shown, _QUOTE_WORDS)
