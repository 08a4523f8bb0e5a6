"""What a coach sets right in turns: how one felt, and who of two people on one microphone said it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from desktop.model.call import Role
from desktop.model.correction import Correction
from desktop.model.report import CallReport
from desktop.model.turn import Turn
from desktop.storage.library import Library
from desktop.storage.transcripts import Reassigned, Transcripts
from desktop.ui.commands import Change, ChangeStack


@dataclass(frozen=True, slots=True)
class Stored:
    """How to read the call, and what is to be done once something of it is stored: show it, or score it anew too."""

    report: Callable[[], CallReport]
    show: Callable[[], None]
    rescore: Callable[[], None]


class TurnChanges:
    """Each is stored at once and can be undone."""

    def __init__(
        self, library: Library, call_id: int, author: Callable[[], str], undo: ChangeStack, stored: Stored
    ) -> None:
        self._library = library
        self._call_id = call_id
        self._author = author
        self._undo = undo
        self._stored = stored

    def correct(self, t_s: float, valence: float) -> None:
        """Let the customer's turn that is heard at a time feel as the coach says, −1 to +1."""
        correction = Correction(t_s, round(valence, 2), self._author(), datetime.now(UTC))
        self._exchange("Correct how a turn felt", t_s, (correction,))

    def remove_correction(self, t_s: float) -> None:
        """Let the model's value stand again for the customer's turn that is heard at a time."""
        self._exchange("Take back a correction", t_s, ())

    def reassign(self, turns: Sequence[Turn]) -> None:
        """Let turns have been said by the other one of two people on one microphone."""
        reassigning = [_Reassigning(self._library.transcripts, self._call_id, turn) for turn in turns]

        def store(there: bool) -> None:
            with self._library.in_one_step():
                for each in reassigning if there else reversed(reassigning):
                    each(there)
            self._stored.rescore()

        what = "the turn" if len(turns) == 1 else f"{len(turns)} turns"
        self._undo.make(Change(f"Give {what} to the other speaker", False, True, store))

    def _exchange(self, text: str, t_s: float, after: tuple[Correction, ...]) -> None:
        said = self._stored.report().turn_at(t_s, Role.CUSTOMER)
        if said is None or said.score is None:
            return
        before = self._of(said.turn)
        if [each.valence for each in before] != [each.valence for each in after]:
            self._undo.make(Change(text, before, after, partial(self._store, said.turn)))

    def _of(self, turn: Turn) -> tuple[Correction, ...]:
        stored = self._library.corrections.of(self._call_id)
        return tuple(each for each in stored if turn.start_s <= each.t_s <= turn.end_s)

    def _store(self, turn: Turn, corrections: tuple[Correction, ...]) -> None:
        self._library.corrections.exchange(self._call_id, self._of(turn), corrections)
        self._stored.show()


class _Reassigning:
    """A turn given to the other speaker; keeps what the library needs to take it back word for word."""

    def __init__(self, transcripts: Transcripts, call_id: int, turn: Turn) -> None:
        self._transcripts = transcripts
        self._call_id = call_id
        self._turn = turn
        self._done: Reassigned | None = None

    def __call__(self, there: bool) -> None:
        if there:
            self._done = self._transcripts.reassign(self._call_id, self._turn)
        elif self._done is not None:
            self._transcripts.take_back(self._call_id, self._done)
            self._done = None
