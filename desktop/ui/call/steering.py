"""What the keys of the call screen do: through the sound, from turn to turn, from moment to moment."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from desktop.model.editing.marking import NUDGE_S, Edge, moment_after, moment_before, nudged
from desktop.model.listening.skipping import next_turn_s, previous_turn_s
from desktop.model.moment import Moment
from desktop.ui.actions import Group, add_action
from desktop.ui.call.moments.panel import MomentsPanel
from desktop.ui.call.player.bar import SPEEDS
from desktop.ui.call.player.player import Player
from desktop.ui.call.timeline.stops import Stop
from desktop.ui.call.timeline.view import Timeline
from desktop.ui.call.transcript.pane import TranscriptPane
from desktop.ui.open_call import OpenCall

_STEP_S, _SMALL_STEP_S = 5.0, 1.0
_ZOOM = 1.5
_VALENCE_STEP = 0.1


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the call screen that keys reach."""

    player: Player
    timeline: Timeline
    transcript: TranscriptPane
    moments: MomentsPanel


class Steering(QObject):
    """Makes the actions whose keys work while the timeline or the transcript has the focus."""

    def __init__(self, owners: list[QWidget], parts: Parts, call: Callable[[], OpenCall | None]) -> None:
        super().__init__(owners[0])
        self._owners = owners
        self._parts = parts
        self._call = call
        self._add_listening()
        self._add_moments()
        self._add_timeline()

    def seek(self, t_s: float | None) -> None:
        """Go to a time within the call; nowhere if there is none."""
        if t_s is not None:
            self._parts.transcript.follow()
            self._parts.player.seek(min(max(t_s, 0.0), self._parts.player.duration_s))

    def seek_by(self, step_s: float) -> None:
        """Go back or on."""
        self.seek(self._parts.player.position_s + step_s)

    def change_speed(self, steps: int) -> None:
        """Play faster or slower by a step of the list."""
        nearest = min(range(len(SPEEDS)), key=lambda index: abs(SPEEDS[index] - self._parts.player.speed))
        self._parts.player.set_speed(SPEEDS[min(max(nearest + steps, 0), len(SPEEDS) - 1)])

    def select_moment(self, moment: Moment | None) -> None:
        """Select a moment and go there."""
        if moment is not None and moment.id is not None:
            self._parts.moments.select(moment.id)
            self._parts.timeline.select_moment(moment.id)
            self.seek(moment.start_s)

    def toggle_loop(self) -> None:
        """Loop the selected moment, or else the turn at the playhead; or stop looping."""
        player = self._parts.player
        if player.loop is not None:
            player.set_loop(None)
            return
        moment = self._selected()
        if moment is not None and moment.end_s > moment.start_s:
            player.set_loop((moment.start_s, moment.end_s))
        elif (call := self._call()) is not None and (turn := call.report.turn_at(player.position_s)) is not None:
            player.set_loop((turn.turn.start_s, turn.turn.end_s))

    def _add_listening(self) -> None:
        player = self._parts.player
        self._add(Group.LISTENING, "Play or pause", player.toggle, "Space")
        for key, sign, side in (("Left", -1, "back"), ("Right", 1, "on")):
            self._add(Group.LISTENING, f"5 s {side}", partial(self.seek_by, sign * _STEP_S), key, repeats=True)
            small = f"Shift+{key}"
            self._add(Group.LISTENING, f"1 s {side}", partial(self.seek_by, sign * _SMALL_STEP_S), small, repeats=True)
        self._add(Group.LISTENING, "Previous turn", lambda: self._seek_turn(previous_turn_s), "Ctrl+Left", repeats=True)
        self._add(Group.LISTENING, "Next turn", lambda: self._seek_turn(next_turn_s), "Ctrl+Right", repeats=True)
        self._add(Group.LISTENING, "Faster", lambda: self.change_speed(1), "Up", repeats=True)
        self._add(Group.LISTENING, "Slower", lambda: self.change_speed(-1), "Down", repeats=True)
        self._add(Group.LISTENING, "Loop the selected range or this turn", self.toggle_loop, "L")

    def _add_moments(self) -> None:
        self._add(Group.MOMENTS, "Previous moment", lambda: self._seek_moment(moment_before), "[", repeats=True)
        self._add(Group.MOMENTS, "Next moment", lambda: self._seek_moment(moment_after), "]", repeats=True)
        self._add(Group.MOMENTS, "Note on the selected moment", self._parts.moments.edit_note, "N")
        # With Shift and not by their signs as well: a press that fits two keys of one action is ambiguous to Qt.
        for text, edge, sign, key in (
            ("Start 0.1 s earlier", Edge.START, -1, ","),
            ("Start 0.1 s later", Edge.START, 1, "."),
            ("End 0.1 s earlier", Edge.END, -1, "Shift+,"),
            ("End 0.1 s later", Edge.END, 1, "Shift+."),
        ):
            self._add(Group.MOMENTS, text, partial(self._nudge, edge, sign * NUDGE_S), key, repeats=True)
        self._add(Group.MOMENTS, "Remove the selected moment", self._remove, "Del")

    def _add_timeline(self) -> None:
        timeline = self._parts.timeline
        self._add(Group.TIMELINE, "Fit the whole call", timeline.fit, "F")
        self._add(Group.TIMELINE, "Zoom in", lambda: timeline.zoom(_ZOOM), "+", "=", repeats=True)
        self._add(Group.TIMELINE, "Zoom out", lambda: timeline.zoom(1 / _ZOOM), "-", repeats=True)
        for name, stop, key in (("pivot", Stop.PIVOT, "P"), ("event", Stop.EVENT, "E"), ("cue", Stop.CUE, "C")):
            self._add(Group.TIMELINE, f"Next {name}", partial(timeline.go, stop, 1), key, repeats=True)
            self._add(Group.TIMELINE, f"Previous {name}", partial(timeline.go, stop, -1), f"Shift+{key}", repeats=True)
        for text, by, key in (("better", _VALENCE_STEP, "Alt+Up"), ("worse", -_VALENCE_STEP, "Alt+Down")):
            done = partial(timeline.change_valence, by)
            self._add(Group.TIMELINE, f"This customer's turn felt {text}", done, key, repeats=True)
        back = "Back to the model's estimate of this turn"
        self._add(Group.TIMELINE, back, timeline.remove_correction, "Alt+Del")

    def _add(self, group: Group, text: str, done: Callable[[], object], *keys: str, repeats: bool = False) -> None:
        action = add_action(self._owners, group, text, done, *keys, repeats=repeats)
        # Not within their children: a button that has the focus is pressed by Space, and a field is typed in.
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    def _seek_turn(self, find: Callable[..., float | None]) -> None:
        call = self._call()
        if call is not None:
            self.seek(find([scored.turn for scored in call.report.turns], self._parts.player.position_s))

    def _seek_moment(self, find: Callable[..., Moment | None]) -> None:
        call = self._call()
        if call is not None:
            at_s, selected = self._parts.player.position_s, self._parts.moments.selected()
            self.select_moment(find(call.report.moments, at_s, selected))

    def _nudge(self, edge: Edge, by_s: float) -> None:
        call, moment = self._call(), self._selected()
        if call is not None and moment is not None:
            call.change_moment(nudged(moment, edge, by_s, call.duration_s))

    def _remove(self) -> None:
        call, moment = self._call(), self._selected()
        if call is not None and moment is not None and moment.id is not None:
            call.remove_moment(moment.id)

    def _selected(self) -> Moment | None:
        call, selected = self._call(), self._parts.moments.selected()
        moments = call.report.moments if call is not None else ()
        return next((moment for moment in moments if moment.id == selected), None)
