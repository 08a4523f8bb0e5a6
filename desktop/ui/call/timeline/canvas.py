"""The canvas on which lanes and overlays lie; one of its units is one pixel, and the lanes share one time scale."""

from collections.abc import Iterable, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.export.wording import Wording
from desktop.model.drawing.lanes import LaneKind, LaneSpec, lanes_of, rooms_of, stacked
from desktop.model.drawing.marks import cue_marks, event_marks
from desktop.model.drawing.palette import moment_colour
from desktop.model.drawing.ticks import tick_label
from desktop.model.drawing.time_view import Scale, TimeView
from desktop.model.drawing.waveform import gain_of
from desktop.model.moment import Moment
from desktop.model.peaks import Peaks
from desktop.model.report import CallReport
from desktop.model.scored_turn import ScoredTurn
from desktop.ui.call.timeline.arc_lane import ArcLane
from desktop.ui.call.timeline.axis_lane import AxisLane
from desktop.ui.call.timeline.cues_lane import CuesLane
from desktop.ui.call.timeline.events_lane import EventsLane
from desktop.ui.call.timeline.lane import Lane
from desktop.ui.call.timeline.moments_lane import MomentsLane
from desktop.ui.call.timeline.overlay import Overlay, Playhead, PointerTime, Ring, Shade
from desktop.ui.call.timeline.targets import Placed, Spot, Target
from desktop.ui.call.timeline.wave_lane import WaveLane
from desktop.ui.theme import Look

# Room for the dot at the very start and the very end of a call.
PADDING = 10.0
_NOT_FOUND = "The recording was not found, so its waveform cannot be drawn."
_NOT_YET = "No waveform yet: it is drawn when the call has been analysed."
_LOOP_TINT, _RANGE_TINT = 0.14, 0.09


class Canvas(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """Draws a call; what the mouse does to it is decided elsewhere."""

    lanes_placed = Signal(object)

    def __init__(self, look: Look, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent, useOpenGL=False, background=look.colours.panel)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._look = look
        self._view = TimeView.whole(0.0)
        self._specs: tuple[LaneSpec, ...] = ()
        self._folded: frozenset[str] = frozenset()
        self._placed: tuple[Placed, ...] = ()
        self._playhead_s = 0.0
        self._loop: tuple[float, float] | None = None
        self._selected: int | None = None
        self.arc = ArcLane(look, words)
        self.moments = MomentsLane(look)
        self.events, self.cues = EventsLane(look, words), CuesLane(look)
        self._axis = AxisLane(look)
        self._waves: list[WaveLane] = []
        self._pyramid: tuple[Peaks, tuple[Peaks, ...]] | None = None
        self._selection, self._loop_shade = Shade(look), Shade(look)
        self._pointer, self._ring, self._playhead = PointerTime(look), Ring(look), Playhead(look)
        self._add_items()
        look.changed.connect(self._recolour)

    @property
    def time_view(self) -> TimeView:
        """The stretch in view."""
        return self._view

    @property
    def scale_now(self) -> Scale:
        """Where its instants lie."""
        return Scale(self._view, PADDING, max(self.viewport().width() - 2 * PADDING, 1.0))

    def show_call(self, report: CallReport, peaks: Peaks | None, *, outdated: bool = False) -> None:
        """Draw a call, and its waveform where there is one; `outdated` says that its arc is on its way."""
        pyramid = self._pyramid_of(peaks)
        self.events.show_marks(event_marks(report.events, report.rules.events.silence_s))
        self.cues.show_marks(cue_marks(report.turns))
        channels = pyramid[0].low.shape[0] if pyramid else 0
        found = {"events": bool(self.events.marks), "cues": bool(self.cues.marks)}
        self._specs = lanes_of(report.call, channels, **found)
        for lane in (self.events, self.cues):
            lane.setVisible(bool(lane.marks))
            # One that has gone takes no place in which it could be hit.
            lane.place(QRectF(), self.scale_now, folded=False)
        for wave in self._waves:
            self.scene().removeItem(wave)
        self._waves = [self._wave_lane(spec, pyramid, report) for spec in self._specs if spec.kind is LaneKind.WAVE]
        self.arc.show_arc(report, outdated=outdated)
        self.show_moments(report.moments)

    def show_moments(self, moments: Sequence[Moment], *, restack: bool = True) -> None:
        """Draw the moments; see `MomentsLane.show_moments`."""
        self.moments.show_moments(moments, restack=restack)
        self.place_lanes()

    def show_time(self, view: TimeView) -> None:
        """Show a stretch of the call."""
        self._view = view
        self.place_lanes()

    def select(self, moment_id: int | None) -> None:
        """Show one moment as selected, or none."""
        self._selected = moment_id
        self.moments.select(moment_id)
        self._place_shades()

    def fold(self, folded: Iterable[str]) -> None:
        """Fold the lanes of these keys and unfold the others."""
        self._folded = frozenset(folded)
        self.place_lanes()

    def move_playhead(self, t_s: float) -> None:
        """Put the playhead at an instant; nothing is drawn where that is the same pixel."""
        self._playhead_s = t_s
        x = round(self.scale_now.x(t_s) * 2) / 2
        if x != self._playhead.x():
            self._playhead.setX(x)

    def shade_loop(self, loop: tuple[float, float] | None) -> None:
        """Shade the range that is looped, or none."""
        self._loop = loop
        self._place_shades()

    def point_at(self, x: float | None, turn: ScoredTurn | None) -> None:
        """Show the pointer's time, and a ring about the dot under it; null when it has left."""
        self._pointer.setVisible(x is not None)
        self._ring.setVisible(turn is not None)
        if x is not None:
            self._pointer.setX(x)
            self._say_pointer_time()
        if turn is not None:
            self._ring.setPos(self.arc.place_of(turn))

    def target_at(self, x: float, y: float) -> Target:
        """What is at a place."""
        place = QPointF(x, y)
        hit = self.moments.hit(x, y)
        if hit is not None:
            return Target(Spot.FLAG, hit=hit)
        if self.arc.area.contains(place):
            return self._on_arc(x, y)
        marks = self.events.hit(x, y) or self.cues.hit(x, y)
        if marks:
            return Target(Spot.MARK, marks=marks)
        if self._axis.area.contains(place):
            return Target(Spot.AXIS)
        is_lane = any(lane.area.contains(place) and not lane.folded for lane in self._items())
        return Target(Spot.LANE if is_lane else Spot.NOTHING)

    def place_lanes(self) -> None:
        """Lay everything out for the size, the view and what is folded."""
        size, scale = self.viewport().size(), self.scale_now
        rows = self.moments.rows_needed(scale.width, self._view.duration_s)
        extents = stacked(size.height(), rooms_of(self._specs, self._folded, rows, self.arc.seen))
        items = self._items()
        placed = []
        for item, spec, (top, height) in zip(items, self._specs, extents, strict=True):
            area = QRectF(0, round(top), size.width(), round(top + height) - round(top))
            item.place(area, scale, folded=spec.key in self._folded)
            placed.append(Placed(spec, area.top(), area.height(), spec.key in self._folded))
        if tuple(placed) != self._placed:
            self._placed = tuple(placed)
            self.lanes_placed.emit(self._placed)
        self._place_overlays()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        if event is not None:
            self.place_lanes()

    def _add_items(self) -> None:
        for item in (self.arc, self.moments, self.events, self.cues, self._axis):
            self.addItem(item)
        for depth, overlay in enumerate(self._overlays(), start=1):
            overlay.setZValue(depth)
            self.addItem(overlay)
        for hidden in (self._pointer, self._ring, self._selection, self._loop_shade):
            hidden.setVisible(False)

    def _items(self) -> list[Lane]:
        """The lanes in the order of their specs."""
        waves = iter(self._waves)
        items: dict[LaneKind, Lane] = {
            LaneKind.ARC: self.arc,
            LaneKind.MOMENTS: self.moments,
            LaneKind.EVENTS: self.events,
            LaneKind.CUES: self.cues,
            LaneKind.AXIS: self._axis,
        }
        return [next(waves) if spec.kind is LaneKind.WAVE else items[spec.kind] for spec in self._specs]

    def _on_arc(self, x: float, y: float) -> Target:
        """What of the arc is at a place: a chip lies over the dots, and they lie over the line."""
        pivot = self.arc.pivot_at(x, y)
        if pivot is not None:
            return Target(Spot.PIVOT, pivot=pivot)
        turn = self.arc.dot_at(x, y)
        if turn is not None:
            return Target(Spot.DOT, turn=turn)
        line = self.arc.line_at(x, y)
        if line is not None:
            return Target(Spot.LINE, line=line)
        return Target(Spot.NOTHING if self.arc.folded else Spot.LANE)

    def _overlays(self) -> tuple[Overlay, ...]:
        return (self._selection, self._loop_shade, self._pointer, self._ring, self._playhead)

    def _pyramid_of(self, peaks: Peaks | None) -> tuple[Peaks, ...]:
        """The levels of a waveform, kept while it is the same one."""
        if peaks is None or not peaks.low.size:
            self._pyramid = None
            return ()
        if self._pyramid is None or self._pyramid[0] is not peaks:
            self._pyramid = (peaks, peaks.pyramid())
        return self._pyramid[1]

    def _wave_lane(self, spec: LaneSpec, pyramid: Sequence[Peaks], report: CallReport) -> WaveLane:
        lane = WaveLane(self._look, spec.name)
        if pyramid and spec.channel is not None:
            lane.show_wave(pyramid, spec.channel, gain_of(pyramid))
        else:
            analysis = report.call.analysis
            unfinished = analysis is None or analysis.seconds is None
            lane.show_missing(_NOT_YET if unfinished else _NOT_FOUND)
        self.addItem(lane)
        return lane

    def _place_overlays(self) -> None:
        axis = self._axis.area
        self._playhead.stand(axis.top())
        self._pointer.stand(axis.bottom(), axis.top())
        self._ring.setVisible(False)
        self._say_pointer_time()
        self.move_playhead(self._playhead_s)
        self._place_shades()

    def _say_pointer_time(self) -> None:
        """The pointer stays where it is while the view changes under it."""
        step_s = 0.1 if self.scale_now.s_per_px < 0.05 else 1.0
        self._pointer.say(tick_label(self.scale_now.inside_s(self._pointer.x()), step_s, self._view.duration_s))

    def _place_shades(self) -> None:
        moment = self.moments.moment(self._selected) if self._selected is not None else None
        selected = (moment.start_s, moment.end_s) if moment else None
        colour = moment_colour(moment.type, self._look.theme) if moment else ""
        self._place_shade(self._selection, selected, colour, _RANGE_TINT)
        self._place_shade(self._loop_shade, self._loop, self._look.colours.accent, _LOOP_TINT)

    def _place_shade(self, shade: Shade, stretch: tuple[float, float] | None, colour: str, strength: float) -> None:
        shade.setVisible(stretch is not None)
        if stretch is None:
            return
        width = self.viewport().width()
        left, right = (min(max(self.scale_now.x(t_s), -9.0), width + 9.0) for t_s in stretch)
        shade.cover(QRectF(left, 0, max(right - left, 1.0), self._axis.area.top()))
        shade.tint(colour, strength)

    def _recolour(self) -> None:
        self.setBackground(self._look.colours.panel)
        self._place_shades()
        self.viewport().update()
