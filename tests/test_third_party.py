"""THIRD_PARTY.md names everything that the program needs or carries, and nothing else."""

import struct
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution, files
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from desktop.paths import resources

Rows = dict[str, dict[str, str]]

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = "Python packages"
NVIDIA = "With PyTorch for NVIDIA cards, on Linux"
MODELS = "Models"
FONTS = "Fonts"
SAMPLE = "Used to make the sample call"
TABLES = (PACKAGES, NVIDIA, MODELS, FONTS, SAMPLE)

COMPUTERS: tuple[dict[str, str], ...] = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "aarch64"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
)
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def tables() -> Mapping[str, Rows]:
    """The tables by heading, their rows by first cell, and the cells by the title of their column."""
    found: dict[str, Rows] = {}
    heading, titles = "", list[str]()
    for line in (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading, titles = line.lstrip("# "), []
        elif line.startswith("|") and not titles:
            titles = cells(line)
            found[heading] = {}
        elif line.startswith("|") and not line.startswith("|---"):
            name, *rest = cells(line)
            assert name not in found[heading], f"{name} is listed twice"
            found[heading][name] = dict(zip(titles[1:], rest, strict=True))
    return found


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def environments() -> Iterator[dict[str, str]]:
    for computer in COMPUTERS:
        for python in PYTHONS:
            yield {**computer, "python_version": python, "python_full_version": f"{python}.0"}


def applies(requirement: Requirement, extras: Iterable[str]) -> bool:
    """Whether a requirement holds on any computer that the program is for, with one of the extras or none."""
    marker = requirement.marker
    return marker is None or any(
        marker.evaluate({**environment, "extra": extra}) for environment in environments() for extra in ("", *extras)
    )


def requirements_of(name: str) -> list[str]:
    """What a distribution requires; nothing is known of one that is for another kind of computer."""
    try:
        return distribution(name).requires or []
    except PackageNotFoundError:
        return []


def reachable() -> set[str]:
    """Every distribution that the program's dependencies lead to, directly or not."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [(Requirement(text), frozenset[str]()) for text in project["dependencies"]]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement, of_extras = waiting.pop()
        node = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if node not in seen and applies(requirement, of_extras):
            seen.add(node)
            waiting += [(Requirement(text), node[1]) for text in requirements_of(node[0])]
    return {name for name, _ in seen}


def family_of(font: bytes) -> str:
    """The family that an OpenType file names: the typographic one if there is one (name 16), or else name 1."""
    (count,) = struct.unpack(">H", font[4:6])
    entries = (struct.unpack(">4sLLL", font[12 + 16 * i : 28 + 16 * i]) for i in range(count))
    table = next(font[offset : offset + length] for tag, _, offset, length in entries if tag == b"name")
    _, records, texts = struct.unpack(">HHH", table[:6])
    names: dict[int, str] = {}
    for i in range(records):
        platform, _, _, name_id, length, offset = struct.unpack(">6H", table[6 + 12 * i : 18 + 12 * i])
        if platform == 3:
            names[name_id] = table[texts + offset : texts + offset + length].decode("utf-16-be")
    return names.get(16) or names[1]


def test_every_package_has_a_row_and_every_row_is_needed() -> None:
    of_nvidia = set(tables()[NVIDIA])
    assert reachable() - of_nvidia == set(tables()[PACKAGES])


def test_the_libraries_for_nvidia_cards_are_those_of_this_pytorch_if_it_has_any() -> None:
    listed, brought = set(tables()[NVIDIA]), {name for name in reachable() if name.startswith(("nvidia-", "cuda-"))}
    assert all(name.startswith(("nvidia-", "cuda-")) for name in listed)
    assert brought in (set(), listed)


def test_the_licence_of_a_package_is_the_one_that_it_states() -> None:
    for name, row in tables()[PACKAGES].items():
        try:
            stated = distribution(name).metadata.get_all("License-Expression") or []
        except PackageNotFoundError:
            continue
        assert set(stated) <= {row["licence"]}, name


def test_every_installed_package_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {canonicalize_name(Requirement(line).name) for line in lines if line and not line.startswith("#")}
    brings_itself = {"pip", "setuptools"}
    assert set(tables()[PACKAGES]) - brings_itself <= pinned


def test_every_model_has_a_row_with_its_licence() -> None:
    sources = tomllib.loads((resources() / "models" / "SOURCES.toml").read_text(encoding="utf-8"))
    licences = {model["name"]: model["licence"] for model in sources["models"]}
    assert {name: row["licence"] for name, row in tables()[MODELS].items()} == {
        **licences,
        "silero-vad": "MIT",
        "speaker-encoder": "Apache-2.0",
        "text-model": "Apache-2.0",
    }


def test_the_speech_detector_comes_in_the_package_that_is_named() -> None:
    assert any(path.match("silero_vad*.onnx") for path in files("faster-whisper") or [])


def test_every_font_has_a_row_and_its_licence_beside_it() -> None:
    folder = resources() / "fonts"
    fonts = [path for path in folder.iterdir() if path.suffix in {".otf", ".ttf"}]
    assert {family_of(path.read_bytes()) for path in fonts} == set(tables()[FONTS])
    assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text(encoding="utf-8")


def test_the_tools_of_the_sample_call_are_those_that_it_was_made_with() -> None:
    made_with = (resources() / "sample" / "README.md").read_text(encoding="utf-8")
    assert all(tool in made_with for tool in tables()[SAMPLE])


@pytest.mark.parametrize("heading", TABLES)
def test_every_row_says_under_which_licence_and_what_it_asks_of_us(heading: str) -> None:
    rows = tables()[heading]
    assert rows
    for name, row in rows.items():
        assert {"licence", "what it asks of us"} <= set(row)
        assert all([name, *row.values()]), name


def test_there_is_no_table_that_no_test_looks_at() -> None:
    assert set(tables()) == set(TABLES)
