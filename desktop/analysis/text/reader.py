"""Reads what is said in conversations: how customers feel in their utterances, and what agents do in theirs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.analysis.scorer import TurnReading
from desktop.analysis.text.cues import cues_in
from desktop.analysis.text.feelings import feeling_of
from desktop.analysis.text.network import VOCABULARY, Odds, TextNetwork
from desktop.analysis.text.tokens import Place, Tokeniser, Tokens
from desktop.model.call import Role
from desktop.model.score import Cue
from desktop.model.text.sentences import sentences_of
from desktop.model.turn import Turn
from desktop.model.utterance import Utterance
from desktop.paths import resources

SEEN_BEFORE = 2
Conversation = Sequence[Utterance]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What the network reads at once: a customer's whole utterance, or one sentence of an agent's."""

    owner: int
    place: Place
    tokens: Tokens


class TextReader:
    """The `Scorer` that ships with the program.

    Raises:
        MissingModel: the model or its vocabulary is not there or damaged.
    """

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or resources() / "models"
        self._tokeniser = Tokeniser(folder / VOCABULARY)
        self._network = TextNetwork(folder)

    @property
    def label(self) -> str:
        """What the estimate is called."""
        return f"{self._network.name} estimate"

    def reads(self, language: str) -> bool:
        """Whether the network knows a language: English alone."""
        return language == "en"

    def read(self, turns: Sequence[Turn]) -> list[TurnReading]:
        """See `Scorer`."""
        return self.read_conversations([[Utterance(turn.role, turn.text) for turn in turns]])[0]

    def read_conversations(self, conversations: Sequence[Conversation]) -> list[list[TurnReading]]:
        """Read several conversations at once; an utterance is read with the two before it in its own conversation.

        Returns:
            a reading per utterance: a score for customers, cues for agents, and neither for anybody else.
        """
        said = [(conversation, index) for conversation in conversations for index in range(len(conversation))]
        pieces = [
            piece
            for owner, (conversation, index) in enumerate(said)
            for piece in self._pieces(owner, conversation, index)
        ]
        readings = [TurnReading() for _ in said]
        for piece, odds in zip(pieces, self._network.read([piece.tokens for piece in pieces]), strict=True):
            conversation, index = said[piece.owner]
            readings[piece.owner] = self._with(readings[piece.owner], conversation[index], piece, odds)
        found = iter(readings)
        return [[next(found) for _ in conversation] for conversation in conversations]

    def _pieces(self, owner: int, conversation: Conversation, index: int) -> Iterator[_Piece]:
        said, before = conversation[index], conversation[max(0, index - SEEN_BEFORE) : index]
        match said.role:
            case Role.CUSTOMER if said.text.strip():
                yield _Piece(owner, (0, len(said.text)), self._tokeniser.tokens(before, said))
            case Role.AGENT:
                for start, end in sentences_of(said.text):
                    earlier = [Utterance(said.role, self._tokeniser.ending(said.text, start))] if start else []
                    own = Utterance(said.role, said.text[start:end])
                    yield _Piece(owner, (start, end), self._tokeniser.tokens([*before, *earlier], own))

    def _with(self, reading: TurnReading, said: Utterance, piece: _Piece, odds: Odds) -> TurnReading:
        if said.role is Role.CUSTOMER:
            return replace(reading, score=feeling_of(odds.valence, odds.emotion, self._network.temperature))
        found = cues_in(said.text, piece.place, piece.tokens.places, odds, self._network.cue_threshold)
        return replace(reading, cues=_clearest([*reading.cues, *found]))


def _clearest(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Cues in the order of their words; one that a turn shows several times is told once, where it is clearest."""
    best: dict[str, Cue] = {}
    for cue in cues:
        if cue.name not in best or cue.score > best[cue.name].score:
            best[cue.name] = cue
    return tuple(sorted(best.values(), key=lambda cue: (cue.start_char, cue.name)))
