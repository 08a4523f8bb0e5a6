"""The invented conversations with their labels, as GUIDELINES.md describes them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.model.call import Role
from desktop.model.score import Emotion

FOLDER = Path(__file__).with_name("conversations")
VALENCES = (-1.0, -0.5, 0.0, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Line:
    """A turn with its labels: a customer's valence and emotion, or the words that show an agent's cues."""

    role: Role
    text: str
    valence: float | None = None
    emotion: Emotion | None = None
    cues: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns in their order, and the scenario that they are of."""

    scenario: str
    lines: tuple[Line, ...]


def read_conversations(folder: Path = FOLDER) -> list[Conversation]:
    """Every conversation, by scenario and in the order of its file.

    Raises:
        ValueError: a line is not as the guidelines have it; the message names its file and number.
    """
    return [found for path in sorted(folder.glob("*.jsonl")) for found in _conversations(path)]


def _conversations(path: Path) -> Iterator[Conversation]:
    lines: list[Line] = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            fields = json.loads(text)
            line = _line(fields) if fields else None
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from error
        if line is not None:
            lines.append(line)
        elif lines:
            yield Conversation(path.stem, tuple(lines))
            lines = []
    if lines:
        yield Conversation(path.stem, tuple(lines))


def _line(fields: Mapping[str, Any]) -> Line:
    role, text = Role(fields["role"]), str(fields["text"])
    if role is Role.CUSTOMER:
        valence = float(fields["valence"])
        if valence not in VALENCES:
            raise ValueError(f"{valence} is no step of valence")
        return Line(role, text, valence, Emotion(fields["emotion"]))
    if role is not Role.AGENT:
        raise ValueError("neither agent nor customer")
    places = [(cue, place) for cue, found in fields["cues"].items() for place in _places(found)]
    for _, place in places:
        if place not in text:
            raise ValueError(f"“{place}” is not in the text")
    return Line(role, text, cues=tuple(places))


def _places(found: str | Sequence[str]) -> Sequence[str]:
    return [found] if isinstance(found, str) else found
