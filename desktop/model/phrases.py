"""Finding words in a text as a reader means them: without regard to case, accents and punctuation."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

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


def _plain(letter: str) -> str:
    decomposed = unicodedata.normalize("NFKD", letter.casefold())
    return "".join(part for part in decomposed if not unicodedata.combining(part))
