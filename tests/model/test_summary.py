from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.model.arc import arc_of
from desktop.model.call import Role
from desktop.model.correction import Correction, corrected
from desktop.model.course.pivots import pivots_of
from desktop.model.said.doing import said_to_be_done
from desktop.model.said.ending import welcomed_by_customer
from desktop.model.score import Cue, CueName, Emotion, Score
from desktop.model.scored_turn import ScoredTurn
from desktop.model.span import Word
from desktop.model.summary import Evidence, OutcomeKind, Summary, summary_of
from desktop.model.turn import Turn


def said(*lines: tuple[str, str]) -> list[ScoredTurn]:
    """A call of "a" (agent) and "c" (customer), a turn every ten seconds."""
    return [turn(Role.AGENT if who == "a" else Role.CUSTOMER, text, 10.0 * n) for n, (who, text) in enumerate(lines)]


def turn(role: Role, text: str, start_s: float) -> ScoredTurn:
    words = tuple(
        Word(f" {w}", start_s + 0.3 * i, start_s + 0.3 * i + 0.25, 0.9) for i, w in enumerate(text.split() or ["."])
    )
    return ScoredTurn(Turn(role, 0 if role is Role.AGENT else 1, start_s, words[-1].end_s, words))


def summed(turns: list[ScoredTurn]) -> Summary:
    arc = arc_of([(t.turn, t.score) for t in turns if t.score])
    found = summary_of(turns, arc, pivots_of(turns))
    assert found is not None
    return found


def issue(*lines: tuple[str, str]) -> str | None:
    found = summed(said(*lines)).issue
    return found.text if found else None


def outcome(*lines: tuple[str, str]) -> OutcomeKind:
    return summed(said(*lines)).outcome.kind


@pytest.mark.parametrize(
    ("opening", "request_"),
    [
        ("hi my name is john garcia i would like to reset my password", "i would like to reset my password"),
        ("Hello. I'm calling about a parcel that never came.", "I'm calling about a parcel that never came."),
        ("Good morning, can you tell me when the shop opens?", "can you tell me when the shop opens?"),
        ("Yes, it's one oh four. My boiler hasn't worked since Friday.", "My boiler hasn't worked since Friday."),
        ("Hi, I ordered six plant pots and one was broken.", "I ordered six plant pots and one was broken."),
        ("My name is John Smith and I lost my card", "I lost my card"),
        ("hi my name is mary and my card was stolen yesterday", "my card was stolen yesterday"),
        ("Hello, my account number is four four one and it has been charged twice", "it has been charged twice"),
        ("my name is ann my account number is four one and i lost my card", "i lost my card"),
    ],
)
def test_the_issue_is_the_sentence_that_says_why_they_call(opening: str, request_: str) -> None:
    assert issue(("a", "Good morning, how can I help?"), ("c", opening)) == request_


def test_greetings_names_and_numbers_are_no_issue() -> None:
    assert issue(("a", "hello"), ("c", "hi my name is patricia brown"), ("c", "four four one seven two two")) is None
    assert issue(("c", "my name is ann lee and my account number is four one two")) is None


def test_an_announcement_is_passed_over_for_what_it_announces() -> None:
    opening = "Hello, I've got a question. My invoice was charged twice this month."
    assert issue(("c", opening)) == "My invoice was charged twice this month."


def test_the_clearest_sentence_of_the_opening_counts_and_not_a_later_question() -> None:
    lines = (("c", "My order never arrived and nobody called me back."), ("a", "One moment."))
    assert issue(*lines, ("c", "How long does that take?")) == "My order never arrived and nobody called me back."


def test_a_customer_who_says_that_it_works_leaves_with_it_resolved() -> None:
    lines = (("c", "my router is down"), ("a", "please switch it off and on"), ("c", "oh it works thank you"))
    assert outcome(*lines) is OutcomeKind.RESOLVED


def test_a_call_back_is_a_promise() -> None:
    lines = (("c", "where is my parcel"), ("a", "I'll call you tomorrow with the answer."), ("c", "okay thanks"))
    found = summed(said(*lines)).outcome
    assert found.kind is OutcomeKind.PROMISED
    assert [evidence.text for evidence in found.evidence] == ["I'll call you tomorrow with the answer."]


def test_a_refusal_leaves_it_open() -> None:
    lines = (("c", "i want my money back"), ("a", "We can't do that."), ("c", "that is ridiculous"))
    found = summed(said(*lines)).outcome
    assert found.kind is OutcomeKind.OPEN
    assert {evidence.text for evidence in found.evidence} == {"We can't do that.", "that is ridiculous"}


def test_where_nothing_was_heard_either_way_it_is_open_without_evidence() -> None:
    found = summed(said(("c", "hello there"), ("a", "hello"))).outcome
    assert (found.kind, found.evidence) == (OutcomeKind.OPEN, ())


def test_a_remedy_is_told_by_its_cue_and_not_by_a_phrase_where_there_are_cues() -> None:
    turns = said(("c", "it leaks"), ("a", "a new one is on its way"), ("c", "lovely"), ("a", "i've sent you a survey"))
    cue = Cue(CueName.RELIEF, "a new one is on its way", 0, 23, 0.9)
    found = summed([turns[0], replace(turns[1], cues=(cue,)), *turns[2:]]).outcome
    assert (found.kind, found.evidence[0].text) == (OutcomeKind.RESOLVED, "a new one is on its way")


def test_a_remedy_that_leaves_the_customer_unhappy_settles_nothing() -> None:
    turns = said(("c", "it leaks"), ("a", "i've sent you a new one"), ("c", "a new one that leaks as well"))
    unhappy = [replace(t, score=Score(-0.8, 0.9, Emotion.ANGER)) if t.turn.role is Role.CUSTOMER else t for t in turns]
    assert summed(turns).outcome.kind is OutcomeKind.RESOLVED
    assert summed(unhappy).outcome.kind is OutcomeKind.OPEN


@pytest.mark.parametrize(
    "done",
    [
        "Terrific. It's on the way.",
        "okay then that's all booked",
        "You're all set.",
        "So $135 has been transferred to your savings.",
    ],
)
def test_a_request_that_is_granted_is_resolved_although_nothing_was_wrong(done: str) -> None:
    found = summed(said(("c", "I'd like to buy a lamp."), ("a", done), ("c", "Thank you."), ("a", "Bye."))).outcome
    assert found.kind is OutcomeKind.RESOLVED
    assert done.endswith(found.evidence[0].text)


@pytest.mark.parametrize(
    "not_done",
    ["It leaves us once it's done.", "Is it done?", "That's how it's done every day."],
)
def test_what_is_not_done_yet_resolves_nothing(not_done: str) -> None:
    assert outcome(("c", "I'd like to buy a lamp."), ("a", not_done), ("c", "Thank you.")) is OutcomeKind.OPEN


def test_what_happens_once_it_is_done_or_went_wrong_is_not_done() -> None:
    not_yet = ("Once the money has been sent it takes a week.", "I see the wrong one has been sent.")
    turns = said(("a", "So the money has been sent."), *(("a", text) for text in not_yet))

    assert [found.text for found in said_to_be_done(turns)] == ["So the money has been sent."]


def felt_at_the_end(*lines: tuple[str, str, float | None]) -> OutcomeKind:
    """How a call ended in which all that the agent says is a remedy, with the valence of the customer's turns."""
    turns = said(*((who, text) for who, text, _ in lines))
    remedied = [
        replace(t, cues=(Cue(CueName.RELIEF, t.turn.text, 0, len(t.turn.text), 0.9),))
        if t.turn.role is Role.AGENT
        else t
        for t in turns
    ]
    with_scores = [
        t if value is None else replace(t, score=Score(value, 0.9, Emotion.GRATITUDE if value > 0 else Emotion.ANGER))
        for t, (_, _, value) in zip(remedied, lines, strict=True)
    ]
    return summed(with_scores).outcome.kind


@pytest.mark.parametrize(
    "leave",
    [
        "Perfect, I'll take it, thank you so much.",
        "Great, I'll go ahead and do that, thanks.",
        "never mind, thank you you've been great",
        "Whatever you did it works now, brilliant",
    ],
)
def test_who_leaves_pleased_refuses_nothing_whatever_the_words(leave: str) -> None:
    call = (("c", "it leaks", -0.5), ("a", "i have sent a new one", None))
    assert felt_at_the_end(*call, ("c", leave, 0.7)) is OutcomeKind.RESOLVED


@pytest.mark.parametrize(
    "leave",
    ["Perfect, I'll take it.", "I'll go ahead and do that.", "Whatever you did it works.", "I'll go through it."],
)
def test_a_customer_who_will_do_as_they_are_told_refuses_nothing(leave: str) -> None:
    assert outcome(("c", "it leaks"), ("a", "I've sent a new one."), ("c", leave)) is OutcomeKind.RESOLVED


def test_a_refusal_is_overcome_where_the_customer_was_pleased_after_it() -> None:
    before = (
        ("c", "my lamp is broken", -0.6),
        ("c", "This is ridiculous.", -0.8),
        ("a", "i have sent a new one", None),
    )
    after = (("c", "Oh wonderful thank you.", 0.7), ("c", "That's all I needed.", 0.1), ("c", "Bye.", 0.0))
    assert felt_at_the_end(*before, *after) is OutcomeKind.RESOLVED
    assert felt_at_the_end(*before, ("c", "Okay, bye then.", -0.1)) is OutcomeKind.OPEN
    pleased_first = (before[0], after[0], before[2], before[1])
    assert felt_at_the_end(*pleased_first) is OutcomeKind.OPEN


@pytest.mark.parametrize(
    "leave",
    [
        "Thanks for nothing, this is ridiculous",
        "I'll go to another company",
        "I'll take my business elsewhere",
        "I'll take it further",
        "Whatever",
        "Forget it",
    ],
)
@pytest.mark.parametrize("valence", [None, -0.8])
def test_a_refusal_that_nothing_overcomes_leaves_it_open(leave: str, valence: float | None) -> None:
    call = (("c", "it leaks", valence), ("a", "i have sent a new one", None))
    assert felt_at_the_end(*call, ("c", leave, valence)) is OutcomeKind.OPEN


def test_sarcastic_thanks_by_a_coachs_word_are_no_welcome() -> None:
    turns = said(("c", "it leaks"), ("a", "I've sent you a new one."), ("c", "Oh great thanks a lot that's brilliant."))
    read = [replace(t, score=Score(0.7, 0.9, Emotion.GRATITUDE)) if t.turn.role is Role.CUSTOMER else t for t in turns]
    coached = corrected(read, [Correction(turns[2].turn.middle_s, -0.9)])
    assert welcomed_by_customer(read) is not None
    assert welcomed_by_customer(coached[1:]) is None
    assert "thanks" not in " ".join(each.text for each in summed(list(coached)).outcome.evidence)


def felt(values: list[float]) -> list[ScoredTurn]:
    """A customer who feels so from turn to turn, with an answer after each."""
    lines = [line for n in range(len(values)) for line in (("c", f"this is turn {n} of mine"), ("a", "i see that now"))]
    scores = iter(values)
    return [
        replace(t, score=Score(v := next(scores), 0.9, Emotion.ANGER if v < 0 else Emotion.RELIEF))
        if t.turn.role is Role.CUSTOMER
        else t
        for t in said(*lines)
    ]


def test_start_and_end_are_shown_by_the_turns_that_weigh_most() -> None:
    turns = felt([-0.2, -0.9, -0.3, -0.5, -0.4, 0.3, 0.4, 0.9, 0.2])
    found = summed(turns)
    assert found.start is not None
    assert found.end is not None
    assert (found.start.said, found.start.emotion) == (turns[2], Emotion.ANGER)
    assert (found.end.said, found.end.emotion) == (turns[14], Emotion.RELIEF)


def test_what_turned_it_is_the_largest_rise() -> None:
    turns = felt([-0.8] * 6 + [0.7] * 6)
    found = summed(turns)
    assert found.turned_by is not None
    assert found.turned_by.change.size > 1
    assert summed(felt([0.7] * 6 + [-0.8] * 6)).turned_by is None


def test_nobody_known_to_be_the_customer_has_no_summary() -> None:
    assert summary_of([turn(Role.AGENT, "hello", 0.0), turn(Role.UNKNOWN, "hi", 3.0)], arc_of([]), ()) is None


@given(st.lists(st.tuples(st.sampled_from("ac"), st.text(max_size=60)), min_size=1, max_size=12))
def test_every_evidence_stands_in_the_words_of_its_turn(lines: list[tuple[str, str]]) -> None:
    turns = said(("c", "hello"), *lines)
    found = summed(turns)
    evidence: list[Evidence] = [*([found.issue] if found.issue else []), *found.outcome.evidence]
    for each in evidence:
        assert each.said in turns
        assert 0 <= each.start_char < each.end_char <= len(each.said.turn.text)
        assert each.text.strip()
