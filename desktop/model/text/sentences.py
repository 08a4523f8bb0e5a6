"""Where the sentences of a text begin and end."""

import re

Place = tuple[int, int]

# Behind a closing mark, and a quotation mark behind that; a point within a number or a name ends nothing.
_BORDER = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"'”’)]))\s+|\n+")


def sentences_of(text: str) -> tuple[Place, ...]:
    """The places of the sentences in a text: where each begins, and where it ends, behind its last character.

    What a recogniser wrote without punctuation is one sentence. White space around a sentence is not part of it.
    """
    edges = [0, *(edge for border in _BORDER.finditer(text) for edge in border.span()), len(text)]
    places = (_trimmed(text, edges[i], edges[i + 1]) for i in range(0, len(edges), 2))
    return tuple(place for place in places if place[0] < place[1])


def _trimmed(text: str, start: int, end: int) -> Place:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())
