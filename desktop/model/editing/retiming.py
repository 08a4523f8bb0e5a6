"""Words that a person typed in place of what was heard, on the times of what was heard."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from desktop.errors import BadInput
from desktop.model.span import Span, Word, text_of
from desktop.model.turn import INTERRUPTING_S, Turn

_SHORTEST_S = 0.08
# Scripts that are written without spaces: each letter may be said, and kept, by itself.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60"
_ATOM = re.compile(rf"(\s*)([{_UNSPACED}]|[^\s{_UNSPACED}]+)")


@dataclass(frozen=True, slots=True)
class _Atom:
    """The smallest part of a text that can be kept: a word, or a letter of a script without spaces."""

    lead: str
    text: str

    @property
    def key(self) -> str:
        """What has to be the same for it to be the same word: not its case, nor its punctuation."""
        letters = "".join(letter for letter in self.text.casefold() if letter.isalnum())
        return letters or self.text


@dataclass(frozen=True, slots=True)
class _Piece:
    """Heard words, and the typed atoms that say the same; either may be empty, never both. Places are `[from, to)`."""

    heard: tuple[int, int]
    typed: tuple[int, int]
    kept: bool


@dataclass(frozen=True, slots=True)
class _Placed:
    """A word with the place among the heard words that it stands for."""

    word: Word
    heard: int


def retimed(words: tuple[Word, ...], text: str) -> tuple[Word, ...]:
    """The words of an edited text, each with the time at which it is said.

    Words that stayed keep their times. What was typed in place of others is spread over their time by length, and
    what was put in between shares the gap there, or else a part of its neighbour's time. The first start and the
    last end stay as they are, since a turn is named by its start.

    Args:
        words: what was heard, in the order of time; at least one.
        text: what a person says it was; white space counts as one space.

    Returns:
        the words, as the recogniser would have spaced them; those that were typed have a probability of 1. A text
        without any letter or sign gives no words.
    """
    return tuple(placed.word for placed in _placed(words, text))


def rewritten(spans: Sequence[Span], turn: Turn, text: str) -> tuple[Span, ...]:
    """The spans of a call that change when the text of a turn is edited: the same spans with other words.

    Each new word goes to the span of the word that it stands for, and words of other turns stay where they are. A
    span is left empty only where the new text has fewer words than the turn has spans.

    Raises:
        BadInput: the turn was not made from these spans.
    """
    places = _places(spans, turn)
    owners = [span for span, _ in places]
    placed = _placed(turn.words, text)
    ranks = {span: rank for rank, span in enumerate(dict.fromkeys(owners))}
    shares = _spread_over([ranks[owners[each.heard]] for each in placed], len(ranks))
    changed = []
    for index, rank in ranks.items():
        new = tuple(each.word for each, share in zip(placed, shares, strict=True) if share == rank)
        own = {place for span, place in places if span == index}
        span = replace(spans[index], words=_exchanged(spans[index].words, own, new))
        changed += [span] if span != spans[index] else []
    return tuple(changed)


def _places(spans: Sequence[Span], turn: Turn) -> list[tuple[int, int]]:
    """Where each word of a turn is kept: in which span, and at which place there."""
    said = sorted(
        (
            (word, (index, place))
            for index, span in enumerate(spans)
            if span.channel == turn.channel
            for place, word in enumerate(span.words)
        ),
        key=lambda entry: (entry[0].start_s, entry[0].end_s),
    )
    for first in range(len(said) - len(turn.words) + 1):
        run = said[first : first + len(turn.words)]
        if tuple(word for word, _ in run) == turn.words:
            return [place for _, place in run]
    raise BadInput("The words of this turn have changed in the meantime.", "Open the call again, then edit the turn.")


def _exchanged(words: tuple[Word, ...], own: set[int], new: tuple[Word, ...]) -> tuple[Word, ...]:
    before = tuple(word for place, word in enumerate(words) if place < min(own))
    after = tuple(word for place, word in enumerate(words) if place > min(own) and place not in own)
    return before + new + after


def _spread_over(ranks: list[int], count: int) -> list[int]:
    """Rising ranks, moved as little as it takes for each of `count` ranks to be there; as they are if too few."""
    if len(ranks) < count or len(set(ranks)) == count:
        return ranks
    ranks = [0, *ranks[1:-1], count - 1] if count > 1 else ranks
    for at in range(1, len(ranks)):
        ranks[at] = min(ranks[at], ranks[at - 1] + 1)
    ranks[-1] = count - 1
    for at in reversed(range(len(ranks) - 1)):
        ranks[at] = max(ranks[at], ranks[at + 1] - 1)
    return ranks


def _placed(words: tuple[Word, ...], text: str) -> list[_Placed]:
    typed = " ".join(text.split())
    if typed == " ".join(text_of(words).split()):
        return [_Placed(word, index) for index, word in enumerate(words)]
    atoms = _atoms(typed)
    if not atoms:
        return []
    first = words[0].text
    atoms[0] = replace(atoms[0], lead=first[: len(first) - len(first.lstrip())])
    pieces = list(_pieces(words, atoms))
    placed: list[_Placed] = []
    for index, piece in enumerate(pieces):
        following = next((words[p.heard[0]] for p in pieces[index + 1 :] if p.kept), None)
        _place(placed, words, atoms, piece, following)
    return placed


def _atoms(text: str) -> list[_Atom]:
    return [_Atom(lead, said) for lead, said in _ATOM.findall(text)]


def _pieces(words: tuple[Word, ...], atoms: list[_Atom]) -> Iterator[_Piece]:
    """What was kept and what was exchanged, in order."""
    heard_at = typed_at = 0
    kept = list(_kept(words, atoms))
    if kept and kept[0].heard[0] == 0 and kept[0].typed[0] > 0:
        # What is typed before the first word takes a part of its time, as if it stood in its place.
        del kept[0]
    for piece in [*kept, _Piece((len(words),) * 2, (len(atoms),) * 2, kept=False)]:
        if piece.heard[0] > heard_at or piece.typed[0] > typed_at:
            yield _Piece((heard_at, piece.heard[0]), (typed_at, piece.typed[0]), kept=False)
        if piece.kept:
            yield piece
        heard_at, typed_at = piece.heard[1], piece.typed[1]


def _kept(words: tuple[Word, ...], atoms: list[_Atom]) -> Iterator[_Piece]:
    """The smallest runs of heard words that are whole atoms too, where all of them were typed again."""
    heard = _atoms("".join(word.text for word in words))
    matcher = SequenceMatcher(None, [atom.key for atom in heard], [atom.key for atom in atoms], autojunk=False)
    typed_as = {a + n: b + n for a, b, size in matcher.get_matching_blocks() for n in range(size)}
    for own_words, own_atoms in _common_runs(words, heard):
        places = [typed_as[atom] for atom in range(*own_atoms) if atom in typed_as]
        whole = len(places) == own_atoms[1] - own_atoms[0]
        if whole and all(later - earlier == 1 for earlier, later in pairwise(places)):
            yield _Piece(own_words, (places[0], places[-1] + 1), kept=True)


def _common_runs(words: tuple[Word, ...], atoms: list[_Atom]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Cut words and atoms of one text wherever both begin at the same letter."""
    word_starts, atom_starts = _starts([w.text for w in words]), _starts([a.lead + a.text for a in atoms])
    shared = sorted(word_starts.keys() & atom_starts.keys())
    if not shared:
        return
    ends = [(word_starts[at], atom_starts[at]) for at in shared[1:]] + [(len(words), len(atoms))]
    for at, (word_end, atom_end) in zip(shared, ends, strict=True):
        yield (word_starts[at], word_end), (atom_starts[at], atom_end)


def _starts(texts: Sequence[str]) -> dict[int, int]:
    """Which text begins at which letter of all of them in a row; of empty ones the first."""
    starts: dict[int, int] = {}
    at = 0
    for index, text in enumerate(texts):
        starts.setdefault(at, index)
        at += len(text)
    return starts


def _place(
    placed: list[_Placed], words: tuple[Word, ...], atoms: list[_Atom], piece: _Piece, following: Word | None
) -> None:
    """Add the words of one piece; `following` is the next word that was kept."""
    heard, typed = words[slice(*piece.heard)], atoms[slice(*piece.typed)]
    if piece.kept:
        start_s = words[0].start_s if not placed else heard[0].start_s
        placed += _as_heard(heard, typed, piece.heard[0], start_s)
    elif not typed:
        _close_gap(placed, heard, following)
    elif heard:
        end_s = max(word.end_s for word in heard)
        limit_s = following.start_s if following else end_s
        start_s = heard[0].start_s
        stretches = _shared(typed, start_s, max(start_s, min(end_s, limit_s)))
        placed += [
            _Placed(_typed(atom, *stretch), piece.heard[0] + _nearest(heard, sum(stretch) / 2))
            for atom, stretch in zip(typed, stretches, strict=True)
        ]
    else:
        _insert(placed, typed, piece.heard[0], following)


def _as_heard(heard: tuple[Word, ...], typed: list[_Atom], first: int, start_s: float) -> list[_Placed]:
    """Words that stayed; those whose case or punctuation was changed count as typed."""
    text = "".join(atom.lead + atom.text for atom in typed)
    if "".join(word.text for word in heard) == text:
        words = [replace(heard[0], start_s=start_s), *heard[1:]]
        return [_Placed(word, first + n) for n, word in enumerate(words)]
    return [_Placed(Word(text, start_s, max(word.end_s for word in heard), 1.0), first)]


def _close_gap(placed: list[_Placed], removed: tuple[Word, ...], following: Word | None) -> None:
    """Hand the time of words that were taken out to the one before, where a gap would cut the turn or end it early."""
    if not placed:
        return
    last = placed[-1]
    end_s = max(word.end_s for word in removed)
    if following is None or following.start_s - last.word.end_s >= INTERRUPTING_S:
        limit_s = following.start_s if following else end_s
        longer = replace(last.word, end_s=max(last.word.end_s, min(end_s, limit_s)))
        placed[-1] = replace(last, word=longer)


def _insert(placed: list[_Placed], typed: list[_Atom], at: int, following: Word | None) -> None:
    """Put words in where nothing was heard: into the gap, or into the time of the word before."""
    last = placed[-1].word
    end_s = following.start_s if following else last.end_s
    if end_s - last.end_s >= _SHORTEST_S * len(typed):
        stretches = _shared(typed, last.end_s, end_s)
    else:
        sharing = [_Atom("", last.text.strip()), *typed]
        (_, own_end_s), *stretches = _shared(sharing, last.start_s, max(last.start_s, end_s))
        placed[-1] = replace(placed[-1], word=replace(last, end_s=own_end_s))
    placed += [_Placed(_typed(atom, *stretch), at - 1) for atom, stretch in zip(typed, stretches, strict=True)]


def _shared(atoms: Sequence[_Atom], start_s: float, end_s: float) -> list[tuple[float, float]]:
    """Divide a stretch of time among words by their length."""
    lengths = [len(atom.text) + 1 for atom in atoms]
    cuts, so_far = [start_s], 0
    for length in lengths[:-1]:
        so_far += length
        cut_s = round(start_s + (end_s - start_s) * so_far / sum(lengths), 3)
        cuts.append(min(max(cut_s, cuts[-1]), end_s))
    return list(pairwise([*cuts, end_s]))


def _nearest(heard: tuple[Word, ...], t_s: float) -> int:
    return max((n for n, word in enumerate(heard) if word.start_s <= t_s), default=0)


def _typed(atom: _Atom, start_s: float, end_s: float) -> Word:
    return Word(atom.lead + atom.text, start_s, end_s, 1.0)
