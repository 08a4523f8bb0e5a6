import re
from dataclasses import replace

import pytest
from export_builders import CUSTOMER, VOICE, full_report, report_with
from hypothesis import given
from hypothesis import strategies as st
from sentence_builders import event, felt, said

from desktop.export.sentences.beneath import beneath_lines, beneath_words
from desktop.export.sentences.corrections import corrections_words, split_words
from desktop.export.sentences.events import event_name, event_words
from desktop.export.sentences.names import adjective, cue_words, in_a_row, ordinal
from desktop.export.sentences.pivots import just_before, pivot_told
from desktop.export.sentences.summary import outcome_words, summary_parts
from desktop.export.sentences.turn import activation_words, why
from desktop.export.sentences.verdict import condition_lines, verdict_words
from desktop.export.wording import wording
from desktop.model.arc import arc_of
from desktop.model.beneath import Beneath
from desktop.model.call import Role
from desktop.model.course.win import win_of
from desktop.model.events.event import EventKind, Measure, Reason
from desktop.model.score import Cue, CueName, Emotion, Score
from desktop.model.summary import OutcomeKind

WORDS = wording("en")


def test_everything_that_can_be_found_has_a_name() -> None:
    assert all(adjective(emotion) for emotion in Emotion)
    assert len({cue_words(name) for name in CueName}) == len(CueName)
    assert len({event_name(kind) for kind in EventKind}) == len(EventKind)
    assert len({outcome_words(kind) for kind in OutcomeKind}) == len(OutcomeKind)


def test_things_are_listed_and_counted_as_one_says_them() -> None:
    assert [in_a_row(list(parts)) for parts in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
    assert [ordinal(n) for n in (1, 2, 11, 12, 13, 21, 22, 103, 111)] == [
        *("first", "second", "eleventh", "twelfth", "13th", "21st", "22nd", "103rd", "111th"),
    ]


def test_a_dot_says_what_the_words_and_what_the_voice_had_to_say() -> None:
    score = Score(-0.66, 0.82, Emotion.FRUSTRATION, VOICE, -0.6)
    assert why(score, WORDS) == (
        "−0.7 very unhappy · frustration · confidence 82%",
        "Words −0.60; the voice is louder (+2.1) and higher (+1.0) than usual: −0.66.",
    )
    assert activation_words(VOICE, WORDS) == "Voice +0.6: louder (+2.1) and higher (+1.0) than usual."


def test_a_voice_as_usual_is_not_told_of() -> None:
    flat = replace(VOICE, value=0.0, level=0.1, pitch=-0.2)
    assert why(Score(-0.3, 0.5, voice=flat), WORDS) == ("−0.3 unhappy · confidence 50%",)


def test_a_coach_stands_beside_what_the_model_had_said() -> None:
    told = why(Score(0.3, 1.0, Emotion.WORRY, VOICE, -0.36, estimate=-0.4), WORDS)
    assert told[0] == "+0.3 pleased"
    assert told[1] == "Set by a coach to +0.3; the model had said −0.4."
    assert told[2].endswith(": −0.40.")


@pytest.mark.parametrize(
    ("kind", "reason", "told"),
    [
        (EventKind.SILENCE, Reason(Measure.SECONDS, 6.0, 3.0), "Nobody spoke for 6 s after the agent; the customer"),
        (EventKind.HOLD, Reason(Measure.SECONDS, 6.0, 3.0, words="one moment"), "had asked for time: “one moment”"),
        (EventKind.OVERLAP, Reason(Measure.SECONDS, 0.4, 0.25), "The agent came in over the customer for 0.4 s."),
        (EventKind.INTERRUPTION, Reason(Measure.SECONDS, 0.9, 0.5), "cut in on the customer; both spoke for 0.9 s"),
        (EventKind.FAST_SPEECH, Reason(Measure.WORDS_A_MINUTE, 231.2, 210, 150), "231 words a minute, usually 150."),
        (EventKind.LONG_MONOLOGUE, Reason(Measure.SECONDS, 52.0, 45.0), "at a stretch. Over 45 s counts."),
        (EventKind.ANSWER, Reason(Measure.VALENCE, -0.8, -0.4, words="no"), "the customer was at −0.8: “no”"),
    ],
)
def test_an_event_says_why_it_counts(kind: EventKind, reason: Reason, told: str) -> None:
    assert told in event_words(event(kind, 10.0, 16.0, reason=reason), WORDS)


def test_a_pivot_says_how_far_and_what_happened_just_before() -> None:
    pivot = full_report().pivots[0]
    told = pivot_told(pivot, WORDS)
    assert re.match(r"Up \+1\.\d from −0\.\d to \+0\.\d at 0:\d\d\. What happened just before: The agent ", told)
    assert just_before(pivot) == "The agent apologised (“you will have it”) and offered a remedy (“on friday morning”)."
    assert just_before(pivot) in told
    assert just_before(replace(pivot, answers=())) == "The agent had not spoken before."


def test_what_the_agent_did_stands_with_its_own_words_whichever_turn_they_are_from() -> None:
    sorry = Cue(CueName.APOLOGY, "i am so\nsorry", 0, 14, 0.9)
    asked = said(Role.AGENT, 30.0, "can i just take the order number please")
    answers = (said(Role.AGENT, 20.0, "i am so sorry", cues=(sorry, sorry)), asked)
    pivot = replace(full_report().pivots[0], answers=answers)
    assert just_before(pivot) == "The agent apologised (“i am so sorry”)."
    nothing_done = replace(pivot, answers=(asked,))
    assert just_before(nothing_done) == "The agent said: “can i just take the order number please”"
    long = replace(sorry, text=" ".join(["very"] * 40))
    cut_off = just_before(replace(pivot, answers=(replace(asked, cues=(long,)),)))
    assert cut_off == f"The agent apologised (“{'very ' * 12}…”)."


@given(st.sampled_from([0.0, 1e-4, 0.002, 0.004, 0.03]), st.booleans())
def test_a_verdict_never_writes_alike_what_it_holds_to_be_different(by: float, below: bool) -> None:
    verdict = win_of(arc_of(()))
    at_edge = replace(verdict.start, value=verdict.start.threshold + (-by if below else by))
    line = condition_lines(replace(verdict, start=at_edge), WORDS)[1]
    asked = line.asked.removeprefix("at most ")
    assert (line.value == asked) is (by == 0.0)
    assert len(line.value) == len(asked)


def test_a_value_near_its_threshold_is_written_with_as_many_digits_as_tell_them_apart() -> None:
    verdict = win_of(arc_of(()))
    near = replace(verdict, start=replace(verdict.start, value=-0.196), end=replace(verdict.end, value=0.1996))
    _, start, _, end = condition_lines(near, WORDS)
    assert (start.value, start.asked, start.met) == ("−0.196", "at most −0.200", False)
    assert (end.value, end.asked, end.met) == ("+0.1996", "at least +0.2000", False)


def test_a_verdict_shows_every_value_with_its_threshold() -> None:
    verdict = full_report().win
    told = verdict_words(verdict, WORDS)
    assert told.startswith("A win candidate: customer turns 12 (at least 6: yes), start −0.")
    assert "end +0.7" in told
    none = win_of(arc_of(()))
    assert "Not a win candidate" in verdict_words(none, WORDS)
    assert [(line.value, line.met) for line in condition_lines(none, WORDS)] == [
        ("0", False),
        *[("not known", False)] * 3,
    ]


def test_corrections_are_counted() -> None:
    assert corrections_words(full_report()) is None
    assert corrections_words(full_report(corrections=((0, 0.5), (2, 0.1)))) == "2 of 12 turns corrected"


def test_a_split_says_how_sure_it_is() -> None:
    call = report_with().call
    assert split_words(call, WORDS) is None
    told = split_words(replace(call, split_confidence=0.92), WORDS)
    assert told == "One microphone: two voices told apart, 92% sure"


def test_beneath_the_anger_stands_its_quote_or_that_nothing_was_heard() -> None:
    angry, worried = felt(72.0, -0.9, Emotion.ANGER), felt(41.0, -0.5, Emotion.WORRY, "i am afraid it is lost")
    assert beneath_words(Beneath((angry,), Emotion.WORRY, worried)) == (
        "Beneath the anger at 1:12: worry, “i am afraid it is lost” at 0:41"
    )
    assert (
        beneath_words(Beneath((felt(5.0, -0.4, Emotion.FRUSTRATION),))) == "Beneath the frustration at 0:05: not heard"
    )


def test_runs_of_anger_with_the_same_beneath_them_share_a_line() -> None:
    worried = felt(41.0, -0.5, Emotion.WORRY, "i am afraid it is lost")
    angry, annoyed = felt(72.0, -0.9, Emotion.ANGER), felt(90.0, -0.5, Emotion.FRUSTRATION)
    runs = [Beneath((angry,), Emotion.WORRY, worried), Beneath((annoyed,)), Beneath((annoyed,), Emotion.WORRY, worried)]
    assert beneath_lines(runs) == (
        "the anger at 1:12 and the frustration at 1:30: worry, “i am afraid it is lost” at 0:41",
        "the frustration at 1:30: not heard",
    )
    assert beneath_lines(()) == ()


def test_a_summary_has_four_parts_each_with_its_evidence() -> None:
    parts = {part.name: part for part in summary_parts(full_report(), WORDS)}
    assert list(parts) == ["Issue", "Feeling", "What turned it", "Outcome"]
    assert parts["Issue"].evidence[0].text == "my order never came and i have been waiting for three weeks"
    assert [quote.who for quote in parts["Feeling"].evidence] == ["Customer", "Customer"]
    assert all(part.told or part.evidence for part in parts.values())


def test_a_summary_says_what_is_not_known() -> None:
    parts = {part.name: part for part in summary_parts(report_with((0.1,), lines=[(CUSTOMER, "hi")]), WORDS)}
    assert parts["Issue"].told == "No clear request was heard."
    assert "Feeling" not in parts
    assert summary_parts(replace(full_report(), summary=None), WORDS) == ()


def test_seconds_and_shares_follow_the_locale() -> None:
    assert [wording(name).seconds(0.44) for name in ("en", "de")] == ["0.4 s", "0,4 s"]
    assert wording("en").seconds(42.3) == "42 s"
    assert said(Role.AGENT, 0.0).turn.duration_s > 0
