from dataclasses import replace

import pytest
from export_builders import full_report, report_with
from sentence_builders import event

from desktop.export.sentences.course import course_of
from desktop.export.wording import wording
from desktop.model.call import Role
from desktop.model.events.event import EventKind
from desktop.model.report import CallReport

WORDS = wording("en")


def with_events(*events: tuple[EventKind, float, Role]) -> CallReport:
    """A call with events that end so many seconds before its lowest turn."""
    report = full_report()
    figures = report.arc.figures
    assert figures is not None
    low = next(t.turn for t in report.turns if t.turn.middle_s == figures.low_s and t.score)
    placed = [event(kind, low.start_s - s - 4, low.start_s - s, role=role) for kind, s, role in events]
    return replace(report, events=tuple(placed))


def line(report: CallReport) -> str:
    return course_of(report, WORDS) or ""


def test_feelings_are_named_and_the_needle_stands_at_the_end() -> None:
    report = full_report()
    figures = report.arc.figures
    assert figures is not None
    told = line(replace(report, events=()))
    assert told.startswith(("Started worried, lowest at ", "Started frustrated, lowest at "))
    assert told.endswith(f": {WORDS.signed(figures.needle)}.")
    assert ", ended grateful: +" in told


def test_a_scorer_without_emotions_gets_plain_words() -> None:
    assert line(replace(report_with(), events=())).startswith("Started very unhappy, lowest at ")


def test_what_ended_shortly_before_the_low_is_named_and_counted() -> None:
    agent = Role.AGENT
    assert " after the hold," in line(with_events((EventKind.HOLD, 2.0, agent)))
    twice = with_events((EventKind.HOLD, 40.0, agent), (EventKind.HOLD, 2.0, agent))
    assert " after the second hold," in line(twice)
    assert " after the interruption," in line(with_events((EventKind.INTERRUPTION, 1.0, agent)))


def test_what_was_long_ago_or_the_customers_own_doing_is_not_blamed() -> None:
    assert " after " not in line(with_events((EventKind.HOLD, 40.0, Role.AGENT)))
    assert " after " not in line(with_events((EventKind.INTERRUPTION, 1.0, Role.CUSTOMER)))
    assert " after " not in line(with_events((EventKind.FAST_SPEECH, 1.0, Role.AGENT)))


def test_a_hold_says_more_than_a_silence() -> None:
    told = line(with_events((EventKind.HOLD, 6.0, Role.AGENT), (EventKind.SILENCE, 1.0, Role.AGENT)))
    assert " after the hold," in told


def test_there_is_no_line_without_an_arc() -> None:
    assert course_of(report_with((0.1, 0.2)), WORDS) is None


@pytest.mark.parametrize(("locale", "ending"), [("de", ","), ("en", ".")])
def test_the_needle_is_written_the_way_of_the_locale(locale: str, ending: str) -> None:
    assert f": +1{ending}" in (course_of(full_report(), wording(locale)) or "")
