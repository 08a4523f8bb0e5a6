"""What a coach sets right in turns is on the disk at once, and can be taken back."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from desktop.model.call import Role
from desktop.model.report import CallReport
from desktop.model.turn import Turn
from desktop.protocol import SpeakersSplit
from desktop.storage.library import Library
from desktop.ui.open_call import OpenCall


def customer_turn(report: CallReport, number: int = 0) -> Turn:
    return [said.turn for said in report.turns if said.score is not None][number]


def valence(report: CallReport, turn: Turn) -> float:
    said = report.turn_at(turn.middle_s, Role.CUSTOMER)
    assert said is not None
    assert said.score is not None
    return said.score.valence


def test_a_correction_is_stored_with_author_and_time_and_the_arc_follows(
    call: OpenCall, library: Library, stored: Callable[[], CallReport]
) -> None:
    turn, before = customer_turn(call.report), call.report.arc
    call.turns.correct(turn.middle_s, 0.9)
    (correction,) = library.corrections.of(call.id)
    assert (correction.valence, correction.author) == (0.9, "coach")
    assert correction.made_at is not None
    assert valence(stored(), turn) == valence(call.report, turn) == 0.9
    assert call.report.arc != before


def test_the_models_value_stays_behind_it_and_comes_back(call: OpenCall) -> None:
    turn = customer_turn(call.report)
    estimate = valence(call.report, turn)
    call.turns.correct(turn.middle_s, 0.9)
    said = call.report.turn_at(turn.middle_s, Role.CUSTOMER)
    assert said is not None
    assert said.score is not None
    assert said.score.estimate == estimate
    call.turns.remove_correction(turn.middle_s)
    assert valence(call.report, turn) == estimate


def test_corrections_are_undone_one_by_one_and_done_again(
    call: OpenCall, library: Library, stored: Callable[[], CallReport]
) -> None:
    turn = customer_turn(call.report)
    estimate = valence(call.report, turn)
    call.turns.correct(turn.middle_s, 0.5)
    first = library.corrections.of(call.id)
    call.turns.correct(turn.start_s + 0.1, 0.9)
    assert len(library.corrections.of(call.id)) == 1
    call.turns.remove_correction(turn.middle_s)
    for expected in (0.9, 0.5, estimate):
        call.undo_stack.undo()
        assert valence(stored(), turn) == expected
    call.undo_stack.redo()
    assert library.corrections.of(call.id) == first


def test_the_same_value_again_and_a_turn_of_nobody_leave_nothing_to_undo(call: OpenCall) -> None:
    turn = customer_turn(call.report)
    call.turns.correct(turn.middle_s, 0.5)
    call.turns.correct(turn.middle_s, 0.5)
    call.turns.remove_correction(customer_turn(call.report, 1).middle_s)
    assert call.undo_stack.count() == 1


def test_a_correction_asks_for_no_new_scores_and_tells_of_the_change(qtbot: QtBot, call: OpenCall) -> None:
    asked: list[int] = []
    call.scores_outdated.connect(asked.append)
    with qtbot.waitSignal(call.report_changed):
        call.turns.correct(customer_turn(call.report).middle_s, 0.5)
    assert asked == []
    assert not call.outdated


def test_the_row_of_the_library_counts_what_was_corrected(call: OpenCall, library: Library) -> None:
    call.turns.correct(customer_turn(call.report).middle_s, 0.5)
    overview = library.overviews.of(call.id)
    assert overview is not None
    assert overview.corrected_turns == 1


def test_on_one_microphone_a_turn_goes_to_the_other_speaker_and_back(
    qtbot: QtBot, call: OpenCall, library: Library, stored: Callable[[], CallReport]
) -> None:
    (job_id,) = [row["id"] for row in library._db.query("SELECT id FROM jobs")]
    library.apply(job_id, SpeakersSplit(0.92, library.spans(call.report.call)))
    call.reload()
    before = stored()
    turn = customer_turn(before)
    with qtbot.waitSignal(call.scores_outdated):
        call.turns.reassign([turn])
    said = stored().turn_at(turn.middle_s)
    assert said is not None
    assert said.turn.role is Role.AGENT
    call.undo_stack.undo()
    assert [said.turn for said in stored().turns] == [said.turn for said in before.turns]
    call.undo_stack.redo()
    again = stored().turn_at(turn.middle_s)
    assert again is not None
    assert again.turn.role is Role.AGENT


def test_several_turns_go_to_the_other_speaker_in_one_step(
    call: OpenCall, library: Library, stored: Callable[[], CallReport]
) -> None:
    (job_id,) = [row["id"] for row in library._db.query("SELECT id FROM jobs")]
    library.apply(job_id, SpeakersSplit(0.92, library.spans(call.report.call)))
    call.reload()
    before = stored()
    turns = [customer_turn(before, number) for number in (0, 2)]
    call.turns.reassign(turns)
    assert {said.turn.role for turn in turns if (said := stored().turn_at(turn.middle_s))} == {Role.AGENT}
    assert call.undo_stack.undoText() == "Give 2 turns to the other speaker"
    call.undo_stack.undo()
    assert [said.turn for said in stored().turns] == [said.turn for said in before.turns]
