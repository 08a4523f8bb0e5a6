"""The queue of a window with two workers: jobs to be heard and to be scored, given up, tried again, scored anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from storage_builders import (
    GUESSED,
    RECORDING,
    SET,
    VERSION,
    added,
    apply_all,
    batch,
    queued,
    scoring,
    span,
    talk,
    talked,
)

from desktop.errors import BadInput
from desktop.model.call import Call, Channel, Role, RoleSource, Side
from desktop.model.request import Request
from desktop.protocol import Cause, Failed, Finished, RecordingRead, RolesGuessed, SpansHeard, Started, TurnsScored
from desktop.storage.jobs import Kind, QueuedJob, State
from desktop.storage.library import Library
from desktop.storage.opening import open_library

FAILURE = Failed(Cause.BAD_INPUT, "It broke off.", "Copy it again.")
SWAPPED = tuple(Channel(i, role, 1.0, RoleSource.SET) for i, role in enumerate((Role.CUSTOMER, Role.AGENT)))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library.sqlite") as opened:
        yield opened


def rescored(library: Library, call: Call) -> QueuedJob:
    job = library.jobs.rescore(call.id)
    assert job is not None
    return job


def swap(library: Library, call: Call) -> QueuedJob:
    """What the window does when somebody says that the agent is on the right."""
    library.calls.store_channels(call.id, SWAPPED)
    return rescored(library, call)


def customers(library: Library, call: Call) -> set[int]:
    """The channels with turns that have a score."""
    return {t.turn.channel for t in library.report(library.calls.get(call.id)).turns if t.score is not None}


# Two workers


def test_jobs_are_told_apart_by_what_is_left_of_them(library: Library) -> None:
    fresh, begun, heard = (queued(library, added(library, digit)) for digit in "abc")
    for job in (begun, heard):
        apply_all(library, job, [Started(), RecordingRead(RECORDING), batch(1, 2, "one")])
    apply_all(library, heard, [batch(2, 2, "two")])
    library.jobs.requeue_interrupted()

    assert [job.id for job in library.jobs.waiting()] == [fresh.id, begun.id, heard.id]
    for kind, first in ((None, fresh), (Kind.LISTENING, fresh), (Kind.SCORING, heard)):
        found = library.jobs.next(kind)
        assert found is not None
        assert found.id == first.id
    library.jobs.mark(fresh.id, State.RUNNING)
    found = library.jobs.next(Kind.LISTENING)
    assert found is not None
    assert found.id == begun.id


def test_a_silent_recording_is_left_to_be_scored_alone(library: Library) -> None:
    job = queued(library, added(library))
    apply_all(library, job, [Started(), RecordingRead(RECORDING), SpansHeard(0, 0, "en", ())])
    library.jobs.requeue_interrupted()

    assert library.jobs.next(Kind.LISTENING) is None
    assert library.jobs.next(Kind.SCORING) is not None


def test_windows_without_a_recording_must_be_heard(library: Library) -> None:
    job = queued(library, added(library))
    apply_all(library, job, [batch(1, 1, "one")])

    assert library.jobs.next(Kind.SCORING) is None
    assert library.jobs.next(Kind.LISTENING) == library.jobs.get(job.id)


# Scored anew


def test_a_complete_call_is_scored_anew_with_the_roles_that_were_set(library: Library) -> None:
    call = talked(library)
    job = swap(library, call)

    assert (job.state, job.request.agent_side) == (State.QUEUED, Side.RIGHT)
    assert library.jobs.next(Kind.SCORING) == job
    assert library.jobs.next(Kind.LISTENING) is None
    assert library.jobs.heard(job, library.calls.get(call.id)).complete
    assert library.calls.get(call.id).analysis is not None
    apply_all(library, job, scoring(Side.RIGHT))
    assert library.jobs.get(job.id).state is State.DONE
    assert customers(library, call) == {0}


def test_guessed_roles_are_guessed_again_when_words_change(library: Library) -> None:
    assert rescored(library, talked(library)).request.agent_side is None


def test_there_is_nothing_to_score_before_a_call_is_complete(library: Library) -> None:
    call = added(library)
    assert library.jobs.rescore(call.id) is None
    job = queued(library, call)
    apply_all(library, job, [Started(), RecordingRead(RECORDING), batch(1, 2, "one")])

    assert library.jobs.rescore(call.id) is None
    assert library.jobs.rescore(99) is None
    assert library.jobs.get(job.id).state is State.RUNNING


def test_what_waits_to_be_heard_is_heard_with_the_roles_that_were_set_meanwhile(library: Library) -> None:
    call = talked(library)
    other = queued(library, call, "small")
    swap(library, call)

    assert library.jobs.get(other.id).request.agent_side is Side.RIGHT


def test_what_waits_with_a_side_of_its_own_keeps_it_when_only_words_change(library: Library) -> None:
    call = talked(library)
    other = library.jobs.enqueue(call, Request(model="small", agent_side=Side.RIGHT), VERSION)
    rescored(library, call)

    assert library.jobs.get(other.id).request.agent_side is Side.RIGHT


def test_a_guess_that_comes_after_somebody_set_the_roles_leads_to_other_scores(library: Library) -> None:
    """Somebody says who the agent is while the call is listened to; the worker does not know."""
    call = added(library)
    job = queued(library, call)
    *events, finished = talk()
    apply_all(library, job, events[:3])
    library.calls.store_channels(call.id, SWAPPED)
    apply_all(library, job, [*events[3:], finished])

    waiting = library.jobs.get(job.id)
    assert (waiting.state, waiting.request.agent_side) == (State.QUEUED, Side.RIGHT)
    assert library.calls.get(call.id).channels == SWAPPED
    assert library.calls.get(call.id).analysis is not None
    apply_all(library, job, scoring(Side.RIGHT))
    assert library.jobs.get(job.id).state is State.DONE
    assert customers(library, call) == {0}


def test_a_guess_that_comes_when_the_roles_were_set_from_the_start_is_the_end_of_it(library: Library) -> None:
    """One channel: nobody is agent or customer whatever was set."""
    call = added(library)
    library.calls.store_channels(call.id, SWAPPED)
    job = library.jobs.enqueue(library.calls.get(call.id), Request(), VERSION)
    apply_all(library, job, [e for e in talk() if not isinstance(e, RolesGuessed | TurnsScored)][:-1])
    apply_all(library, job, [RolesGuessed((Channel(0),)), TurnsScored("model 1 estimate", ()), Finished(VERSION)])

    assert library.jobs.get(job.id).state is State.DONE


@pytest.mark.parametrize("after", range(4))
def test_roles_that_change_while_it_is_scored_are_scored_next_and_not_overruled(library: Library, after: int) -> None:
    call = talked(library)
    library.calls.store_channels(call.id, SET)
    job = rescored(library, call)
    events = scoring(Side.LEFT)
    library.jobs.mark(job.id, State.RUNNING)
    apply_all(library, job, events[:after])
    assert swap(library, call).id == job.id
    apply_all(library, job, events[after:])

    waiting = library.jobs.get(job.id)
    assert (waiting.state, waiting.request.agent_side) == (State.QUEUED, Side.RIGHT)
    assert library.calls.get(call.id).channels == SWAPPED
    apply_all(library, job, scoring(Side.RIGHT))
    assert library.jobs.get(job.id).state is State.DONE
    assert customers(library, call) == {0}


def test_roles_that_are_taken_back_while_it_is_scored_are_guessed_next(library: Library) -> None:
    call = talked(library)
    job = swap(library, call)
    apply_all(library, job, [Started()])
    library.calls.forget_roles(call.id)
    library.calls.store_channels(call.id, GUESSED)
    rescored(library, call)
    apply_all(library, job, scoring(Side.RIGHT)[1:])

    assert library.calls.get(call.id).channels == GUESSED
    assert library.jobs.get(job.id).state is State.QUEUED
    apply_all(library, job, scoring())
    assert library.jobs.get(job.id).state is State.DONE
    assert customers(library, call) == {1}


def test_words_that_change_while_it_is_scored_are_scored_next(library: Library) -> None:
    call = talked(library)
    job = rescored(library, call)
    apply_all(library, job, [Started()])
    library.transcripts.replace_spans(call.id, [span("otherwise", 3.0, 1)])
    rescored(library, call)
    apply_all(library, job, scoring()[1:])
    assert library.jobs.get(job.id).state is State.QUEUED

    apply_all(library, job, scoring())
    assert library.jobs.get(job.id).state is State.DONE


def test_after_a_crash_amid_the_scoring_it_is_scored_with_what_was_set_last(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with open_library(path) as library:
        call = talked(library)
        apply_all(library, rescored(library, call), [Started()])
        swap(library, call)
    with open_library(path) as library:
        job = library.jobs.next(Kind.SCORING)
        assert job is not None
        assert job.request.agent_side is Side.RIGHT


def test_asking_again_for_what_is_being_heard_does_not_queue_it_twice(library: Library) -> None:
    job = queued(library, added(library))
    library.apply(job.id, Started())
    again = queued(library, library.calls.get(job.call_id))

    assert (again.id, again.state) == (job.id, State.RUNNING)
    assert library.jobs.next() is None


def test_asking_for_another_side_of_what_is_being_heard_scores_it_once_more(library: Library) -> None:
    job = queued(library, added(library))
    *events, finished = talk()
    apply_all(library, job, events)
    library.jobs.enqueue(library.calls.get(job.call_id), Request(agent_side=Side.RIGHT), VERSION)
    library.apply(job.id, finished)

    assert library.jobs.next(Kind.SCORING) == library.jobs.get(job.id)
    assert library.jobs.get(job.id).request.agent_side is Side.RIGHT


# Given up and tried again


@pytest.mark.parametrize("events", [[], [Started()]])
def test_a_cancelled_job_waits_no_more_and_keeps_what_it_heard(library: Library, events: list[Started]) -> None:
    job = queued(library, added(library))
    apply_all(library, job, [*events, batch(1, 9, "kept")])
    library.jobs.cancel(job.id)

    assert library.jobs.waiting() == []
    assert library.jobs.get(job.id).state is State.CANCELLED
    assert [s.text for s in library.transcripts.spans(job.id)] == ["kept"]
    again = library.jobs.retry(job.call_id)
    assert (again.id, again.state, again.windows_done) == (job.id, State.QUEUED, 1)


def test_what_is_done_cannot_be_cancelled(library: Library) -> None:
    job = queued(library, talked(library))
    library.jobs.cancel(job.id)

    assert library.jobs.get(job.id).state is State.DONE
    with pytest.raises(BadInput):
        library.jobs.cancel(99)


def test_a_cancelled_call_is_taken_up_by_asking_for_it_again(library: Library) -> None:
    job = queued(library, added(library))
    library.jobs.cancel(job.id)

    assert queued(library, library.calls.get(job.call_id)).state is State.QUEUED


def test_a_failed_job_is_tried_again_without_its_failure(library: Library) -> None:
    job = queued(library, added(library))
    apply_all(library, job, [Started(), FAILURE])

    again = library.jobs.retry(job.call_id)

    assert (again.id, again.state, again.failure) == (job.id, State.QUEUED, None)


def test_what_was_asked_for_last_is_tried_again(library: Library) -> None:
    call = talked(library)
    second = queued(library, call, "small")
    apply_all(library, second, [Started(), FAILURE])

    assert library.jobs.retry(call.id).id == second.id


def test_trying_again_leaves_what_waits_or_is_done_alone(library: Library) -> None:
    call = talked(library)

    assert library.jobs.retry(call.id).state is State.DONE
    with pytest.raises(BadInput):
        library.jobs.retry(added(library, "b").id)


def test_trying_again_keeps_the_side_that_was_asked_for(library: Library) -> None:
    call = added(library)
    job = library.jobs.enqueue(call, Request(agent_side=Side.RIGHT), VERSION)
    apply_all(library, job, [Started(), FAILURE])

    assert library.jobs.retry(call.id).request.agent_side is Side.RIGHT
