"""The rules with which calls are read, as tables of the settings: only what differs from how they come."""

from dataclasses import asdict, fields, replace
from typing import Any

from desktop.model.rules import Rules

# The band is drawn from ranges, which nobody has asked to set.
_PARTS = ("win", "events", "changes", "lenses")
# From what to what a rule can be set: beyond it, it would find nothing, or everything.
RANGES: dict[str, dict[str, tuple[float, float]]] = {
    "win": {"low_start": (-1, 1), "low": (-1, 1), "clear_end": (-1, 1), "enough_turns": (6, 1000)},
    "events": {
        "silence_s": (0.1, 600),
        "hold_talk_s": (0, 600),
        "overlap_s": (0.05, 60),
        "interruption_s": (0.05, 600),
        "fast_deviations": (0.5, 100),
        "fast_least_words": (1, 1000),
        "fast_least_turns": (1, 1000),
        "monologue_s": (0.1, 1000),
        "strong_valence": (0.05, 1),
    },
    "changes": {
        "shortest_turns": (1, 1000),
        "smallest_change": (0, 2),
        "strictness": (0, 100),
        "noise": (0.01, 2),
        "noise_turns": (0.1, 1000),
        "level_spread": (0.01, 10),
    },
    "lenses": {
        "signed_beyond": (0, 1),
        "event_beyond": (0, 1),
        "least_letters": (0, 1000),
        "steepness": (0.01, 100),
        "mixed_within": (0, 100),
        "very_beyond": (0, 100),
    },
}


def table_of(rules: Rules) -> dict[str, dict[str, float]]:
    """A table for each part in which something differs from the rules as they come."""
    came, chosen = asdict(Rules()), asdict(rules)
    tables = {
        part: {name: value for name, value in chosen[part].items() if value != came[part][name]} for part in _PARTS
    }
    return {part: table for part, table in tables.items() if table}


def rules_in(tables: object) -> Rules:
    """The rules that tables describe, the rest as it comes.

    Raises:
        ValueError: there is no such rule, or its value is none; the message says which.
    """
    if not isinstance(tables, dict):
        raise ValueError("“rules” is not a table")
    rules = Rules()
    for part, table in tables.items():
        if part not in _PARTS or not isinstance(table, dict):
            raise ValueError(f"“rules.{part}” is no table of rules")
        changed: dict[str, Any] = {part: _part_in(getattr(rules, part), part, table)}
        rules = replace(rules, **changed)
    return rules


def _part_in(part: Any, called: str, table: dict[str, Any]) -> Any:
    known = {field.name for field in fields(part)}
    for name, value in table.items():
        if name not in known:
            raise ValueError(f"“rules.{called}.{name}” is no setting")
        whole, (least, most) = isinstance(getattr(part, name), int), RANGES[called][name]
        number = isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most
        if not number or (whole and not isinstance(value, int)):
            kind = "a whole number" if whole else "a number"
            raise ValueError(f"“rules.{called}.{name}” is not {kind} from {least:g} to {most:g}")
        part = replace(part, **{name: value if whole else float(value)})
    return part
