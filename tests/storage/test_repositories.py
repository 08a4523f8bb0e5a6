"""What is stored comes back as it was, and the rules of calls, roles, jobs, marks and the index over what was said."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage_builders import (
    GUESSED,
    HOSTILE,
    RECORDING,
    SET,
    SWAPPED,
    VERSION,
    added,
    analysed,
    apply_all,
    batch,
    queued,
    sha,
    span,
    whole_analysis,
)

from desktop.errors import BadInput
from desktop.model.activation import Activation
from desktop.model.call import Channel, Details, Layout, Recording, Role, RoleSource, Side
from desktop.model.moment import Moment, MomentType, Note
from desktop.model.request import Engine, Request
from desktop.model.score import Emotion, Score, TurnScore
from desktop.model.span import Span, Word
from desktop.protocol import Cause, Failed, Finished, RolesGuessed, Started
from desktop.storage.jobs import State
from desktop.storage.library import Library
from desktop.storage.opening import open_library

finite = st.floats(allow_nan=False, allow_infinity=False)
text = st.one_of(st.just(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
spans = st.builds(
    Span,
    st.integers(0, 1),
    finite,
    finite,
    st.lists(st.builds(Word, text, finite, finite, finite), max_size=4).map(tuple),
)
instants = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))]))
moments = st.builds(
    Moment, st.sampled_from(MomentType), finite, finite, text, st.lists(text, max_size=3).map(tuple), text, instants
)
relaxed = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

VOICE = Activation(-1.0, 0.75, 0.5, -2.25, None, 0.1 + 0.2, 1.5)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite"


@pytest.fixture
def library(path: Path) -> Iterator[Library]:
    with open_library(path) as opened:
        yield opened


# Round trips


@relaxed
@given(st.lists(spans, max_size=5))
def test_spans_come_back_as_they_were_in_the_order_of_time(library: Library, heard: list[Span]) -> None:
    job = queued(library, added(library), again=True)
    library.transcripts.add_spans(job.id, heard)

    assert library.transcripts.spans(job.id) == tuple(sorted(heard, key=lambda s: s.start_s))


@relaxed
@given(moments)
def test_moments_come_back_as_they_were(library: Library, moment: Moment) -> None:
    call = added(library)
    moment_id = library.moments.add(call.id, moment)

    assert library.moments.of(call.id) == (replace(moment, id=moment_id),)
    library.moments.remove(moment_id)
    assert library.moments.of(call.id) == ()


@relaxed
@given(st.builds(Note, text, text, instants))
def test_notes_come_back_as_they_were(library: Library, note: Note) -> None:
    call = added(library)
    note_id = library.notes.add(call.id, note)

    assert library.notes.of(call.id)[-1] == replace(note, id=note_id)


@relaxed
@given(
    st.builds(
        Details,
        st.none() | text,
        st.none() | text,
        st.none() | instants,
        st.none() | text,
        st.none() | finite,
        st.none() | st.booleans(),
    )
)
def test_details_come_back_as_they_were(library: Library, details: Details) -> None:
    call = added(library)
    library.calls.describe(call.id, details)

    assert library.calls.get(call.id).details == details


@relaxed
@given(
    st.builds(Recording, finite, st.integers(1, 8), st.sampled_from(Layout), st.lists(text, max_size=3).map(tuple)),
    st.lists(
        st.builds(Channel, st.integers(0, 7), st.sampled_from(Role), finite, st.just(RoleSource.SET)),
        min_size=1,
        max_size=3,
        unique_by=lambda channel: channel.index,
    ),
)
def test_recording_and_channels_come_back_as_they_were(
    library: Library, recording: Recording, channels: list[Channel]
) -> None:
    call = added(library)
    library.calls.store_recording(call.id, recording)
    library.calls.store_channels(call.id, channels)

    stored = library.calls.get(call.id)
    assert stored.recording == recording
    assert stored.channels == tuple(sorted(channels, key=lambda channel: channel.index))


@relaxed
@given(
    st.builds(
        Request,
        st.sampled_from(Engine),
        text,
        text,
        st.none() | st.sampled_from(Side),
        st.lists(text, max_size=3).map(tuple),
    )
)
def test_a_request_comes_back_as_it_was(library: Library, request: Request) -> None:
    job = library.jobs.enqueue(added(library), request, VERSION)

    assert library.jobs.get(job.id).request == request
    assert library.jobs.enqueue(added(library), request, VERSION).id == job.id


def test_scores_come_back_as_they_were_in_place_of_the_earlier_ones(library: Library) -> None:
    job = queued(library, added(library))
    first = [TurnScore(0, t, Score(-0.25, 1.0)) for t in (3.0, 1.0)]
    second = [
        TurnScore(1, 2.0, Score(0.1 + 0.2, 0.7, Emotion.GRATITUDE, VOICE, 0.25)),
        TurnScore(0, 2.5, Score(0.0, 0.0)),
    ]

    library.transcripts.replace_scores(job.id, first)
    library.transcripts.replace_scores(job.id, second)

    assert library.transcripts.scores(job.id) == tuple(second)


def test_a_call_nobody_has_described_says_nothing_of_itself(library: Library) -> None:
    call = added(library)

    assert call.details == Details()
    assert (call.recording, call.analysis, call.channels) == (None, None, ())
    assert abs(datetime.now(UTC) - call.added_at) < timedelta(minutes=1)


def test_what_was_stored_is_there_when_the_library_is_opened_again(path: Path) -> None:
    with open_library(path) as library:
        call = analysed(library, "a", "hello there")
        kept = library.moments.add(call.id, Moment(MomentType.MISERY, 1.0, 1.0, "kept"))
        library.moments.remove(library.moments.add(call.id, Moment(MomentType.MAGIC, 2.0, 2.0)))
        library.notes.add(call.id, Note("remember"))
        library.calls.describe(call.id, Details(agent="Ann"))
        library.jobs.add_seconds(1, 2.5)
        library.calls.remove(analysed(library, "b").id)

    with open_library(path) as library:
        report = library.report(*library.calls.all())
        assert report.call.details.agent == "Ann"
        assert report.call.analysis is not None
        assert report.call.analysis.seconds == 2.5
        assert [moment.id for moment in report.moments] == [kept]
        assert [note.text for note in report.notes] == ["remember"]


# Calls


def test_the_same_content_is_one_call_found_where_it_lies_now(library: Library, tmp_path: Path) -> None:
    here, there = tmp_path / "here.wav", tmp_path / "there.wav"
    here.touch()
    there.touch()

    first = library.calls.add(here, sha("a"))
    assert library.calls.add(there, sha("a")).file == str(here)
    here.unlink()
    moved = library.calls.add(there, sha("a"))

    assert moved == replace(first, file=str(there))
    assert len(library.calls.all()) == 1


def test_a_file_with_other_content_is_another_call(library: Library) -> None:
    one = library.calls.add(Path("/calls/x.wav"), sha("a"))
    other = library.calls.add(Path("/calls/x.wav"), sha("b"))

    assert [call.id for call in library.calls.all()] == [other.id, one.id]
    assert library.calls.at(Path("/calls/x.wav")) == other


def test_a_name_that_is_no_text_is_refused_as_bad_input(library: Library) -> None:
    with pytest.raises(BadInput):
        library.calls.add(Path("/calls/caf\udce9.wav"), sha("a"))


def test_a_call_is_found_by_the_beginning_of_its_hash(library: Library) -> None:
    call = library.calls.add(Path("/calls/x.wav"), "0123" + "a" * 60)
    other = library.calls.add(Path("/calls/y.wav"), "0124" + "a" * 60)

    assert library.calls.beginning_with("0123") == call
    assert library.calls.beginning_with("0123A") == call
    assert library.calls.beginning_with(other.sha256) == other


@pytest.mark.parametrize("key", ["", "012", "01234", "0123*", "????", "[0-9]0", "%", "zebra", "-1", "0123 ", HOSTILE])
def test_no_other_key_finds_a_call(library: Library, key: str) -> None:
    library.calls.add(Path("/calls/x.wav"), "0123" + "a" * 60)

    with pytest.raises(BadInput) as caught:
        library.calls.beginning_with(key)
    assert key in caught.value.what


def test_a_beginning_that_several_calls_share_is_refused(library: Library) -> None:
    for last in "ab":
        library.calls.add(Path(f"/calls/{last}.wav"), "0123" + last * 60)

    with pytest.raises(BadInput, match="2 calls"):
        library.calls.beginning_with("0123")


def test_a_removed_call_takes_everything_along(library: Library) -> None:
    call = analysed(library, "a", "a broken lamp")
    kept = analysed(library, "b", "a broken kettle")
    library.moments.add(call.id, Moment(MomentType.MISERY, 1.0, 1.0))
    library.notes.add(call.id, Note("remember"))
    queued(library, call, "tiny.en")

    library.calls.remove(call.id)

    assert library.calls.all() == [kept]
    assert [found.call_id for found in library.transcripts.search("broken")] == [kept.id]
    assert library.moments.of(call.id) == ()
    assert library.notes.of(call.id) == ()
    assert library.jobs.waiting() == []
    assert library.faults() == []
    library._db.execute("INSERT INTO said(said) VALUES ('integrity-check')")


def test_what_is_done_in_one_step_is_stored_together_or_not_at_all(library: Library) -> None:
    first, second = added(library, "a"), added(library, "b")
    with pytest.raises(BadInput), library.in_one_step():
        library.moments.remove(library.calls.describe(first.id, Details(agent="agent 1")) or 1)
    assert library.calls.get(first.id).details == Details()

    with library.in_one_step():
        for call in (first, second):
            library.calls.describe(call.id, Details(agent="agent 1"))
        assert library._db.conn.in_transaction
    assert {call.details.agent for call in library.calls.all()} == {"agent 1"}


# Roles


def test_a_guess_replaces_a_guess_but_not_what_somebody_has_set(library: Library) -> None:
    call = added(library)
    library.calls.store_channels(call.id, GUESSED)
    library.calls.store_channels(call.id, SWAPPED)
    assert library.calls.get(call.id).channels == SWAPPED

    library.calls.store_channels(call.id, SET)
    library.calls.store_channels(call.id, SWAPPED)
    assert library.calls.get(call.id).channels == SET


def test_a_role_that_was_set_can_be_set_again(library: Library) -> None:
    call = added(library)
    library.calls.store_channels(call.id, SET)
    other_way = tuple(replace(channel, source=RoleSource.SET) for channel in SWAPPED)
    library.calls.store_channels(call.id, other_way)

    assert library.calls.get(call.id).channels == other_way


def test_roles_can_be_taken_back_to_what_was_guessed_or_to_nothing(library: Library) -> None:
    call = added(library)
    for channels in (SET, GUESSED, SET, ()):
        library.calls.set_channels(call.id, channels)
        assert library.calls.get(call.id).channels == channels


def test_a_side_that_was_set_holds_for_the_next_analysis(library: Library) -> None:
    call = added(library)
    library.calls.store_channels(call.id, tuple(replace(channel, source=RoleSource.SET) for channel in SWAPPED))

    job = queued(library, library.calls.get(call.id))

    assert job.request.agent_side is Side.RIGHT


# Search


@pytest.fixture
def said(library: Library) -> Library:
    analysed(library, "a", "Where is my replacement order?", "It's 417-229, NOT 41.", "Das Café schließt um „acht“")
    analysed(library, "b", "please hold on", "on hold again", "a naïve AND near OR* text: spans")
    return library


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("replacement", 1),
        ("REPLACEMENT order", 1),
        ("order replacement", 1),
        ("replace", 1),
        ("repl ord", 0),
        ("order hold", 0),
        ("hold", 2),
        ("cafe", 1),
        ("NAÏVE", 1),
        ("it's", 1),
        ("it’s", 1),
        ("417-229", 1),
        ("417", 1),
        ("AND", 1),
        ("NOT", 1),
        ("hold OR order", 0),
        ("hold AND on", 0),
        ("lamp", 0),
        ("", 0),
        ("   ", 0),
        ("?!", 0),
        ('"', 0),
    ],
)
def test_words_are_found_in_any_order_and_the_last_may_be_a_beginning(said: Library, words: str, found: int) -> None:
    assert len(said.transcripts.search(words)) == found


def test_words_in_quotes_are_found_as_they_stand(said: Library) -> None:
    assert [place.text for place in said.transcripts.search('"on hold"')] == ["on hold again"]
    assert [place.text for place in said.transcripts.search('please "hold on"')] == ["please hold on"]


@pytest.mark.parametrize(
    "words",
    [
        '"hold', 'ho"ld', '""', '"" ""', "hold*", "*", "hold^", "^hold", "text: hold", "text:hold", "{text}: hold",
        "-hold",
        "NEAR(hold on)", "hold NEAR on", "(hold", "hold)", "a AND", "OR", "'; DROP TABLE calls; --", "%", "hold\\", "+",
        "hold + on", "\x00", "hold\x00on", "²", "１２", "🎉", "𝟜", HOSTILE, "a" * 10_000, "hold " * 2_000,
    ],
)  # fmt: skip
def test_what_a_user_types_is_never_a_query_language(said: Library, words: str) -> None:
    assert isinstance(said.transcripts.search(words), list)


@relaxed
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_can_be_searched_for(library: Library, words: str) -> None:
    library.transcripts.search(words)


def test_only_a_calls_current_transcript_is_searched(library: Library) -> None:
    call = analysed(library, "a", "the old words")
    newer = queued(library, call, "tiny.en")
    apply_all(library, newer, whole_analysis("the new words")[:-1])
    assert [found.text for found in library.transcripts.search("words")] == ["the old words"]

    library.apply(newer.id, Finished(VERSION))
    assert [found.text for found in library.transcripts.search("words")] == ["the new words"]


# Jobs


def test_asking_twice_is_asking_once(library: Library) -> None:
    call = added(library)

    assert queued(library, call) == queued(library, call)
    assert len(library.jobs.waiting()) == 1


def test_another_model_is_another_job_and_again_is_one_more(library: Library) -> None:
    call = added(library)
    jobs = [queued(library, call), queued(library, call, "tiny.en"), queued(library, call, again=True)]

    assert [job.id for job in library.jobs.waiting()] == [job.id for job in jobs]
    assert library.jobs.next() == jobs[0]


def test_a_job_goes_on_behind_what_it_has_stored(library: Library) -> None:
    call = added(library)
    job = queued(library, call)
    apply_all(
        library, job, [*whole_analysis("one", "two", "three")[:5], Failed(Cause.UNEXPECTED, "It ended.", "Go on.")]
    )

    taken_up = queued(library, call)
    heard = library.jobs.heard(taken_up, library.calls.get(call.id))

    assert (taken_up.id, taken_up.state) == (job.id, State.QUEUED)
    assert (heard.windows_done, heard.windows_total, heard.language) == (2, 3, "en")
    assert [s.text for s in heard.spans] == ["one", "two"]
    assert heard.recording == RECORDING


def test_again_begins_from_nothing_and_the_old_analysis_stands_until_it_is_done(library: Library) -> None:
    call = analysed(library, "a", "old")
    job = queued(library, call, again=True)

    assert (job.windows_done, job.state) == (0, State.QUEUED)
    assert library.jobs.heard(job, call).spans == ()
    assert [t.turn.text for t in library.report(call).turns] == ["old"]
    apply_all(library, job, whole_analysis("new"))
    assert [t.turn.text for t in library.report(call).turns] == ["new"]


def test_what_is_done_is_not_done_again(library: Library) -> None:
    call = analysed(library)

    assert queued(library, call).state is State.DONE


def test_what_an_older_version_did_is_taken_up_again(library: Library) -> None:
    call = analysed(library)
    job = library.jobs.enqueue(call, Request(), VERSION + 1)

    assert job.state is State.QUEUED
    assert library.jobs.heard(job, call).complete


def test_another_side_is_taken_up_again_without_listening(library: Library) -> None:
    call = analysed(library)
    job = library.jobs.enqueue(call, Request(agent_side=Side.RIGHT), VERSION)

    assert (job.state, job.request.agent_side) == (State.QUEUED, Side.RIGHT)
    assert library.jobs.heard(job, call).complete


def test_a_failure_is_kept_in_words_and_forgotten_when_the_job_runs_again(library: Library) -> None:
    call = added(library)
    job = queued(library, call)
    failure = Failed(Cause.MISSING_MODEL, "“base” is not there.", HOSTILE)
    library.apply(job.id, failure)

    failed = library.jobs.get(job.id)
    assert (failed.state, failed.failure) == (State.FAILED, failure)
    assert library.jobs.waiting() == []
    library.apply(queued(library, call).id, Started())
    assert (library.jobs.get(job.id).state, library.jobs.get(job.id).failure) == (State.RUNNING, None)


def test_what_was_running_when_the_program_ended_waits_again(path: Path) -> None:
    with open_library(path) as library:
        running, waiting, cancelled = (queued(library, added(library, digit)) for digit in "abc")
        library.apply(running.id, Started())
        library.apply(running.id, batch(1, 2, "kept"))
        library.jobs.mark(cancelled.id, State.CANCELLED)

    with open_library(path) as library:
        assert [(job.id, job.state) for job in library.jobs.waiting()] == [
            (running.id, State.QUEUED),
            (waiting.id, State.QUEUED),
        ]
        assert library.jobs.get(running.id).windows_done == 1
        assert library.jobs.get(cancelled.id).state is State.CANCELLED


def test_a_job_that_does_not_exist_is_refused(library: Library) -> None:
    with pytest.raises(BadInput):
        library.jobs.get(99)


def test_an_analysis_with_another_model_takes_over_only_when_it_is_finished(library: Library) -> None:
    call = analysed(library, "a", "old")
    old_job = queued(library, call)
    newer = queued(library, call, "tiny.en")
    *most, finished = whole_analysis("new one", "new two", model="tiny.en")

    for event in most:
        library.apply(newer.id, event)
        current = library.calls.get(call.id)
        assert current.analysis is not None
        assert current.analysis.model == "base"
        assert [t.turn.text for t in library.report(current).turns] == ["old"]
    library.apply(newer.id, finished)

    current = library.calls.get(call.id)
    assert current.analysis is not None
    assert current.analysis.model == "tiny.en"
    assert [t.turn.text for t in library.report(current).turns] == ["new one", "new two"]
    with pytest.raises(BadInput):
        library.jobs.get(old_job.id)
    assert library.faults() == []


def test_a_failed_attempt_with_another_model_leaves_the_analysis_alone(library: Library) -> None:
    call = analysed(library, "a", "old")
    library.apply(queued(library, call, "huge").id, Failed(Cause.MISSING_MODEL, "No.", "Yes."))

    assert [t.turn.text for t in library.report(call).turns] == ["old"]
    assert queued(library, call).state is State.DONE


def test_an_unfinished_attempt_does_not_hide_a_finished_one(library: Library) -> None:
    """Somebody cancels `--again` and then asks for the call as usual: it is there."""
    call = analysed(library, "a", "old")
    library.jobs.mark(queued(library, call, again=True).id, State.CANCELLED)

    assert [t.turn.text for t in library.report(call).turns] == ["old"]


def test_roles_are_applied_to_turns_and_only_customers_have_scores(library: Library) -> None:
    call = analysed(library, "a", "hello there")
    turn = library.report(call).turns[0]
    assert (turn.turn.role, turn.score) == (Role.CUSTOMER, Score(-0.5, 1.0))

    library.apply(queued(library, call, again=True).id, RolesGuessed(GUESSED))
    turn = library.report(library.calls.get(call.id)).turns[0]
    assert (turn.turn.role, turn.score) == (Role.AGENT, None)


def test_a_span_whose_words_hold_strange_characters_is_found_and_comes_back(library: Library) -> None:
    call = analysed(library, "a", f"lamp{HOSTILE}")

    (found,) = library.transcripts.search("lamp")
    assert (found.call_id, found.text) == (call.id, span(f"lamp{HOSTILE}").text)
