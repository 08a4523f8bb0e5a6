"""Searching a whole library: quick whatever is looked for."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from storage_builders import added, analysed, queued, talked, whole_analysis

from desktop.storage.library import Library
from desktop.storage.opening import open_library
from desktop.storage.transcripts import FoundCalls


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library.sqlite") as opened:
        yield opened


def test_a_limit_keeps_the_best_places(library: Library) -> None:
    analysed(library, "a", "a lamp among many other words that were said", "lamp")
    every = library.transcripts.search("lamp")
    assert every[0].text == "lamp"
    assert library.transcripts.search("lamp", at_most=1) == every[:1]


def test_a_call_is_found_once_at_the_place_where_the_words_were_said_first(library: Library) -> None:
    first, second = analysed(library, "a", "no", "a lamp", "lamp"), analysed(library, "b", "the lamp")
    found = library.transcripts.search_calls("lamp").places
    assert [(place.call_id, place.start_s, place.text) for place in found] == [
        (second.id, 10.0, "the lamp"),
        (first.id, 20.0, "a lamp"),
    ]


def test_of_a_word_that_is_said_everywhere_the_newest_places_are_looked_at(library: Library) -> None:
    calls = [talked(library, digit) for digit in "abc"]
    every = library.transcripts.search_calls("number")
    assert {found.call_id for found in every.places} == {call.id for call in calls}
    assert not every.older
    newest = library.transcripts.search_calls("number", looked_at=16)
    assert [found.call_id for found in newest.places] == [calls[-1].id]
    assert newest.older


def test_as_many_places_as_are_looked_at_leave_none_out(library: Library) -> None:
    analysed(library, "a", "a lamp", "the lamp")
    assert not library.transcripts.search_calls("lamp", looked_at=2).older
    assert library.transcripts.search_calls("lamp", looked_at=1).older


def test_neither_discarded_calls_nor_transcripts_that_were_replaced_are_found(library: Library) -> None:
    kept, gone = analysed(library, "a", "the lamp"), analysed(library, "b", "the lamp")
    library.calls.discard([gone.id])
    job = queued(library, kept, "small")
    for event in whole_analysis("the tamp", model="small"):
        library.apply(job.id, event)
    unfinished = queued(library, added(library, "c"))
    library.apply(unfinished.id, whole_analysis("the lamp")[3])
    assert library.transcripts.search("lamp") == []
    assert library.transcripts.search_calls("lamp") == FoundCalls()


def test_a_common_word_in_many_calls_is_found_at_once(library: Library) -> None:
    """Going through all calls for each place took minutes in ten thousand of them."""
    with library.in_one_step():
        for n in range(400):
            analysed(library, f"{n}-", *["the lamp"] * 5)
    began_s = time.perf_counter()
    assert len(library.transcripts.search("lamp")) == 2_000
    assert len(library.transcripts.search_calls("lamp").places) == 400
    assert time.perf_counter() - began_s < 0.5
