"""Coaching notes of a call, for the one-on-one: facts, the arc, and the moments with what was said there."""

from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from desktop.export.arc_flags import Flag, flag_shape, numbered
from desktop.export.arc_frame import Size
from desktop.export.arc_legend import legend
from desktop.export.findings import findings_content
from desktop.export.pages import arc_pictures, html_page, markdown_page
from desktop.export.sentences.corrections import corrections_words, split_words
from desktop.export.sentences.course import course_of
from desktop.export.wording import (
    Wording,
    file_name,
    listed,
    one_line,
    scorer_label,
    shorten,
    why_no_arc,
    wording,
)
from desktop.model.call import Details, Role
from desktop.model.moment import Moment, Note
from desktop.model.report import CallReport
from desktop.model.scored_turn import ScoredTurn
from desktop.model.timecode import format_timecode

_QUOTE_WORDS = 60
_QUOTES = 4


@dataclass(frozen=True, slots=True)
class Quote:
    """What one speaker said, and when."""

    time: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class MomentLine:
    """A moment as the notes show it; `outline` is the path of the shape that its flag has above the arc."""

    number: int
    kind: str
    outline: str
    time: str
    quotes: tuple[Quote, ...]
    note: str
    about: str


def notes_html(report: CallReport, *, locale: str = "en", transcript: bool = False) -> str:
    """Coaching notes as one self-contained page.

    Args:
        report: the call.
        locale: how dates, numbers and lengths are written.
        transcript: whether the whole transcript follows, folded.

    Raises:
        BadInput: the locale is not known.
    """
    picture = arc_pictures(report, Size(760, 300), locale=locale)
    said = tuple(_quote(scored) for scored in report.turns) if transcript else ()
    return html_page("notes.html.jinja", arc=picture, transcript=said, **_content(report, wording(locale)))


def notes_markdown(report: CallReport, *, arc_file: str | None = None, locale: str = "en") -> str:
    """Coaching notes as Markdown.

    Args:
        report: the call.
        arc_file: the arc as a picture, relative to the notes, such as `arc.png`; its figures stand in a table
            where there is none.
        locale: how dates, numbers and lengths are written.

    Raises:
        BadInput: the locale is not known.
    """
    # Safe: `quote` leaves nothing that could end the link.
    link = Markup(quote(arc_file.replace("\\", "/"))) if arc_file else None  # noqa: S704
    return markdown_page("notes.md.jinja", arc_file=link, **_content(report, wording(locale)))


def _content(report: CallReport, words: Wording) -> dict[str, object]:
    call, missing = report.call, why_no_arc(report)
    return {
        "title": f"Coaching notes: {_heading(report, words)}",
        "heading": _heading(report, words),
        "facts": _facts(report, words),
        "notices": call.recording.notices if call.recording else (),
        "missing": missing,
        "course": course_of(report, words),
        "figures": _figures(report, words) if not missing else [],
        "legend": legend(report),
        "corrected": corrections_words(report),
        "estimated": report.reads_feelings,
        "label": scorer_label(report),
        "moments": [_moment(report, flag) for flag in numbered(report.moments)],
        **findings_content(report, words),
        "notes": [{"text": note.text, "about": _about_note(note, words)} for note in report.notes if note.text.strip()],
    }


def _heading(report: CallReport, words: Wording) -> str:
    details = report.call.details
    when = words.moment(details.started_at) if details.started_at else None
    return one_line(listed([details.agent, when])) or one_line(file_name(report))


def _facts(report: CallReport, words: Wording) -> list[tuple[str, str]]:
    """What is known of the call; what is not known is left out."""
    call, details = report.call, report.call.details
    analysis = call.analysis
    facts = [
        ("Agent", details.agent),
        ("Customer", details.customer_ref),
        ("When", words.moment(details.started_at) if details.started_at else None),
        ("Queue", details.queue),
        ("Length", words.length(call.recording.duration_s) if call.recording else None),
        ("Language", words.language(analysis.language) if analysis else None),
        *_outcome(details, words),
        ("Recording", file_name(report)),
        ("Speakers", split_words(call, words)),
        ("Transcribed with", listed([analysis.engine, f"model {analysis.model}"]) if analysis else None),
    ]
    return [(label, value) for label, value in facts if value]


def _outcome(details: Details, words: Wording) -> list[tuple[str, str | None]]:
    resolved = {None: None, True: "yes", False: "no"}[details.resolved_at_first_contact]
    return [
        ("CSAT", words.number(details.csat) if details.csat is not None else None),
        ("Resolved at first contact", resolved),
    ]


def _figures(report: CallReport, words: Wording) -> list[tuple[str, str, str]]:
    """The arc's figures with what each of them means."""
    figures = report.arc.figures
    if figures is None:
        return []
    return [
        ("Start", words.signed(figures.start), "first three turns"),
        ("Low", words.signed(figures.low), f"at {format_timecode(figures.low_s)}"),
        ("End", words.signed(figures.end), "last three turns"),
        ("Needle", words.signed(figures.needle), "end − start"),
        ("Recovery", words.signed(figures.recovery), "end − low"),
    ]


def _moment(report: CallReport, flag: Flag) -> MomentLine:
    moment = flag.moment
    ends = f"–{format_timecode(moment.end_s)}" if moment.end_s > moment.start_s else ""
    tags = " ".join(f"#{tag}" for tag in moment.tags)
    return MomentLine(
        number=flag.number,
        kind=moment.type.value,
        outline=flag_shape(moment.type, 8, 8),
        time=format_timecode(moment.start_s) + ends,
        quotes=tuple(_quote(scored) for scored in _said_at(report, moment)),
        note=moment.note.strip(),
        about=listed([tags, moment.author]),
    )


def _said_at(report: CallReport, moment: Moment) -> list[ScoredTurn]:
    """The turn at a point, or the turns that a range touches."""
    if moment.end_s > moment.start_s:
        touched = [t for t in report.turns if t.turn.start_s < moment.end_s and t.turn.end_s > moment.start_s]
        if touched:
            return touched[:_QUOTES]
    heard = report.turn_at(moment.start_s)
    return [heard] if heard else []


def _quote(scored: ScoredTurn) -> Quote:
    who = {Role.AGENT: "Agent", Role.CUSTOMER: "Customer", Role.UNKNOWN: "Speaker"}[scored.turn.role]
    return Quote(format_timecode(scored.turn.start_s), who, shorten(scored.turn.text, _QUOTE_WORDS))


def _about_note(note: Note, words: Wording) -> str:
    return listed([note.author, words.moment(note.created_at) if note.created_at else None])
