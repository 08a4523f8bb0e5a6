"""The report of a call: put together once for all who ask, and never an old one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from storage_builders import SWAPPED, added, queued, scoring, talk, talked

from desktop.model.call import Call, Details
from desktop.model.moment import Moment, MomentType, Note
from desktop.model.report import CallReport
from desktop.storage.library import Library
from desktop.storage.opening import open_library, read_library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library.sqlite") as opened:
        yield opened


def report(library: Library, call: Call) -> CallReport:
    return library.report(library.calls.get(call.id))


def as_stored(library: Library, call: Call) -> CallReport:
    """As somebody reads it who never read it before."""
    with read_library(library.file) as fresh:
        return report(fresh, call)


def test_turns_and_arc_are_made_once_for_all_who_ask(library: Library) -> None:
    call = talked(library)
    library.calls.set_channels(call.id, SWAPPED)
    first = report(library, call)
    library.moments.add(call.id, Moment(MomentType.MAGIC, 1.0, 2.0))
    second = report(library, call)
    assert second.turns is first.turns
    assert second.arc is first.arc
    assert len(second.moments) == 1


def test_after_every_change_the_report_is_that_of_what_is_stored(library: Library) -> None:
    call, other = talked(library, "a"), talked(library, "b")
    spans = library.spans(library.calls.get(call.id))
    job = queued(library, call)
    word = replace(spans[0].words[0], text=" Otherwise")
    changes = (
        lambda: library.calls.set_channels(call.id, SWAPPED),
        lambda: library.transcripts.replace_spans(call.id, [replace(spans[0], words=(word,))]),
        lambda: [library.apply(job.id, event) for event in scoring(valence=-0.9)],
        lambda: library.calls.describe(call.id, Details(agent="Kim")),
        lambda: library.notes.add(call.id, Note("Listen again.")),
        lambda: library.calls.forget_roles(call.id),
        lambda: report(library, other),
    )
    for change in changes:
        report(library, call)
        change()
        assert report(library, call) == as_stored(library, call)
        assert report(library, other) == as_stored(library, other)


def test_a_change_that_fails_leaves_the_report_as_it_was(library: Library) -> None:
    call = talked(library)
    before = report(library, call)

    def swap_and_fail() -> None:
        with library.in_one_step():
            library.calls.set_channels(call.id, SWAPPED)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        swap_and_fail()
    assert report(library, call) == before


def test_a_call_that_was_not_analysed_has_a_report_too(library: Library) -> None:
    talked(library, "a")
    call = added(library, "b")
    report(library, call)
    for event in talk():
        library.apply(queued(library, call).id, event)
    assert report(library, call) == as_stored(library, call)
