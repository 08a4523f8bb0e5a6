"""What a run of the torture has done, for its last lines."""

from collections import Counter
from collections.abc import Iterable


class Tally:
    """Counts pairs of what was done and how it came out."""

    def __init__(self, done: Iterable[tuple[str, str]]) -> None:
        self._counts: dict[str, Counter[str]] = {}
        for what, outcome in done:
            self._counts.setdefault(what, Counter())[outcome] += 1

    def lines(self) -> list[str]:
        """A line for each thing that was done."""
        return [
            f"{counts.total()} {what}: " + ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common())
            for what, counts in sorted(self._counts.items())
        ]
