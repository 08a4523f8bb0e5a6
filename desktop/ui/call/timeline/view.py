"""The timeline: puts names, canvas and gestures together, and follows the playhead."""

import time
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.export.sentences.course import course_of
from desktop.export.sentences.pivots import pivot_told
from desktop.export.wording import UPDATING, scorer_label, why_no_arc, wording
from desktop.model.drawing.time_view import TimeView, drawn_s
from desktop.model.moment import Moment
from desktop.model.peaks import Peaks
from desktop.model.report import CallReport
from desktop.ui.call.timeline.by_key import ByKey
from desktop.ui.call.timeline.canvas import Canvas
from desktop.ui.call.timeline.correcting import Correcting
from desktop.ui.call.timeline.gestures import Gestures
from desktop.ui.call.timeline.gutter import Gutter
from desktop.ui.call.timeline.hover import Hover
from desktop.ui.call.timeline.stops import Stop
from desktop.ui.theme import Look

_YIELDS_S = 4.0
_SEEK_S = 1.0
_FRAME = 2
_LEAST_HEIGHT = 200


class Timeline(QWidget):
    """Arc, moments and waveforms of one call on one time axis."""

    seek_requested = Signal(float)
    moment_selected = Signal(int)
    moment_edited = Signal(int, float, float)
    loop_selected = Signal(object)
    view_changed = Signal(float, float)
    # When the customer's turn is heard, and the valence that the coach gives it.
    valence_corrected = Signal(float, float)
    correction_removed = Signal(float)

    def __init__(self, look: Look, locale: str) -> None:
        super().__init__()
        self._look = look
        self._words = wording(locale)
        self._call: tuple[int, float] | None = None
        self._playhead_s = 0.0
        self._moved_at_s = -_YIELDS_S
        self._folded: frozenset[str] = frozenset()
        self._canvas = Canvas(look, self._words, self)
        self._gutter = Gutter(look, self._canvas.arc, self)
        self._hover = Hover(self._canvas, self._words)
        self._gestures = Gestures(self._canvas, self._hover)
        self._correcting = Correcting(self._canvas, self._words)
        self._by_key = ByKey(self, self._canvas, self._hover, self._correcting)
        self._lay_out()
        self._connect()

    def show_report(self, report: CallReport, peaks: Peaks | None, *, outdated: bool = False) -> None:
        """Show a call; what is in view stays where it is the same call as before.

        Args:
            report: the call.
            peaks: its waveform, null where there is none.
            outdated: whether its arc is not that of what is shown, and another is on its way.
        """
        duration_s = _duration_s(report, peaks)
        fresh = self._call is None or self._call[0] != report.call.id
        if fresh:
            self._playhead_s = 0.0
            self._canvas.select(None)
            self.set_loop(None)
        if self._call != (report.call.id, duration_s):
            view, was_whole = self._canvas.time_view, self._canvas.time_view.is_whole
            self._call = (report.call.id, duration_s)
            whole = TimeView.whole(duration_s)
            self._show(whole if fresh or was_whole else whole.moved_to(view.start_s, view.end_s))
        self._canvas.show_call(report, peaks, outdated=outdated)
        self._canvas.move_playhead(self._playhead_s)
        self._by_key.show_report(report)
        self._hover.show_report(report)
        self._gestures.begin()
        self.setAccessibleDescription(self._in_words(report, outdated=outdated))

    def show_moments(self, moments: Sequence[Moment]) -> None:
        """Show these moments instead of those before; all else stays as it is."""
        self._canvas.show_moments(moments)

    def select_moment(self, moment_id: int | None) -> None:
        """Show one moment as selected, or none."""
        self._canvas.select(moment_id)

    def set_playhead(self, t_s: float) -> None:
        """Put the playhead at an instant; the view follows page by page unless the user has just moved it."""
        sought = abs(t_s - self._playhead_s) >= _SEEK_S
        self._playhead_s = t_s
        yields = self._gestures.dragging or (not sought and time.monotonic() - self._moved_at_s < _YIELDS_S)
        if not yields and not self._canvas.time_view.contains(t_s):
            self._show(self._canvas.time_view.paged_to(t_s))
        self._canvas.move_playhead(t_s)

    def set_loop(self, loop: tuple[float, float] | None) -> None:
        """Shade the range that is looped, or none."""
        self._gestures.set_loop(loop)

    def go(self, stop: Stop, step: int) -> None:
        """Go to the next pivot, event or cue, or with −1 to the one before, and tell what it is."""
        self._by_key.go(stop, step, self._playhead_s)

    def change_valence(self, by: float) -> None:
        """Let the customer's turn that is heard, or was heard last, feel better or worse by a step."""
        self._by_key.change_valence(by, self._playhead_s)

    def remove_correction(self) -> None:
        """Let the model's estimate of that turn stand again."""
        self._by_key.remove_correction(self._playhead_s)

    def fit(self) -> None:
        """Show the whole call."""
        self._move(TimeView.whole(self._canvas.time_view.duration_s))

    def zoom(self, factor: float) -> None:
        """Go closer, or farther where the factor is below 1: about the playhead, or the middle if it is not in view."""
        view = self._canvas.time_view
        middle_s = (view.start_s + view.end_s) / 2
        self._move(view.zoomed(factor, self._playhead_s if view.contains(self._playhead_s) else middle_s))

    def view(self) -> tuple[float, float]:
        """From when to when is in view."""
        return self._canvas.time_view.start_s, self._canvas.time_view.end_s

    def set_view(self, start_s: float, end_s: float) -> None:
        """Show a stretch, or the nearest one that the call allows."""
        self._show(self._canvas.time_view.moved_to(start_s, end_s))

    def folded(self) -> frozenset[str]:
        """The lanes that are folded, such as `arc`, `moments`, `customer`."""
        return self._folded

    def set_folded(self, folded: Iterable[str]) -> None:
        """Fold these lanes and open all others; lanes that this call does not have are remembered."""
        self._folded = frozenset(folded)
        self._canvas.fold(self._folded)

    def event(self, event: QEvent) -> bool:
        """Escape lets go of a dot that is being dragged, and leaves nothing else."""
        escapes = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escapes and event.type() == QEvent.Type.ShortcutOverride and self._gestures.cancel():
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, which shows the focus."""
        del event
        painter = QPainter(self)
        colours, focused = self._look.colours, self.hasFocus()
        painter.setPen(QPen(QColor(colours.accent if focused else colours.line), _FRAME if focused else 1))
        inset = 1 if focused else 0
        painter.drawRect(self.rect().adjusted(inset, inset, -1, -1))
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the focus has gone."""
        super().focusOutEvent(event)
        self.update()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(_FRAME, _FRAME, _FRAME, _FRAME)
        row.setSpacing(0)
        row.addWidget(self._gutter)
        row.addWidget(self._canvas, 1)
        self.setMinimumHeight(_LEAST_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Timeline")

    def _connect(self) -> None:
        self._gestures.seek_requested.connect(self.seek_requested)
        self._gestures.moment_selected.connect(self._select)
        self._gestures.moment_edited.connect(self.moment_edited)
        self._gestures.loop_selected.connect(self.loop_selected)
        self._gestures.view_moved.connect(self._move)
        self._by_key.seek_requested.connect(self.seek_requested)
        self._gestures.dot_moved.connect(self._correcting.set)
        self._gestures.menu_requested.connect(self._correcting.offer)
        self._correcting.valence_corrected.connect(self.valence_corrected)
        self._correcting.correction_removed.connect(self.correction_removed)
        self._canvas.lanes_placed.connect(self._gutter.place)
        self._gutter.fold_clicked.connect(self._toggle_fold)
        self._look.changed.connect(self.update)

    def _show(self, view: TimeView) -> None:
        self._canvas.show_time(view)
        self.view_changed.emit(view.start_s, view.end_s)

    def _move(self, view: TimeView) -> None:
        """Show what the user asked for, and let them look at it for a while before following the playhead again."""
        self._moved_at_s = time.monotonic()
        self._show(view)

    def _select(self, moment_id: int) -> None:
        self._canvas.select(moment_id)
        self.moment_selected.emit(moment_id)

    def _toggle_fold(self, key: str) -> None:
        self.set_folded(self._folded ^ {key})

    def _in_words(self, report: CallReport, *, outdated: bool) -> str:
        """The arc for who cannot see it."""
        missing, course = UPDATING if outdated else why_no_arc(report), course_of(report, self._words)
        if missing is not None or course is None:
            return missing or ""
        pivots = [pivot_told(pivot, self._words) for pivot in report.pivots]
        told = [course, *pivots, f"{scorer_label(report).capitalize()}."]
        return " ".join(told)


def _duration_s(report: CallReport, peaks: Peaks | None) -> float:
    """How long a call is; where its recording was not read yet, at least as long as what was measured."""
    measured_s = peaks.duration_s if peaks and report.call.recording is None else 0.0
    return max(drawn_s(report), measured_s)
