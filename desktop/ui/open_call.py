"""The call that is open: what is known of it, its undo stack, and past-tense signals of what changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.model.call import Channel, Details, Role, RoleSource
from desktop.model.editing.retiming import rewritten
from desktop.model.moment import Moment, Note
from desktop.model.peaks import Peaks
from desktop.model.report import CallReport
from desktop.model.span import Span
from desktop.model.turn import Turn
from desktop.storage.jobs import State
from desktop.storage.library import Library
from desktop.ui.commands import Change, ChangeStack
from desktop.ui.turn_changes import Stored, TurnChanges

_NOTE_ON_CALL = 1
_NOTES_ON_MOMENTS = 2


class OpenCall(QObject):
    """Mediates between the library and the call screen: every change is stored at once and can be undone.

    `turns` makes the changes of how turns are read.
    """

    report_changed = Signal()
    moments_changed = Signal()
    moment_added = Signal(int)
    moment_removed = Signal(int)
    scores_outdated = Signal(int)

    def __init__(
        self, library: Library, call_id: int, author: Callable[[], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._author = author
        self._report = library.report(library.calls.get(call_id))
        self._peaks = library.peaks.of(call_id)
        self._outdated = False
        self._shown = (self._report, self._peaks, self._outdated)
        self.undo_stack = ChangeStack(self)
        stored = Stored(lambda: self._report, self._show_stored, self._rescore)
        self.turns = TurnChanges(library, call_id, author, self.undo_stack, stored)

    @property
    def id(self) -> int:
        """The call's id in the library."""
        return self._report.call.id

    @property
    def report(self) -> CallReport:
        """The call as it stands now."""
        return self._report

    @property
    def peaks(self) -> Peaks | None:
        """Its waveform; null where it has not been measured."""
        return self._peaks

    @property
    def outdated(self) -> bool:
        """Whether roles or words have changed and the scores have not yet followed."""
        return self._outdated

    @property
    def duration_s(self) -> float:
        """How long the recording is, as far as is known."""
        recording = self._report.call.recording
        return recording.duration_s if recording else 0.0

    def reload(self) -> None:
        """Read everything anew, since a worker has stored something."""
        if self._peaks is None:
            self._peaks = self._library.peaks.of(self.id)
        overview = self._library.overviews.of(self.id)
        waits = overview is not None and overview.state in (State.QUEUED, State.RUNNING)
        self._outdated = self._outdated and waits
        self._show_stored()

    def measured(self, peaks: Peaks) -> None:
        """Keep the waveform of a recording that was analysed before waveforms were stored."""
        self._library.peaks.store(self.id, peaks)
        self._peaks = peaks
        self._tell_if_changed()

    def add_moment(self, moment: Moment) -> int:
        """Mark a moment and return its id."""
        moment_id = self._library.moments.add(self.id, moment)
        stored = next(each for each in self._library.moments.of(self.id) if each.id == moment_id)
        self._push_moment(f"Mark {moment.type}", None, stored)
        return moment_id

    def change_moment(self, moment: Moment) -> None:
        """Store a moment with other times, another type, note or tags."""
        before = self._moment(moment.id)
        if before is None or before == moment:
            return
        only_note = replace(before, note=moment.note) == moment
        topic = _NOTES_ON_MOMENTS + int(moment.id or 0) if only_note else 0
        self._push_moment(f"Change {moment.type}", before, moment, topic)

    def remove_moment(self, moment_id: int) -> None:
        """Remove a moment."""
        before = self._moment(moment_id)
        if before is not None:
            self._push_moment(f"Remove {before.type}", before, None)

    def write_note(self, text: str) -> None:
        """Store the note on the call as a whole; an empty text takes it away."""
        before = self._report.notes
        after = _notes_with(before, text, self._author())
        if after != before:
            self.undo_stack.make(Change("Change note", before, after, self._store_notes, topic=_NOTE_ON_CALL))

    def swap_roles(self) -> None:
        """Let agent and customer change places; what is not known becomes known by it, with the agent on the left."""
        before = self._report.call.channels
        after = _swapped(before or tuple(Channel(index) for index in self._heard_channels()))
        if after != before:
            self.undo_stack.make(Change("Swap agent and customer", before, after, self._store_channels))

    def edit_turn(self, turn: Turn, text: str) -> None:
        """Let a turn read otherwise; its words keep their times."""
        before = self._library.spans(self._report.call)
        after = rewritten(before, turn, text)
        changed = {(span.channel, span.start_s) for span in after}
        heard = tuple(span for span in before if (span.channel, span.start_s) in changed)
        if after and heard != after:
            self.undo_stack.make(Change("Edit text", heard, after, self._store_spans))

    def describe(self, details: Details) -> None:
        """Store what the team knows about the call."""
        before = self._report.call.details
        if details != before:
            self.undo_stack.make(Change("Change details", before, details, self._store_details))

    def recording_path(self) -> Path:
        """Where the recording lies."""
        return Path(self._report.call.file)

    def _heard_channels(self) -> tuple[int, ...]:
        recording = self._report.call.recording
        if self._report.call.split_confidence is not None:
            return (0, 1)
        return recording.heard_channels if recording else ()

    def _moment(self, moment_id: int | None) -> Moment | None:
        return next((moment for moment in self._report.moments if moment.id == moment_id), None)

    def _push_moment(self, text: str, before: Moment | None, after: Moment | None, topic: int = 0) -> None:
        moment_id = next(moment.id for moment in (before, after) if moment is not None and moment.id is not None)
        store = partial(self._store_moment, moment_id)
        self.undo_stack.make(Change(text, before, after, store, topic=topic))

    def _store_moment(self, moment_id: int, moment: Moment | None) -> None:
        shown = self._moment(moment_id) is not None
        stored = next((each for each in self._library.moments.of(self.id) if each.id == moment_id), None)
        if moment is None:
            self._library.moments.remove(moment_id)
        elif stored is None:
            self._library.moments.add(self.id, moment)
        elif stored != moment:
            self._library.moments.update(moment)
        self._report = replace(self._report, moments=self._library.moments.of(self.id))
        self.moments_changed.emit()
        if moment is None:
            self.moment_removed.emit(moment_id)
        elif not shown:
            self.moment_added.emit(moment_id)

    def _store_notes(self, notes: Sequence[Note]) -> None:
        kept = {note.id for note in notes}
        known = {note.id for note in self._library.notes.of(self.id) if note.id is not None}
        for note_id in known - kept:
            self._library.notes.remove(note_id)
        for note in notes:
            if note.id in known:
                self._library.notes.update(note)
            else:
                self._library.notes.add(self.id, note)
        self._report = replace(self._report, notes=self._library.notes.of(self.id))
        self.moments_changed.emit()

    def _store_channels(self, channels: tuple[Channel, ...]) -> None:
        self._library.calls.set_channels(self.id, channels)
        self._rescore()

    def _store_spans(self, spans: tuple[Span, ...]) -> None:
        self._library.transcripts.replace_spans(self.id, spans)
        self._rescore()

    def _store_details(self, details: Details) -> None:
        self._library.calls.describe(self.id, details)
        self.reload()

    def _rescore(self) -> None:
        self._outdated = True
        self._show_stored()
        self.scores_outdated.emit(self.id)

    def _show_stored(self) -> None:
        self._report = self._library.report(self._library.calls.get(self.id))
        self._tell_if_changed()

    def _tell_if_changed(self) -> None:
        """Most of what a worker stores does not show, and an hour takes a while to be shown."""
        shown, self._shown = self._shown, (self._report, self._peaks, self._outdated)
        if shown[0] != self._report or shown[1] is not self._peaks or shown[2] != self._outdated:
            self.report_changed.emit()


def _swapped(channels: Sequence[Channel]) -> tuple[Channel, ...]:
    """Agent and customer the other way round; where neither is known, the agent is on the left."""
    known = any(channel.role is Role.AGENT for channel in channels)
    left = channels[0].role if known else Role.CUSTOMER
    roles = (Role.CUSTOMER, Role.AGENT) if left is Role.AGENT else (Role.AGENT, Role.CUSTOMER)
    return tuple(
        Channel(channel.index, role, 1.0, RoleSource.SET) for channel, role in zip(channels, roles, strict=False)
    )


def _notes_with(notes: tuple[Note, ...], text: str, author: str) -> tuple[Note, ...]:
    """The notes on a call once the newest one reads otherwise."""
    *others, newest = notes or (Note("", author),)
    return (*others, replace(newest, text=text)) if text.strip() else tuple(others)
