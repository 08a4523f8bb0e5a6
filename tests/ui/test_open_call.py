"""The open call: what a user changes is on the disk at once, and can be taken back."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QUndoGroup
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.model.call import Channel, Details, Role, RoleSource
from desktop.model.moment import Moment, MomentType, Note
from desktop.model.report import CallReport
from desktop.storage.jobs import State
from desktop.storage.library import Library
from desktop.ui.open_call import OpenCall
from tools.invented_calls import Invented, peaks_for

MAGIC = Moment(MomentType.MAGIC, 10.0, 12.0, author="coach")


def refuse(library: Library, table: str) -> None:
    """From now on the library takes no change of a table, as on a full disk."""
    for what in ("INSERT", "UPDATE", "DELETE"):
        library._db.execute(
            f"CREATE TEMP TRIGGER no_{what}_{table} BEFORE {what} ON {table} BEGIN SELECT raise(ABORT, 'full'); END"
        )


def accept(library: Library, table: str) -> None:
    for what in ("INSERT", "UPDATE", "DELETE"):
        library._db.execute(f"DROP TRIGGER no_{what}_{table}")


def test_a_mark_is_stored_undone_and_done_again_as_the_same_moment(
    call: OpenCall, stored: Callable[[], CallReport]
) -> None:
    moment_id = call.add_moment(MAGIC)
    (marked,) = stored().moments
    assert (marked.id, marked.type, marked.start_s, marked.author) == (moment_id, MomentType.MAGIC, 10.0, "coach")
    assert call.report.moments == stored().moments

    call.undo_stack.undo()
    assert stored().moments == call.report.moments == ()
    call.undo_stack.redo()
    assert stored().moments == (marked,)


def test_a_mark_is_told_once_when_it_is_made_and_again_when_it_is_made_again(qtbot: QtBot, call: OpenCall) -> None:
    told: list[int] = []
    call.moment_added.connect(told.append)
    moment_id = call.add_moment(MAGIC)
    call.change_moment(replace(call.report.moments[0], note="well done"))
    assert told == [moment_id]
    call.undo_stack.undo()
    with qtbot.waitSignal(call.moment_removed):
        call.undo_stack.undo()
    call.undo_stack.redo()
    assert told == [moment_id, moment_id]


def test_changes_of_a_moment_are_undone_one_by_one(call: OpenCall, stored: Callable[[], CallReport]) -> None:
    call.add_moment(MAGIC)
    (first,) = call.report.moments
    call.change_moment(replace(first, start_s=9.0))
    call.change_moment(replace(first, start_s=9.0, type=MomentType.MISERY))
    call.change_moment(replace(first, start_s=9.0, type=MomentType.MISERY, tags=("refund",)))
    assert (stored().moments[0].type, stored().moments[0].tags) == (MomentType.MISERY, ("refund",))

    call.undo_stack.undo()
    assert stored().moments[0].tags == ()
    call.undo_stack.undo()
    assert stored().moments[0].type is MomentType.MAGIC
    call.undo_stack.undo()
    assert stored().moments == (first,)


def test_a_moment_that_did_not_change_leaves_nothing_to_undo(call: OpenCall) -> None:
    call.add_moment(MAGIC)
    call.change_moment(call.report.moments[0])
    assert call.undo_stack.count() == 1


def test_a_removed_moment_comes_back_with_its_note(call: OpenCall, stored: Callable[[], CallReport]) -> None:
    moment_id = call.add_moment(replace(MAGIC, note="kept", tags=("a", "b")))
    before = stored().moments
    call.remove_moment(moment_id)
    assert stored().moments == ()
    call.undo_stack.undo()
    assert stored().moments == before


def test_a_note_that_is_saved_letter_by_letter_is_undone_as_one(
    call: OpenCall, stored: Callable[[], CallReport]
) -> None:
    call.add_moment(MAGIC)
    (marked,) = call.report.moments
    for text in ("G", "Go", "Good"):
        call.change_moment(replace(marked, note=text))
        assert stored().moments[0].note == text
    call.undo_stack.undo()
    assert stored().moments == (marked,)
    call.undo_stack.redo()
    assert stored().moments[0].note == "Good"


def test_notes_on_two_moments_are_two_things_to_undo(call: OpenCall) -> None:
    for start_s in (10.0, 20.0):
        call.add_moment(replace(MAGIC, start_s=start_s, end_s=start_s))
    first, second = call.report.moments
    call.change_moment(replace(first, note="one"))
    call.change_moment(replace(second, note="two"))
    call.undo_stack.undo()
    assert [moment.note for moment in call.report.moments] == ["one", ""]


def test_the_note_on_the_call_is_stored_as_it_is_typed_and_goes_with_its_last_letter(
    call: OpenCall, stored: Callable[[], CallReport]
) -> None:
    for text in ("A", "A calm", "A calm end."):
        call.write_note(text)
    assert [(note.text, note.author) for note in stored().notes] == [("A calm end.", "coach")]
    call.undo_stack.undo()
    assert stored().notes == ()
    call.undo_stack.redo()
    call.write_note("  ")
    assert stored().notes == ()


def test_of_several_notes_the_newest_is_written_and_the_others_stay(
    library: Library, call_id: int, stored: Callable[[], CallReport]
) -> None:
    library.notes.add(call_id, Note("first", "ann"))
    library.notes.add(call_id, Note("second", "ben"))
    before = library.notes.of(call_id)
    call = OpenCall(library, call_id, lambda: "coach")

    call.write_note("second, mended")
    assert [(note.text, note.author) for note in stored().notes] == [("first", "ann"), ("second, mended", "ben")]
    call.write_note("")
    assert [note.text for note in stored().notes] == ["first"]
    call.undo_stack.undo()
    assert stored().notes == before


def test_swapped_roles_are_set_and_undone_they_are_the_guess_again(
    qtbot: QtBot, call: OpenCall, stored: Callable[[], CallReport]
) -> None:
    guess = stored().call.channels
    with qtbot.waitSignal(call.scores_outdated) as told:
        call.swap_roles()
    assert told.args == [call.id]
    assert [(c.role, c.source) for c in stored().call.channels] == [
        (Role.CUSTOMER, RoleSource.SET),
        (Role.AGENT, RoleSource.SET),
    ]
    assert {turn.turn.role for turn in call.report.turns if turn.turn.channel == 0} == {Role.CUSTOMER}
    call.undo_stack.undo()
    assert stored().call.channels == call.report.call.channels == guess
    call.undo_stack.redo()
    call.swap_roles()
    assert [(c.role, c.source) for c in stored().call.channels] == [
        (Role.AGENT, RoleSource.SET),
        (Role.CUSTOMER, RoleSource.SET),
    ]


def test_where_nobody_is_known_the_left_one_becomes_the_agent(
    library: Library, call_id: int, stored: Callable[[], CallReport]
) -> None:
    library.calls.store_channels(call_id, (Channel(0), Channel(1)))
    call = OpenCall(library, call_id, lambda: "coach")
    call.swap_roles()
    assert [channel.role for channel in stored().call.channels] == [Role.AGENT, Role.CUSTOMER]
    call.undo_stack.undo()
    assert stored().call.channels == (Channel(0), Channel(1))


def test_while_scores_are_made_anew_the_call_says_so(library: Library, call: OpenCall) -> None:
    assert not call.outdated
    call.swap_roles()
    assert call.outdated
    job = library.jobs.rescore(call.id)
    assert job is not None
    call.reload()
    assert call.outdated
    library.jobs.mark(job.id, State.DONE)
    call.reload()
    assert not call.outdated


def test_an_edited_turn_keeps_its_times_and_is_found_by_its_new_words(
    call: OpenCall, library: Library, stored: Callable[[], CallReport]
) -> None:
    before = stored()
    turn = before.turns[1].turn
    words = turn.text.split()
    call.edit_turn(turn, " ".join(["Zanzibar", *words[1:]]))

    edited = stored().turns[1].turn
    assert edited.text.split() == ["Zanzibar", *words[1:]]
    assert [(w.start_s, w.end_s) for w in edited.words] == [(w.start_s, w.end_s) for w in turn.words]
    assert [found.call_id for found in library.transcripts.search("zanzibar")] == [call.id]

    call.undo_stack.undo()
    assert stored().turns == before.turns
    assert library.transcripts.search("zanzibar") == []
    call.undo_stack.redo()
    assert stored().turns[1].turn == edited


def test_text_that_stayed_the_same_or_became_empty_leaves_the_turn_alone_or_can_be_undone(call: OpenCall) -> None:
    turn = call.report.turns[0].turn
    call.edit_turn(turn, turn.text)
    assert call.undo_stack.count() == 0
    turns = call.report.turns
    call.edit_turn(turn, "   ")
    call.undo_stack.undo()
    assert call.report.turns == turns


def test_details_are_stored_and_undone(call: OpenCall, stored: Callable[[], CallReport]) -> None:
    before = stored().call.details
    call.describe(Details(agent="agent 207", csat=4.0))
    assert stored().call.details == Details(agent="agent 207", csat=4.0)
    call.undo_stack.undo()
    assert stored().call.details == before


def test_the_waveform_that_was_measured_later_is_kept(
    call: OpenCall, library: Library, invented: Invented, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(call.report_changed):
        call.measured(peaks_for(invented))
    assert library.peaks.of(call.id) is not None


def test_the_edit_menu_names_what_it_undoes(qtbot: QtBot, call: OpenCall) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    group = QUndoGroup(owner)
    group.addStack(call.undo_stack)
    group.setActiveStack(call.undo_stack)
    undo = group.createUndoAction(owner)
    call.add_moment(MAGIC)
    assert undo.text() == "Undo Mark magic"
    call.write_note("x")
    assert undo.text() == "Undo Change note"
    call.swap_roles()
    assert undo.text() == "Undo Swap agent and customer"


ATTEMPTS: dict[str, tuple[str, Callable[[OpenCall], object]]] = {
    "mark": ("moments", lambda call: call.add_moment(MAGIC)),
    "change": ("moments", lambda call: call.change_moment(replace(call.report.moments[0], start_s=1.0))),
    "note": ("moments", lambda call: call.change_moment(replace(call.report.moments[0], note="two"))),
    "remove": ("moments", lambda call: call.remove_moment(call.report.moments[0].id or 0)),
    "call note": ("notes", lambda call: call.write_note("new")),
    "swap": ("channels", lambda call: call.swap_roles()),
    "edit": ("spans", lambda call: call.edit_turn(call.report.turns[0].turn, "Something else")),
    "details": ("calls", lambda call: call.describe(Details(agent="x"))),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_what_the_library_refuses_has_not_happened(
    call: OpenCall, library: Library, stored: Callable[[], CallReport], attempt: str
) -> None:
    table, change = ATTEMPTS[attempt]
    call.add_moment(MAGIC)
    call.change_moment(replace(call.report.moments[0], note="one"))
    before, count = stored(), call.undo_stack.count()
    refuse(library, table)

    with pytest.raises(sqlite3.DatabaseError):
        change(call)

    assert stored() == before
    assert call.report == before
    assert (call.undo_stack.count(), call.undo_stack.index()) == (count, count)
    accept(library, table)
    call.undo_stack.undo()
    assert stored().moments[0].note == ""


@pytest.mark.parametrize("back", [True, False])
def test_an_undo_that_the_library_refuses_can_be_tried_again(
    qtbot: QtBot, call: OpenCall, library: Library, stored: Callable[[], CallReport], back: bool
) -> None:
    call.add_moment(MAGIC)
    call.change_moment(replace(call.report.moments[0], start_s=5.0))
    stack = call.undo_stack
    if not back:
        stack.undo()
    before, index, act = stored(), stack.index(), (stack.undo if back else stack.redo)
    refuse(library, "moments")
    with qtbot.captureExceptions() as told:
        act()
    assert [kind for kind, _, _ in told] == [sqlite3.IntegrityError]
    assert stack.index() == index
    assert stored() == before

    accept(library, "moments")
    act()
    assert stored().moments[0].start_s == (10.0 if back else 5.0)
    assert call.report == stored()
