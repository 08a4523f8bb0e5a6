"""A call put together from what is stored of it."""

from dataclasses import replace
from datetime import datetime

import pytest

from desktop.model.activation import Activation
from desktop.model.call import Call, Channel, Layout, Recording, Role
from desktop.model.events.event import EventKind
from desktop.model.events.phrases import Voiced
from desktop.model.moment import Moment, MomentType, Note
from desktop.model.report import CallReport, Findings, report_of
from desktop.model.score import Emotion, Score, TurnScore
from desktop.model.span import Span, Word

LEFT_AGENT = (Channel(0, Role.AGENT, 0.9), Channel(1, Role.CUSTOMER, 0.9))
VOICE = Activation(0.4, 1.0, 1.0, 0.5, None, 0.2, None)
RIGHT_AGENT = (Channel(0, Role.CUSTOMER, 0.9), Channel(1, Role.AGENT, 0.9))


def call(channels: tuple[Channel, ...]) -> Call:
    return Call(1, "0" * 64, "/calls/a.wav", datetime(2026, 11, 12, 15), channels=channels)


def spans(pairs: int) -> list[Span]:
    """Channels 0 and 1 in turn, each for a second and a half, two seconds apart."""
    starts = [(channel, 4.0 * n + 2.0 * channel) for n in range(pairs) for channel in (0, 1)]
    return [
        Span(c, s, s + 1.5, (Word(" well", s, s + 0.75, 1.0), Word(" yes.", s + 0.75, s + 1.5, 1.0))) for c, s in starts
    ]


def scores(pairs: int) -> list[TurnScore]:
    """A score for every turn of both channels, which a program that keeps its promise never stores."""
    score = Score(-0.5, 1.0, Emotion.ANGER, VOICE)
    return [TurnScore(span.channel, span.start_s, score) for span in spans(pairs)]


@pytest.mark.parametrize("channels", [LEFT_AGENT, RIGHT_AGENT])
def test_agents_have_no_score_even_where_one_is_stored(channels: tuple[Channel, ...]) -> None:
    report = report_of(call(channels), spans(7), Findings(scores(7)))

    by_role = {role: [t.score for t in report.turns if t.turn.role is role] for role in Role}
    assert by_role[Role.AGENT] == [None] * 7
    assert by_role[Role.CUSTOMER] == [Score(-0.5, 1.0, Emotion.ANGER, VOICE)] * 7
    customer = next(c.index for c in channels if c.role is Role.CUSTOMER)
    assert [point.t_s for point in report.arc.points] == [4.0 * n + 2.0 * customer + 0.75 for n in range(7)]


@pytest.mark.parametrize("channels", [(), (Channel(0),), (Channel(0), Channel(1))])
def test_people_who_are_not_told_apart_have_no_feelings(channels: tuple[Channel, ...]) -> None:
    report = report_of(call(channels), spans(7), Findings(scores(7)))

    assert {(t.turn.role, t.score) for t in report.turns} == {(Role.UNKNOWN, None)}
    assert report.arc.points == ()
    assert not report.arc.enough


def test_a_call_in_a_language_that_nobody_reads_has_turns_and_no_arc() -> None:
    report = report_of(call(LEFT_AGENT), spans(7), Findings())

    assert len(report.turns) == 14
    assert (report.arc.points, report.arc.enough) == ((), False)


def test_six_scored_turns_make_an_arc_and_five_do_not() -> None:
    assert [report_of(call(LEFT_AGENT), spans(n), Findings(scores(n))).arc.enough for n in (5, 6)] == [False, True]


def test_scores_of_turns_that_are_no_more_are_left_out() -> None:
    report = report_of(
        call(LEFT_AGENT), spans(2), Findings((TurnScore(1, 2.5, Score(1.0, 1.0)), TurnScore(0, 2.0, Score(1.0, 1.0))))
    )

    assert [t.score for t in report.turns] == [None] * 4


def test_moments_and_notes_come_along_and_cues_are_empty() -> None:
    moment, note = Moment(MomentType.MISERY, 1.0, 1.0, "here"), Note("a hard call")

    report = report_of(call(LEFT_AGENT), spans(1), Findings(), [moment], [note])

    assert (report.moments, report.notes) == ((moment,), (note,))
    assert all(t.cues == () for t in report.turns)


@pytest.mark.parametrize(
    ("layout", "told"), [(Layout.STEREO, True), (Layout.BLEED, False), (Layout.MONO, False), (None, True)]
)
def test_two_voices_at_once_are_told_where_each_has_a_channel_of_its_own(layout: Layout | None, told: bool) -> None:
    recording = Recording(60.0, 2, layout) if layout else None
    flow = tuple(Word(" word", 0.5 * n, 0.5 * n + 0.5, 1.0) for n in range(12))
    cutting = tuple(Word(" but", 3.0 + 0.5 * n, 3.5 + 0.5 * n, 1.0) for n in range(4))
    said = [Span(0, 0.0, 6.0, flow), Span(1, 3.0, 5.0, cutting)]

    report = report_of(replace(call(LEFT_AGENT), recording=recording), said, Findings())

    assert [event.kind is EventKind.INTERRUPTION for event in report.events] == [True] * told


def test_what_one_microphone_hears_counts_for_whoever_has_the_words() -> None:
    mono = replace(call(LEFT_AGENT), recording=Recording(60.0, 1, Layout.MONO), split_confidence=0.9)
    said = [Span(0, 0.0, 1.0, (Word(" well", 0.0, 1.0, 1.0),)), Span(1, 2.0, 4.0, (Word(" yes", 2.0, 4.0, 1.0),))]

    talk = report_of(mono, said, Findings(voiced=(Voiced(0, 0.0, 1.0), Voiced(0, 2.0, 5.0)))).talk

    assert talk is not None
    assert (talk.agent_s, talk.customer_s) == (1.0, 3.0)


class TestTurnAt:
    @pytest.fixture
    def report(self) -> CallReport:
        return report_of(call(LEFT_AGENT), spans(3), Findings())

    @pytest.mark.parametrize(
        ("t_s", "start_s"), [(0.0, 0.0), (1.5, 0.0), (1.8, 0.0), (2.0, 2.0), (4.7, 4.0), (99.0, 10.0)]
    )
    def test_the_turn_heard_or_the_last_one_begun(self, report: CallReport, t_s: float, start_s: float) -> None:
        found = report.turn_at(t_s)

        assert found is not None
        assert found.turn.start_s == start_s

    def test_of_one_role(self, report: CallReport) -> None:
        found = report.turn_at(4.5, Role.CUSTOMER)

        assert found is not None
        assert (found.turn.role, found.turn.start_s) == (Role.CUSTOMER, 2.0)

    def test_nobody_has_spoken_yet(self, report: CallReport) -> None:
        assert report.turn_at(1.0, Role.CUSTOMER) is None
        assert report_of(call(LEFT_AGENT), [], Findings()).turn_at(5.0) is None

    def test_the_longer_turn_goes_on_behind_a_backchannel(self) -> None:
        flow = Span(0, 0.0, 6.0, tuple(Word(" w", n / 2, n / 2 + 0.5, 1.0) for n in range(12)))
        report = report_of(call(LEFT_AGENT), [flow, Span(1, 2.0, 2.25, (Word(" mhm", 2.0, 2.25, 1.0),))], Findings())

        found = [report.turn_at(t_s) for t_s in (2.1, 4.0)]

        assert [t.turn.text[:3] for t in found if t is not None] == ["mhm", "w w"]
