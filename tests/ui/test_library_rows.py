"""The order of the rows, the filter, and the words in the cells: all without a window."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from library_rows import FIRST_DAY, GONE, failed, store, waiting

from desktop.model.analysis_version import ANALYSIS_VERSION
from desktop.model.arc import ArcFigures
from desktop.model.call import Details
from desktop.model.report import NoArc
from desktop.protocol import Stage
from desktop.storage.jobs import State
from desktop.storage.library import Library
from desktop.storage.transcripts import Found
from desktop.ui.library.columns import Column, sort_key
from desktop.ui.library.rows import CallRows, Filter, Standing
from desktop.ui.library.words import CallRow, Phrases, time_left
from desktop.ui.queue.jobs import Running
from tools.invented_calls import Invented

_FIGURES = ArcFigures(-0.6, -0.8, 40.0, 0.5, -0.1, 1.1, 1.3)
_LENGTHS = st.lists(st.one_of(st.none(), st.floats(0, 9000)), max_size=30)


def _rows(*calls: object) -> CallRows:
    rows = CallRows()
    rows.replace(calls)  # type: ignore[arg-type]
    return rows


def _ready(call_id: int, figures: ArcFigures = _FIGURES) -> object:
    return waiting(call_id, state=State.DONE, analysed=True, figures=figures, why_no_arc=None)


@given(_LENGTHS, st.booleans())
def test_lengths_are_sorted_with_the_unknown_ones_last_both_ways(lengths: list[float | None], descending: bool) -> None:
    rows = _rows(*(waiting(number, duration_s=length) for number, length in enumerate(lengths)))

    rows.sort(Column.LENGTH, descending=descending)

    shown = [lengths[call_id] for call_id in rows.shown]
    known = [length for length in shown if length is not None]
    assert known == sorted(known, reverse=descending)
    assert shown == known + [None] * (len(shown) - len(known))


@given(_LENGTHS, st.lists(st.tuples(st.integers(0, 40), st.floats(0, 9000)), max_size=10))
def test_rows_that_change_one_by_one_end_up_where_a_new_table_has_them(
    lengths: list[float | None], changes: list[tuple[int, float]]
) -> None:
    rows = _rows(*(waiting(number, duration_s=length) for number, length in enumerate(lengths)))
    rows.sort(Column.LENGTH, descending=True)
    for call_id, length in changes:
        rows.put(waiting(call_id, duration_s=length))

    fresh = _rows(*rows.all())
    fresh.sort(Column.LENGTH, descending=True)
    assert rows.shown == fresh.shown


def test_a_call_without_a_start_is_sorted_by_when_it_was_added() -> None:
    rows = _rows(waiting(1), waiting(2, details=Details(started_at=FIRST_DAY.replace(year=2020))), waiting(3))

    assert rows.shown == [3, 1, 2]


@pytest.mark.parametrize("column", Column)
def test_every_column_sorts(column: Column) -> None:
    rows = _rows(waiting(1), _ready(2), failed(3), _ready(4, replace(_FIGURES, end=0.9, low=-0.9, needle=1.5)))

    for descending in (True, False):
        rows.sort(column, descending=descending)
        assert sorted(rows.shown) == [1, 2, 3, 4]


def test_what_is_in_work_comes_before_what_failed_and_what_is_ready() -> None:
    calls = (_ready(1), failed(2), waiting(3), waiting(4, state=State.RUNNING), waiting(5, state=State.CANCELLED))
    rows = _rows(*calls)
    rows.sort(Column.STATE, descending=False)

    assert rows.shown == [4, 3, 2, 5, 1]


@pytest.mark.parametrize(
    ("words", "shown"),
    [("KIM", [1]), ("order-2", [2]), ("billing", [2]), ("kim order 4417", [1]), ("recordings", []), ("  ", [2, 1])],
)
def test_the_filter_reads_what_is_known_of_a_call(words: str, shown: list[int]) -> None:
    rows = _rows(
        waiting(1, details=Details(agent="Kim", customer_ref="order 4417")),
        waiting(2, details=Details(queue="billing")),
    )
    rows.narrow(Filter(words))

    assert rows.shown == shown


def test_calls_in_which_the_words_were_said_are_let_through_too() -> None:
    rows = _rows(waiting(1), waiting(2))
    rows.narrow(Filter("parcel", found={2}))

    assert rows.shown == [2]


@pytest.mark.parametrize(
    ("standing", "shown"), [(Standing.IN_WORK, [4, 3]), (Standing.READY, [1]), (Standing.FAILED, [2])]
)
def test_the_state_narrows_the_table(standing: Standing, shown: list[int]) -> None:
    rows = _rows(_ready(1), failed(2), waiting(3), waiting(4, state=State.RUNNING))
    rows.narrow(Filter(standing=standing))

    assert rows.shown == shown


# Words


def test_a_ready_row_says_its_figures_with_a_real_minus() -> None:
    cells = Phrases("en").row(CallRow(_ready(1))).cells  # type: ignore[arg-type]

    assert (cells[Column.COURSE], cells[Column.LOW], cells[Column.NEEDLE]) == ("−0.6 → +0.5", "−0.8", "+1.1")
    assert cells[Column.STATE] == "● ready"


def test_dates_and_figures_are_written_as_the_locale_does() -> None:
    details = Details(started_at=FIRST_DAY)
    call = waiting(1, state=State.DONE, analysed=True, figures=_FIGURES, why_no_arc=None, details=details)
    cells = Phrases("de").row(CallRow(call)).cells

    assert cells[Column.STARTED] == "12.11.2026, 14:03"
    assert cells[Column.LOW] == "−0,8"


def test_an_arc_is_told_in_words() -> None:
    spoken = Phrases("en").spoken(CallRow(_ready(1)), Column.ARC)  # type: ignore[arg-type]

    assert "very unhappy (−0.6)" in spoken
    assert "lowest at 0:40 (−0.8)" in spoken
    assert "ended pleased (+0.5)" in spoken


def test_a_failed_row_says_what_happened_and_what_to_do() -> None:
    words = Phrases("en").row(CallRow(failed(1)))

    assert words.message == f"{GONE.what} {GONE.fix}"
    assert words.cells[Column.STATE] == "! failed"


def test_a_failure_leaves_an_earlier_arc_to_be_seen() -> None:
    call = waiting(1, state=State.FAILED, failure=GONE, analysed=True, figures=_FIGURES, why_no_arc=None)
    words, hint = Phrases("en").row(CallRow(call)), Phrases("en").hint(CallRow(call), Column.STATE)

    assert (words.message, words.cells[Column.STATE]) == ("", "! failed again")
    assert hint == f"{GONE.what} {GONE.fix}"


def test_too_few_turns_are_said_instead_of_drawn() -> None:
    call = waiting(1, state=State.DONE, analysed=True, why_no_arc=NoArc.FEW_TURNS, customer_turns=3)

    assert Phrases("en").row(CallRow(call)).message == "Too few customer turns to draw an arc (3 of 6)."


@pytest.mark.parametrize(
    ("running", "said"),
    [
        (Running(1, "a.wav", Stage.LISTENING, 0.42, 61.0), "◔ 1 min left"),
        (Running(1, "a.wav", Stage.LISTENING, 0.42, 20.0), "◔ under a minute left"),
        (Running(1, "a.wav", Stage.READING), "◔ reading the recording"),
        (Running(1, "a.wav", Stage.LOADING, 0.1), "◔ loading the model"),
    ],
)
def test_a_running_row_says_how_long_it_takes_or_what_it_is_at(running: Running, said: str) -> None:
    assert Phrases("en").row(CallRow(waiting(1), running)).cells[Column.STATE] == said


def test_hours_that_are_left_are_said_as_hours() -> None:
    assert [time_left(s) for s in (3600 * 2 + 300, 3590, 60)] == ["2 h 5 min left", "1 h 0 min left", "1 min left"]


def test_hostile_names_stay_on_one_line() -> None:
    call = waiting(1, file="/x/a\n\x1b[2J\u202eb.wav", details=Details(agent="Kim\x00\n<b>"))
    cells = Phrases("en").row(CallRow(call)).cells

    assert not any(ord(letter) < 32 or letter == "\u202e" for cell in cells for letter in cell)


def test_the_sentence_that_was_found_begins_near_the_words() -> None:
    found = Found(1, 1, 72.0, "I have told you that this is the third parcel already")
    row = CallRow(waiting(1), found=found, searched="PARC")

    assert Phrases("en").row(row).found == "1:12  “… is the third parcel already”"


def test_a_stored_call_has_a_line_and_every_figure(library: Library, invented: Invented) -> None:
    call = store(library, 7, invented)

    assert len(call.line()) >= 6
    assert all(sort_key(call, column) is not None for column in Column)


def test_a_win_candidate_and_a_low_end_are_said_in_the_state() -> None:
    win = replace(_ready(1), win_candidate=True)  # type: ignore[type-var]
    low = replace(_ready(2), low_at_end=True)  # type: ignore[type-var]
    cells = [Phrases("en").row(CallRow(call)).cells[Column.STATE] for call in (win, low)]  # type: ignore[arg-type]
    assert cells == ["● ready · win candidate", "● ready · low at the end"]


def test_the_table_can_be_narrowed_to_win_candidates() -> None:
    rows = _rows(_ready(1), replace(_ready(2), win_candidate=True), waiting(3))  # type: ignore[type-var]
    rows.narrow(Filter(standing=Standing.WINS))
    assert rows.shown == [2]


def test_corrections_and_an_older_version_are_told_on_hover() -> None:
    call = replace(_ready(1), corrected_turns=3, customer_turns=41, analysis_version=1)  # type: ignore[type-var]
    phrases, row = Phrases("en"), CallRow(call)
    assert "3 of 41 turns corrected" in phrases.hint(row, Column.ARC)
    assert "older version" in phrases.hint(row, Column.STATE)
    assert "older version" not in phrases.hint(CallRow(replace(call, analysis_version=ANALYSIS_VERSION)), Column.STATE)
