"""The thresholds in docs/command-line.md are those that there are, with their ranges and how they come."""

import re
from dataclasses import asdict
from pathlib import Path

import pytest

from desktop.model.rules import Rules
from desktop.model.rules_table import rules_in

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8").replace("−", "-")
ROW = re.compile(r"^\| `(\w+)`:[^|]*\| (\S+) to ([^ ,|]+)(, whole)? \| (\S+) \|$", re.MULTILINE)


@pytest.mark.parametrize("part", ["win", "events", "changes", "lenses"])
def test_every_threshold_is_told_with_its_range(part: str) -> None:
    table = DOCS.partition(f"| `[rules.{part}]`")[2].partition("\n\n")[0]
    comes = asdict(Rules())[part]
    told = {
        name: (float(least), float(most), whole, float(came)) for name, least, most, whole, came in ROW.findall(table)
    }

    assert told.keys() == comes.keys()
    for name, (least, most, whole, came) in told.items():
        kind = int if whole else float
        assert comes[name] == came, name
        assert isinstance(comes[name], kind), name
        for fits in (least, most):
            assert asdict(rules_in({part: {name: kind(fits)}}))[part][name] == fits
        for beyond in (least - 1, most + 1):
            with pytest.raises(ValueError, match=name):
                rules_in({part: {name: kind(beyond)}})
