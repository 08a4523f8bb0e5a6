"""What the table of calls shows: always what the report of the call says, however that came to change."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from storage_builders import (
    SET,
    VERSION,
    added,
    analysed,
    apply_all,
    queued,
    scoring,
    span,
    talk,
    talked,
)

from desktop.export.wording import no_arc_sentence, why_no_arc
from desktop.model.call import Channel, Details, Role, RoleSource, Side
from desktop.model.moment import Moment, MomentType, Note
from desktop.model.report import NoArc
from desktop.model.request import Request
from desktop.protocol import Cause, Failed, Finished, ModelLoaded, RecordingRead, Started, TurnsScored
from desktop.storage.jobs import State
from desktop.storage.library import Library
from desktop.storage.opening import open_library, read_library
from desktop.storage.overviews import Overview

FAILURE = Failed(Cause.BAD_INPUT, "It broke off.", "Copy it again.")
RIGHT_IS_AGENT = tuple(
    Channel(index, role, 1.0, RoleSource.SET) for index, role in enumerate((Role.CUSTOMER, Role.AGENT))
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library.sqlite") as opened:
        yield opened


def overview(library: Library, call_id: int) -> Overview:
    shown = library.overviews.of(call_id)
    assert shown is not None
    assert shown in library.overviews.all()
    return shown


def agrees(library: Library, call_id: int) -> None:
    """An overview is what the report says."""
    report, shown = library.report(library.calls.get(call_id)), overview(library, call_id)
    assert shown.figures == report.arc.figures
    assert shown.customer_turns == len(report.arc.points)
    assert shown.why_no_arc == report.no_arc
    sentence = no_arc_sentence(shown.why_no_arc, shown.customer_turns) if shown.why_no_arc else None
    assert sentence == why_no_arc(report)
    assert [(p.t_s, p.value) for p in shown.line()] == [
        (pytest.approx(p.t_s, abs=0.006), pytest.approx(p.value, abs=0.0006)) for p in report.arc.line
    ]


def test_a_call_that_was_only_added_is_shown_without_an_arc(library: Library) -> None:
    call = added(library)

    shown = overview(library, call.id)
    assert (shown.file, shown.added_at, shown.duration_s) == (call.file, call.added_at, None)
    assert (shown.figures, shown.line(), shown.customer_turns) == (None, (), 0)
    assert (shown.state, shown.failure, shown.analysed) == (None, None, False)
    assert shown.why_no_arc is NoArc.NOT_ANALYSED


def test_a_finished_call_shows_its_arc(library: Library) -> None:
    call = talked(library)

    shown = overview(library, call.id)
    assert shown.figures is not None
    assert shown.figures.end > shown.figures.start
    assert (shown.customer_turns, len(shown.line())) == (8, 8)
    assert (shown.state, shown.analysed, shown.duration_s, shown.why_no_arc) == (State.DONE, True, 61.5, None)
    agrees(library, call.id)


def test_the_newest_call_comes_first(library: Library) -> None:
    ids = [added(library, digit).id for digit in "abc"]

    assert [shown.call_id for shown in library.overviews.all()] == ids[::-1]


def test_a_few_turns_are_counted(library: Library) -> None:
    call = analysed(library)

    shown = overview(library, call.id)
    assert (shown.why_no_arc, shown.customer_turns, shown.figures) == (NoArc.FEW_TURNS, 1, None)
    agrees(library, call.id)


def test_another_language_has_no_arc(library: Library) -> None:
    job = queued(library, added(library))
    apply_all(library, job, [Started(), ModelLoaded("e", "m", 0), TurnsScored(None, ()), Finished(1)])

    assert overview(library, job.call_id).why_no_arc is NoArc.LANGUAGE


def test_nobody_known_has_no_arc(library: Library) -> None:
    call = talked(library)
    library.calls.store_channels(call.id, [Channel(0), Channel(1)])

    assert overview(library, call.id).why_no_arc is NoArc.CUSTOMER_UNKNOWN
    agrees(library, call.id)


def test_other_roles_show_at_once_and_again_when_they_are_scored(library: Library) -> None:
    call = talked(library)
    library.calls.store_channels(call.id, RIGHT_IS_AGENT)
    agrees(library, call.id)
    job = library.jobs.rescore(call.id)
    assert job is not None
    assert overview(library, call.id).state is State.QUEUED

    apply_all(library, job, scoring(Side.RIGHT, -0.1))

    shown = overview(library, call.id)
    assert shown.figures is not None
    assert shown.figures.end < shown.figures.start
    assert shown.state is State.DONE
    agrees(library, call.id)


def test_roles_that_are_taken_back_show_at_once(library: Library) -> None:
    call = talked(library)
    library.calls.forget_roles(call.id)

    agrees(library, call.id)
    assert overview(library, call.id).figures is None


def test_other_words_show_at_once(library: Library) -> None:
    call = talked(library)
    library.transcripts.replace_spans(call.id, [span("gone", 3.0, 1)])

    agrees(library, call.id)


def test_moments_notes_and_details_show_at_once(library: Library) -> None:
    call = talked(library)
    for _ in range(2):
        library.moments.add(call.id, Moment(MomentType.MAGIC, 1.0, 1.0))
    library.notes.add(call.id, Note("remember"))
    library.calls.describe(call.id, Details(agent="Ana", resolved_at_first_contact=False))

    shown = overview(library, call.id)
    assert (shown.moments, shown.notes) == (2, 1)
    assert shown.details == Details(agent="Ana", resolved_at_first_contact=False)


def test_a_second_analysis_that_fails_shows_as_such_beside_the_first_ones_arc(library: Library) -> None:
    call = talked(library)
    before = overview(library, call.id)
    apply_all(library, queued(library, call, "small"), [Started(), FAILURE])

    shown = overview(library, call.id)
    assert (shown.state, shown.failure, shown.analysed) == (State.FAILED, FAILURE, True)
    assert (shown.figures, shown.line()) == (before.figures, before.line())


def test_asking_again_for_what_is_there_forgets_the_failure_of_another(library: Library) -> None:
    call = talked(library)
    apply_all(library, queued(library, call, "small"), [Started(), FAILURE])
    queued(library, library.calls.get(call.id))

    assert overview(library, call.id).state is State.DONE


def test_the_state_stays_known_when_the_analysis_asked_for_last_gives_way(library: Library) -> None:
    """The last to be asked for is done first, and removed when the other takes its place."""
    call = added(library)
    slow, quick = queued(library, call, "medium"), queued(library, call, "tiny")
    apply_all(library, quick, talk())
    apply_all(library, slow, talk())

    assert overview(library, call.id).state is State.DONE


def test_an_arc_is_there_as_soon_as_the_job_is_done_also_for_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with open_library(path) as writer, read_library(path) as reader:
        call = talked(writer)
        assert overview(reader, call.id).figures is not None


def test_all_calls_take_one_query(library: Library) -> None:
    asked: list[str] = []
    for digit in "abcdef":
        talked(library, digit)
        library._db.conn.set_trace_callback(asked.append)
        library.overviews.all()
        library._db.conn.set_trace_callback(None)

        assert len([sql for sql in asked if "SELECT" in sql]) == 1
        asked.clear()


def test_a_long_call_has_a_line_of_few_characters(library: Library) -> None:
    call = talked(library)
    shown = overview(library, call.id)

    assert len(shown.stored_line) < 20 * len(shown.line())


def test_an_overview_that_is_missing_is_made_when_the_library_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with open_library(path) as library:
        call = talked(library)
        before = overview(library, call.id)
        library._db.execute("DELETE FROM overviews")
        assert library.overviews.missing() == [call.id]

    with open_library(path) as library:
        assert overview(library, call.id) == before
        assert library.overviews.missing() == []


def test_one_that_is_not_there_is_nothing(library: Library) -> None:
    assert library.overviews.of(7) is None
    assert library.overviews.all() == []


def test_what_is_read_of_a_recording_shows_before_it_is_analysed(library: Library) -> None:
    call = added(library)
    job = library.jobs.enqueue(call, Request(), VERSION)
    (read,) = [event for event in talk() if isinstance(event, RecordingRead)]
    apply_all(library, job, [Started(), read])

    assert overview(library, call.id).duration_s == 61.5
    assert overview(library, call.id).state is State.RUNNING
    library.calls.store_channels(call.id, SET)
    assert overview(library, call.id).why_no_arc is NoArc.NOT_ANALYSED
