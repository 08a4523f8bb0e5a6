"""Words as the network takes them: what was said, behind a little of what was said before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from tokenizers import Tokenizer

from desktop.analysis.networks import MEND
from desktop.errors import MissingModel
from desktop.model.utterance import Utterance

# Enough for the two utterances before, which are about twelve words each; the nearest words count most.
MOST_CONTEXT = 32
MOST_SAID = 96
# About twice what those take.
_CONTEXT_LETTERS = 8 * MOST_CONTEXT
# White space to WordPiece; what else Python takes for it may stand within a word there.
_BORDER = re.compile(r"[ \t\n\r]+")
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
            self._tokenizer = Tokenizer.from_str(file.read_text(encoding="utf-8"))
            self._tokenizer.no_truncation()
            self._tokenizer.no_padding()
            self._begins, self._ends = self._tokenizer.encode("").ids
        except Exception as error:  # tokenizers raises nothing more particular
            raise MissingModel(f"The words of the text model, {file.name}, are missing or damaged.", MEND) from error
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

    def ending(self, text: str, end: int) -> str:
        """The end of a part of a text, for `tokens` to keep as many words of as of the whole part.

        A long part would otherwise be cut into words once for each sentence behind it.

        Args:
            text: the whole.
            end: where the part ends, which begins with the text.
        """
        letters = _CONTEXT_LETTERS
        while letters < end:
            border = _BORDER.search(text, end - letters, end)
            if border and len(self._pieces(text[border.end() : end])[0]) >= MOST_CONTEXT:
                return text[border.end() : end]
            letters *= 2
        return text[:end]

    def _cut(self, text: str) -> tuple[tuple[int, ...], tuple[Place, ...]]:
        cut = self._tokenizer.encode(text, add_special_tokens=False)
        return tuple(cut.ids), tuple(cut.offsets)
