"""The conversations that the models learn from: enough of them, labelled as the guidelines say, and nobody's copy."""

import re
from collections import Counter
from pathlib import Path

import pytest

from desktop.model.call import Role
from desktop.model.score import Emotion
from training.conversations import Conversation, Line, read_conversations

GUIDELINES = Path(__file__).parents[2] / "training" / "GUIDELINES.md"
POSITIVE = {Emotion.RELIEF, Emotion.GRATITUDE, Emotion.JOY}


@pytest.fixture(scope="module")
def conversations() -> list[Conversation]:
    return read_conversations()


@pytest.fixture(scope="module")
def lines(conversations: list[Conversation]) -> list[Line]:
    return [line for conversation in conversations for line in conversation.lines]


def of(lines: list[Line], role: Role) -> list[Line]:
    return [line for line in lines if line.role is role]


def test_there_are_enough_of_them(conversations: list[Conversation], lines: list[Line]) -> None:
    assert len({conversation.scenario for conversation in conversations}) >= 60
    assert len(of(lines, Role.CUSTOMER)) >= 1_500
    assert len(of(lines, Role.AGENT)) >= 800


def test_every_step_of_valence_and_every_emotion_occurs_often(lines: list[Line]) -> None:
    customers = of(lines, Role.CUSTOMER)

    assert min(Counter(line.valence for line in customers).values()) >= 75
    assert min(Counter(line.emotion for line in customers).values()) >= 40
    assert len({line.emotion for line in customers}) == len(Emotion)


def test_every_cue_of_the_guidelines_occurs_often_and_no_other(lines: list[Line]) -> None:
    named = set(re.findall(r"^\| `(\w+)` \|", GUIDELINES.read_text(encoding="utf-8"), re.MULTILINE))

    counts = Counter(cue for line in of(lines, Role.AGENT) for cue, _ in line.cues)

    assert set(counts) == named
    assert min(counts.values()) >= 50


def test_most_of_what_agents_say_carries_no_cue(lines: list[Line]) -> None:
    sentences = [s for line in of(lines, Role.AGENT) for s in re.split(r"(?<=[.?!])\s+", line.text)]
    evidence = sum(len({place for _, place in line.cues}) for line in of(lines, Role.AGENT))

    assert evidence / len(sentences) < 0.5


def test_the_emotion_of_a_turn_goes_with_its_valence(lines: list[Line]) -> None:
    for line in of(lines, Role.CUSTOMER):
        assert line.valence is not None
        if line.emotion is Emotion.NEUTRAL:
            assert line.valence == 0, line.text
        elif line.emotion is Emotion.CONFUSION:
            assert line.valence in (0, -0.5), line.text
        else:
            assert (line.valence > 0) is (line.emotion in POSITIVE), line.text
            assert line.valence != 0, line.text


def test_no_turn_is_a_copy_but_for_what_everybody_says(lines: list[Line]) -> None:
    telling = (line for line in lines if line.role is Role.CUSTOMER or line.cues)
    counts = Counter(line.text.lower() for line in telling if len(line.text.split()) >= 8)

    assert [text for text, count in counts.items() if count > 1] == []


def test_a_line_that_is_not_as_the_guidelines_have_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.jsonl").write_text('{}\n{"role": "agent", "text": "Hello.", "cues": {"thanks": "thank you"}}\n')

    with pytest.raises(ValueError, match=r"odd\.jsonl, line 2: “thank you” is not in the text"):
        read_conversations(tmp_path)
