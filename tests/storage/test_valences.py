"""What a coach says of customers' turns: it stands in reports and in the table, and no new analysis touches it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from storage_builders import VERSION, apply_all, queued, scoring, talked

from desktop.errors import BadInput
from desktop.model.call import Call
from desktop.model.correction import Correction
from desktop.model.course.win import WinRules
from desktop.model.rules import Rules
from desktop.model.score import Cue, CueName, TurnCues
from desktop.protocol import Finished, Started, TurnsScored
from desktop.storage.jobs import State
from desktop.storage.library import Library
from desktop.storage.opening import open_library, read_library
from desktop.storage.overviews import Overview

MADE = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
SORRY = TurnCues(0, 6.0, (Cue(CueName.APOLOGY, "number", 0, 6, 0.75), Cue(CueName.RELIEF, "said", 9, 13, 0.5)))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "library.sqlite") as opened:
        yield opened


@pytest.fixture
def call(library: Library) -> Call:
    return talked(library)


def correction(library: Library, call: Call, nth: int, valence: float) -> Correction:
    turn = [t.turn for t in library.report(call).turns if t.score][nth]
    return Correction(turn.middle_s, valence, "Ana", MADE)


def shown(library: Library, call: Call) -> Overview:
    overview = library.overviews.of(call.id)
    assert overview is not None
    return overview


def test_a_corrected_turn_has_the_coachs_valence_with_the_estimate_beside_it(library: Library, call: Call) -> None:
    before = library.report(call)
    made = correction(library, call, 2, -0.9)

    library.corrections.put(call.id, made)

    scored = [t.score for t in library.report(call).turns if t.score]
    assert (scored[2].valence, scored[2].estimate) == (-0.9, 0.2)
    assert library.corrections.of(call.id) == (made,)
    assert library.report(call).arc != before.arc
    assert (shown(library, call).corrected_turns, shown(library, call).customer_turns) == (1, 8)
    assert shown(library, call).figures == library.report(call).arc.figures
    assert not [f for kind in library.inspect() if kind.kind != "waveforms" for f in kind.faults]


def test_taken_back_it_is_as_it_was(library: Library, call: Call) -> None:
    before, row = library.report(call), shown(library, call)
    made = correction(library, call, 2, -0.9)
    library.corrections.put(call.id, made)

    library.corrections.remove(call.id, made.t_s)

    assert (library.report(call), shown(library, call)) == (before, row)
    with pytest.raises(BadInput):
        library.corrections.remove(call.id, made.t_s)


def test_another_one_at_the_same_instant_takes_its_place_and_an_exchange_brings_it_back(
    library: Library, call: Call
) -> None:
    first = correction(library, call, 2, -0.9)
    second = replace(first, valence=0.4, made_at=MADE + timedelta(minutes=1))
    library.corrections.put(call.id, first)
    library.corrections.exchange(call.id, (first,), (second,))
    assert library.corrections.of(call.id) == (second,)

    library.corrections.exchange(call.id, (second,), (first,))

    assert library.corrections.of(call.id) == (first,)


def test_an_exchange_of_what_is_not_there_changes_nothing(library: Library, call: Call) -> None:
    made = correction(library, call, 2, -0.9)

    with pytest.raises(BadInput):
        library.corrections.exchange(call.id, (made,), (replace(made, t_s=99.0),))

    assert library.corrections.of(call.id) == ()


def test_without_a_time_of_its_own_it_was_made_now(library: Library, call: Call) -> None:
    library.corrections.put(call.id, Correction(1.0, 0.5))

    (stored,) = library.corrections.of(call.id)
    assert stored.made_at is not None
    assert abs(datetime.now(UTC) - stored.made_at) < timedelta(minutes=1)


def test_the_last_one_made_about_a_turn_counts(library: Library, call: Call) -> None:
    late = correction(library, call, 2, -0.9)
    early = Correction(late.t_s + 0.1, 0.9, "Ben", MADE - timedelta(days=1))
    library.corrections.put(call.id, late)
    library.corrections.put(call.id, early)

    assert library.corrections.of(call.id) == (early, late)
    assert [t.score.valence for t in library.report(call).turns if t.score and t.score.corrected] == [-0.9]


def test_it_outlives_a_new_score_and_goes_with_its_call(library: Library, call: Call) -> None:
    made = correction(library, call, 2, -0.9)
    library.corrections.put(call.id, made)

    apply_all(library, queued(library, call), scoring(valence=0.05))
    (again,) = [t.score for t in library.report(library.calls.get(call.id)).turns if t.score and t.score.corrected]
    assert (again.valence, again.estimate) == (-0.9, 0.1)

    assert library.corrections.calls() == (call.id,)
    library.calls.remove(call.id)
    assert library.corrections.calls() == ()
    assert library.faults() == []


# Cues


def test_cues_are_told_of_the_agents_turns_and_replaced_by_new_ones(library: Library, call: Call) -> None:
    job = queued(library, call)
    apply_all(library, job, [Started(), TurnsScored("model", (), (SORRY,)), Finished(VERSION)])
    report = library.report(library.calls.get(call.id))
    assert [t.cues for t in report.turns if t.cues] == [SORRY.cues]
    assert not [f for kind in library.inspect() if kind.kind != "waveforms" for f in kind.faults]

    apply_all(library, job, [Started(), TurnsScored("model", ()), Finished(VERSION)])

    assert not any(t.cues for t in library.report(library.calls.get(call.id)).turns)


# Rules and versions


def test_other_rules_make_other_candidates_at_once(library: Library, call: Call) -> None:
    assert not shown(library, call).win_candidate

    library.use(Rules(win=WinRules(low_start=0.5, clear_end=0.3)))

    assert shown(library, call).win_candidate
    assert library.report(call).win.candidate
    assert [each.win_candidate for each in library.overviews.all()] == [True]
    with read_library(library.file, library.rules) as fresh:
        assert shown(fresh, call).win_candidate


def test_a_call_tells_which_version_scored_it_until_it_is_scored_anew(library: Library, call: Call) -> None:
    assert shown(library, call).analysis_version == VERSION

    job = library.jobs.rescore(call.id)
    assert job is not None
    assert shown(library, call).state is State.QUEUED
    apply_all(library, job, [*scoring()[:-1], Finished(VERSION + 1)])

    assert shown(library, call).analysis_version == VERSION + 1
