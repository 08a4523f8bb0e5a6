"""Hide names and numbers in what was said, for as long as no redaction gate has reviewed a story.

A masked text has ▮ for every digit, for every capitalised word that does not begin a sentence, for every word in
capitals, for what follows "my name is", and for names that are known. It errs on the side of hiding too much.
Not caught: numbers and letters that are spelled out ("seven four one"), and names that nobody knows where they stand
in lower case or begin a sentence.
"""

import unicodedata
from collections.abc import Iterable
from itertools import groupby, pairwise

MASK = "▮"
_APOSTROPHES = "'’ʼ"
_CLOSING = "\"'”’)]»"
_NAME_WORDS = 4
_LABELS = frozenset({"account", "agent", "caller", "case", "customer", "order", "ref", "ticket"})
_TITLES = frozenset({"mr", "mrs", "ms", "mx", "dr", "prof", "st"})
_AFTER_A_NAME = frozenset({"and", "but", "so", "i", "im", "ive", "from", "with", "calling", "here", "about", "the"})


def mask(text: str, names: frozenset[str] = frozenset()) -> str:
    """Hide what may be a name or a number; masking twice changes nothing more.

    Args:
        text: what was said.
        names: words that are hidden wherever they stand, case-folded, as `names_of` and `names_heard` give them.
    """
    words = _words(text)
    named = [_hides(text, words, index, names) for index in range(len(words))]
    introduced = _introduced(text, words, named)
    pieces, done = [], 0
    for index, (start, end) in enumerate(words):
        word = text[start:end]
        pieces += [text[done:start], _hide(word) if named[index] or introduced[index] else word]
        done = end
    pieces.append(text[done:])
    return "".join(MASK if _is_digit(letter) else letter for letter in "".join(pieces))


def names_of(*known: str | None) -> frozenset[str]:
    """The words of names that are known, such as an agent's; words that only say what the name is for are left out."""
    words = (_bare(text[start:end]) for text in known if text for start, end in _words(text))
    return frozenset(word for word in words if len(word) > 1 and word not in _LABELS)


def names_heard(texts: Iterable[str]) -> frozenset[str]:
    """Words that stand capitalised within a sentence somewhere in a call, and nowhere in lower case.

    So "Laura" is hidden at the beginning of a sentence too, once somebody said "I'm sorry, Laura".
    """
    capitalised, lower = set(), set()
    for text in texts:
        words = _words(text)
        for index, (start, end) in enumerate(words):
            word = text[start:end]
            if not _has_capital(word):
                lower.add(_bare(word))
            elif _hides(text, words, index, frozenset()):
                capitalised.add(_bare(word))
    return frozenset(word for word in capitalised - lower if len(word) > 1)


def _words(text: str) -> list[tuple[int, int]]:
    """Where the words stand. Digits and masks belong to words, so that masking never moves a boundary."""
    found = []
    for inside, run in groupby(range(len(text)), key=lambda index: _in_word(text[index])):
        where = list(run)
        word = text[where[0] : where[-1] + 1]
        start = where[0] + len(word) - len(word.lstrip(_APOSTROPHES))
        end = where[-1] + 1 - len(word) + len(word.rstrip(_APOSTROPHES))
        if inside and start < end:
            found.append((start, end))
    return found


def _in_word(letter: str) -> bool:
    # Marks and format characters (a combining accent, a soft hyphen) must not split a name in two.
    category = unicodedata.category(letter)
    return category[0] in "LMN" or category == "Cf" or letter in _APOSTROPHES + MASK


def _hides(text: str, words: list[tuple[int, int]], index: int, names: frozenset[str]) -> bool:
    """Whether a word is hidden for what it is: a known name, or capitalised where no sentence begins."""
    start, end = words[index]
    word = text[start:end]
    if _bare(word) in names:
        return True
    if not _has_capital(word) or _is_i(word) or _bare(word) == "ok":
        return False
    return _all_capitals(word) or not _begins_sentence(text, words, index)


def _begins_sentence(text: str, words: list[tuple[int, int]], index: int) -> bool:
    if index == 0:
        return True
    before_start, before_end = words[index - 1]
    gap = text[before_end : words[index][0]].rstrip().rstrip("\"'“‘«([¿¡- ").rstrip(_CLOSING)
    before = text[before_start:before_end]
    if not gap.endswith((".", "!", "?")) or gap.endswith(".."):
        return False
    initial = len(before) == 1 and before.isupper()
    return not (gap == "." and (initial or _bare(before) in _TITLES))


def _introduced(text: str, words: list[tuple[int, int]], hidden: list[bool]) -> list[bool]:
    """Which words follow "my name is" or "my name's" closely enough to be the name."""
    spoken = [_bare(text[start:end]) for start, end in words]
    breaks = [bool(set(text[end:start]) & set(",.;:!?")) for (_, end), (start, _) in pairwise(words)]
    introduced = [False] * len(words)
    for index, pair in enumerate(pairwise(spoken)):
        if pair != ("my", "name"):
            continue
        short = text[words[index + 1][0] : words[index + 1][1]].endswith("s")
        first = index + 2 if short else index + 3 if spoken[index + 2 : index + 3] == ["is"] else len(words)
        for at in range(first, min(first + _NAME_WORDS, len(words))):
            if (at > first and breaks[at - 1]) or (spoken[at] in _AFTER_A_NAME and not hidden[at]):
                break
            introduced[at] = True
    return introduced


def _hide(word: str) -> str:
    return word if set(word) == {MASK} else MASK


def _bare(word: str) -> str:
    """A word as names are compared: case-folded, without a possessive, apostrophes, digits or hidden characters."""
    folded = unicodedata.normalize("NFC", word.casefold())
    for apostrophe in _APOSTROPHES:
        folded = folded.removesuffix(f"{apostrophe}s")
    return "".join(letter for letter in folded if letter.isalpha())


def _has_capital(word: str) -> bool:
    return any(letter.isupper() or letter.istitle() for letter in word)


def _all_capitals(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters)


def _is_i(word: str) -> bool:
    return word == "I" or (word[0] == "I" and word[1] in _APOSTROPHES and word[2:] in {"m", "ve", "ll", "d", "d've"})


def _is_digit(letter: str) -> bool:
    return letter.isdigit() or unicodedata.category(letter)[0] == "N"
