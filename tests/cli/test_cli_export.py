"""`upswing export`: each document to a file and to standard output, and what may not be in it."""

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from cli_builders import Upswing, recording

from desktop.cli import demo
from desktop.model.correction import Correction
from desktop.paths import default_paths
from desktop.storage.opening import open_library

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def ready(upswing: Upswing, call: Path) -> Upswing:
    assert upswing("analyse", call).status == 0
    return upswing


def _well_formed(page: str) -> None:
    parser = HTMLParser()
    parser.feed(page)
    parser.close()
    assert page.lower().startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")


@pytest.mark.parametrize("options", [["--notes"], ["--notes", "--format", "html"], ["--story"]], ids=" ".join)
def test_a_page_is_the_same_in_a_file_and_on_standard_output(
    ready: Upswing, call: Path, tmp_path: Path, options: list[str]
) -> None:
    out = tmp_path / "page.html"
    assert ready("export", call, *options, "--out", out).status == 0
    shown = ready("export", call, *options, "--out", "-")

    assert (shown.status, shown.err) == (0, "")
    assert out.read_text(encoding="utf-8") == shown.out
    assert out.stat().st_mode & 0o777 == 0o600
    _well_formed(shown.out)
    assert "<svg" in shown.out
    assert "model 1 estimate" in shown.out


def test_markdown_has_its_picture_beside_it(ready: Upswing, call: Path, tmp_path: Path) -> None:
    out = tmp_path / "notes of a call.md"
    ready("export", call, "--notes", "--format", "md", "--out", out)

    (picture,) = tmp_path.glob("*.png")
    assert picture.read_bytes().startswith(PNG)
    assert picture.stat().st_mode & 0o777 == 0o600
    named = re.search(r"!\[[^\]]*\]\(<?([^)>]*)>?\)", out.read_text(encoding="utf-8"))
    assert named is not None
    assert named[1].replace("%20", " ") == picture.name


def test_markdown_on_standard_output_names_no_picture_that_is_not_there(ready: Upswing, call: Path) -> None:
    ended = ready("export", call, "--notes", "--format", "md", "--out", "-")

    assert ended.status == 0
    assert "![" not in ended.out
    assert ended.err == "upswing: the picture of the arc is left out: it needs a file beside the notes.\n"


def test_json_is_what_analyse_writes(ready: Upswing, call: Path) -> None:
    exported = ready("export", call, "--json", "--out", "-")

    assert exported.json == ready("analyse", call, "--json", "-").json


def test_a_story_hides_names_and_digits_unless_it_is_told_to_include_them(ready: Upswing, call: Path) -> None:
    masked = ready("export", call, "--story", "--out", "-").out
    assert "Wilhelmina" not in masked
    assert "4711" not in masked
    assert "▮" in masked
    assert "not reviewed for personal data" in masked.lower()

    named = ready("export", call, "--story", "--include-names", "--out", "-").out
    assert "Wilhelmina" in named


def test_notes_leave_the_transcript_out_unless_it_is_asked_for(ready: Upswing, call: Path) -> None:
    assert len(ready("export", call, "--notes", "--transcript", "--out", "-").out) > len(
        ready("export", call, "--notes", "--out", "-").out
    )


@pytest.mark.parametrize(
    "options",
    [
        ["--story", "--format", "md"],
        ["--json", "--format", "md"],
        ["--json", "--format", "html"],
        ["--story", "--transcript"],
        ["--notes", "--format", "md", "--transcript"],
    ],
    ids=" ".join,
)
def test_options_that_mean_nothing_together_are_refused(
    ready: Upswing, call: Path, tmp_path: Path, options: list[str]
) -> None:
    ended = ready("export", call, *options, "--out", tmp_path / "out")

    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("upswing: ")
    assert ended.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("options", [["--notes"], ["--notes", "--format", "md"], ["--story"], ["--json"]], ids=" ".join)
def test_a_place_that_cannot_be_written_is_told_in_one_line(
    ready: Upswing, call: Path, tmp_path: Path, options: list[str]
) -> None:
    (tmp_path / "file").touch()
    before = sorted(tmp_path.iterdir())

    for out in ("nowhere/x", ".", "..", "", "/", "file/x", "x" * 300, "a\x1b/b"):
        ended = ready("export", call, *options, f"--out={out}")

        assert (ended.status, ended.out) == (3, ""), out
        assert ended.err.startswith("upswing: ")
        assert ended.err.count("\n") == 1
        assert "\x1b" not in ended.err
        assert sorted(tmp_path.iterdir()) == before, out


def test_an_older_document_is_replaced(ready: Upswing, call: Path, tmp_path: Path) -> None:
    out = tmp_path / "call.json"
    out.write_text("old")
    ready("export", call, "--json", "--out", out)

    assert json.loads(out.read_text(encoding="utf-8"))["schema"] == 1


def test_numbers_are_written_as_the_locale_has_them(ready: Upswing, call: Path) -> None:
    english = ready("export", call, "--notes", "--locale", "en_GB", "--out", "-").out
    german = ready("export", call, "--notes", "--locale", "de-DE.UTF-8", "--out", "-").out

    assert "−0.8" in english
    assert "−0,8" in german


def test_the_locale_is_the_option_or_else_the_setting_or_else_the_computers(
    ready: Upswing, call: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("LC_ALL", "LC_TIME"):
        monkeypatch.delenv(variable)
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert "−0,8" in ready("export", call, "--notes", "--out", "-").out

    (ready.home / "settings.toml").write_text('locale = "en_GB"', encoding="utf-8")
    assert "−0.8" in ready("export", call, "--notes", "--out", "-").out
    assert "−0,8" in ready("export", call, "--notes", "--locale", "fr", "--out", "-").out


def test_a_computer_without_a_known_locale_gets_english(
    ready: Upswing, call: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for computers in ("C", "C.UTF-8", "POSIX", "", "nonsense", "tlh_QX"):
        for variable in ("LC_ALL", "LC_TIME", "LANG"):
            monkeypatch.setenv(variable, computers)
        assert "−0.8" in ready("export", call, "--notes", "--out", "-").out, computers


@pytest.mark.parametrize("locale", ["klingon", "x", "de_XX_YY_ZZ", "\x1b"])
def test_a_locale_that_does_not_exist_is_refused(ready: Upswing, call: Path, locale: str) -> None:
    ended = ready("export", call, "--notes", "--locale", locale, "--out", "-")

    assert (ended.status, ended.out) == (3, "")
    assert "locale" in ended.err


def test_a_call_with_too_few_turns_says_why_there_is_no_arc(upswing: Upswing, tmp_path: Path) -> None:
    short = tmp_path / "short.wav"
    short.write_text("call\nlamp", encoding="utf-8")

    assert "Too few customer turns" in upswing("analyse", short).out
    assert upswing("export", short, "--json", "--out", "-").json["arc"]["enough"] is False
    for options in (["--notes"], ["--notes", "--format", "md"], ["--story"]):
        ended = upswing("export", short, *options, "--out", "-")
        assert ended.status == 0 or "too few customer turns" in ended.err


def test_a_call_that_failed_cannot_be_exported(upswing: Upswing, tmp_path: Path) -> None:
    bad = recording(tmp_path / "bad.wav", "bad")
    upswing("analyse", bad)

    ended = upswing("export", bad, "--notes", "--out", "-")
    assert (ended.status, ended.out) == (3, "")
    assert "not been analysed" in ended.err


@pytest.mark.parametrize("out", ["file", "file/below", "x" * 300])
def test_a_demo_that_has_no_place_is_told_in_one_line(upswing: Upswing, tmp_path: Path, out: str) -> None:
    (tmp_path / "file").touch()

    ended = upswing("demo", "--out", out)

    assert (ended.status, ended.out) == (3, "")
    assert ended.err.startswith("upswing: ")
    assert ended.err.count("\n") == 1


def test_what_coaches_corrected_becomes_a_table(ready: Upswing, home: Path, tmp_path: Path) -> None:
    with open_library(default_paths().library) as library:
        report = library.report(library.calls.all()[0])
        first = next(said for said in report.turns if said.score)
        library.corrections.put(report.call.id, Correction(first.turn.middle_s, 0.25, "Robin"))
    out = tmp_path / "corrected.csv"
    ended = ready("export", "--corrections", out)
    assert (ended.status, ended.out) == (0, "Turns corrected: 1, calls: 1.\n")
    (row,) = csv.DictReader(out.read_text(encoding="utf-8").splitlines())
    assert (row["call"], row["text"], row["author"]) == (report.call.sha256[:12], first.turn.text, "Robin")
    assert (float(row["valence"]), float(row["estimate"])) == (0.25, round(first.score.valence, 4))
    assert out.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("options", [["call"], ["--locale", "de"], ["--transcript"], ["--out", "x"]], ids=" ".join)
def test_a_table_of_corrections_is_of_all_calls(upswing: Upswing, tmp_path: Path, options: list[str]) -> None:
    assert upswing("export", *options, "--corrections", tmp_path / "x.csv").status == 2
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.parametrize(("lost", "told"), [(1, "1 correction is of a turn"), (2, "2 corrections are of turns")])
def test_corrections_of_turns_that_are_gone_are_told(
    ready: Upswing, home: Path, tmp_path: Path, lost: int, told: str
) -> None:
    with open_library(default_paths().library) as library:
        call = library.calls.all()[0]
        for n in range(lost):
            library.corrections.put(call.id, Correction(4000.0 + n, 0.25, "Robin"))

    ended = ready("export", "--corrections", tmp_path / "corrected.csv")

    assert (ended.status, ended.out) == (0, "Turns corrected: 0, calls: 0.\n")
    assert ended.err == f"upswing: {told} that the call does not have any more.\n"


RULES = "[rules.win]\nclear_end = 0.95\n[rules.events]\nsilence_s = 1.5\n"


def test_thresholds_that_are_set_reach_what_is_exported_at_once(ready: Upswing, call: Path) -> None:
    before = ready("export", call, "--json", "--out", "-").json
    assert before["win"]["candidate"]
    assert "A win candidate" in ready("export", call, "--notes", "--out", "-").out

    (ready.home / "settings.toml").write_text(RULES, encoding="utf-8")
    after = ready("export", call, "--json", "--out", "-").json
    assert not after["win"]["candidate"]
    assert after["win"]["conditions"][-1]["threshold"] == 0.95
    limits = [{event["limit"] for event in each["events"] if event["kind"] == "hold"} for each in (before, after)]
    assert limits == [{3.0}, {1.5}]
    assert after["arc"] == before["arc"]
    assert "Not a win candidate" in ready("export", call, "--notes", "--out", "-").out


def test_thresholds_that_are_set_reach_an_analysis(upswing: Upswing, call: Path, tmp_path: Path) -> None:
    won = upswing("analyse", call)
    assert "A win candidate." in won.out

    (upswing.home / "settings.toml").write_text(RULES, encoding="utf-8")
    analysed = upswing("analyse", recording(tmp_path / "other.wav", name="other"), "--json", "-")
    assert not analysed.json["win"]["candidate"]
    assert "A win candidate." not in analysed.err


def test_thresholds_that_are_set_reach_the_demo(
    upswing: Upswing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = tmp_path / "resources" / "sample"
    sample.mkdir(parents=True)
    recording(sample / "replacement-order.flac")
    (sample / "moments.toml").write_text('[[moment]]\ntype = "misery"\nat = "0:14"\nnote = "Listen."\n')
    monkeypatch.setattr(demo, "resources", lambda: sample.parent)
    (upswing.home / "settings.toml").write_text(RULES, encoding="utf-8")

    assert upswing("demo", "--out", tmp_path / "demo").status == 0
    written = json.loads((tmp_path / "demo" / "call.json").read_text(encoding="utf-8"))
    assert written["win"]["conditions"][-1]["threshold"] == 0.95
    assert "Not a win candidate" in (tmp_path / "demo" / "notes.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "rules", ["[rules.win]\nclear_end = 7", "[rules.win]\nenough_turns = 6.5", "[rules.luck]\nx = 1", "rules = 1"]
)
def test_a_threshold_that_cannot_be_is_told_before_anything_is_written(
    ready: Upswing, call: Path, tmp_path: Path, rules: str
) -> None:
    (ready.home / "settings.toml").write_text(rules, encoding="utf-8")
    ended = ready("export", call, "--json", "--out", tmp_path / "call.json")

    assert (ended.status, ended.out) == (3, "")
    assert "rules" in ended.err
    assert ended.err.count("\n") == 1
    assert not (tmp_path / "call.json").exists()
