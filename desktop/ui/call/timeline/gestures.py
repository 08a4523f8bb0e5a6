"""What the mouse does on the timeline: wheel zooms, drag pans, edges move, Shift and drag loops, a click goes there."""

from dataclasses import dataclass, replace
from enum import Enum, auto

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip

from desktop.export.wording import Wording
from desktop.model.drawing.time_view import TimeView
from desktop.model.moment import Moment
from desktop.model.report import CallReport
from desktop.ui.call.timeline.canvas import Canvas, Spot, Target
from desktop.ui.call.timeline.moments_lane import FlagHit, Part
from desktop.ui.call.timeline.words import dot_words, flag_words

_CLICK_PX = 4.0
_ZOOM_PER_NOTCH = 1.25
_NOTCH = 120.0
_PAN_PX_PER_NOTCH = 60.0
_LEAST_RANGE_S = 0.1
_TOLD_MS = 60_000
_MOUSE = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove,
}


class _Does(Enum):
    """What a press turns into once the mouse has moved."""

    PAN = auto()
    EDGE = auto()
    LOOP = auto()


@dataclass(slots=True)
class _Press:
    """A button held down: where, on what, and what was in view then."""

    x: float
    y: float
    target: Target
    does: _Does
    view: TimeView
    moving: bool = False
    moved_to: Moment | None = None
    loop: tuple[float, float] | None = None


class Gestures(QObject):
    """Listens to a canvas's mouse and says what it asks for."""

    seek_requested = Signal(float)
    moment_selected = Signal(int)
    moment_edited = Signal(int, float, float)
    loop_selected = Signal(object)
    view_moved = Signal(object)

    def __init__(self, canvas: Canvas, words: Wording) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._words = words
        self._report: CallReport | None = None
        self._press: _Press | None = None
        self._loop: tuple[float, float] | None = None
        self._told: Target | None = None
        canvas.viewport().setMouseTracking(True)
        canvas.viewport().installEventFilter(self)

    @property
    def dragging(self) -> bool:
        """Whether the mouse is moving something just now."""
        return self._press is not None and self._press.moving

    def show_report(self, report: CallReport) -> None:
        """Tell of this call's turns from now on."""
        self._report = report
        self._tell(None, QPoint())

    def set_loop(self, loop: tuple[float, float] | None) -> None:
        """Shade the range that is looped, or none."""
        self._loop = loop
        self._canvas.shade_loop(loop)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what the mouse does on the canvas, and nothing else."""
        del watched
        if self._report is None:
            return False
        if isinstance(event, QWheelEvent):
            if not self.dragging:
                self._wheel(event)
            return True
        if isinstance(event, QMouseEvent) and event.type() in _MOUSE:
            self._mouse(event)
            return True
        if event.type() == QEvent.Type.Leave:
            self._canvas.point_at(None, None)
            self._tell(None, QPoint())
        return False

    def _mouse(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        match event.type():
            case QEvent.Type.MouseButtonPress if left:
                self._begin(event)
            case QEvent.Type.MouseMove if self._press is not None and event.buttons() & Qt.MouseButton.LeftButton:
                self._drag(self._press, event)
            case QEvent.Type.MouseMove:
                self._press = None
                self._hover(event)
            case QEvent.Type.MouseButtonRelease if left:
                self._end(event)
            case QEvent.Type.MouseButtonDblClick if left:
                self._press = None
                self.view_moved.emit(TimeView.whole(self._canvas.time_view.duration_s))
            case _:
                pass

    def _begin(self, event: QMouseEvent) -> None:
        x, y = event.position().x(), event.position().y()
        target = self._canvas.target_at(x, y)
        on_edge = target.hit is not None and target.hit.part is not Part.BODY and target.hit.moment.id is not None
        does = _Does.EDGE if on_edge else _Does.PAN
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            does = _Does.LOOP
        self._press = _Press(x, y, target, does, self._canvas.time_view)
        self._tell(None, QPoint())

    def _drag(self, press: _Press, event: QMouseEvent) -> None:
        x, y = event.position().x(), event.position().y()
        press.moving = press.moving or max(abs(x - press.x), abs(y - press.y)) >= _CLICK_PX
        if not press.moving:
            return
        match press.does:
            case _Does.PAN:
                self._canvas.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
                self.view_moved.emit(press.view.panned((press.x - x) * self._canvas.scale_now.s_per_px))
            case _Does.EDGE if press.target.hit is not None:
                press.moved_to = self._moved(press.target.hit, x - press.x)
                self._canvas.show_moments([press.moved_to], restack=False)
            case _:
                first_s, second_s = (self._canvas.scale_now.inside_s(at) for at in (press.x, x))
                press.loop = (min(first_s, second_s), max(first_s, second_s))
                self._canvas.shade_loop(press.loop)
        self._canvas.point_at(x, None)

    def _moved(self, hit: FlagHit, by_px: float) -> Moment:
        """A moment with one edge, or its only instant, somewhere else."""
        scale, moment = self._canvas.scale_now, hit.moment
        edge_s = moment.end_s if hit.part is Part.END else moment.start_s
        t_s = round(scale.inside_s(scale.x(edge_s) + by_px), 2)
        if moment.end_s <= moment.start_s:
            return replace(moment, start_s=t_s, end_s=t_s)
        if hit.part is Part.END:
            return replace(moment, end_s=max(t_s, moment.start_s + _LEAST_RANGE_S))
        return replace(moment, start_s=min(t_s, max(moment.end_s - _LEAST_RANGE_S, 0.0)))

    def _end(self, event: QMouseEvent) -> None:
        press, self._press = self._press, None
        if press is None:
            return
        if not press.moving:
            self._click(press, event)
        elif press.moved_to is not None:
            self._finish_edge(press.moved_to)
        elif press.loop is not None:
            self._choose_loop(press.loop)
        self._hover(event)

    def _finish_edge(self, moved: Moment) -> None:
        """Say once where an edge was let go, unless the moment has gone meanwhile."""
        self._canvas.show_moments(self._canvas.moments.moments)
        if moved.id is not None and self._canvas.moments.moment(moved.id) is not None:
            self.moment_edited.emit(moved.id, moved.start_s, moved.end_s)

    def _click(self, press: _Press, event: QMouseEvent) -> None:
        """Go to what was clicked; a click outside of the looped range leaves it."""
        target, t_s = press.target, self._canvas.scale_now.inside_s(press.x)
        moment = target.hit.moment if target.hit else None
        if self._loop is not None and not self._loop[0] <= (moment.start_s if moment else t_s) <= self._loop[1]:
            self._choose_loop(None)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return
        if moment is not None:
            if moment.id is not None:
                self.moment_selected.emit(moment.id)
            self.seek_requested.emit(moment.start_s)
        elif target.turn is not None:
            self.seek_requested.emit(target.turn.turn.start_s)
        elif target.spot in {Spot.LANE, Spot.AXIS}:
            self.seek_requested.emit(t_s)

    def _choose_loop(self, loop: tuple[float, float] | None) -> None:
        self.set_loop(loop)
        self.loop_selected.emit(loop)

    def _wheel(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; sideways, or with Shift held, pan."""
        view, scale = self._canvas.time_view, self._canvas.scale_now
        across, along = event.angleDelta().x(), event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            across, along = across + along, 0
        if abs(across) > abs(along):
            self.view_moved.emit(view.panned(-across / _NOTCH * _PAN_PX_PER_NOTCH * scale.s_per_px))
        elif along:
            at_s = scale.t(event.position().x())
            self.view_moved.emit(view.zoomed(_ZOOM_PER_NOTCH ** (along / _NOTCH), at_s))
        self._tell(None, QPoint())
        self._canvas.point_at(event.position().x(), None)
        event.accept()

    def _hover(self, event: QMouseEvent) -> None:
        """Show what is under the pointer: its time, its words, and what a press would do."""
        x, y = event.position().x(), event.position().y()
        target = self._canvas.target_at(x, y)
        self._canvas.point_at(x, target.turn)
        on_edge = target.hit is not None and target.hit.part is not Part.BODY
        shape = Qt.CursorShape.SizeHorCursor if on_edge else Qt.CursorShape.ArrowCursor
        if not on_edge and target.spot in {Spot.FLAG, Spot.DOT}:
            shape = Qt.CursorShape.PointingHandCursor
        self._canvas.viewport().setCursor(shape)
        self._tell(target, event.globalPosition().toPoint())

    def _tell(self, target: Target | None, at: QPoint) -> None:
        """Show the words of a dot or a flag as long as the pointer is on it."""
        if target == self._told:
            return
        self._told = target
        text = ""
        if target is not None and target.turn is not None and self._report is not None:
            text = dot_words(target.turn, self._report, self._words)
        elif target is not None and target.hit is not None:
            text = flag_words(target.hit.moment)
        if text:
            QToolTip.showText(at, text, self._canvas.viewport(), QRect(), _TOLD_MS)
        else:
            QToolTip.hideText()
