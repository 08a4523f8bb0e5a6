"""Where a speech detector hears somebody on one microphone: which of two speakers that is, by their words."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from desktop.model.events.phrases import Voiced
from desktop.model.span import Span

_Said = tuple[float, float, float, int]


def given_to_speakers(voiced: Iterable[Voiced], spans: Iterable[Span]) -> tuple[Voiced, ...]:
    """Cut voiced stretches where the speaker changes, and give each part to whoever has the words in it.

    Between two speakers a stretch is cut halfway from one's last word to the other's first; one without words belongs
    to whoever has the nearest word.

    Args:
        voiced: stretches of the one channel that was recorded, in any order.
        spans: what was heard, with the speaker as the channel; without any, everything stays as it is.
    """
    said = sorted(((w.start_s + w.end_s) / 2, w.start_s, w.end_s, s.channel) for s in spans for w in s.words)
    if not said:
        return tuple(voiced)
    middles = [middle_s for middle_s, *_ in said]
    return tuple(part for stretch in voiced for part in _parts(stretch, said, middles))


def _parts(stretch: Voiced, said: Sequence[_Said], middles: Sequence[float]) -> Iterator[Voiced]:
    first, behind = bisect_left(middles, stretch.start_s), bisect_left(middles, stretch.end_s)
    runs = [tuple(run) for _, run in groupby(said[first:behind], key=lambda word: word[3])]
    if not runs:
        yield Voiced(_nearest(stretch, said, first), stretch.start_s, stretch.end_s)
        return
    at_s = stretch.start_s
    for run, following in zip(runs, [*runs[1:], None], strict=True):
        until_s = stretch.end_s if following is None else (run[-1][2] + following[0][1]) / 2
        until_s = min(max(until_s, at_s), stretch.end_s)
        yield Voiced(run[0][3], at_s, until_s)
        at_s = until_s


def _nearest(stretch: Voiced, said: Sequence[_Said], first: int) -> int:
    """Who has the word nearest to a stretch that has none."""
    around = said[max(first - 1, 0) : first + 1]
    return min(around, key=lambda word: max(word[1] - stretch.end_s, stretch.start_s - word[2]))[3]
