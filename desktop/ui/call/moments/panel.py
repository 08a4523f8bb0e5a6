"""The side panel with the moments of a call and the note on it as a whole."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from desktop.model.editing.marking import duration_of
from desktop.model.moment import Moment
from desktop.model.report import CallReport
from desktop.ui.call.moments.moment_editor import MomentEditor
from desktop.ui.call.moments.moment_list import MomentList
from desktop.ui.call.moments.note_field import NoteField
from desktop.ui.theme import GAP, MARGIN, Look

_EMPTY = "No moments yet. Press 1–4 while you listen:\n1 misery, 2 magic, 3 pivot, 4 follow-up.\nHold for a range."
_SHARES = (3, 2)
_HEIGHTS = (300, 200)


class MomentsPanel(QWidget):
    """Lists moments, edits the selected one, and tells what a user did; storing and undo are for others."""

    moment_selected = Signal(int)
    """A user went to a moment."""
    moment_changed = Signal(Moment)
    removal_requested = Signal(int)
    note_changed = Signal(str)
    """The note on the call as a whole: the newest one, or the first to be written."""
    left = Signal()
    """The user is done typing."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._call_id: int | None = None
        self._duration_s = 0.0
        self._selected: int | None = None
        self._tags_elsewhere: frozenset[str] = frozenset()
        self._tags_here: frozenset[str] = frozenset()
        self._list = MomentList(look)
        self._editor = MomentEditor(look)
        self._moments = _stack(_hint(_EMPTY), self._split())
        self._note = NoteField("Note on the call", "What there is to say about the call as a whole", look)
        self._earlier = QLabel()
        self._tabs = QTabWidget()
        self._lay_out()
        self._connect()

    @property
    def tabs(self) -> QTabWidget:
        """The tabs, so that others can stand beside."""
        return self._tabs

    @property
    def moment_list(self) -> MomentList:
        """The list, which leaves all keys but its own to the screen."""
        return self._list

    def show_moments(self, report: CallReport) -> None:
        """Show a call's moments and note; on the same call, what is selected and being typed is kept.

        Call `flush` before another call is shown: what is still unsaved then is dropped.
        """
        if report.call.id != self._call_id:
            self._call_id, self._selected = report.call.id, None
        self._duration_s = duration_of(report)
        self._list.show_moments(report, self._selected)
        self._moments.setCurrentIndex(1 if report.moments else 0)
        self._tags_here = frozenset(tag for moment in report.moments for tag in moment.tags)
        self.offer_tags(self._tags_elsewhere)
        self._show_selected()
        self._show_notes(report)

    def select(self, moment_id: int | None) -> None:
        """Select a moment of the call, or none, without telling anybody; unsaved typing is told first."""
        if moment_id != self._selected:
            self._editor.flush()
            self._selected = moment_id
        self._list.select(moment_id)
        self._show_selected()

    def selected(self) -> int | None:
        """The id of the selected moment."""
        return self._selected

    def edit_note(self) -> None:
        """Put the cursor into the note of the selected moment, if there is one."""
        if self._selected is not None:
            self._tabs.setCurrentWidget(self._moments)
            self._editor.edit_note()

    def offer_tags(self, tags: Iterable[str]) -> None:
        """Complete tags from these as well as from those of the call."""
        self._tags_elsewhere = frozenset(tags)
        self._editor.offer_tags(self._tags_elsewhere | self._tags_here)

    def flush(self) -> None:
        """Tell everything that was typed and not told yet."""
        self._editor.flush()
        self._note.flush()

    def hideEvent(self, event: QHideEvent) -> None:
        """Save at once."""
        super().hideEvent(event)
        self.flush()

    def _split(self) -> QSplitter:
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._list)
        splitter.addWidget(self._editor)
        self._editor.hide()
        for place, share in enumerate(_SHARES):
            splitter.setStretchFactor(place, share)
        splitter.setSizes(_HEIGHTS)
        return splitter

    def _lay_out(self) -> None:
        notes = QWidget()
        column = QVBoxLayout(notes)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        self._earlier.setProperty("quiet", True)
        self._earlier.setTextFormat(Qt.TextFormat.PlainText)
        self._earlier.setWordWrap(True)
        column.addWidget(self._earlier)
        column.addWidget(self._note, 1)
        # The window must not shift when a moment is selected and its fields come.
        self._moments.setMinimumWidth(self._editor.minimumSizeHint().width())
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setAccessibleName("Moments and notes")
        self._tabs.addTab(self._moments, "Moments")
        self._tabs.addTab(notes, "Notes")
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._tabs)

    def _connect(self) -> None:
        self._list.chosen.connect(self._choose)
        self._list.opened.connect(self.edit_note)
        self._list.removal_requested.connect(self.removal_requested)
        self._editor.changed.connect(self.moment_changed)
        self._editor.removal_requested.connect(self.removal_requested)
        self._editor.left.connect(self.left)
        self._note.saved.connect(self.note_changed)
        self._note.left.connect(self.left)

    def _choose(self, moment_id: int) -> None:
        self.select(moment_id)
        self.moment_selected.emit(moment_id)

    def _show_selected(self) -> None:
        moment = self._list.rows.moment(self._selected)
        if moment is None:
            self._selected = None
            self._editor.clear()
        else:
            self._editor.show_moment(moment, self._duration_s)
        self._editor.setVisible(moment is not None)

    def _show_notes(self, report: CallReport) -> None:
        """The newest note can be edited, those before it are read."""
        *earlier, last = [note.text for note in report.notes] or [""]
        self._earlier.setText("\n\n".join(earlier))
        self._earlier.setVisible(bool(earlier))
        self._note.show_text(last, report.call.id)


def _stack(*pages: QWidget) -> QStackedWidget:
    stack = QStackedWidget()
    for page in pages:
        stack.addWidget(page)
    return stack


def _hint(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("quiet", True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    label.setMargin(MARGIN)
    return label
