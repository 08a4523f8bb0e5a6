"""No feeling of an agent's stays in the library, however a call came to have other roles or other words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from storage_builders import (
    SET,
    VERSION,
    added,
    apply_all,
    queued,
    scoring,
    span,
    talk,
    two_on_one_microphone,
)

from desktop.model.activation import Activation
from desktop.model.call import Call, Channel, Role, RoleSource
from desktop.model.score import Cue, CueName, Score, TurnCues, TurnScore
from desktop.protocol import Event, Finished, Job, Started, TurnsScored, TurnVoice, decode_job, encode_job
from desktop.storage.library import Library
from desktop.storage.opening import open_library

VOICE = Activation(0.6, 0.9, level=2.1, pitch=1.0, range=0.2, tilt=0.1, rate=None)
SWAPPED = tuple(Channel(i, role, 1.0, RoleSource.SET) for i, role in enumerate((Role.CUSTOMER, Role.AGENT)))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library.sqlite") as opened:
        yield opened


def with_voice(events: Sequence[Event]) -> list[Event]:
    """The same with a voice in every customer's turn and a cue in the agent's first."""
    cues = (TurnCues(0, 0.0, (Cue(CueName.APOLOGY, "number", 0, 6, 0.9),)),)
    return [
        replace(e, scores=tuple(replace(s, score=replace(s.score, voice=VOICE)) for s in e.scores), cues=cues)
        if isinstance(e, TurnsScored)
        else e
        for e in events
    ]


def heard(library: Library, events: Sequence[Event]) -> Call:
    call = added(library)
    apply_all(library, queued(library, call), with_voice(events))
    return library.calls.get(call.id)


@pytest.fixture
def call(library: Library) -> Call:
    return heard(library, talk())


@pytest.fixture
def split(library: Library) -> Call:
    return heard(library, two_on_one_microphone())


def rescored(library: Library, call: Call, events: Sequence[Event] | None = None) -> None:
    """Ask for new scores; without events that is called off."""
    job = library.jobs.rescore(call.id)
    assert job is not None
    if events is None:
        library.jobs.cancel(job.id)
    else:
        apply_all(library, job, events)


def stored(library: Library, table: str) -> set[tuple[int, float]]:
    return {(row["channel"], row["start_s"]) for row in library._db.table(table).rows}


def faults(library: Library) -> list[str]:
    """All but that the waveform, which is made up, is too short."""
    return [fault.what for kind in library.inspect() for fault in kind.faults if kind.kind != "waveforms"]


def test_a_swap_leaves_nothing_of_the_agents_voice_even_if_it_is_never_scored_again(
    library: Library, call: Call
) -> None:
    assert len(stored(library, "scores")) == 8
    assert stored(library, "cues") == {(0, 0.0)}

    library.calls.set_channels(call.id, SWAPPED)
    rescored(library, call)

    assert stored(library, "scores") == stored(library, "cues") == set()
    assert faults(library) == []


def test_the_same_roles_set_again_leave_everything_as_it_is(library: Library, call: Call) -> None:
    before = library.report(call).turns

    library.calls.set_channels(call.id, SET)

    assert library.report(library.calls.get(call.id)).turns == before


def test_an_older_transcription_of_the_call_is_rid_of_them_too(library: Library, call: Call) -> None:
    other = queued(library, call, "small")
    apply_all(library, other, with_voice(talk())[:-1])
    assert library._db.table("scores").count == 16

    library.calls.set_channels(call.id, SWAPPED)

    assert library._db.table("scores").count == 0


def test_what_a_worker_read_before_the_swap_is_not_stored_after_it(library: Library, call: Call) -> None:
    job = library.jobs.rescore(call.id)
    assert job is not None
    library.apply(job.id, Started())
    library.calls.set_channels(call.id, SWAPPED)
    library.jobs.rescore(call.id)
    apply_all(library, job, with_voice(scoring())[1:])
    library.jobs.cancel(job.id)

    assert stored(library, "scores") == stored(library, "cues") == set()
    assert faults(library) == []


def test_a_turn_that_is_given_to_the_agent_leaves_no_feeling_behind(library: Library, split: Call) -> None:
    turn = library.report(split).turns[3].turn
    assert (turn.role, turn.start_s) == (Role.CUSTOMER, 9.0)

    library.transcripts.reassign(split.id, turn)
    rescored(library, split)

    assert stored(library, "scores") == {(1, 3.0 * n) for n in range(1, 16, 2)} - {(1, 9.0)}
    assert stored(library, "cues") == {(0, 0.0)}
    assert faults(library) == []


def test_a_turn_that_is_given_to_the_customer_leaves_no_cue_behind(library: Library, split: Call) -> None:
    library.transcripts.reassign(split.id, library.report(split).turns[0].turn)
    rescored(library, split)

    assert stored(library, "cues") == set()
    assert len(stored(library, "scores")) == 8


def test_taken_back_and_scored_again_it_is_as_it_was(library: Library, split: Call) -> None:
    before = library.report(split).turns
    done = library.transcripts.reassign(split.id, before[3].turn)
    library.transcripts.take_back(split.id, done)
    assert library.report(split).turns[3].score is None

    rescored(library, split, with_voice(scoring()))

    assert [t.turn for t in library.report(library.calls.get(split.id)).turns] == [t.turn for t in before]
    assert library.report(library.calls.get(split.id)).turns[3].score is not None
    assert faults(library) == []


def test_a_reassignment_that_was_scored_and_is_taken_back_leaves_nothing_of_the_agents_voice(
    library: Library, split: Call
) -> None:
    """The words of the agent were part of a customer's turn, whose score goes with them."""
    agents = library.report(split).turns[2].turn
    done = library.transcripts.reassign(split.id, agents)
    after = library.report(split).turns
    scores = [TurnScore(1, t.turn.start_s, Score(0.1, 1.0, voice=VOICE)) for t in after if t.turn.role is Role.CUSTOMER]
    rescored(library, split, [Started(), TurnsScored("model 1 estimate", tuple(scores)), Finished(VERSION)])
    (mixed,) = (t.turn for t in after if set(t.turn.words) >= set(agents.words))
    assert (1, mixed.start_s) in stored(library, "scores")

    library.transcripts.take_back(split.id, done)

    assert (1, mixed.start_s) not in stored(library, "scores")
    assert len(stored(library, "scores")) == len(scores) - 1


@pytest.mark.parametrize("state", ["done", "cancelled"])
def test_a_look_at_the_library_finds_feelings_of_an_agent(library: Library, call: Call, state: str) -> None:
    library._db.execute("UPDATE channels SET role = iif(position = 0, 'customer', 'agent')")
    library._db.execute("UPDATE jobs SET state = ?", [state])

    found = [what for what in faults(library) if "of turns that it does not have" in what]

    assert [what.split(" of ")[0] for what in found] == ["Scores", "Cues"]


def test_turns_that_begin_elsewhere_by_now_are_no_fault_while_new_scores_are_due(library: Library, call: Call) -> None:
    job = library.jobs.rescore(call.id)
    assert job is not None
    library._db.execute("DELETE FROM spans WHERE start_s = 9.0")
    library.transcripts.add_spans(job.id, [span("later", 10.0, 1)])
    library.calls.set_channels(call.id, SET)

    assert faults(library) == []


# What is handed to whoever scores again


def test_the_voices_of_customers_are_handed_to_whoever_scores_again(library: Library, call: Call) -> None:
    job = library.jobs.rescore(call.id)
    assert job is not None

    voices = library.jobs.heard(job, call).voices

    assert voices == tuple(TurnVoice(1, 3.0 * n, VOICE) for n in range(1, 16, 2))
    handed = Job(job.id, call.file, call.sha256, "/models", job.request, library.jobs.heard(job, call))
    assert decode_job(encode_job(handed)).heard.voices == voices


def test_after_a_swap_nobodys_voice_is_handed_over(library: Library, call: Call) -> None:
    library.calls.set_channels(call.id, SWAPPED)
    job = library.jobs.rescore(call.id)
    assert job is not None

    assert library.jobs.heard(job, library.calls.get(call.id)).voices == ()
