"""The model that ships, with its real weights: what it makes of calls, and what it is never asked."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.analysis.text.network import MODEL, VOCABULARY, Odds, TextNetwork
from desktop.analysis.text.reader import TextReader
from desktop.analysis.text.tokens import Tokeniser
from desktop.errors import MissingModel
from desktop.model.call import Role
from desktop.model.score import Cue, CueName, Score
from desktop.model.span import Word
from desktop.model.turn import Turn
from desktop.model.utterance import Utterance
from desktop.paths import resources

READER = TextReader()
CUSTOMER, AGENT = Role.CUSTOMER, Role.AGENT
SILENT = Odds(
    np.zeros(5, np.float32), np.zeros(11, np.float32), np.full(16, -9, np.float32), np.zeros((0, 16), np.float32)
)
Line = tuple[Role, str]


def read(*lines: Line) -> list[Score | None]:
    return [each.score for each in READER.read_conversations([[Utterance(*line) for line in lines]])[0]]


def feeling(*lines: Line) -> float:
    score = read(*lines)[-1]
    assert score is not None
    return score.valence


def cues(*lines: Line) -> tuple[Cue, ...]:
    return READER.read_conversations([[Utterance(*line) for line in lines]])[0][-1].cues


@pytest.mark.parametrize(
    "text",
    [
        "I have been on hold for forty minutes.",
        "this is the second time my order never showed up",
        "I've called three times about this.",
        "you people promised it for tuesday and it's friday now",
    ],
)
def test_frustration_needs_no_negative_word(text: str) -> None:
    assert feeling((CUSTOMER, text)) < -0.25


@pytest.mark.parametrize(
    "text",
    ["no, that helped a lot", "oh that's brilliant, thank you so much for sorting that out", "perfect, you saved me"],
)
def test_what_helped_is_good(text: str) -> None:
    assert feeling((CUSTOMER, text)) > 0.1


@pytest.mark.parametrize(
    "text",
    ["my order number is 4 1 7 2 2 9", "yes", "my name is Anna Keller", "I'd like to change my address please"],
)
def test_facts_are_neither(text: str) -> None:
    assert abs(feeling((CUSTOMER, text))) < 0.2


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("And what date is on the invoice?", "it's the second of march"),
        ("What does the display say?", "it says error 43"),
        ("Which account is it?", "the policy is in my late father's name, the account ends in 40"),
        ("Is there anything else?", "no that was all thanks bye"),
    ],
)
def test_facts_that_were_asked_for_are_neither(question: str, fact: str) -> None:
    assert abs(feeling((AGENT, question), (CUSTOMER, fact))) < 0.25


def test_a_no_to_a_question_about_a_trouble_may_be_good() -> None:
    question = (AGENT, "Did the reset help?")

    assert feeling(question, (CUSTOMER, "no that helped a lot")) > 0.25
    assert feeling(question, (CUSTOMER, "no, it still blinks")) < 0


def test_a_no_takes_its_feeling_from_the_question() -> None:
    complaint = (CUSTOMER, "the internet has been down for three days and I work from home")
    bad = feeling(complaint, (AGENT, "Has anybody called you back?"), (CUSTOMER, "no nobody"))
    fact = feeling((CUSTOMER, "I'd like to book a table"), (AGENT, "Do you need a child seat?"), (CUSTOMER, "no"))

    assert bad < fact


def test_agents_and_strangers_are_never_scored_and_customers_have_no_cues() -> None:
    said = "I'm so angry and so sorry, that was our mistake."
    readings = READER.read_conversations([[Utterance(role, said) for role in Role]])[0]

    scored = {role: reading.score is not None for role, reading in zip(Role, readings, strict=True)}
    with_cues = {role: bool(reading.cues) for role, reading in zip(Role, readings, strict=True)}
    assert scored == {role: role is CUSTOMER for role in Role}
    assert with_cues == {role: role is AGENT for role in Role}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I'm so sorry your order never arrived.", CueName.APOLOGY),
        ("That was our mistake.", CueName.OWNERSHIP),
        ("I've refunded the fee just now.", CueName.RELIEF),
        ("I'll call you tomorrow at ten.", CueName.FOLLOW_UP),
        ("When did it start doing that?", CueName.QUESTION),
        ("Thank you for bearing with me.", CueName.THANKS),
        ("The charge shows because the hold takes three days to clear.", CueName.EXPLANATION),
    ],
)
def test_what_an_agent_does(text: str, name: CueName) -> None:
    found = cues((CUSTOMER, "my parcel never came and I was charged twice"), (AGENT, text))

    assert name in [cue.name for cue in found]


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for calling Acme, how can I help?",
        "Okay.",
        "And your postcode?",
        "Is there anything else?",
        "Bye now.",
    ],
)
def test_most_of_what_an_agent_says_is_no_cue(text: str) -> None:
    assert cues((CUSTOMER, "hi I have a question about my bill"), (AGENT, text)) == ()


def test_a_cue_is_shown_by_its_own_words_in_the_turn() -> None:
    text = "Okay, let me see. I'm really sorry about that, that was our mistake. Your new card is on its way today."
    found = cues((CUSTOMER, "you sent my card to the wrong address"), (AGENT, text))

    assert {CueName.APOLOGY, CueName.OWNERSHIP} <= {cue.name for cue in found}
    for cue in found:
        assert text[cue.start_char : cue.end_char] == cue.text
        assert 0.5 <= cue.score <= 1
    assert "sorry" in next(cue.text for cue in found if cue.name is CueName.APOLOGY)


def test_turns_of_a_recording_are_read_as_written_ones_are() -> None:
    turns = [
        Turn(AGENT, 0, 0.0, 1.0, (Word(" Hello.", 0.0, 1.0, 0.9),)),
        Turn(
            CUSTOMER,
            1,
            1.0,
            3.0,
            (Word(" It's", 1.0, 1.5, 0.9), Word(" broken", 1.5, 2.0, 0.9), Word(" again.", 2, 3, 1)),
        ),
    ]

    by_turns = [reading.score for reading in READER.read(turns)]

    assert by_turns == read((AGENT, "Hello."), (CUSTOMER, "It's broken again."))


def test_conversations_do_not_hear_each_other() -> None:
    first = [Utterance(CUSTOMER, "I am furious"), Utterance(AGENT, "I'm so sorry. I've refunded the fee.")]
    others = [[Utterance(CUSTOMER, "yes")], [Utterance(AGENT, "bear with me " * 30)], [Utterance(CUSTOMER, "ok " * 90)]]

    (alone,) = READER.read_conversations([first])
    together = READER.read_conversations([*others, first, *others])[len(others)]

    assert together == alone


def test_what_is_said_later_changes_nothing_of_what_was_read_before() -> None:
    lines = [(CUSTOMER, "it broke again"), (AGENT, "I'm sorry."), (CUSTOMER, "so what now"), (AGENT, "I'll send one.")]

    assert read(*lines[:3]) == read(*lines)[:3]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(Role), st.text(max_size=300)), max_size=4))
def test_whatever_is_said_is_read(lines: list[Line]) -> None:
    readings = READER.read_conversations([[Utterance(*line) for line in lines]])[0]

    assert len(readings) == len(lines)
    for (role, text), reading in zip(lines, readings, strict=True):
        assert (reading.score is not None) == (role is CUSTOMER and bool(text.strip()))
        assert all(text[cue.start_char : cue.end_char] == cue.text for cue in reading.cues)


def test_only_english_is_read() -> None:
    assert READER.reads("en")
    assert not READER.reads("de")


def test_a_damaged_model_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / VOCABULARY).write_bytes((resources() / "models" / VOCABULARY).read_bytes())
    (tmp_path / MODEL).write_bytes((resources() / "models" / MODEL).read_bytes()[:1000])

    with pytest.raises(MissingModel, match="Install the program anew"):
        TextReader(tmp_path)


def test_the_model_is_small_enough_to_ship() -> None:
    assert (resources() / "models" / MODEL).stat().st_size <= 30_000_000


@pytest.mark.parametrize(
    "piece", ["I am going to look at your order now. ", "Wait.\n", "Well then, let us see what it is about! "]
)
def test_the_work_of_a_long_turn_grows_with_its_length_alone(monkeypatch: pytest.MonkeyPatch, piece: str) -> None:
    reader, cut = TextReader(), Tokeniser._cut
    letters: list[int] = []

    def counted(self: Tokeniser, text: str) -> object:
        letters.append(len(text))
        return cut(self, text)

    monkeypatch.setattr(TextNetwork, "read", lambda _, pieces: [SILENT for _ in pieces])
    reader._tokeniser._pieces = lambda text: counted(reader._tokeniser, text)  # type: ignore[assignment, return-value]
    work = []
    for length in (20_000, 200_000):
        letters.clear()
        turn = Utterance(AGENT, piece * (length // len(piece)))
        assert len(reader.read_conversations([[Utterance(CUSTOMER, "hello"), turn]])[0]) == 2
        work.append(sum(letters))

    assert work[1] < 11 * work[0]
