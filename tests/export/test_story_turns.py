"""What a story shows as done in between comes behind the customer's words that it shows as before."""

from collections.abc import Sequence
from dataclasses import replace

from export_builders import FELT, full_report, report_with
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.export.story_turns import turn_before, turns_between
from desktop.model.call import Role
from desktop.model.course.pivots import Direction
from desktop.model.report import CallReport
from desktop.model.score import Cue, CueName
from desktop.model.scored_turn import ScoredTurn

# Up by 1.2, down to the low, and up by less.
FELL_AGAIN = (-0.7,) * 5 + (0.5,) * 6 + (-0.9,) * 6 + (0.2,) * 6


def between(report: CallReport) -> tuple[float, list[float]]:
    """When the words before begin, and when the agent's turns in between do."""
    assert report.arc.figures is not None
    before = turn_before(report, report.arc.figures)
    return before.turn.start_s, [said.turn.start_s for said in turns_between(report, report.arc.figures)]


def test_the_pivot_that_counts_is_the_best_one_behind_the_words_before() -> None:
    report = report_with(FELL_AGAIN)
    assert report.summary is not None
    assert report.summary.turned_by is not None
    first, _, last = report.pivots
    before_s, between_s = between(report)
    assert report.summary.turned_by == first
    assert first.t_s < before_s < last.t_s
    assert between_s == [said.turn.start_s for said in last.answers]


def test_where_only_an_earlier_turn_rose_for_long_what_came_before_rises_is_shown() -> None:
    report = report_with((-0.7,) * 5 + (0.5,) * 6 + (-0.9, -0.9, -0.95, -0.85, -0.9, -0.8))
    before_s, between_s = between(report)
    assert [pivot.direction for pivot in report.pivots if pivot.t_s < before_s] == [Direction.UP, Direction.DOWN]
    assert len(report.pivots) == 2
    assert between_s
    assert min(between_s) > before_s


def test_the_answers_that_tell_most_are_shown() -> None:
    report = full_report()
    assert len(FELT) == len(report.arc.points)
    assert report.arc.figures is not None
    assert all(said.cues for said in turns_between(report, report.arc.figures))


def test_where_nothing_was_done_right_before_the_pivot_what_was_done_elsewhere_in_between_is_shown() -> None:
    report = report_with((-0.7,) * 6 + (0.6,) * 6)
    assert report.arc.figures is not None
    shown = turns_between(report, report.arc.figures)
    before_s = turn_before(report, report.arc.figures).turn.start_s
    since = [said for said in report.turns if said.turn.role is Role.AGENT and said.turn.start_s > before_s]
    asked, sorry = [said for said in since if said not in shown][:2]
    done = {asked: with_cue(asked, CueName.QUESTION), sorry: with_cue(sorry, CueName.APOLOGY)}

    told = turns_between(replace(report, turns=tuple(done.get(t, t) for t in report.turns)), report.arc.figures)

    assert told == [done[sorry]]


def with_cue(said: ScoredTurn, name: CueName) -> ScoredTurn:
    return replace(said, cues=(Cue(name, said.turn.text, 0, len(said.turn.text), 0.9),))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(-1, 1), min_size=6, max_size=12).filter(lambda values: min(values) < max(values)))
def test_nothing_in_between_was_said_before(values: Sequence[float]) -> None:
    before_s, between_s = between(report_with(tuple(values)))
    assert all(start_s > before_s for start_s in between_s)
    assert between_s == sorted(between_s)
