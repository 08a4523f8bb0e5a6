import re
from dataclasses import replace
from datetime import datetime

import pytest
from export_builders import (
    AGENT,
    CONTROL,
    CUSTOMER,
    FALLING,
    HOSTILE,
    Page,
    assert_inert,
    call_of,
    letters,
    report_with,
)
from export_builders import full_report as rich_report

from desktop.errors import BadInput
from desktop.export.call_json import call_json
from desktop.export.notes import notes_html, notes_markdown
from desktop.export.pages import escape_markdown
from desktop.model.call import Details, Role
from desktop.model.moment import Moment, MomentType, Note
from desktop.model.report import CallReport
from desktop.model.score import Cue, CueName

DETAILS = Details("Daniel Ortiz", "Order 4417", datetime(2026, 11, 12, 14, 3), "Orders", 4.5, True)
MOMENTS = (
    Moment(MomentType.PIVOT, 30.0, 34.0, "He takes the blame.", ("ownership",), "Ines"),
    Moment(MomentType.MISERY, 4.0, 4.0, "Missed acknowledgement."),
)
NOTES = (Note("Strong second half.", "Ines", datetime(2026, 11, 13, 9, 30)),)


def full_report() -> CallReport:
    call = call_of(DETAILS, notices=("The right channel starts late.",), duration_s=245.0)
    return report_with(call=call, moments=MOMENTS, notes=NOTES)


def hostile_report() -> CallReport:
    text = HOSTILE + CONTROL + "\n\n# heading\n- item"
    details = Details(text, text, None, text)
    moments = (Moment(MomentType.MISERY, 4.0, 4.0, text, (text,), text),)
    lines = [(1, HOSTILE), (0, CONTROL + HOSTILE)] * 7
    call = call_of(details, file=f"C:\\calls\\{text}", notices=(text,), scorer=f"estimate {CONTROL}<i>")
    return report_with((0.1,) * 7, call=call, lines=lines, moments=moments, notes=(Note(text, text),))


def test_the_facts_the_figures_and_the_moments_are_there() -> None:
    page = assert_inert(notes_html(full_report()))
    for words in (
        "Daniel Ortiz · Nov 12, 2026, 2:03",
        "Order 4417",
        "Orders",
        "4 min 5 sec",
        "English",
        "faster-whisper · model base",
        "4.5",
        "replacement.flac",
        "The right channel starts late.",
        "Started very unhappy, lowest at",
        "Every figure is an estimate from the customer’s words and voice, on a scale from −1 to +1",
        "How the customer felt model 1 estimate",
        "0:30–0:34 pivot · #ownership · Ines",
        "He takes the blame.",
        "“This is what I said in turn",
        "Strong second half.",
    ):
        assert words in page.text, words
    assert "Coaching notes: Daniel Ortiz" in page.title
    assert page.text.index("Missed acknowledgement.") < page.text.index("He takes the blame.")


def test_figures_have_a_real_minus() -> None:
    for written in (notes_html(full_report()), notes_markdown(full_report())):
        assert re.search(r"−0\.6", written)
        assert not re.search(r"[^\d]-0\.\d", Page(written).text)


def test_markdown_says_the_same() -> None:
    written = notes_markdown(full_report(), arc_file="arc of today.png")
    assert written.startswith("# Coaching notes: Daniel Ortiz")
    assert "![Emotion arc of the customer](arc%20of%20today.png)" in written
    assert "### 1. 0:04 misery" in written
    assert "> **0:01 Customer:** “This is what I said in turn ba.”" in written
    assert "(model 1 estimate)" in written
    assert "![" not in notes_markdown(full_report())
    assert "| Start | Low | End | Needle | Recovery |\n| ---: |" in notes_markdown(full_report())
    assert "\n\n\n" not in written


def test_what_matters_most_stands_first_and_long_tables_last() -> None:
    headings = ("How the customer felt", "Summary", "Moments", "What the agent did", "A win candidate", "Other ways to")
    for written in (notes_html(rich_report()), notes_markdown(rich_report())):
        places = [written.index(heading) for heading in (*headings, "Pace and silence")]
        assert places == sorted(places)


def test_nothing_is_said_twice() -> None:
    pages = (Page(notes_html(rich_report())).text.split("aria-hidden")[0], notes_markdown(rich_report()))
    for written in pages:
        body = written.partition("Summary")[2]
        assert body.count("Started worried") == 0
        assert body.count("Up +1.") == 1
        assert "Turning points" not in body


def test_where_it_turned_downward_alone_the_heading_is_right_and_nothing_is_said_twice() -> None:
    report = report_with(FALLING)
    assert report.summary is not None
    assert report.summary.turned_by is None

    alone = replace(report, pivots=tuple(replace(pivot, answers=()) for pivot in report.pivots))
    for written in (Page(notes_html(alone)).text, notes_markdown(alone)):
        assert "Nothing turned it upward for long." in written
        told = written.partition("Turning points, with what came just before")[2]
        assert told.count("Down −") == told.count("The agent had not spoken before.") == len(report.pivots) > 0
        assert "else it turned" not in written
        assert "Just before" not in written


def test_what_the_agent_did_is_counted_and_shown_in_the_agents_words() -> None:
    written = notes_markdown(rich_report())
    assert re.search(r"- \*\*Apologised ×2:\*\* 0:\d\d “so sorry” · 0:\d\d “you will have it”\n", written)
    assert re.search(r"- \*\*Took responsibility:\*\* 0:\d\d “our mistake”\n", written)
    page = Page(notes_html(rich_report())).text
    assert re.search(r"Apologised ×2 0:\d\d “so sorry” · 0:\d\d “you will have it”", page)


def test_a_cue_that_comes_again_and_again_is_quoted_a_few_times() -> None:
    answered = [f"i am so sorry for what you had to hear from {letters(n)}" for n in range(12)]
    report = rich_report(answered=answered)
    turns = tuple(
        replace(said, cues=(Cue(CueName.APOLOGY, said.turn.text, 0, 9, 0.9),)) if said.turn.role is Role.AGENT else said
        for said in report.turns
    )
    (line,) = (each for each in notes_markdown(replace(report, turns=turns)).splitlines() if "Apologised" in each)
    assert line.startswith("- **Apologised ×12:** 0:05 “i am so sorry")
    assert line.count("“") == 3
    assert len(re.findall(r"\d:\d\d", line)) == 12


def test_an_empty_call_says_what_to_do() -> None:
    report = report_with((-0.2, 0.1))
    for written in (notes_html(report), notes_markdown(report)):
        assert "No moments marked yet: mark what matters" in written
        assert "Too few customer turns to draw an arc (2 of 6)." in written
        assert "Every figure" not in written
        assert "On the call as a whole" not in written


def test_another_language_says_why_there_is_no_arc() -> None:
    report = report_with((), call=call_of(language="de", scorer=None))
    assert "Feelings are read in English only, so no arc is drawn." in notes_html(report)
    assert "German" in notes_html(report)
    assert "estimate<" not in notes_html(report)


def test_what_is_said_in_a_language_whose_feelings_are_not_read_has_no_summary() -> None:
    german = ((CUSTOMER, "guten tag meine rechnung ist schon wieder falsch"), (AGENT, "das erstatte ich sofort"))
    report = report_with((), lines=german * 8, call=call_of(language="de", scorer=None))

    assert call_json(report)["summary"] is None
    for written in (notes_html(report), notes_markdown(report)):
        assert not [word for word in ("Summary", "Issue", "Outcome", "Open:") if word in written]


def test_a_moment_before_anybody_spoke() -> None:
    report = report_with(moments=(Moment(MomentType.MAGIC, 0.0, 0.0),))
    assert "Nothing had been said yet." in notes_html(report)
    assert "Nothing had been said yet." in notes_markdown(report)


def test_the_locale_writes_dates_and_numbers() -> None:
    page = Page(notes_html(full_report(), locale="de_DE.UTF-8"))
    assert "12.11.2026, 14:03" in page.text
    assert "−0,6" in page.text
    assert "4,5" in page.text
    with pytest.raises(BadInput, match="not a locale"):
        notes_html(full_report(), locale="klingon")


def test_the_transcript_follows_only_where_it_is_wished_for() -> None:
    assert "details" not in Page(notes_html(full_report())).tags
    page = Page(notes_html(full_report(), transcript=True))
    assert "details" in page.tags
    assert "Let me see what we do here bn." in page.text


def test_hostile_text_is_shown_and_does_nothing() -> None:
    page = assert_inert(notes_html(hostile_report(), transcript=True))
    # The heading, four facts (the file in its own way), a notice, a moment, a note, quotes: each shows it in full.
    assert page.text.count(HOSTILE) >= 8


def test_hostile_text_in_markdown_is_escaped() -> None:
    written = notes_markdown(hostile_report(), arc_file="a) <script>\n![x](y)|.png")
    assert not set(CONTROL) & set(written)
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", written)
    assert "<" not in bare
    assert "`" not in bare
    assert "](http" not in bare
    assert bare.count("](") == 1
    assert "heading" in bare
    assert not re.search(r"^(# heading|- item)", written, re.MULTILINE)
    assert r"http\://x.y" in written
    assert r"www\.x.org a\@b.cd" in written


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain, with a-dash 1.5 (and) more: so.", "plain, with a-dash 1.5 (and) more: so."),
        ("# no heading", r"\# no heading"),
        ("- no item", r"\- no item"),
        ("+ no item", r"\+ no item"),
        ("1. no item", r"1\. no item"),
        ("23) no item", r"23\) no item"),
        ("---", r"\---"),
        ("===", r"\==="),
        ("-", r"\-"),
        ("> no quote", r"\> no quote"),
        ("a | b", r"a \| b"),
        ("`x` *y* _z_ ~~w~~", r"\`x\` \*y\* \_z\_ \~\~w\~\~"),
        ("[a](b) ![c](d) <e> &amp; \\", r"\[a\](b) !\[c\](d) \<e\> \&amp; \\"),
        ("two\nlines\r\n\tof text", "two lines of text"),
        ("−0.6 and +0.5", "−0.6 and +0.5"),
    ],
)
def test_markdown_escapes(text: str, escaped: str) -> None:
    assert escape_markdown(text) == escaped


def test_agents_have_no_figures() -> None:
    written = notes_html(full_report(), transcript=True)
    for line in written.splitlines():
        if "<b>Agent</b>" in line:
            assert not re.search(r"[+−]\d", line)
