"""The strip below the table: which calls are being transcribed, wait or have failed."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.export.wording import about
from desktop.protocol import Stage
from desktop.ui.library.queue_model import Entry, QueueModel
from desktop.ui.queue.jobs import QueueState
from desktop.ui.theme import GAP, GRID, tabular

_MOST_LINES = 6


class QueueStrip(QFrame):
    """Says how the queue stands; its list is folded away until somebody asks for it.

    It keeps its place while there is nothing to say, since rows that move are missed by the pointer.
    """

    pause_requested = Signal()
    resume_requested = Signal()
    cancel_requested = Signal(list)
    retry_requested = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self._paused = False
        self.label = QLabel()
        self.label.setFont(tabular(self.label.font()))
        self.pause_button = QPushButton("Pause")
        self.details_button = QPushButton("Details")
        self.cancel_button = QPushButton("Cancel")
        self.retry_button = QPushButton("Retry")
        self.model = QueueModel(self)
        self.list = QListView()
        self._prepare()
        self._lay_out()
        self.show_queue(QueueState(), ())

    def show_queue(self, queue: QueueState, entries: Sequence[Entry]) -> None:
        """Show where the queue stands, with a line for every job that runs, waits or failed."""
        failed = sum(entry.failed for entry in entries)
        self._paused = queue.paused
        at_rest = not (queue.running or queue.waiting or queue.paused)
        self.label.setText(queue_line(queue, failed) or "Nothing is being transcribed")
        self._show_quiet(at_rest and not failed)
        self.pause_button.setText("Resume" if queue.paused else "Pause")
        self.pause_button.setVisible(not at_rest)
        self.details_button.setEnabled(bool(entries) or self.details_button.isChecked())
        self._show_entries(entries)

    def tab_order(self) -> tuple[QWidget, ...]:
        """What can have the focus, in the order in which Tab goes through it."""
        return self.pause_button, self.details_button, self.list, self.cancel_button, self.retry_button

    def _show_quiet(self, quiet: bool) -> None:
        if self.label.property("quiet") != quiet:
            self.label.setProperty("quiet", quiet)
            self.label.style().polish(self.label)

    def _show_entries(self, entries: Sequence[Entry]) -> None:
        kept = {entry.call_id for entry in self._chosen()}
        self.model.show_entries(entries)
        if not self._chosen():
            for call_id in kept:
                row = self.model.row_of(call_id)
                if row is not None:
                    index = self.model.index(row)
                    self.list.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
        lines = min(max(len(entries), 1), _MOST_LINES)
        line = max(self.list.sizeHintForRow(0), self.list.fontMetrics().height())
        self.list.setFixedHeight(lines * line + 2 * self.list.frameWidth() + GRID)
        self._enable_buttons()

    def _chosen(self) -> list[Entry]:
        return [self.model.entry(index.row()) for index in self.list.selectionModel().selectedIndexes()]

    def _enable_buttons(self) -> None:
        chosen = self._chosen()
        self.cancel_button.setEnabled(any(not entry.failed for entry in chosen))
        self.retry_button.setEnabled(any(entry.failed for entry in chosen))

    def _pause_or_resume(self) -> None:
        (self.resume_requested if self._paused else self.pause_requested).emit()

    def _cancel(self) -> None:
        self.cancel_requested.emit([entry.call_id for entry in self._chosen() if not entry.failed])

    def _retry(self) -> None:
        self.retry_requested.emit([entry.call_id for entry in self._chosen() if entry.failed])

    def _unfold(self, unfolded: bool) -> None:
        for widget in (self.list, self.cancel_button, self.retry_button):
            widget.setVisible(unfolded)

    def _prepare(self) -> None:
        self.setAccessibleName("Queue")
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.details_button.setCheckable(True)
        self.details_button.setToolTip("Show the calls that are being transcribed, wait or have failed")
        self.pause_button.setToolTip("Stop transcribing until you resume; what has been heard so far is kept")
        self.cancel_button.setToolTip("Stop transcribing the selected calls")
        self.retry_button.setToolTip("Try the selected calls again")
        self.list.setModel(self.model)
        self.list.setAccessibleName("Calls in the queue")
        self.list.setUniformItemSizes(True)
        self.list.setProperty("roomy", True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.pause_button.clicked.connect(self._pause_or_resume)
        self.details_button.toggled.connect(self._unfold)
        self.cancel_button.clicked.connect(self._cancel)
        self.retry_button.clicked.connect(self._retry)
        self.list.selectionModel().selectionChanged.connect(lambda *_parts: self._enable_buttons())
        self._unfold(unfolded=False)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self.label, 1)
        head.addWidget(self.pause_button)
        head.addWidget(self.details_button)
        buttons = QVBoxLayout()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.retry_button)
        buttons.addStretch(1)
        body = QHBoxLayout()
        body.setSpacing(GAP)
        body.addWidget(self.list, 1)
        body.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP + GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        layout.addLayout(body)


def queue_line(queue: QueueState, failed: int) -> str:
    """The queue in one line, such as `3 being transcribed · 12 waiting · about nine minutes left`."""
    left = f"{about(queue.left_s)} left" if queue.left_s is not None and not queue.paused else ""
    scored = sum(each.stage is Stage.SCORING for each in queue.running)
    parts = (
        "Paused" if queue.paused else "",
        f"{len(queue.running) - scored} being transcribed" if len(queue.running) > scored else "",
        f"{scored} being scored" if scored else "",
        f"{queue.waiting} waiting" if queue.waiting else "",
        f"{failed} failed" if failed else "",
        left,
    )
    return "  ·  ".join(part for part in parts if part)
