"""The documents of a call as files."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from export_builders import call_of, report_with

from desktop.errors import BadInput
from desktop.export.documents import (
    Choice,
    DocumentKind,
    document,
    files_of,
    picture_name,
    suggested_name,
    write_document,
)
from desktop.model.moment import Moment, MomentType

REPORT = report_with(moments=[Moment(MomentType.MISERY, 3.0, 3.0, "look here")])


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_document_is_written_for_its_owner_alone(tmp_path: Path, kind: DocumentKind) -> None:
    path = tmp_path / f"out{kind.suffix}"
    made = document(REPORT, Choice(kind), locale="en", picture=picture_name(path.name))
    write_document(made, path)

    written = sorted(tmp_path.iterdir())
    assert written == sorted(files_of(REPORT, Choice(kind), path))
    assert {stat.S_IMODE(one.stat().st_mode) for one in written} == {0o600}
    assert path.read_text(encoding="utf-8") == made.text


def test_markdown_names_the_picture_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "my notes.v2.md"
    made = document(REPORT, Choice(DocumentKind.NOTES_MARKDOWN), locale="en", picture=picture_name(path.name))
    write_document(made, path)

    assert "(my%20notes.v2.arc.png)" in made.text
    assert (tmp_path / "my notes.v2.arc.png").read_bytes().startswith(b"\x89PNG")


def test_markdown_without_a_place_for_its_picture_names_none() -> None:
    made = document(REPORT, Choice(DocumentKind.NOTES_MARKDOWN), locale="en", picture=None)

    assert made.picture is None
    assert "![" not in made.text


def test_json_is_the_schema_of_the_command_line() -> None:
    made = document(REPORT, Choice(DocumentKind.JSON), locale="en", picture=None)

    assert json.loads(made.text)["schema"] == 1


def test_options_reach_the_page() -> None:
    notes = document(REPORT, Choice(DocumentKind.NOTES_HTML, transcript=True), locale="en", picture=None)
    story = document(REPORT, Choice(DocumentKind.STORY, include_names=True), locale="en", picture=None)

    assert "<summary>Transcript" in notes.text
    assert "Names are included" in story.text


def test_a_call_that_was_not_analysed_has_no_document() -> None:
    report = replace(REPORT, call=replace(REPORT.call, analysis=None))
    for kind in DocumentKind:
        with pytest.raises(BadInput, match="not been analysed"):
            document(report, Choice(kind), locale="en", picture="x.png")


def test_when_the_text_cannot_be_written_no_new_picture_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = document(REPORT, Choice(DocumentKind.NOTES_MARKDOWN), locale="en", picture="x.png")
    (tmp_path / "x.md").mkdir()
    with pytest.raises(BadInput, match="is a folder"):
        write_document(made, tmp_path / "x.md")

    assert [one.name for one in tmp_path.iterdir()] == ["x.md"]


@pytest.mark.parametrize(
    ("file", "choice", "name"),
    [
        ("/calls/order 4417.wav", Choice(DocumentKind.NOTES_HTML), "order 4417-notes.html"),
        ("C:\\calls\\order.flac", Choice(DocumentKind.NOTES_MARKDOWN), "order-notes.md"),
        ("/calls/anna-smith.wav", Choice(DocumentKind.STORY), "win-story.html"),
        ("/calls/anna-smith.wav", Choice(DocumentKind.STORY, include_names=True), "anna-smith-story.html"),
        ('/calls/a:b"c*.wav', Choice(DocumentKind.JSON), "a-b-c-.json"),
        ("/calls/...", Choice(DocumentKind.JSON), "call.json"),
        ("/calls/" + "x" * 300 + ".wav", Choice(DocumentKind.JSON), "x" * 80 + ".json"),
    ],
)
def test_a_file_is_named_after_the_recording_but_a_masked_story_is_not(file: str, choice: Choice, name: str) -> None:
    assert suggested_name(report_with(call=call_of(file=file)), choice) == name
