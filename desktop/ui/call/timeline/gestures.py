"""What the mouse does on the timeline: wheel zooms, drag pans or moves an edge or a dot, a click goes there."""

from dataclasses import dataclass, replace
from enum import Enum, auto

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent

from desktop.model.drawing.heights import tenth
from desktop.model.drawing.marks import heard_before
from desktop.model.drawing.time_view import TimeView
from desktop.model.moment import Moment
from desktop.model.scored_turn import ScoredTurn
from desktop.ui.call.timeline.canvas import Canvas
from desktop.ui.call.timeline.hover import Hover
from desktop.ui.call.timeline.moments_lane import FlagHit, Part
from desktop.ui.call.timeline.targets import Spot, Target

_CLICK_PX = 4.0
_ZOOM_PER_NOTCH = 1.25
_NOTCH = 120.0
_PAN_PX_PER_NOTCH = 60.0
_LEAST_RANGE_S = 0.1
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
    DOT = auto()
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
    value: float | None = None
    loop: tuple[float, float] | None = None


class Gestures(QObject):
    """Listens to a canvas's mouse and says what it asks for."""

    seek_requested = Signal(float)
    moment_selected = Signal(int)
    moment_edited = Signal(int, float, float)
    loop_selected = Signal(object)
    view_moved = Signal(object)
    dot_moved = Signal(object, float)
    menu_requested = Signal(object, object)

    def __init__(self, canvas: Canvas, hover: Hover) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._hover = hover
        self._listens = False
        self._press: _Press | None = None
        self._loop: tuple[float, float] | None = None
        canvas.viewport().setMouseTracking(True)
        canvas.viewport().installEventFilter(self)

    @property
    def dragging(self) -> bool:
        """Whether the mouse is moving something just now."""
        return self._press is not None and self._press.moving

    def begin(self) -> None:
        """Take what the mouse does from now on, since a call is shown; what it was about to do is let go."""
        self._listens = True
        if self._press is not None and self._press.does is _Does.DOT:
            self._press = None

    def cancel(self) -> bool:
        """Leave a dot where it was while it is being dragged; whether one was."""
        press = self._press
        if press is None or not press.moving or press.does is not _Does.DOT or press.target.turn is None:
            return False
        self._press = None
        self._canvas.arc.drag(press.target.turn, None)
        return True

    def set_loop(self, loop: tuple[float, float] | None) -> None:
        """Shade the range that is looped, or none."""
        self._loop = loop
        self._canvas.shade_loop(loop)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what the mouse does on the canvas, and nothing else."""
        del watched
        if not self._listens:
            return False
        if isinstance(event, QWheelEvent):
            if not self.dragging:
                self._wheel(event)
            return True
        if isinstance(event, QMouseEvent) and event.type() in _MOUSE:
            self._mouse(event)
            return True
        if isinstance(event, QContextMenuEvent):
            target = self._canvas.target_at(event.pos().x(), event.pos().y())
            if target.turn is not None:
                self.menu_requested.emit(target.turn, event.globalPos())
            return True
        if event.type() == QEvent.Type.Leave:
            self._canvas.point_at(None, None)
            self._hover.leave()
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
                self._point(event)
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
        self._hover.leave()

    def _drag(self, press: _Press, event: QMouseEvent) -> None:
        x, y = event.position().x(), event.position().y()
        if not press.moving:
            across, along = abs(x - press.x), abs(y - press.y)
            press.moving = max(across, along) >= _CLICK_PX
            # A dot goes up and down; whoever drags it sideways pans.
            if press.target.turn is not None and press.does is _Does.PAN and along > across:
                press.does = _Does.DOT
        if press.moving:
            self._move(press, x, y)

    def _move(self, press: _Press, x: float, y: float) -> None:
        match press.does:
            case _Does.PAN:
                self._canvas.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
                self.view_moved.emit(press.view.panned((press.x - x) * self._canvas.scale_now.s_per_px))
            case _Does.DOT if press.target.turn is not None:
                self._canvas.viewport().setCursor(Qt.CursorShape.SizeVerCursor)
                press.value = self._value(press.target.turn, y - press.y)
                self._canvas.arc.drag(press.target.turn, press.value)
            case _Does.EDGE if press.target.hit is not None:
                press.moved_to = self._moved(press.target.hit, x - press.x)
                self._canvas.show_moments([press.moved_to], restack=False)
            case _:
                first_s, second_s = (self._canvas.scale_now.inside_s(at) for at in (press.x, x))
                press.loop = (min(first_s, second_s), max(first_s, second_s))
                self._canvas.shade_loop(press.loop)
        self._canvas.point_at(x, None)

    def _value(self, turn: ScoredTurn, by_px: float) -> float:
        """The valence at which a dot is that was dragged so far down."""
        return self._canvas.arc.value_at(self._canvas.arc.place_of(turn).y() + by_px)

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
        elif press.value is not None and press.target.turn is not None:
            self._finish_dot(press.target.turn, press.value)
        elif press.loop is not None:
            self._choose_loop(press.loop)
        self._point(event)

    def _finish_dot(self, turn: ScoredTurn, value: float) -> None:
        """Say once where a dot was let go; one that is back where it was stays as it is."""
        self._canvas.arc.drag(turn, None)
        if turn.score is not None and value != tenth(turn.score.valence):
            self.dot_moved.emit(turn, value)

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
        if moment is not None and moment.id is not None:
            self.moment_selected.emit(moment.id)
        goes_to = _instant(target, t_s)
        if goes_to is not None:
            self.seek_requested.emit(goes_to)

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
        self._hover.leave()
        self._canvas.point_at(event.position().x(), None)
        event.accept()

    def _point(self, event: QMouseEvent) -> None:
        self._hover.move(event.position().x(), event.position().y(), event.globalPosition().toPoint())


def _instant(target: Target, t_s: float) -> float | None:
    """Where a click on something goes to: the beginning of what it is, or else the time at which it was."""
    if target.hit is not None:
        return target.hit.moment.start_s
    if target.turn is not None:
        return target.turn.turn.start_s
    if target.pivot is not None:
        return heard_before(target.pivot)
    if target.marks:
        return target.marks[0].start_s
    return t_s if target.spot in {Spot.LANE, Spot.LINE, Spot.AXIS} else None
