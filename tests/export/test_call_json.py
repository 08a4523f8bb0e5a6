import json
from dataclasses import replace
from pathlib import Path

from export_builders import CUSTOMER, RISING, call_of, full_report, report_with

from desktop.export.call_json import call_json
from desktop.model.call import Call, Channel, Layout, Recording, Role
from desktop.model.course.pivots import Direction
from desktop.model.course.win import Aspect, Comparison
from desktop.model.events.event import EventKind, Measure
from desktop.model.lenses import Band, LensKind
from desktop.model.report import CallReport, Findings, report_of
from desktop.model.score import Cue, CueName, Emotion, Score
from desktop.model.summary import OutcomeKind

NUMBER = (float, int)
CALL = {
    "file": str,
    "sha256": str,
    "duration_s": NUMBER,
    "channels": int,
    "layout": str,
    "agent_channel": str,
    "agent_channel_confidence": NUMBER,
    "engine": str,
    "model": str,
    "language": str,
    "analysis_s": NUMBER,
    "scorer": str,
    "analysis_version": int,
    "split_confidence": NUMBER,
}
TURN = {"role": str, "start_s": NUMBER, "end_s": NUMBER, "text": str, "words": list}
TURN |= {"valence": NUMBER, "confidence": NUMBER, "activation": NUMBER, "emotion": str, "cues": list}
TURN |= {"valence_of_words": NUMBER, "estimate": NUMBER, "voice": dict}
VOICE = dict.fromkeys(("activation", "confidence", "level", "pitch", "range", "tilt", "rate"), NUMBER)
WORD = {"text": str, "start_s": NUMBER, "end_s": NUMBER, "probability": NUMBER}
CUE = {"name": str, "text": str, "start_char": int, "end_char": int, "score": NUMBER}
POINT = {"t_s": NUMBER, "value": NUMBER, "weight": NUMBER}
ARC = {"points": list, "line": list}
ARC |= dict.fromkeys(("start", "low", "end", "mean", "needle", "recovery"), NUMBER) | {"enough": bool, "band": list}
EVENT = {"kind": str, "start_s": NUMBER, "end_s": NUMBER, "role": str, "other": str, "measure": str}
EVENT |= {"value": NUMBER, "limit": NUMBER, "usual": NUMBER, "words": str}
PIVOT = {"t_s": NUMBER, "direction": str, "before": NUMBER, "after": NUMBER, "size": NUMBER, "certainty": NUMBER}
PIVOT |= {"customer": str, "agent": dict, "cues": list}
QUOTE = {"role": str, "start_s": NUMBER, "text": str, "start_char": int, "end_char": int}
SUMMARY = {"issue": dict, "start": dict, "end": dict, "turned_by": NUMBER, "outcome": str, "outcome_evidence": list}
FEELING = {"valence": NUMBER, "emotion": str, "quote": dict}
LENS = {"kind": str, "values": list, "reach": NUMBER, "change": NUMBER, "band": str, "formula": str}
BENEATH = {"start_s": NUMBER, "end_s": NUMBER, "emotion": str, "quote": dict}
WIN = {"candidate": bool, "conditions": list}
CONDITION = {"aspect": str, "value": NUMBER, "comparison": str, "threshold": NUMBER, "met": bool}
TALK = {"agent_s": NUMBER, "customer_s": NUMBER, "agent_share": NUMBER}
NEVER_NULL = {"file", "sha256", "role", "start_s", "end_s", "text", "words", "cues", "points", "line", "enough"}
NEVER_NULL |= {"probability", "t_s", "value", "weight", "name", "start_char", "end_char", "score"}
NEVER_NULL |= {"kind", "measure", "limit", "direction", "before", "after", "size", "certainty", "customer", "outcome"}
NEVER_NULL |= {
    "outcome_evidence",
    "values",
    "reach",
    "formula",
    "candidate",
    "conditions",
    "aspect",
    "met",
    "threshold",
}
WHOLE = ["schema", "call", "turns", "arc", "events", "pivots", "summary", "lenses", "beneath", "win", "talk"]
FORMS = (CALL, TURN, VOICE, WORD, CUE, POINT, ARC, EVENT, PIVOT, QUOTE, SUMMARY, FEELING, LENS, BENEATH, WIN)
FORMS += (CONDITION, TALK)


def has_form(found: dict, form: dict) -> None:
    assert list(found) == list(form)
    for key, kind in form.items():
        value = found[key]
        assert isinstance(value, kind) or (value is None and key not in NEVER_NULL), (key, value)
        assert not (isinstance(value, bool) and kind is not bool), key


def as_read(report: CallReport) -> dict:
    """What another program reads, checked key by key against schema 1."""
    whole = json.loads(json.dumps(call_json(report), allow_nan=False))
    assert list(whole) == WHOLE
    assert whole["schema"] == 1
    has_form(whole["call"], CALL)
    has_form(whole["arc"], ARC)
    for point in whole["arc"]["points"]:
        has_form(point, POINT)
    for t_s, value in whole["arc"]["line"]:
        assert isinstance(t_s, float)
        assert -1 <= value <= 1
    for turn in whole["turns"]:
        has_form(turn, TURN)
        for word in turn["words"]:
            has_form(word, WORD)
        for cue in turn["cues"]:
            has_form(cue, CUE)
        if turn["voice"] is not None:
            has_form(turn["voice"], VOICE)
    has_findings(whole)
    return whole


def has_findings(whole: dict) -> None:
    lists = {"events": EVENT, "pivots": PIVOT, "lenses": LENS, "beneath": BENEATH}
    for key, form in lists.items():
        for each in whole[key]:
            has_form(each, form)
    has_form(whole["win"], WIN)
    for condition in whole["win"]["conditions"]:
        assert list(condition) == list(CONDITION)
    for key, form in {"talk": TALK, "summary": SUMMARY}.items():
        if whole[key] is not None:
            has_form(whole[key], form)
    for quote in quotes(whole):
        has_form(quote, QUOTE)


def quotes(whole: dict) -> list[dict]:
    summary = whole["summary"] or {"issue": None, "start": None, "end": None, "outcome_evidence": []}
    felt = [summary[key] for key in ("start", "end") if summary[key]]
    for feeling in felt:
        has_form(feeling, FEELING)
    found = [summary["issue"], *summary["outcome_evidence"], *(feeling["quote"] for feeling in felt)]
    found += [pivot["agent"] for pivot in whole["pivots"]] + [run["quote"] for run in whole["beneath"]]
    return [quote for quote in found if quote is not None]


def test_a_call_with_an_arc() -> None:
    whole = as_read(report_with())
    assert whole["call"]["file"] == "/calls/replacement.flac"
    assert (whole["call"]["agent_channel"], whole["call"]["agent_channel_confidence"]) == ("left", 0.93)
    assert whole["call"]["analysis_s"] == 31.235
    assert whole["arc"]["enough"] is True
    assert len(whole["arc"]["line"]) == len(whole["arc"]["points"]) == len(RISING)
    assert whole["arc"]["low"] == min(value for _, value in whole["arc"]["line"])
    starts = [turn["start_s"] for turn in whole["turns"]]
    assert starts == sorted(starts)
    assert [word["text"] for word in whole["turns"][0]["words"]][:3] == ["This", "is", "what"]


def test_only_customers_have_feelings() -> None:
    report = report_with()
    felt = tuple(replace(scored, score=Score(0.5, 1.0)) for scored in report.turns)
    roles = {
        r: [t for t in as_read(replace(report, turns=felt))["turns"] if t["role"] == r] for r in ("agent", "customer")
    }
    assert roles["agent"]
    for turn in roles["agent"]:
        assert [turn[key] for key in ("valence", "confidence", "activation", "emotion")] == [None] * 4
    assert all(turn["valence"] is not None for turn in roles["customer"])


def test_turns_are_sorted_and_cues_are_written() -> None:
    report = report_with()
    cue = Cue("ownership", "my mistake", 3, 13, 0.87654)
    turns = tuple(replace(t, cues=(cue,)) for t in reversed(report.turns))
    found = as_read(replace(report, turns=turns))["turns"]
    assert found[0]["start_s"] < found[-1]["start_s"]
    # A customer has none, whatever a report may hold.
    assert {turn["role"] for turn in found if turn["cues"]} == {"agent"}
    assert next(turn for turn in found if turn["role"] == "agent")["cues"] == [
        {"name": "ownership", "text": "my mistake", "start_char": 3, "end_char": 13, "score": 0.8765}
    ]


def test_too_few_turns_give_dots_alone() -> None:
    arc = as_read(report_with((-0.4, 0.2)))["arc"]
    assert len(arc["points"]) == 2
    assert (arc["line"], arc["start"], arc["needle"], arc["enough"]) == ([], None, None, False)


def test_a_call_that_nobody_has_heard_yet() -> None:
    bare = Call(1, "ab" * 32, "x.wav", call_of().added_at)
    whole = as_read(report_of(bare, (), Findings()))
    assert whole["turns"] == []
    assert whole["call"]["duration_s"] is None


def test_one_channel_has_no_side() -> None:
    call = replace(call_of(), recording=Recording(60.0, 1, Layout.MONO))
    found = as_read(report_with(call=call))["call"]
    assert (found["channels"], found["agent_channel"], found["agent_channel_confidence"]) == (1, None, None)
    right = replace(call_of(), channels=(Channel(0, Role.CUSTOMER, 0.8), Channel(CUSTOMER, Role.AGENT, 0.8)))
    assert as_read(report_with(call=right))["call"]["agent_channel"] == "right"


def test_no_minus_zero() -> None:
    found = json.dumps(call_json(report_with((-0.00001,) * 8)))
    assert "-0.0," not in found
    assert "-0.0}" not in found


def test_every_key_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "call-json.md").read_text(encoding="utf-8")
    for key in {*WHOLE, *(key for form in FORMS for key in form)}:
        assert f"`{key}`" in page, key


def test_every_value_that_a_key_can_have_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "call-json.md").read_text(encoding="utf-8")
    for kind in (EventKind, Measure, LensKind, Band, Aspect, Comparison, OutcomeKind, Emotion, CueName, Direction):
        for value in kind:
            assert f"`{value.value}`" in page, value


def test_what_was_found_is_written_with_its_evidence() -> None:
    whole = as_read(full_report())
    assert [pivot["direction"] for pivot in whole["pivots"]] == ["up"]
    assert whole["pivots"][0]["cues"][0]["name"] == "apology"
    assert whole["summary"]["turned_by"] == whole["pivots"][0]["t_s"]
    assert whole["summary"]["issue"]["text"].startswith("my order")
    assert {lens["kind"] for lens in whole["lenses"]} == {"mean", "quarters", "end-weighted", "peak-end"}
    assert whole["beneath"][-1]["emotion"] == "worry"
    assert len(whole["arc"]["band"]) == len(whole["arc"]["line"])
    assert "silence" in {event["kind"] for event in whole["events"]}
    assert whole["win"]["candidate"] is True


def test_a_corrected_turn_keeps_the_estimate() -> None:
    whole = as_read(full_report(corrections=((0, 0.25),)))
    corrected = [turn for turn in whole["turns"] if turn["estimate"] is not None]
    assert [(turn["valence"], turn["confidence"]) for turn in corrected] == [(0.25, 1.0)]
    assert corrected[0]["estimate"] == whole["turns"][0]["estimate"] < 0


def test_no_emotion_stands_beside_the_word_of_a_coach_who_says_the_opposite() -> None:
    whole = as_read(full_report(corrections=((9, -0.9), (10, -0.9), (11, -0.9))))
    corrected = [turn for turn in whole["turns"] if turn["estimate"] is not None]
    assert [(turn["valence"], turn["emotion"]) for turn in corrected] == [(-0.9, None)] * 3
    assert whole["summary"]["end"]["emotion"] is None
    assert whole["summary"]["outcome"] != "resolved"


def test_the_voice_says_what_was_heard_in_it() -> None:
    turn = next(turn for turn in as_read(full_report())["turns"] if turn["voice"])
    assert turn["voice"]["level"] == 2.1
    assert turn["voice"]["rate"] is None
    assert turn["activation"] == turn["voice"]["activation"]
    assert turn["valence_of_words"] > turn["valence"]
