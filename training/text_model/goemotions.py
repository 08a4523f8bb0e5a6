"""GoEmotions (Demszky et al. 2020, Apache-2.0): comments with the emotions that people saw in them."""

import csv
from dataclasses import dataclass
from pathlib import Path

# The grouping of the paper (Demszky et al. 2020, figure 2); its ambiguous emotions count as neither.
POSITIVE = frozenset(
    (
        *("admiration", "amusement", "approval", "caring", "desire", "excitement", "gratitude", "joy", "love"),
        *("optimism", "pride", "relief"),
    )
)
NEGATIVE = frozenset(
    (
        *("anger", "annoyance", "disappointment", "disapproval", "disgust", "embarrassment", "fear", "grief"),
        *("nervousness", "remorse", "sadness"),
    )
)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its emotions, as indices into the list of labels, and their common sign.

    `sign` is −1, 0 or +1, and null where some are positive and some negative.
    """

    text: str
    emotions: tuple[int, ...]
    sign: int | None


def read_labels(folder: Path) -> list[str]:
    """The names of the emotions, in the order of their indices."""
    return (folder / "labels.txt").read_text(encoding="utf-8").split()


def read_comments(folder: Path, part: str) -> list[Comment]:
    """Read `train`, `dev` or `test`."""
    labels = read_labels(folder)
    with (folder / f"{part}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = [*csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return [_comment(text, tuple(int(each) for each in emotions.split(",")), labels) for text, emotions, *_ in rows]


def _comment(text: str, emotions: tuple[int, ...], labels: list[str]) -> Comment:
    names = {labels[each] for each in emotions}
    positive, negative = bool(names & POSITIVE), bool(names & NEGATIVE)
    return Comment(text, emotions, None if positive and negative else positive - negative)
