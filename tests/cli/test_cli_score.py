"""`upswing score`: JSON Lines in, the same lines out with what was found in them."""

import io
import json
import sys
from pathlib import Path

import pytest
from cli_builders import Upswing

from desktop.analysis.scorer import TurnReading
from desktop.cli.exit_status import ExitStatus
from desktop.model.score import Emotion, Score

CALL = [
    {"role": "customer", "text": "this is the third time I'm calling about the same fridge", "id": 7},
    {"role": "agent", "text": "I'm so sorry you had to call again. When was it meant to come?"},
    {},
    {"role": "customer", "text": "oh wonderful, thank you so much, that's a load off my mind"},
    {"role": "unknown", "text": "I am furious"},
]


def written(path: Path, lines: list[dict[str, object]]) -> Path:
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    return path


def test_the_same_lines_come_out_in_order(upswing: Upswing, tmp_path: Path) -> None:
    ended = upswing("score", "--json", written(tmp_path / "call.jsonl", CALL))

    assert ended.status == ExitStatus.DONE
    assert [{key: line.get(key) for key in given} for given, line in zip(CALL, ended.jsons, strict=True)] == CALL
    assert ended.jsons[2] == {}


def test_customers_have_feelings_and_agents_have_cues(upswing: Upswing, tmp_path: Path) -> None:
    complaint, answer, _, thanks, stranger = upswing("score", "--json", written(tmp_path / "call.jsonl", CALL)).jsons

    assert complaint["valence"] < -0.2 < 0.2 < thanks["valence"]
    assert complaint["emotion"] in ("frustration", "anger", "exhaustion", "disappointment")
    assert 0 < complaint["confidence"] <= 1
    assert complaint["cues"] == []
    assert [answer["valence"], answer["emotion"], answer["confidence"]] == [None] * 3
    assert {cue["name"] for cue in answer["cues"]} == {"apology", "question"}
    assert all(answer["text"][cue["start_char"] : cue["end_char"]] == cue["text"] for cue in answer["cues"])
    assert [stranger["valence"], stranger["emotion"], stranger["confidence"], stranger["cues"]] == [
        None,
        None,
        None,
        [],
    ]


def test_what_is_read_from_standard_input_is_the_same(
    upswing: Upswing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path / "call.jsonl", CALL)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(file.read_bytes())))

    assert upswing("score", "--json", "-").out == upswing("score", "--json", file).out


def test_a_line_is_read_with_the_two_before_it_and_not_across_a_border(upswing: Upswing, tmp_path: Path) -> None:
    before = [
        {"role": "customer", "text": "my heating is off and the baby is ill"},
        {"role": "agent", "text": "Is it still off?"},
    ]
    yes = {"role": "customer", "text": "yes"}
    together = upswing("score", "--json", written(tmp_path / "a.jsonl", [*before, yes])).jsons[-1]
    apart = upswing("score", "--json", written(tmp_path / "b.jsonl", [*before, {}, yes])).jsons[-1]
    alone = upswing("score", "--json", written(tmp_path / "c.jsonl", [yes])).jsons[-1]

    assert together["valence"] < alone["valence"]
    assert apart["valence"] == pytest.approx(alone["valence"], abs=0.02)


def test_without_json_it_is_a_table_to_read(upswing: Upswing, tmp_path: Path) -> None:
    out = upswing("score", written(tmp_path / "call.jsonl", CALL)).out.splitlines()

    assert len(out) == len(CALL)
    assert out[0].startswith("customer")
    assert "apology" in out[1]
    assert out[2] == ""
    said = [(line, str(given["text"])) for line, given in zip(out, CALL, strict=True) if given]
    assert len({line.index(text) for line, text in said}) == 1


def test_a_value_that_is_nearly_nought_has_no_sign(
    upswing: Upswing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nearly = TurnReading(Score(-0.04, 0.9, Emotion.NEUTRAL))
    monkeypatch.setattr(
        "desktop.analysis.text.reader.TextReader.read_conversations",
        lambda _, told: [[nearly for _ in c] for c in told],
    )
    file = written(tmp_path / "call.jsonl", [{"role": "customer", "text": "  well \n then"}])

    assert upswing("score", file).out == "customer  0.0  neutral  well then\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"not json\n", "Line 1 is not JSON"),
        (b'{"role": "customer", "text": "hi"}\n["x"]\n', "Line 2 has no"),
        (b'{"role": "customer"}\n', "Line 1 has no"),
        (b'{"role": "boss", "text": "hi"}\n', "Line 1 has no"),
        (b'{"role": "customer", "text": 7}\n', "Line 1 has no"),
        (b"\xff\xfe\n", "Line 1 is not UTF-8"),
        (b"[" * 100_000, "Line 1 is not JSON"),
        (b'{}\n{"role": "customer", "text": "cut \\ud83d"}\n', "Line 2 holds half of a character"),
        (b'{"role": "customer", "text": "hi", "\\udc00": [1]}\n', "Line 1 holds half of a character"),
        (b'{"role": "customer", "text": "hi", "id": 1e999}\n', "Line 1 holds a number that"),
        (b'{"role": "customer", "text": "hi", "id": [NaN]}\n', "Line 1 holds a number that"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(upswing: Upswing, tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_bytes(content)

    ended = upswing("score", "--json", file)

    assert ended.status == ExitStatus.BAD_INPUT
    assert told in ended.err
    assert ended.err.count("\n") == 1
    assert ended.out == ""


def test_a_file_that_is_not_there_is_said_in_a_line(upswing: Upswing, tmp_path: Path) -> None:
    ended = upswing("score", tmp_path / "nothing.jsonl")

    assert ended.status == ExitStatus.BAD_INPUT
    assert "cannot be read" in ended.err


def test_an_empty_file_gives_nothing(upswing: Upswing, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"\n")

    assert upswing("score", "--json", tmp_path / "empty.jsonl").out == ""
