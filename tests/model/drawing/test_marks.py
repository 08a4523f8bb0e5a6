from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop.model.call import Role
from desktop.model.drawing.marks import EventRow, SaidCue, bunched, cue_marks, event_marks, stop_after, stop_before
from desktop.model.events.event import Event, EventKind, Measure, Reason
from desktop.model.score import Cue, CueName
from desktop.model.scored_turn import ScoredTurn
from desktop.model.span import Word
from desktop.model.turn import Turn

times = st.lists(st.floats(0, 5000), max_size=60).map(sorted)


def event(kind: EventKind, start_s: float, length_s: float, role: Role = Role.AGENT) -> Event:
    return Event(kind, start_s, start_s + length_s, role, 0, None, Reason(Measure.SECONDS, length_s, 3.0))


@given(times, st.floats(0.01, 100))
def test_every_mark_is_in_one_bunch_and_bunches_are_never_too_close(starts: list[float], least_s: float) -> None:
    bunches = bunched(starts, least_s)
    assert [place for bunch in bunches for place in bunch] == list(range(len(starts)))
    assert all(starts[after.start] - starts[before.start] >= least_s for before, after in pairwise(bunches))


@given(times, st.floats(0, 5000))
def test_the_next_stop_is_the_nearest_behind_and_the_one_before_the_nearest_ahead(
    stops: list[float], t_s: float
) -> None:
    after, before = stop_after(stops, t_s), stop_before(stops, t_s)
    assert after is None or (stops[after] > t_s and all(s <= t_s + 0.05 for s in stops[:after]))
    assert before is None or (stops[before] < t_s and all(s >= t_s - 0.05 for s in stops[before + 1 :]))


def test_events_stand_in_the_row_of_whoever_did_them() -> None:
    marks = event_marks(
        [
            event(EventKind.HOLD, 30.0, 20.0),
            event(EventKind.SILENCE, 10.0, 4.0, Role.CUSTOMER),
            event(EventKind.INTERRUPTION, 20.0, 1.0, Role.CUSTOMER),
            event(EventKind.FAST_SPEECH, 25.0, 3.0),
        ],
        3.0,
    )
    rows = [EventRow.NOBODY, EventRow.CUSTOMER, EventRow.AGENT, EventRow.NOBODY]
    assert [mark.row for mark in marks] == rows
    assert [mark.start_s for mark in marks] == [10.0, 20.0, 25.0, 30.0]


def test_an_answer_is_shown_only_where_it_was_long_in_coming() -> None:
    answers = [event(EventKind.ANSWER, 10.0, 0.4), event(EventKind.ANSWER, 50.0, 6.0)]
    assert event_marks(answers, 8.0) == ()
    marks = event_marks(answers, 3.0)
    assert [mark.start_s for mark in marks] == [50.0]


def test_cues_are_an_agents_and_stand_where_their_words_are_heard() -> None:
    words = (Word(" So", 1.0, 1.2, 1.0), Word(" sorry.", 2.0, 2.5, 1.0))
    cue = Cue(CueName.APOLOGY, "sorry.", 3, 9, 0.9)
    said = [ScoredTurn(Turn(role, 0, 1.0, 2.5, words), None, (cue,)) for role in (Role.AGENT, Role.CUSTOMER)]
    (mark,) = cue_marks(said)
    assert (mark.start_s, mark.end_s) == (2.0, 2.5)
    assert mark.thing == SaidCue(cue, said[0])
