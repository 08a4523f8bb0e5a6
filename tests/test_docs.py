"""What the documents show works, and what the program can do is in the documents."""

import argparse
import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from desktop.cli.arguments import parser
from desktop.cli.exit_status import ExitStatus
from desktop.settings import Settings, read_settings

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
COMMAND_LINE = ROOT / "docs" / "command-line.md"
DOCUMENTS = (README, COMMAND_LINE, ROOT / "docs" / "call-json.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md")

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
_ROW = re.compile(r"^\| *`?(\w[\w-]*)`? *\|", re.MULTILINE)


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def commands(*documents: Path) -> Iterator[str]:
    """The lines of fenced blocks that call the program."""
    for document in documents:
        for block in _BLOCK.finditer(text_of(document)):
            yield from (line for line in block[2].splitlines() if line.startswith("upswing "))


def make_targets(document: Path) -> set[str]:
    """The targets that a document names, in a fenced block or as code within a sentence."""
    text = text_of(document)
    code = [block[2] for block in _BLOCK.finditer(text)] + _CODE.findall(text)
    return {target for piece in code for target in re.findall(r"^make ([\w-]+)", piece, re.MULTILINE)}


def section(document: Path, heading: str) -> str:
    """The text below a heading, up to the next one of any level."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text_of(document), re.MULTILINE | re.DOTALL)
    assert found is not None, f"{document.name} has no section “{heading}”"
    return found[1]


def subparsers(of: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    actions = (action for action in of._actions if isinstance(action, argparse._SubParsersAction))
    return {name: verb for action in actions for name, verb in action.choices.items()}


def options(of: argparse.ArgumentParser) -> set[str]:
    return {option for action in of._actions for option in action.option_strings} - {"-h", "--help"}


VERBS = subparsers(parser())


@pytest.mark.parametrize("command", [*dict.fromkeys(commands(*DOCUMENTS))])
def test_a_command_that_is_shown_is_understood(command: str) -> None:
    try:
        parser().parse_args(shlex.split(command)[1:])
    except SystemExit:
        pytest.fail(f"“{command}” is not understood", pytrace=False)


def test_the_readme_and_the_reference_show_commands() -> None:
    assert len(list(commands(README))) > 5
    assert {command.split()[1] for command in commands(COMMAND_LINE)} >= set(VERBS) - {"worker"}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_in_the_readme_and_has_its_section(verb: str) -> None:
    assert re.search(rf"\bupswing {verb}\b", text_of(README))
    assert f"`upswing {verb}" in section(COMMAND_LINE, verb)


@pytest.mark.parametrize("verb", VERBS)
def test_the_options_of_a_verb_are_those_in_its_section(verb: str) -> None:
    described = set(re.findall(r"^\| `(--[\w-]+)", section(COMMAND_LINE, verb), re.MULTILINE))
    assert described == options(VERBS[verb])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_make_targets_that_are_named_exist(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert make_targets(document) <= set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_link_within_the_project_leads_somewhere(document: Path) -> None:
    links = _LINK.findall(_BLOCK.sub("", text_of(document)))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", [README, COMMAND_LINE], ids=lambda path: path.name)
def test_every_exit_status_is_told(document: Path) -> None:
    listed = {int(cell) for cell in _ROW.findall(section(document, "Exit statuses")) if cell.isdigit()}
    assert listed == {int(status) for status in ExitStatus}


def test_every_setting_is_told_and_the_example_can_be_read(tmp_path: Path) -> None:
    told = section(README, "Settings")
    names = {field.name for field in fields(Settings)}
    assert set(_ROW.findall(told)) - {"setting"} == names
    (example,) = (block[2] for block in _BLOCK.finditer(told) if block[1] == "toml")
    (tmp_path / "settings.toml").write_text(example, encoding="utf-8")
    assert read_settings(tmp_path / "settings.toml").author == "Sam"
    assert all(f"\n{name} = " in f"\n{example}" for name in names)


def test_the_pytorch_that_the_readme_installs_is_the_one_that_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line.startswith("torch==")]
    assert [f"pip install {pin} --index-url" for pin in pins if f"pip install {pin} --index-url" in text_of(README)]


def test_the_places_that_are_named_exist() -> None:
    codes = _CODE.findall(text_of(ROOT / "CONTRIBUTING.md"))
    named = {code for code in codes if re.match(r"(desktop|tests|tools)/", code)}
    assert {place for place in named if not (ROOT / place).exists()} == set()
