"""The part of a sentence in which searched words stand."""

import re

_WORD = re.compile(r"\w+")
_BEFORE = 3


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


def _begins(word: str, asked: tuple[str, ...]) -> bool:
    return any(part.casefold().startswith(asked) for part in _WORD.findall(word))
