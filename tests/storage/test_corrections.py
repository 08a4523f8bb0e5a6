"""What people change: other words in a transcript, moments and notes; and waveforms, which nobody does."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from storage_builders import PEAKS, added, analysed, apply_all, queued, scoring, span, talk, talked

from desktop.errors import BadInput
from desktop.model.moment import Moment, MomentType, Note
from desktop.model.peaks import Peaks
from desktop.protocol import PeaksMeasured
from desktop.storage.library import Library
from desktop.storage.opening import open_library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library.sqlite") as opened:
        yield opened


def heard_first(library: Library, text: str) -> str | None:
    (row,) = library._db.query("SELECT heard FROM spans WHERE text = ?", [text])
    return None if row["heard"] is None else str(row["heard"])


# Words


def test_other_words_are_read_and_found_in_the_place_of_the_first(library: Library) -> None:
    call = talked(library)
    library.transcripts.replace_spans(call.id, [span("a kettle", 3.0, 1), span("a lamp", 6.0, 0)])

    said = [s.text for s in library.spans(call)]
    assert said[:4] == ["number 0 said", "a kettle", "a lamp", "number 3 said"]
    assert len(said) == 16
    assert [(f.channel, f.start_s) for f in library.transcripts.search("kettle")] == [(1, 3.0)]
    assert len(library.transcripts.search("number")) == 14
    assert library.faults() == []


def test_the_words_that_were_heard_first_are_kept_however_often_they_change(library: Library) -> None:
    call = talked(library)
    assert heard_first(library, "number 1 said") is None
    for text in ("a kettle", "a pot"):
        library.transcripts.replace_spans(call.id, [span(text, 3.0, 1)])

    kept = heard_first(library, "a pot")
    assert kept is not None
    assert "number" in kept
    assert "kettle" not in kept


def test_words_that_are_changed_back_count_as_never_changed(library: Library) -> None:
    call = talked(library)
    before = list(library._db.conn.iterdump())
    first = library.spans(call)
    library.transcripts.replace_spans(call.id, [span("a kettle", 3.0, 1)])
    library.transcripts.replace_spans(call.id, first)

    assert library.spans(call) == first
    assert heard_first(library, "number 1 said") is None
    spans = [line for line in before if '"spans"' in line]
    assert [line for line in library._db.conn.iterdump() if '"spans"' in line] == spans


@pytest.mark.parametrize("unknown", [span("x", 3.0, 0), span("x", 3.5, 1)], ids=["channel", "time"])
def test_a_span_that_is_not_there_is_refused_and_nothing_changes(library: Library, unknown: object) -> None:
    call = talked(library)
    before = library.spans(call)

    with pytest.raises(BadInput):
        library.transcripts.replace_spans(call.id, [span("a kettle", 3.0, 1), unknown])  # type: ignore[list-item]

    assert library.spans(call) == before
    assert library.transcripts.search("kettle") == []


def test_another_calls_words_stay(library: Library) -> None:
    first, second = talked(library, "a"), talked(library, "b")
    library.transcripts.replace_spans(first.id, [span("a kettle", 3.0, 1)])

    assert library.spans(second)[1].text == "number 1 said"


def test_changed_words_are_what_a_worker_scores(library: Library) -> None:
    call = talked(library)
    library.transcripts.replace_spans(call.id, [span("a kettle", 3.0, 1)])
    job = library.jobs.rescore(call.id)
    assert job is not None

    assert library.jobs.heard(job, library.calls.get(call.id)).spans[1].text == "a kettle"
    apply_all(library, job, scoring())
    assert library.spans(call)[1].text == "a kettle"


def test_a_call_without_a_transcript_has_no_words_to_change(library: Library) -> None:
    call = added(library)

    assert library.spans(call) == ()
    with pytest.raises(BadInput):
        library.transcripts.replace_spans(call.id, [span("a kettle", 3.0, 1)])


# Moments and notes


def test_a_moment_changes_in_its_place(library: Library) -> None:
    call = added(library)
    first = Moment(MomentType.MISERY, 1.0, 2.0, "sad", ("tag",), "Ana")
    moment_id = library.moments.add(call.id, first)
    (stored,) = library.moments.of(call.id)
    changed = replace(stored, type=MomentType.PIVOT, start_s=3.0, end_s=4.5, note="better 👩🏽‍🔧", tags=("a", "b"))

    library.moments.update(changed)

    assert library.moments.of(call.id) == (changed,)
    assert changed.id == moment_id


def test_a_moment_and_a_note_come_back_under_their_own_ids(library: Library) -> None:
    call = added(library)
    for _ in range(2):
        library.moments.add(call.id, Moment(MomentType.MAGIC, 1.0, 1.0))
        library.notes.add(call.id, Note("remember"))
    moments, notes = library.moments.of(call.id), library.notes.of(call.id)
    library.moments.remove(moments[0].id or 0)
    library.notes.remove(notes[0].id or 0)

    assert library.moments.add(call.id, moments[0]) == moments[0].id
    assert library.notes.add(call.id, notes[0]) == notes[0].id
    assert library.moments.of(call.id) == moments
    assert library.notes.of(call.id) == notes


def test_a_note_changes_in_its_place(library: Library) -> None:
    call = added(library)
    library.notes.add(call.id, Note("remember", "Ana"))
    (stored,) = library.notes.of(call.id)
    library.notes.update(replace(stored, text="forget"))

    assert library.notes.of(call.id) == (replace(stored, text="forget"),)
    library.notes.remove(stored.id or 0)
    assert library.notes.of(call.id) == ()


@pytest.mark.parametrize("unknown", [7, None])
def test_what_is_not_there_is_neither_changed_nor_removed(library: Library, unknown: int | None) -> None:
    added(library)
    for refused in (
        lambda: library.moments.update(Moment(MomentType.MAGIC, 1.0, 1.0, id=unknown)),
        lambda: library.moments.remove(unknown or 0),
        lambda: library.notes.update(Note("x", id=unknown)),
        lambda: library.notes.remove(unknown or 0),
    ):
        with pytest.raises(BadInput) as caught:
            refused()
        assert caught.value.what.endswith(".")


# Waveforms


def test_a_waveform_is_kept_with_its_call(library: Library) -> None:
    call = talked(library)

    stored = library.peaks.of(call.id)
    assert stored is not None
    assert (stored.low.tolist(), stored.high.tolist()) == (PEAKS.low.tolist(), PEAKS.high.tolist())


def test_a_damaged_waveform_is_none(library: Library) -> None:
    call = talked(library)
    library._db.execute("UPDATE peaks SET packed = ?", [b"damaged"])

    assert library.peaks.of(call.id) is None


def test_a_waveform_is_measured_anew_and_forgotten_with_its_call(library: Library) -> None:
    call = analysed(library)
    assert library.peaks.of(call.id) is None
    library.peaks.store(call.id, Peaks(PEAKS.high, PEAKS.high))
    job = queued(library, call, "small")
    apply_all(library, job, [e for e in talk() if isinstance(e, PeaksMeasured)])
    stored = library.peaks.of(call.id)
    assert stored is not None
    assert stored.low.tolist() == PEAKS.low.tolist()

    library.calls.remove(call.id)

    assert library.peaks.of(call.id) is None
    assert library.faults() == []
