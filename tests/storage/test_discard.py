"""A removal that can be taken back: gone for everybody at once, gone for good when the library is opened again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from storage_builders import PEAKS, added, apply_all, batch, queued, sha, talk, talked

from desktop.errors import BadInput
from desktop.model.moment import Moment, MomentType, Note
from desktop.protocol import Started
from desktop.storage.jobs import Kind, State
from desktop.storage.library import Library
from desktop.storage.opening import open_library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library.sqlite") as opened:
        yield opened


def test_a_discarded_call_is_there_for_nobody(library: Library) -> None:
    call, other = talked(library, "a"), talked(library, "b")
    job = queued(library, call, "small")
    assert library.jobs.next() == job

    library.calls.discard([call.id])

    assert library.calls.all() == [other]
    assert [shown.call_id for shown in library.overviews.all()] == [other.id]
    assert library.overviews.of(call.id) is None
    assert library.calls.with_sha256(call.sha256) is None
    assert library.calls.at(Path(call.file)) is None
    assert {found.call_id for found in library.transcripts.search("number")} == {other.id}
    assert library.jobs.waiting() == []
    assert [library.jobs.next(kind) for kind in (None, *Kind)] == [None] * 3
    assert library.jobs.rescore(call.id) is None
    for look_up in (
        lambda: library.calls.get(call.id),
        lambda: library.calls.beginning_with(call.sha256[:8]),
        lambda: library.jobs.get(job.id),
        lambda: library.jobs.retry(call.id),
        lambda: library.jobs.cancel(job.id),
    ):
        with pytest.raises(BadInput):
            look_up()


def test_a_restored_call_is_as_it_was(library: Library) -> None:
    call = talked(library)
    library.moments.add(call.id, Moment(MomentType.MAGIC, 1.0, 1.0))
    library.notes.add(call.id, Note("remember"))
    before = library.report(call), library.overviews.all(), library.transcripts.search("number")

    library.calls.discard([call.id])
    library.calls.restore([call.id])

    call = library.calls.get(call.id)
    assert (library.report(call), library.overviews.all(), library.transcripts.search("number")) == before
    assert library.peaks.of(call.id) is not None


def test_several_are_discarded_and_restored_at_once(library: Library) -> None:
    calls = [talked(library, digit) for digit in "abc"]
    ids = [call.id for call in calls]

    library.calls.discard(ids[:2])
    assert library.calls.all() == [calls[2]]
    library.calls.restore(ids[:2])
    assert library.calls.all() == calls[::-1]


def test_adding_a_discarded_recording_brings_its_call_back_with_everything(library: Library) -> None:
    call = talked(library)
    library.calls.discard([call.id])

    again = library.calls.add(Path(call.file), call.sha256)

    assert again == call
    assert len(library.report(again).turns) == 16


def test_what_a_worker_still_says_of_a_discarded_call_is_refused(library: Library) -> None:
    job = queued(library, added(library))
    library.apply(job.id, Started())
    library.calls.discard([job.call_id])

    for event in talk():
        with pytest.raises(BadInput):
            library.apply(job.id, event)


def test_what_was_running_goes_on_after_a_restoring(library: Library) -> None:
    job = queued(library, added(library))
    apply_all(library, job, [Started(), batch(1, 9, "kept")])
    library.calls.discard([job.call_id])
    library.calls.restore([job.call_id])

    (waiting,) = library.jobs.waiting()
    assert (waiting.state, waiting.windows_done) == (State.QUEUED, 1)


def test_purged_is_gone_for_good(library: Library) -> None:
    kept, gone = talked(library, "a"), talked(library, "b")
    library.calls.discard([gone.id])
    library.calls.purge()

    assert library.calls.all() == [kept]
    assert library.peaks.of(gone.id) is None
    assert library.faults() == []
    with pytest.raises(BadInput):
        library.calls.restore([gone.id])
    assert library.calls.add(Path(gone.file), gone.sha256).analysis is None


def test_of_several_none_is_restored_where_one_was_purged(library: Library) -> None:
    kept, gone = talked(library, "a"), talked(library, "b")
    library.calls.discard([gone.id])
    library.calls.purge()
    library.calls.discard([kept.id])

    with pytest.raises(BadInput):
        library.calls.restore([kept.id, gone.id])

    assert library.calls.all() == []


def test_what_was_discarded_cannot_be_found_in_the_file_once_it_was_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with open_library(path) as library:
        talked(library, "b")
        job = queued(library, added(library, "a"))
        apply_all(library, job, [Started(), batch(1, 2, "my name is Wilhelmina Quackenbush")])
        library.peaks.store(job.call_id, PEAKS)
        library.calls.discard([job.call_id])
    with open_library(path) as library:
        assert [call.sha256 for call in library.calls.all()] == [sha("b")]

    content = path.read_bytes().lower()
    assert b"number" in content
    assert b"wilhelmina" not in content
    assert b"quackenbush" not in content
