"""Hide names and numbers in what was said, for as long as no redaction gate has reviewed a story.

A masked text has ▮ for every digit, for every capitalised word that does not begin a sentence, for every word in
capitals, for what follows "my name is", for e-mail and web addresses, and for names that are known. It errs on the
side of hiding too much.
Not caught: numbers and letters that are spelled out ("seven four one"), and names that nobody knows where they stand
in lower case or begin a sentence.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby, pairwise

MASK = "▮"
_APOSTROPHES = "'’ʼ"
_HYPHENS = frozenset("-‐‑")
_OPENING = "\"'“‘«([¿¡- "
_CLOSING = "\"'”’)]»"
# What follows a dot must be lower-case letters: in "no.Laura" a space is missing.
_ADDRESS = re.compile(rf"://|(?i:www\.)|[^\s.]{{2}}\.(?:[a-z]{{2,}}|(?i:com|net|org))(?![\w{MASK}])")
_NAME_WORDS = 4
_LABELS = frozenset({"account", "agent", "caller", "case", "customer", "order", "ref", "ticket"})
_TITLES = frozenset({"mr", "mrs", "ms", "mx", "dr", "prof", "st"})
_CONTRACTED = frozenset({"i", "im", "ive", "ill", "id", "idve"})
_AFTER_A_NAME = _CONTRACTED | {"and", "but", "so", "from", "with", "calling", "here", "about", "the"}
_HESITATIONS = frozenset({"uh", "uhm", "um", "umm", "er", "erm", "ah", "eh", "hm", "hmm", "mm", "it", "its", "is"})
_BEFORE_A_NAME = _HESITATIONS | _AFTER_A_NAME | {"actually", "like", "oh", "ok", "okay", "sorry", "well", "yeah", "yes"}


def mask(text: str, names: frozenset[str] = frozenset(), before: str = "") -> str:
    """Hide what may be a name or a number; masking twice changes nothing more.

    Args:
        text: what was said.
        names: words that are hidden wherever they stand, case-folded, as `names_of` and `names_heard` give them.
        before: what the same speaker said right before, which a sentence or "my name is" may run on from.
    """
    said = f"{before} {text}"
    done = len(said) - len(text)
    words = _words(said)
    pieces = []
    for (start, end), hides in zip(words, _hidden(said, words, names), strict=True):
        if hides and start >= done:
            pieces += [said[done:start], _hide(said[start:end])]
            done = end
    pieces.append(said[done:])
    return "".join(MASK if _is_digit(letter) else letter for letter in "".join(pieces))


def names_of(*known: str | None) -> frozenset[str]:
    """The words of names that are known, such as an agent's; words that only say what the name is for are left out."""
    words = (_bare(text[start:end]) for text in known if text for start, end in _parts(text))
    return frozenset(word for word in words if len(word) > 1 and word not in _LABELS)


def names_heard(texts: Iterable[str]) -> frozenset[str]:
    """Words that stand capitalised within a sentence somewhere in a call, and nowhere in lower case.

    So "Laura" is hidden at the beginning of a sentence too, once somebody said "I'm sorry, Laura".

    Args:
        texts: what was said, each text by one speaker and with all that a sentence may run on from.
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
    """Where the words stand; an e-mail or web address is one word."""
    found = []
    for token in re.finditer(r"\S+", text):
        start, end = _trimmed(text, *token.span())
        if _is_address(text[start:end]):
            found.append((start, end))
        else:
            found += [(token.start() + first, token.start() + last) for first, last in _parts(token[0])]
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A token without the punctuation around it; an @ is left, since it tells a handle such as "@laura"."""
    kept = [at for at in range(start, end) if text[at] == "@" or (_in_word(text[at]) and text[at] not in _APOSTROPHES)]
    return (kept[0], kept[-1] + 1) if kept else (start, start)


def _is_address(word: str) -> bool:
    return ("@" in word and any(map(_in_word, word))) or bool(_ADDRESS.search(word))


def _parts(text: str) -> list[tuple[int, int]]:
    """Runs of letters. Digits and masks belong to them, so that masking never moves a boundary."""
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


def _hidden(text: str, words: list[tuple[int, int]], names: frozenset[str]) -> list[bool]:
    """Which words are hidden."""
    joined = _joined(text, words)
    named = _spread([_hides(text, words, index, names) for index in range(len(words))], joined)
    introduced = _introduced(text, words, named, joined)
    return _spread([name or follows for name, follows in zip(named, introduced, strict=True)], joined)


def _joined(text: str, words: list[tuple[int, int]]) -> list[bool]:
    """Which words a hyphen joins to the one before, as in "Mary-jane"; "I" is no part of a name."""
    after = [
        text[end:start] in _HYPHENS and not (_is_i(text[first:end]) or _is_i(text[start:last]))
        for (first, end), (start, last) in pairwise(words)
    ]
    return [False, *after][: len(words)]


def _spread(hidden: list[bool], joined: list[bool]) -> list[bool]:
    """Hide all of what hyphens join where a part of it is hidden."""
    spread = hidden.copy()
    for index in range(1, len(spread)):
        spread[index] |= joined[index] and spread[index - 1]
    for index in reversed(range(1, len(spread))):
        spread[index - 1] |= joined[index] and spread[index]
    return spread


def _hides(text: str, words: list[tuple[int, int]], index: int, names: frozenset[str]) -> bool:
    """Whether a word is hidden for what it is: a known name, an address, or capitalised where no sentence begins."""
    start, end = words[index]
    word = text[start:end]
    if _is_i(word):
        return False
    if _bare(word) in names or _is_address(word):
        return True
    if not _has_capital(word) or _bare(word) == "ok":
        return False
    return _all_capitals(word) or not _begins_sentence(text, words, index)


def _begins_sentence(text: str, words: list[tuple[int, int]], index: int) -> bool:
    if index == 0:
        return True
    before_start, before_end = words[index - 1]
    gap = text[before_end : words[index][0]]
    stop = gap.rstrip().rstrip(_OPENING).rstrip(_CLOSING)
    before = text[before_start:before_end]
    spaced = any(map(str.isspace, gap[len(stop) :]))
    if not spaced or not stop.endswith((".", "!", "?")) or stop.endswith(".."):
        return False
    abbreviated = len(before) == 1 and before.isalpha()
    return not (stop == "." and (abbreviated or _bare(before) in _TITLES))


def _introduced(text: str, words: list[tuple[int, int]], hidden: list[bool], joined: list[bool]) -> list[bool]:
    """Which words follow "my name is" or "my name's" closely enough to be the name."""
    spoken = [_bare(text[start:end]) for start, end in words]
    # A hidden word is taken for a name whatever it says: once it is masked, it says nothing.
    heard = ["" if hides else word for word, hides in zip(spoken, hidden, strict=True)]
    gaps = ["", *(text[end:start] for (_, end), (start, _) in pairwise(words))]
    found: set[int] = set()
    for index, pair in enumerate(pairwise(spoken)):
        short = pair == ("my", "name") and text[slice(*words[index + 1])].endswith("s")
        if short or (pair == ("my", "name") and spoken[index + 2 : index + 3] == ["is"]):
            found |= _name_from(index + 2 if short else index + 3, heard, gaps, joined)
    return [index in found for index in range(len(words))]


def _name_from(first: int, heard: list[str], gaps: list[str], joined: list[bool]) -> set[int]:
    """The words of a name that is said from a word on; hesitations do not count, nor what stands before the name."""
    found: set[int] = set()
    for at in range(first, len(heard)):
        part = joined[at] and at - 1 in found
        if not part and found and (len(found) >= _NAME_WORDS or _ends_name(at, heard, gaps)):
            break
        if part or heard[at] not in (_HESITATIONS if found else _BEFORE_A_NAME):
            found.add(at)
    return found


def _ends_name(at: int, heard: list[str], gaps: list[str]) -> bool:
    """Whether a name has ended before a word; a comma next to a hesitation ends none ("Laura, uh, Jones")."""
    if set(gaps[at]) & set(".;:!?") or heard[at] in _AFTER_A_NAME:
        return True
    return "," in gaps[at] and not {heard[at - 1], heard[at]} & _HESITATIONS


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
