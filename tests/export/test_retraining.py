import csv
import io

import pytest
from export_builders import ANSWERED, SAID, full_report
from hypothesis import given
from hypothesis import strategies as st

from desktop.export.retraining import COLUMNS, corrected_in, corrections_csv
from desktop.export.wording import one_line
from desktop.model.correction import Correction
from desktop.model.report import CallReport


def rows(report: CallReport, *corrections: Correction) -> list[dict[str, str]]:
    table = corrections_csv(corrected_in(report, corrections))
    return list(csv.DictReader(io.StringIO(table)))


def test_a_corrected_turn_stands_with_what_was_said_before_it() -> None:
    report = full_report(corrections=((3, 0.25),))
    turn = next(t for t in report.turns if t.score and t.score.corrected)
    (row,) = rows(report, Correction(turn.turn.middle_s, 0.25, "Robin"))
    assert list(row) == list(COLUMNS)
    assert (row["role"], row["text"]) == ("customer", SAID[3])
    assert (row["before_2"], row["before_1"]) == (SAID[2], ANSWERED[2])
    assert (row["before_2_role"], row["before_1_role"]) == ("customer", "agent")
    assert (float(row["estimate"]), float(row["valence"]), row["author"]) == (-0.7, 0.25, "Robin")
    assert row["call"] == report.call.sha256[:12]


def test_the_first_turn_has_nothing_before_it() -> None:
    report = full_report(corrections=((0, 0.5),))
    turn = next(t for t in report.turns if t.score and t.score.corrected)
    (row,) = rows(report, Correction(turn.turn.middle_s, 0.5))
    assert (row["before_2"], row["before_1"], row["made_at"]) == ("", "", "")


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+1", "-2 and so on", "@sum", " \t=1+1"])
def test_no_cell_of_words_is_taken_for_a_formula(text: str) -> None:
    report = full_report(corrections=((1, 0.5),), said=(SAID[0], text, *SAID[2:]))
    turn = next(t for t in report.turns if t.score and t.score.corrected)
    (row,) = rows(report, Correction(turn.turn.middle_s, 0.5, "=author"))
    assert row["text"].startswith("'")
    assert row["author"] == "'=author"


CORRECTED = full_report(corrections=((0, 0.5),))
CORRECTED_AT_S = next(t.turn.middle_s for t in CORRECTED.turns if t.score and t.score.corrected)


@given(st.text(max_size=20) | st.text(alphabet="'=+-@− a", max_size=6))
def test_one_apostrophe_taken_away_leaves_what_was_written(text: str) -> None:
    (row,) = rows(CORRECTED, Correction(CORRECTED_AT_S, 0.5, text))
    assert row["author"].removeprefix("'") == one_line(text)


def test_what_nobody_corrected_is_not_in_the_table() -> None:
    assert rows(full_report()) == []
