"""The words that were heard first, beside those that somebody has written since, when spans are cut anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.model.span import Span, Word


@dataclass(frozen=True, slots=True)
class StoredSpan:
    """A span as it is kept: `heard` are the words that it had first, null where nobody has changed them."""

    span: Span
    heard: tuple[Word, ...] | None = None
    id: int | None = None

    @property
    def first(self) -> tuple[Word, ...]:
        """The words that were heard."""
        return self.span.words if self.heard is None else self.heard


def with_first_words(gone: Iterable[StoredSpan], come: Sequence[Span]) -> list[StoredSpan]:
    """Hand the words that were heard first on to the spans that come in the place of others.

    A word that is still there goes with itself, and another one with the span that is nearest in time.

    Args:
        gone: what goes.
        come: what comes; their words are those of what goes.
    """
    gone = tuple(gone)
    if all(each.heard is None for each in gone):
        return [StoredSpan(span) for span in come]
    first: list[list[Word]] = [[] for _ in come]
    for word in (word for each in gone for word in each.first):
        first[_home(word, come)].append(word)
    return [
        StoredSpan(span, None if tuple(own) == span.words else tuple(own))
        for span, own in zip(come, first, strict=True)
    ]


def _home(word: Word, spans: Sequence[Span]) -> int:
    middle_s = (word.start_s + word.end_s) / 2
    away_s = [max(span.start_s - middle_s, middle_s - span.end_s, 0.0) for span in spans]
    return min(range(len(spans)), key=lambda index: (word not in spans[index].words, away_s[index]))
