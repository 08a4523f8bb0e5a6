"""Words as the network takes them: what was said, behind a little of what was said before."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from tokenizers import Tokenizer

from desktop.errors import MissingModel
from desktop.model.utterance import Utterance

# Enough for the two utterances before, which are about twelve words each; the nearest words count most.
MOST_CONTEXT = 32
MOST_SAID = 96
MEND = "Install the program anew."
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tokens:
    """One utterance in its context: `ids` with the network's marks, and where in them the utterance itself stands.

    `places` are the characters of the utterance that each of its tokens covers.
    """

    ids: tuple[int, ...]
    context_length: int
    said: slice
    places: tuple[Place, ...]


class Tokeniser:
    """WordPiece (Wu et al. 2016) with the vocabulary that came with the network.

    Raises:
        MissingModel: the vocabulary is not there or is damaged.
    """

    def __init__(self, file: Path) -> None:
        try:
            vocabulary = json.dumps(json.loads(file.read_bytes()))
        except (OSError, ValueError) as error:
            raise MissingModel(f"The words of the text model, {file.name}, are missing or damaged.", MEND) from error
        self._tokenizer = Tokenizer.from_str(vocabulary)
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._begins, self._ends = self._tokenizer.encode("").ids
        self._pieces = lru_cache(maxsize=4096)(self._cut)

    def tokens(self, before: Sequence[Utterance], said: Utterance) -> Tokens:
        """Put an utterance behind those before it, each with its speaker's role.

        Args:
            before: in the order of time; of these the last words are kept.
            said: the utterance to be read; of a very long one the last words are kept, which decide how it is meant.
        """
        earlier = [self._pieces(f"{each.role}: {each.text}")[0] for each in before]
        context = [*chain.from_iterable(earlier)][-MOST_CONTEXT:]
        speaker, _ = self._pieces(f"{said.role}:")
        ids, places = self._pieces(said.text)
        opening = [self._begins, *context, self._ends, *speaker]
        kept = slice(max(len(ids) - MOST_SAID, 0), None)
        own = slice(len(opening), len(opening) + len(ids[kept]))
        return Tokens((*opening, *ids[kept], self._ends), len(context) + 2, own, places[kept])

    def _cut(self, text: str) -> tuple[tuple[int, ...], tuple[Place, ...]]:
        cut = self._tokenizer.encode(text, add_special_tokens=False)
        return tuple(cut.ids), tuple(cut.offsets)
