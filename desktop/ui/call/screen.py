"""The call screen: header, timeline, transcript, moments and player, put together and kept in step."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from desktop.model.listening.skipping import silences
from desktop.model.moment import Moment
from desktop.settings import Settings
from desktop.ui.actions import Group, add_action
from desktop.ui.call.header import CallHeader
from desktop.ui.call.measuring import WaveformMeasurement
from desktop.ui.call.moments.mark_buttons import MarkButtons
from desktop.ui.call.moments.marking_keys import MarkingKeys
from desktop.ui.call.moments.panel import MomentsPanel
from desktop.ui.call.player.bar import PlayerBar
from desktop.ui.call.player.player import Player
from desktop.ui.call.reading.panel import ReadingPanel
from desktop.ui.call.remembered_views import RememberedViews
from desktop.ui.call.steering import Parts, Steering
from desktop.ui.call.timeline.view import Timeline
from desktop.ui.call.transcript.editor import TurnEditor
from desktop.ui.call.transcript.pane import TranscriptPane
from desktop.ui.open_call import OpenCall
from desktop.ui.theme import Look

_WHOLE = 1000


class CallScreen(QWidget):
    """Shows one call at a time."""

    left = Signal()
    export_requested = Signal()
    details_requested = Signal()
    failed = Signal(str, str)

    def __init__(self, look: Look, locale: str, settings: Callable[[], Settings]) -> None:
        super().__init__()
        self._settings = settings
        self._call: OpenCall | None = None
        self._skips_silence = False
        self._views = RememberedViews()
        self._header = CallHeader(locale)
        self._timeline = Timeline(look, locale)
        self._transcript = TranscriptPane(look, locale)
        self._moments = MomentsPanel(look)
        self._reading = ReadingPanel(look, locale)
        self._moments.tabs.addTab(self._reading, "Reading")
        self._player = Player(self)
        self._bar = PlayerBar(self._player, look, locale)
        self._measurement = WaveformMeasurement(self)
        # The transcript's rows and not the whole pane: its buttons and its search keep their own keys.
        self._rows: QWidget = self._transcript.focusProxy() or self._transcript
        owners: list[QWidget] = [self._timeline, self._rows, self._moments.moment_list, self._reading.lines]
        parts = Parts(self._player, self._timeline, self._transcript, self._moments)
        self._steering = Steering(owners, parts, lambda: self._call)
        self._marking = self._marking_keys(owners)
        self._bar.set_hints(MarkButtons(self._marking.actions, look))
        self._lay_out()
        self._connect_playing()
        self._connect_moments()
        self._connect_call()
        self._leave_drops_to_window()
        turn = add_action(owners, Group.MOMENTS, "Moments, notes or reading of this call", self._turn_tab, "R")
        turn.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        add_action(self, Group.ANYWHERE, "Back to the library", self.left.emit, "Esc")

    @property
    def call(self) -> OpenCall | None:
        """The call that is shown."""
        return self._call

    def show_call(self, call: OpenCall, at_s: float | None = None) -> None:
        """Show a call, paused at a time or at its beginning."""
        self.close_call()
        self._call = call
        call.report_changed.connect(self._show_report)
        call.moments_changed.connect(self._show_moments)
        call.moment_added.connect(self._moments.select)
        self._player.open(call.recording_path(), call.duration_s)
        self._show_report()
        self._player.seek(at_s or 0.0)
        if at_s is None:
            self._show_view(self._views.of(call.id))
        if call.peaks is None and call.report.call.recording is not None:
            self._measurement.measure(call.id, call.recording_path())
        self._timeline.setFocus()

    def flush(self) -> None:
        """Store what is still being typed."""
        self._moments.flush()
        if isinstance(QApplication.focusWidget(), TurnEditor):
            # It hands over its text when it loses the focus.
            self._rows.setFocus()

    def close_call(self) -> None:
        """Let the call go."""
        self._marking.cancel()
        self.flush()
        self._player.close()
        if self._call is not None:
            self._keep_view()
            self._call.deleteLater()
            self._call = None

    def shut_down(self) -> None:
        """End what runs beside the window."""
        self.close_call()
        self._measurement.close()

    def search(self) -> None:
        """Search in the transcript."""
        self._transcript.focus_search()

    def focus_pane(self, step: int) -> None:
        """Move the focus to the next pane, or back with −1; past those that have nothing to go to."""
        moments = self._moments
        targets: dict[QWidget, QWidget] = {
            self._timeline: self._timeline,
            self._transcript: self._rows,
            moments: self._side_target(),
            self._bar: self._bar.play_button,
        }
        panes = [pane for pane, target in targets.items() if target.isVisible() and target.isEnabled()]
        focused = QApplication.focusWidget()
        inside = (n for n, pane in enumerate(panes) if focused is not None and _holds(pane, focused))
        at = next(inside, -1 if step > 0 else 0)
        targets[panes[(at + step) % len(panes)]].setFocus(Qt.FocusReason.TabFocusReason)

    def state(self) -> dict[str, str]:
        """How the panes are laid out and the calls zoomed, to be remembered."""
        self._keep_view()
        splitters = {"across": self._across, "down": self._down}
        layout = {name: bytes(each.saveState().toHex().data()).decode() for name, each in splitters.items()}
        return {**layout, "folded": ",".join(sorted(self._timeline.folded())), "views": self._views.text()}

    def restore_state(self, state: dict[str, str]) -> None:
        """Lay the panes out as they were."""
        for name, splitter in (("across", self._across), ("down", self._down)):
            splitter.restoreState(QByteArray.fromHex(state.get(name, "").encode("ascii", "replace")))
        self._views.restore(state.get("views", "[]"))
        self._timeline.set_folded(set(filter(None, state.get("folded", "").split(","))))

    def _marking_keys(self, owners: list[QWidget]) -> MarkingKeys:
        return MarkingKeys(
            owners,
            player_position=lambda: self._player.position_s,
            is_playing=lambda: self._player.playing,
            duration=lambda: self._call.duration_s if self._call else 0.0,
            lag=lambda: self._settings().reaction_lag_s,
            author=lambda: self._settings().author,
        )

    def _lay_out(self) -> None:
        self._down = QSplitter(Qt.Orientation.Vertical)
        self._across = QSplitter(Qt.Orientation.Horizontal)
        for splitter, parts in (
            (self._down, (self._transcript, self._moments)),
            (self._across, (self._timeline, self._down)),
        ):
            for part in parts:
                splitter.addWidget(part)
            splitter.setChildrenCollapsible(False)
        # As the sketch has it: the timeline takes three fifths, the transcript more than the moments.
        self._across.setSizes([_WHOLE * 3 // 5, _WHOLE * 2 // 5])
        self._down.setSizes([_WHOLE * 11 // 20, _WHOLE * 9 // 20])
        for place, share in enumerate((3, 2)):
            self._across.setStretchFactor(place, share)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self._across, stretch=1)
        column.addWidget(self._bar)

    def _connect_playing(self) -> None:
        player, timeline, transcript = self._player, self._timeline, self._transcript
        for moved in (timeline.set_playhead, transcript.set_playhead):
            player.position_changed.connect(moved)
        player.loop_changed.connect(timeline.set_loop)
        player.failed.connect(self.failed)
        for seeking in (timeline.seek_requested, transcript.seek_requested):
            seeking.connect(self._steering.seek)
        timeline.loop_selected.connect(player.set_loop)
        self._bar.play_clicked.connect(player.toggle)
        self._bar.back_clicked.connect(lambda: self._steering.seek_by(-5.0))
        self._bar.forward_clicked.connect(lambda: self._steering.seek_by(5.0))
        self._bar.loop_toggled.connect(lambda _on: self._steering.toggle_loop())
        self._bar.skip_silence_changed.connect(self._skip_silence)

    def _connect_moments(self) -> None:
        for shown in (self._timeline, self._transcript, self._moments):
            shown.moment_selected.connect(self._select_moment)
        self._marking.marked.connect(self._mark)
        self._timeline.moment_edited.connect(self._move_moment)
        self._moments.left.connect(self._timeline.setFocus)

    def _connect_call(self) -> None:
        """What is asked of the call goes to whichever is open."""
        self._header.left.connect(self.left)
        self._header.export_requested.connect(self.export_requested)
        self._header.details_requested.connect(self.details_requested)
        self._moments.moment_changed.connect(self._to_call(OpenCall.change_moment))
        self._moments.removal_requested.connect(self._to_call(OpenCall.remove_moment))
        self._moments.note_changed.connect(self._to_call(OpenCall.write_note))
        self._header.reading_requested.connect(self._show_reading)
        self._reading.seek_requested.connect(self._go_to_evidence)
        self._timeline.valence_corrected.connect(self._to_call(lambda call, *of: call.turns.correct(*of)))
        self._timeline.correction_removed.connect(self._to_call(lambda call, t_s: call.turns.remove_correction(t_s)))
        self._transcript.turn_reassigned.connect(self._to_call(lambda call, turns: call.turns.reassign(turns)))
        self._transcript.turn_edited.connect(self._to_call(OpenCall.edit_turn))
        self._transcript.swap_requested.connect(self._to_call(OpenCall.swap_roles))
        self._measurement.measured.connect(self._keep_waveform)

    def _to_call(self, method: Callable[..., None]) -> Callable[..., None]:
        def do(*given: object) -> None:
            if self._call is not None:
                method(self._call, *given)

        return do

    def _leave_drops_to_window(self) -> None:
        """Files may be dropped anywhere: a field would take them for text."""
        for field in (*self.findChildren(QLineEdit), *self.findChildren(QPlainTextEdit)):
            field.setAcceptDrops(False)

    def _keep_view(self) -> None:
        if self._call is not None:
            self._views.keep(self._call.id, self._timeline.view())

    def _show_view(self, view: tuple[float, float] | None) -> None:
        if view is None:
            self._timeline.fit()
        else:
            self._timeline.set_view(*view)

    def _show_report(self) -> None:
        if self._call is None:
            return
        report = self._call.report
        if not self._player.duration_s and self._call.duration_s:
            # It was opened before anybody knew how long it is.
            self._player.open(self._call.recording_path(), self._call.duration_s)
        self._header.show_report(report, outdated=self._call.outdated)
        self._timeline.show_report(report, self._call.peaks, outdated=self._call.outdated)
        self._transcript.show_report(report)
        self._moments.show_moments(report)
        self._reading.show_report(report, outdated=self._call.outdated)
        self._bar.show_channels(report.call.channels, report.call.recording)
        self._skip_silence(self._skips_silence)

    def _side_target(self) -> QWidget:
        """What the keys go to in the side panel: the list of the tab that is shown, or else the tabs."""
        lists: tuple[QWidget, ...] = (self._moments.moment_list, self._reading.lines)
        return next((each for each in lists if each.isVisible()), self._moments.tabs.tabBar())

    def _turn_tab(self) -> None:
        """The next one of moments, notes and reading, with the keys in it where they were in the one before."""
        tabs, focused = self._moments.tabs, QApplication.focusWidget()
        was_inside = focused is not None and _holds(tabs, focused)
        tabs.setCurrentIndex((tabs.currentIndex() + 1) % tabs.count())
        if was_inside:
            self._side_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_reading(self) -> None:
        self._moments.tabs.setCurrentWidget(self._reading)
        self._side_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to_evidence(self, t_s: float) -> None:
        self._steering.seek(t_s)
        self._transcript.select_turn_at(t_s)

    def _show_moments(self) -> None:
        if self._call is not None:
            report = self._call.report
            self._timeline.show_moments(report.moments)
            self._transcript.show_moments(report.moments)
            self._moments.show_moments(report)
            self._timeline.select_moment(self._moments.selected())

    def _mark(self, moment: Moment) -> None:
        if self._call is not None:
            self._select_moment(self._call.add_moment(moment), seek=False)

    def _move_moment(self, moment_id: int, start_s: float, end_s: float) -> None:
        if self._call is not None:
            moment = next((moment for moment in self._call.report.moments if moment.id == moment_id), None)
            if moment is not None:
                self._call.change_moment(replace(moment, start_s=start_s, end_s=end_s))

    def _select_moment(self, moment_id: int, *, seek: bool = True) -> None:
        if self._call is None:
            return
        moment = next((moment for moment in self._call.report.moments if moment.id == moment_id), None)
        if seek:
            self._steering.select_moment(moment)
        elif moment is not None:
            self._moments.select(moment_id)
            self._timeline.select_moment(moment_id)

    def _skip_silence(self, on: bool) -> None:
        self._skips_silence = on
        report = self._call.report if self._call is not None else None
        skipped = silences([scored.turn for scored in report.turns], self._player.duration_s) if on and report else ()
        self._player.set_skipped(skipped)

    def _keep_waveform(self, call_id: int, peaks: object) -> None:
        if self._call is not None and self._call.id == call_id:
            self._call.measured(peaks)  # type: ignore[arg-type]  # Qt's signals carry plain objects


def _holds(pane: QWidget, widget: QWidget) -> bool:
    return pane is widget or pane.isAncestorOf(widget)
