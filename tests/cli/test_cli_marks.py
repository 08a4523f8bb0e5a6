"""`upswing moment`, `note` and `search`, and every way to say which call is meant."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from cli_builders import Ended, Upswing, recording

from desktop.storage.opening import read_library

HOSTILE = "<script>alert(1)</script> **b** \"q\" 'q' '; DROP TABLE calls; -- \x1b[2J שלום 👩🏽‍🔧"


@pytest.fixture
def marked(upswing: Upswing, call: Path) -> Upswing:
    assert upswing("analyse", call).status == 0
    return upswing


def notes(upswing: Upswing, key: object) -> str:
    ended = upswing("export", key, "--notes", "--format", "md", "--out", "-")
    assert ended.status == 0, ended.err
    return ended.out


def digest(call: Path) -> str:
    return sha256(call.read_bytes()).hexdigest()


def refused(ended: Ended) -> str:
    assert (ended.status, ended.out) == (3, "")
    assert ended.err.startswith("upswing: ")
    assert ended.err.count("\n") == 1
    return ended.err


# Moments and notes


def test_a_moment_stands_in_the_notes(marked: Upswing, call: Path) -> None:
    ended = marked("moment", call, "--at", "0:12", "--type", "misery", "--note", "What would you have said?")

    assert (ended.status, ended.out, ended.err) == (0, "Marked misery at 0:12.\n", "")
    assert "0:12" in notes(marked, call)
    assert "What would you have said?" in notes(marked, call)


def test_a_moment_may_be_a_range_with_tags_and_has_its_author(marked: Upswing, call: Path) -> None:
    (marked.home / "settings.toml").write_text('author = "Jo Müller"', encoding="utf-8")
    marked("moment", call, "--at", "70", "--until", "1:15.5", "--type", "pivot", "--tag", "empathy", "--tag", "über")
    marked("moment", call, "--at", "0:01", "--type", "magic")

    with read_library(marked.library) as library:
        first, second = library.moments.of(library.calls.all()[0].id)
    assert (first.type, second.type) == ("magic", "pivot")
    assert (second.start_s, second.end_s, second.tags, second.author) == (70.0, 75.5, ("empathy", "über"), "Jo Müller")


def test_a_moment_that_is_not_within_the_call_is_refused(marked: Upswing, call: Path) -> None:
    for at in ("later", "-1", "", "1:99", "nan", "inf", "1:21", "9999999"):
        refused(marked("moment", call, "--type", "misery", f"--at={at}"))
    for until in ("0:11", "1:21"):
        refused(marked("moment", call, "--type", "misery", "--at", "0:12", "--until", until))

    with read_library(marked.library) as library:
        assert library.moments.of(1) == ()


def test_a_note_stands_in_the_notes(marked: Upswing, call: Path) -> None:
    assert marked("note", call, "Play this to the team.").out == "Noted.\n"

    assert "Play this to the team." in notes(marked, call)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_note_is_refused(marked: Upswing, call: Path, text: str) -> None:
    refused(marked("note", call, text))


def test_what_a_coach_writes_is_text_whatever_it_looks_like(marked: Upswing, call: Path) -> None:
    marked("note", call, HOSTILE)
    marked("moment", call, "--at", "1", "--type", "magic", "--note", HOSTILE, "--tag", HOSTILE)

    page = marked("export", call, "--notes", "--out", "-").out
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    with read_library(marked.library) as library:
        report = library.report(library.calls.all()[0])
    assert (report.notes[0].text, report.moments[0].note, report.moments[0].tags) == (HOSTILE, HOSTILE, (HOSTILE,))


@pytest.mark.parametrize("command", ["note", "moment", "search", "export"])
def test_what_is_no_text_is_refused_in_a_sentence(marked: Upswing, call: Path, command: str) -> None:
    """On Linux an argument may hold bytes that are no UTF-8; Python hands them on as lone surrogates."""
    broken = "caf\udce9"
    arguments = {
        "note": ["note", call, broken],
        "moment": ["moment", call, "--at", "1", "--type", "magic", "--note", broken],
        "search": ["search", broken],
        "export": ["export", broken, "--notes", "--out", "-"],
    }[command]

    refused(marked(*arguments))


# Which call


def test_a_call_is_named_by_its_recording_or_the_beginning_of_its_hash(
    marked: Upswing, call: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = notes(marked, call)

    monkeypatch.chdir(call.parent)
    for key in (call.name, f"./{call.name}", digest(call), digest(call)[:4], digest(call)[:10].upper()):
        assert notes(marked, key) == expected


def test_a_copy_elsewhere_is_the_same_call(marked: Upswing, call: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.wav"
    copy.write_bytes(call.read_bytes())

    assert notes(marked, copy) == notes(marked, call)


def test_a_recording_that_is_gone_is_still_found_by_its_path(
    marked: Upswing, call: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = notes(marked, call)
    call.unlink()
    monkeypatch.chdir(call.parent)

    assert notes(marked, call) == expected
    assert notes(marked, call.name) == expected
    assert marked("note", call, "still here").status == 0


def test_a_recording_that_was_replaced_is_not_the_call(marked: Upswing, call: Path) -> None:
    recording(call, name="another")

    assert call.name in refused(marked("export", call, "--notes", "--out", "-"))


def test_a_recording_that_was_never_analysed_is_refused_by_its_name(marked: Upswing, tmp_path: Path) -> None:
    sentence = refused(marked("note", recording(tmp_path / "new.wav", name="new"), "x"))

    assert "new.wav" in sentence
    assert "Analyse" in sentence


def test_an_unknown_call_is_refused_in_one_line(marked: Upswing) -> None:
    for key in ("zebra.wav", "0000", "abc", "", "*", "x" * 5000, "/", ".", "~", "a\nb\x1b[2J"):
        assert "\x1b" not in refused(marked("export", key, "--notes", "--out", "-"))


def test_an_ambiguous_beginning_is_refused(upswing: Upswing, tmp_path: Path) -> None:
    """Two recordings whose hashes begin alike in four digits are soon found."""
    seen: dict[str, Path] = {}
    for number in range(10_000):
        text = "\n".join(["call", *(f"n{number}" for _ in range(7))])
        beginning = sha256(text.encode()).hexdigest()[:4]
        file = tmp_path / f"{number}.wav"
        if beginning in seen:
            break
        seen[beginning] = file
    pair = [seen[beginning], file]
    for each in pair:
        each.write_text("\n".join(["call", *(f"n{each.stem}" for _ in range(7))]), encoding="utf-8")
    upswing("analyse", *pair)

    assert "2 calls" in refused(upswing("note", beginning, "x"))
    assert upswing("note", digest(pair[0])[:12], "x").status == 0


# Search


def test_words_are_found_with_recording_and_time(marked: Upswing) -> None:
    ended = marked("search", "let", "lamp", "4")

    assert ended.status == 0
    assert ended.out == "lamp.wav 0:30 Let me see lamp 4.\n"


def test_a_beginning_finds_several_places_in_several_calls(marked: Upswing, tmp_path: Path) -> None:
    marked("analyse", recording(tmp_path / "other.wav", name="lampshade"))

    lines = marked("search", "paid", "lamp").out.splitlines()
    assert len(lines) == 14
    assert {line.split()[0] for line in lines} == {"lamp.wav", "other.wav"}


def test_nothing_found_prints_nothing(marked: Upswing) -> None:
    ended = marked("search", "zebra")

    assert (ended.status, ended.out) == (0, "")


def test_a_search_is_never_a_query_language(marked: Upswing) -> None:
    for words in ("AND", '"', "lamp*", "NEAR(", "-x", "col:x", "?"):
        assert marked("search", "--", words).status == 0


def test_without_a_library_there_is_nothing_to_search(upswing: Upswing) -> None:
    refused(upswing("search", "lamp"))
    assert list(upswing.home.iterdir()) == []


def test_hostile_metadata_stays_text_in_every_document(marked: Upswing, tmp_path: Path) -> None:
    name = "<script>alert(1)</script>\x1b[2J\u202e **x** ‘’.wav".replace("/", "∕")
    hostile = recording(tmp_path / name, name="<script>alert(2)</script>")
    assert marked("analyse", hostile).status == 0

    for options in (["--notes"], ["--notes", "--format", "md"], ["--story"], ["--notes", "--transcript"]):
        document = marked("export", hostile, *options, "--out", "-").out
        assert "<script>" not in document
        assert not set("\x1b\u202e") & set(document)
    stored = marked("export", hostile, "--json", "--out", "-").json
    assert stored["call"]["file"] == str(hostile)
    assert "\x1b" not in marked("search", "alert").out
    assert json.dumps(stored)
