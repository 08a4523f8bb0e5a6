"""Two people on one microphone in the library: each has a channel, and words can be given to the other and back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from storage_builders import (
    GUESSED,
    SET,
    SWAPPED,
    added,
    apply_all,
    queued,
    scoring,
    span,
    talked,
    two_on_one_microphone,
)

from desktop.errors import BadInput
from desktop.model.call import Call, Channel, Role
from desktop.protocol import RolesGuessed, SpansHeard, SpeakersSplit
from desktop.storage.library import Library
from desktop.storage.opening import open_library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library.sqlite") as opened:
        yield opened


@pytest.fixture
def call(library: Library) -> Call:
    call = added(library)
    apply_all(library, queued(library, call), two_on_one_microphone())
    return library.calls.get(call.id)


def dump(library: Library) -> list[str]:
    return [line for line in library._db.conn.iterdump() if '"spans"' in line]


def clean(library: Library) -> bool:
    return not [f for kind in library.inspect() for f in kind.faults]


def test_each_speaker_has_turns_and_the_call_says_how_sure_that_is(library: Library, call: Call) -> None:
    report = library.report(call)

    assert call.split_confidence == 0.9
    assert call.channels == GUESSED
    assert [t.turn.role for t in report.turns] == [Role.AGENT, Role.CUSTOMER] * 8
    assert report.arc.enough
    assert len(library.transcripts.search("number")) == 16
    assert clean(library)


def test_what_is_heard_without_words_counts_for_whoever_speaks_there(library: Library, call: Call) -> None:
    talk = library.report(call).talk

    assert talk is not None
    assert talk.agent_s == pytest.approx(talk.customer_s, rel=0.05)


def test_it_is_not_split_again(library: Library, call: Call) -> None:
    job = library.jobs.rescore(call.id)
    assert job is not None

    heard = library.jobs.heard(job, call)
    assert (heard.split_confidence, heard.told_apart, heard.changed) == (0.9, True, False)


@pytest.mark.parametrize("what", ["words", "roles"])
def test_what_a_coach_has_changed_in_one_channel_is_not_to_be_split(library: Library, what: str) -> None:
    call = added(library)
    events = [e for e in two_on_one_microphone() if not isinstance(e, SpeakersSplit | RolesGuessed)]
    apply_all(library, queued(library, call), [*events[:-1], RolesGuessed((Channel(0),)), events[-1]])
    if what == "words":
        library.transcripts.replace_spans(call.id, [span("a kettle", 3.0, 0)])
    else:
        library.calls.set_channels(call.id, SET[:1])
    job = library.jobs.rescore(call.id)
    assert job is not None

    assert library.jobs.heard(job, library.calls.get(call.id)).changed


def test_words_that_changed_while_it_was_worked_on_are_kept(library: Library) -> None:
    call = added(library)
    job = queued(library, call)
    *before, split, _, _, end = two_on_one_microphone()
    apply_all(library, job, [*before, RolesGuessed((Channel(0),)), end])
    library.transcripts.replace_spans(call.id, [span("a kettle", 3.0, 0)])

    library.apply(job.id, split)

    assert library.spans(library.calls.get(call.id))[1].text == "a kettle"
    assert library.calls.get(call.id).split_confidence is None


def test_roles_of_two_go_where_a_new_transcription_tells_nobody_apart(library: Library, call: Call) -> None:
    library.calls.set_channels(call.id, SWAPPED)
    events = [e for e in two_on_one_microphone() if not isinstance(e, SpeakersSplit | RolesGuessed)]

    apply_all(library, queued(library, call, "small"), [*events[:-2], RolesGuessed((Channel(0),)), *events[-2:]])

    again = library.calls.get(call.id)
    assert (again.split_confidence, again.channels) == (None, (Channel(0),))


# Words given to the other


def test_a_turn_is_given_to_the_other_and_back_to_the_letter(library: Library, call: Call) -> None:
    before, stored = library.report(call), dump(library)
    turn = before.turns[3].turn

    done = library.transcripts.reassign(call.id, turn)

    assert [t.turn.channel for t in library.report(call).turns].count(0) == 9
    assert next(s for s in library.spans(call) if s.start_s == turn.start_s).channel == 1 - turn.channel
    library.transcripts.take_back(call.id, done)
    # Its score went with it, and comes back when the call is scored anew.
    assert [t.turn for t in library.report(call).turns] == [t.turn for t in before.turns]
    assert dump(library) == stored


def test_words_that_were_heard_first_go_with_those_that_somebody_wrote(library: Library, call: Call) -> None:
    library.transcripts.replace_spans(call.id, [span("a kettle", 9.0, 1)])
    stored = dump(library)
    turn = next(t.turn for t in library.report(call).turns if t.turn.start_s == 9.0)

    done = library.transcripts.reassign(call.id, turn)

    (row,) = library._db.query("SELECT channel, heard FROM spans WHERE text = 'a kettle'")
    assert row["channel"] == 0
    assert "number" in row["heard"]
    library.transcripts.take_back(call.id, done)
    assert dump(library) == stored


def test_the_table_follows(library: Library, call: Call) -> None:
    library.transcripts.reassign(call.id, library.report(call).turns[3].turn)

    shown = library.overviews.of(call.id)
    assert shown is not None
    assert shown.customer_turns == len(library.report(call).arc.points)


def test_after_a_reassignment_the_call_is_scored_by_the_new_sides(library: Library, call: Call) -> None:
    library.transcripts.reassign(call.id, library.report(call).turns[3].turn)
    job = library.jobs.rescore(call.id)
    assert job is not None

    assert library.jobs.heard(job, call).spans == library.spans(call)
    apply_all(library, job, scoring())
    assert library.calls.get(call.id).split_confidence == 0.9


def test_sides_that_were_recorded_apart_are_not_to_be_mixed(library: Library) -> None:
    call = talked(library, "b")

    with pytest.raises(BadInput, match="not told apart"):
        library.transcripts.reassign(call.id, library.report(call).turns[3].turn)


def test_a_turn_that_is_not_there_any_more_is_refused(library: Library, call: Call) -> None:
    turn = library.report(call).turns[3].turn
    gone = replace(turn, words=tuple(replace(word, text=" gone") for word in turn.words))
    before = dump(library)

    with pytest.raises(BadInput, match="not in the transcript any more"):
        library.transcripts.reassign(call.id, gone)

    done = library.transcripts.reassign(call.id, turn)
    library.transcripts.take_back(call.id, done)
    with pytest.raises(BadInput, match="not in the transcript any more"):
        library.transcripts.take_back(call.id, done)
    assert dump(library) == before


def test_a_half_heard_call_is_not_split_yet(library: Library) -> None:
    job = queued(library, added(library, "c"))
    library.apply(job.id, SpansHeard(1, 2, "en", (span("half", 1.0),)))

    heard = library.jobs.heard(library.jobs.get(job.id), library.calls.get(job.call_id))
    assert (heard.split_confidence, heard.told_apart, heard.complete) == (None, False, False)
