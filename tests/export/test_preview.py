"""Previews of exported pages: the same words and figures, in tags that Qt knows, with pictures beside."""

import re

import pytest
from export_builders import CONTROL, FALLING, HOSTILE, Page, call_of, dialogue, full_report, report_with
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.export.notes import notes_html
from desktop.export.preview import preview_of
from desktop.export.story import story_html
from desktop.model.call import Details
from desktop.model.drawing.palette import Theme, palette
from desktop.model.moment import Moment, MomentType, Note
from desktop.model.report import CallReport

MOMENTS = [
    Moment(MomentType.MISERY, 3.0, 3.0, "first line\nsecond line", ("billing",), "Sam"),
    Moment(MomentType.PIVOT, 10.0, 20.0),
]
REPORT = report_with(call=call_of(Details(agent="agent 112")), moments=MOMENTS, notes=[Note("on the whole", "Sam")])
KNOWN_TAGS = {"html", "body", "p", "div", "span", "br", "table", "tr", "td", "img"}


def without_pictures(page: str) -> str:
    """What a reader sees of a page besides its drawings, which hold their words as pixels in a preview."""
    return re.sub(r"<svg\b.*?</svg>", "", page, flags=re.DOTALL)


def letters(page: str) -> str:
    """A page's text without white space, which cells and lines bring about in different ways."""
    return "".join(Page(without_pictures(page)).text.replace("●", "").split())


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize(
    "page",
    [
        notes_html(REPORT, transcript=True),
        story_html(REPORT),
        story_html(REPORT, include_names=True),
        notes_html(report_with(FALLING[:3])),
        story_html(report_with(FALLING)),
    ],
    ids=["notes", "story", "names", "few", "falling"],
)
def test_a_preview_says_what_the_page_says(page: str, theme: Theme) -> None:
    preview = preview_of(page, theme)

    body = page[page.index("<body>") :]
    assert letters(preview.html) == letters(body)
    assert set(Page(preview.html).tags) <= KNOWN_TAGS
    shown = [value for name, value in Page(preview.html).attributes if name == "src"]
    assert shown == list(preview.pictures)
    assert all(data.startswith(b"\x89PNG") for data in preview.pictures.values())


def test_the_arc_is_drawn_once_in_the_theme_that_is_shown() -> None:
    page = notes_html(REPORT)
    light, dark = preview_of(page, Theme.LIGHT), preview_of(page, Theme.DARK)

    for preview in (light, dark):
        assert [name.partition("-")[0] for name in preview.pictures] == ["arc", "flag", "flag"]
    assert light.pictures["arc-1.png"] != dark.pictures["arc-1.png"]
    assert palette(Theme.LIGHT).text in light.html
    assert palette(Theme.DARK).text in dark.html


def test_pictures_have_the_pixels_of_the_screen() -> None:
    preview = preview_of(notes_html(REPORT), width=380, density=2.0)

    width, height = (int.from_bytes(preview.pictures["arc-1.png"][at : at + 4]) for at in (16, 20))
    assert (width, height) == (760, 300)
    assert 'width="380" height="150"' in preview.html


def test_lines_of_a_note_stay_lines() -> None:
    assert "first line<br>second line" in preview_of(notes_html(REPORT)).html


def hostile_report(text: str) -> CallReport:
    return report_with(
        call=call_of(Details(agent=text, customer_ref=text, queue=text), file=f"/{text}.wav", notices=(text,)),
        lines=dialogue(8, text, text),
        moments=[Moment(MomentType.MAGIC, 5.0, 5.0, text, (text,), text)],
        notes=[Note(text, text)],
    )


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=30))
def test_nothing_that_was_typed_or_said_becomes_a_tag(text: str) -> None:
    for typed in (text, HOSTILE + CONTROL, '<img src="file:///etc/passwd"><svg width="1" height="2"></svg>'):
        page = notes_html(hostile_report(typed), transcript=True)
        preview = preview_of(page)
        shown = Page(preview.html)

        assert set(shown.tags) <= KNOWN_TAGS
        assert [value for name, value in shown.attributes if name == "src"] == list(preview.pictures)
        assert "href" not in dict(shown.attributes)


def test_tables_and_parts_stay_tables() -> None:
    shown = preview_of(notes_html(full_report())).html
    for words in ("What turned it", "Why it counts", "Asked for", "Offered a remedy ×2", "Ring around a dot"):
        assert words in shown
    # A cell of its own each: words of neighbours never run together.
    assert "AtEvent" not in shown
    assert shown.count("<tr>") > 20
