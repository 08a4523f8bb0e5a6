import re
from dataclasses import replace
from datetime import datetime

import pytest
from export_builders import AGENT, CONTROL, CUSTOMER, FALLING, HOSTILE, RISING, Page, assert_inert, call_of, report_with

from desktop.errors import BadInput
from desktop.export.story import story_html
from desktop.model.call import Details
from desktop.model.moment import Moment, MomentType, Note
from desktop.model.report import CallReport

DETAILS = Details("Daniel Ortiz", "Bennett 4417", datetime(2026, 11, 12, 14, 3), "Team of Daniel")
SPOKEN = [
    (CUSTOMER, "Laura Bennett. I have called you three times now."),
    (AGENT, "Okay, and the order number please?"),
    (CUSTOMER, "It is 417 229 and it is such a mess."),
    (AGENT, "Daniel here, that is a courier issue."),
    (CUSTOMER, "No! That is the worst thing I have heard from Quickship."),
    (AGENT, "Let me see what I can find."),
    (CUSTOMER, "Nobody ever listens to me over there."),
    (AGENT, "You are right, Laura, and I am sorry. That was our mistake."),
    (CUSTOMER, "Well, it has been exhausting for us."),
    (AGENT, "I am sending a new lamp today, Laura."),
    (CUSTOMER, "Today? That would be a big help."),
    (AGENT, "I will call you tomorrow at 10."),
    (CUSTOMER, "That is such a relief, thank you Daniel."),
    (AGENT, "Is there anything else that I missed?"),
    (CUSTOMER, "Great."),
]
FELT = (-0.5, -0.6, -0.9, -0.8, -0.2, 0.5, 0.8, 0.9)


def spoken(**wishes: object) -> CallReport:
    call = call_of(DETAILS, file="/calls/daniel-ortiz-bennett.wav")
    return report_with(FELT, call=call, lines=SPOKEN, **wishes)


def test_the_story_is_told_in_their_words() -> None:
    page = assert_inert(story_html(spoken()))
    assert page.title.startswith("Recovery win story: From −0.7 to +0.7 in about a minute")
    assert "Before “No! That is the worst thing I have heard from ▮.”" in page.text
    assert "After “That is such a relief, thank you ▮.” very pleased, +0.8" in page.text
    between = page.text.split("What the agent did in between")[1]
    assert "You are right, ▮, and I am sorry. That was our mistake." in between
    assert "courier" not in between
    assert "missed" not in between


def test_nothing_personal_is_left_by_default() -> None:
    source = story_html(
        spoken(moments=(Moment(MomentType.MISERY, 3.0, 3.0, "Laura is cross"),), notes=(Note("Daniel!"),))
    )
    page = Page(source)
    assert "Not reviewed for personal data." in page.text
    for name in ("laura", "bennett", "daniel", "ortiz", "quickship", "417", "229", "2026"):
        assert name not in source.lower(), name
    assert "Team of ▮" in page.text


def test_a_name_does_not_come_through_where_a_turn_is_cut() -> None:
    lines = [
        (CUSTOMER, "Nobody ever listens to me, and my name is"),
        (AGENT, "Go on please, I am here."),
        (CUSTOMER, "uh,"),
        (AGENT, "Sorry, go on please, I am here."),
        (CUSTOMER, "Laura jones and I am so angry with"),
        (AGENT, "Sorry, I do not know what to say."),
        (CUSTOMER, "Petra over there, as I said before."),
        (AGENT, "I am so sorry that you had to wait."),
    ] * 2
    page = Page(story_html(report_with((-0.3, -0.3, -0.9, -0.2, 0.1, 0.5, 0.6, 0.9), lines=lines)))
    assert "Before “▮ ▮ and I am so angry with”" in page.text
    assert "After “▮ over there, as I said before.”" in page.text


def test_a_name_that_begins_a_turn_within_a_sentence_is_a_name_elsewhere() -> None:
    cut = [(CUSTOMER, "That is what I heard from"), (AGENT, "Go on please."), (CUSTOMER, "Petra over there.")]
    quoted = (AGENT, "Petra was wrong, and I am sorry. That was our mistake.")
    report = report_with(FELT, lines=[*cut, SPOKEN[3], *SPOKEN[4:7], quoted, *SPOKEN[8:]])
    assert "▮ was wrong, and I am sorry." in Page(story_html(report)).text


def test_names_come_back_only_when_asked_for() -> None:
    page = assert_inert(story_html(spoken(), include_names=True))
    assert "Names are included." in page.text
    assert "Not reviewed for personal data" in page.text
    for words in (
        "Daniel Ortiz",
        "Bennett 4417",
        "daniel-ortiz-bennett.wav",
        "thank you Daniel",
        "You are right, Laura",
    ):
        assert words in page.text, words
    assert "▮" not in page.text


def test_a_call_that_got_worse_does_not_boast() -> None:
    page = assert_inert(story_html(report_with(FALLING)))
    assert page.title == "Story of a call: From +0.6 to −0.6: not a recovery yet"
    assert "win" not in page.text.lower().split()
    assert (
        "Nothing was heard from the agent between the low and a better moment."
        in Page(story_html(report_with(tuple(sorted(RISING, reverse=True))))).text
    )


def test_better_is_not_yet_good() -> None:
    page = Page(story_html(report_with((-0.9, -0.9, -0.9, -0.8, -0.6, -0.4, -0.3, -0.3))))
    assert "From −0.9 to −0.3 in about a minute: better, not yet good" in page.title
    assert "Story of a call" in page.title


def test_a_rise_that_rounding_hides_is_none() -> None:
    assert "not a recovery yet" in Page(story_html(report_with((0.11,) * 5 + (0.13,) * 5))).title


def test_without_an_arc_there_is_no_story() -> None:
    with pytest.raises(BadInput, match=r"too few customer turns for a story \(4 of 6\)") as caught:
        story_html(report_with(RISING[:4]))
    assert caught.value.fix == "Choose a longer call, or export coaching notes instead."
    with pytest.raises(BadInput, match="not been analysed"):
        story_html(replace(report_with(), call=replace(call_of(), analysis=None)))
    with pytest.raises(BadInput, match="English only"):
        story_html(replace(report_with(), call=call_of(language="de")))


def test_it_promises_nothing() -> None:
    text = Page(story_html(spoken())).text.lower()
    for word in ("loyal", "%", "percent", "guarantee"):
        assert word not in text


def test_agents_have_no_feelings_in_it() -> None:
    between = Page(story_html(spoken(), include_names=True)).text.split("What the agent did in between")[1]
    quotes = between.split("Every figure")[0]
    assert not re.search(r"[+−]\d|pleased|happy|neutral", quotes)


def test_hostile_text_is_shown_and_does_nothing() -> None:
    details = Details(HOSTILE, CONTROL, None, HOSTILE + CONTROL)
    lines = [(CUSTOMER, HOSTILE), (AGENT, HOSTILE + CONTROL)] * 8
    report = report_with((-0.8, -0.7, -0.7, -0.6, 0.1, 0.5, 0.6, 0.7), call=call_of(details, file=HOSTILE), lines=lines)
    page = assert_inert(story_html(report, include_names=True))
    assert page.text.count(HOSTILE) >= 4
    assert_inert(story_html(report))


def test_the_locale_writes_the_figures() -> None:
    assert "From −0,7 to +0,7" in Page(story_html(spoken(), locale="fr")).title
