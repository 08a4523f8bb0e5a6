"""What a user can do with the calls of the library, each a few lines between the screen, the store and the queue."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from desktop.errors import UserError
from desktop.model.call import Details
from desktop.paths import resources
from desktop.settings import Settings, request_of
from desktop.storage.jobs import State
from desktop.storage.library import Library
from desktop.ui.banner import Banner, Message
from desktop.ui.commands import Change, ChangeStack
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.queue.adding import Adding
from desktop.ui.queue.jobs import Jobs

SAMPLE = "replacement-order.flac"
_MOST_NAMED = 5


class LibraryOperations(QObject):
    """Connects the library screen with what it shows and with what it asks for."""

    details_requested = Signal(list)
    call_changed = Signal(int)
    call_opened = Signal(int)
    calls_removed = Signal(list)

    def __init__(
        self, library: Library, jobs: Jobs, screen: LibraryScreen, banner: Banner, settings: Callable[[], Settings]
    ) -> None:
        super().__init__(screen)
        self._library = library
        self._jobs = jobs
        self._screen = screen
        self._banner = banner
        self._settings = settings
        self._adding = Adding(library, self)
        self._offered: Message | None = None
        self.undo_stack = ChangeStack(self)
        self.undo_stack.indexChanged.connect(self._withdraw_offer)
        self._connect_screen()
        self._connect_work()

    def show_all(self) -> None:
        """Fill the table."""
        self._screen.show_rows(self._library.overviews.all())
        self._show_queue()

    def add(self, paths: Sequence[Path]) -> None:
        """Add files and whole folders, and transcribe what is new."""
        self._adding.add(paths)

    def add_sample(self) -> None:
        """Add the call that ships with the program, or open it where it was added before."""
        file = resources() / "sample" / SAMPLE
        known = self._library.calls.at(file)
        if known is None:
            self.add([file])
        else:
            self.call_opened.emit(known.id)

    def remove(self, call_ids: Sequence[int]) -> None:
        """Take calls out of the library; until the window is closed they can be had back."""
        ids = tuple(call_ids)
        if not ids:
            return
        in_work = tuple(filter(self._is_in_work, ids))
        text = "Remove a call" if len(ids) == 1 else f"Remove {len(ids)} calls"
        self.undo_stack.make(Change(text, True, False, lambda there: self._keep(ids, in_work, there=there)))
        what = "The call was" if len(ids) == 1 else f"{len(ids)} calls were"
        self._banner.show_message(f"{what} removed; the recordings stay where they are.", "Undo", self.undo_stack.undo)
        self._offered = self._banner.message

    def describe(self, details: dict[int, Details]) -> None:
        """Store what the team knows about some calls."""
        before = {call_id: self._library.calls.get(call_id).details for call_id in details}
        changed = {call_id: each for call_id, each in details.items() if each != before[call_id]}
        if changed:
            kept = {call_id: before[call_id] for call_id in changed}
            self.undo_stack.make(Change("Change details", kept, changed, self._store_details))

    def refresh(self, call_id: int) -> None:
        """Show a row as it is now."""
        overview = self._library.overviews.of(call_id)
        if overview is not None:
            self._screen.show_row(overview)

    def close(self) -> None:
        """Stop adding."""
        self._adding.close()

    def _connect_screen(self) -> None:
        screen, jobs = self._screen, self._jobs
        screen.files_dropped.connect(self.add)
        screen.sample_requested.connect(self.add_sample)
        screen.removal_requested.connect(self.remove)
        screen.retry_requested.connect(jobs.retry)
        screen.cancel_requested.connect(jobs.cancel)
        screen.again_requested.connect(self._transcribe_again)
        screen.rescore_requested.connect(jobs.rescore_all)
        screen.details_requested.connect(self.details_requested)
        screen.folder_requested.connect(self._show_folder)
        screen.pause_requested.connect(jobs.pause)
        screen.resume_requested.connect(jobs.resume)

    def _connect_work(self) -> None:
        self._adding.added.connect(self._enqueue)
        self._adding.refused.connect(self._complain)
        self._adding.progressed.connect(self._show_adding)
        self._adding.finished.connect(self._tell_added)
        self._jobs.call_changed.connect(self.refresh)
        self._jobs.call_changed.connect(self.call_changed)
        self._jobs.queue_changed.connect(self._show_queue)
        self._jobs.failed.connect(self._show_failure)
        self._adding.failed.connect(self._show_failure)

    def _enqueue(self, call_ids: list[int]) -> None:
        self._jobs.enqueue(call_ids, request_of(self._settings()))
        for call_id in call_ids:
            self.refresh(call_id)
        if not self._screen.selected():
            self._screen.select(call_ids[0])

    def _transcribe_again(self, call_ids: list[int]) -> None:
        self._jobs.enqueue(call_ids, request_of(self._settings()), again=True)

    def _withdraw_offer(self) -> None:
        """Take the banner's Undo away once it would undo something else."""
        offered, self._offered = self._offered, None
        if offered is not None and self._banner.message is offered:
            self._banner.dismiss()

    def _is_in_work(self, call_id: int) -> bool:
        overview = self._library.overviews.of(call_id)
        return overview is not None and overview.state in (State.QUEUED, State.RUNNING)

    def _keep(self, call_ids: tuple[int, ...], in_work: tuple[int, ...], *, there: bool) -> None:
        if there:
            self._library.calls.restore(call_ids)
            self._jobs.retry(in_work)
            for call_id in call_ids:
                self.refresh(call_id)
            self._screen.select(*call_ids)
            return
        self._jobs.cancel(call_ids)
        self._library.calls.discard(call_ids)
        self._screen.drop_rows(call_ids)
        self.calls_removed.emit(list(call_ids))

    def _store_details(self, details: dict[int, Details]) -> None:
        with self._library.in_one_step():
            for call_id, each in details.items():
                self._library.calls.describe(call_id, each)
        for call_id in details:
            self.refresh(call_id)
            self.call_changed.emit(call_id)

    def _show_queue(self) -> None:
        self._screen.show_queue(self._jobs.queue)

    def _show_folder(self, call_id: int) -> None:
        folder = Path(self._library.calls.get(call_id).file).parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _show_adding(self, done: int, total: int) -> None:
        if total > 1:
            self._banner.show_message(f"Reading recordings: {done} of {total} …")

    def _complain(self, refused: list[tuple[str, str, str]]) -> None:
        (_, what, fix), *others = refused
        named = ", ".join(f"“{name}”" for name, _, _ in others[:_MOST_NAMED])
        further = len(others) - _MOST_NAMED
        more = f" Nor could {named}{f' and {further} more' if further > 0 else ''} be read." if others else ""
        self._show_failure(what, fix + more)

    def _show_failure(self, what: str, fix: str) -> None:
        self._banner.show_error(UserError(what, fix))

    def _tell_added(self, new: int, known: int, refused: int) -> None:
        if new + known == 0:
            return
        added = "1 call added" if new == 1 else f"{new} calls added"
        parts = [added] if new else []
        parts += [f"{known} already in the library"] if known else []
        parts += [f"{refused} could not be read"] if refused else []
        self._banner.show_message(", ".join(parts) + ".")
