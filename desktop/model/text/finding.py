"""Finding words in a text as a reader means them, without regard to case, accents and punctuation; and quoting them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_BEFORE = 3
_DROPPED = "'’‘ʼ`"


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in its plainest form; `places[n]` is where letter `n` of it stands in the text itself."""

    text: str
    places: tuple[int, ...]


def fold(text: str) -> Folded:
    """Lower case without accents or apostrophes; all else that is no letter or digit counts as one space."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        plain = letter.lower() if letter.isascii() else _plain(letter)
        for each in plain:
            if each.isalnum():
                letters.append(each)
                places.append(place)
            elif each not in _DROPPED and letters and letters[-1] != " ":
                letters.append(" ")
                places.append(place)
    return Folded("".join(letters), tuple(places))


def find_phrase(folded: Folded, phrase: str) -> Iterator[tuple[int, int]]:
    """Where a folded phrase stands in a text: from its first letter to behind its last, none over another."""
    at = folded.text.find(phrase) if phrase else -1
    while at >= 0:
        behind = at + len(phrase)
        yield folded.places[at], folded.places[behind - 1] + 1
        at = folded.text.find(phrase, behind)


def excerpt(text: str, words: str) -> str:
    """A text from just before the first of some words on, so that they are seen where the end is cut off.

    Args:
        text: what was said.
        words: what was searched for; a beginning of a word counts as the word.
    """
    asked = tuple(word.casefold() for word in _WORD.findall(words))
    said = text.split()
    hit = next((at for at, word in enumerate(said) if asked and _begins(word, asked)), 0)
    first = max(hit - _BEFORE, 0)
    return ("… " if first else "") + " ".join(said[first:])


def _plain(letter: str) -> str:
    decomposed = unicodedata.normalize("NFKD", letter.casefold())
    return "".join(part for part in decomposed if not unicodedata.combining(part))


def _begins(word: str, asked: tuple[str, ...]) -> bool:
    return any(part.casefold().startswith(asked) for part in _WORD.findall(word))
