"""The pane beside the timeline: the transcript in step with the sound, its search, and who is who."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.export.wording import scorer_label, wording
from desktop.model.call import Call, RoleSource, Side
from desktop.model.listening.spoken import SpokenWords
from desktop.model.moment import Moment
from desktop.model.report import CallReport
from desktop.model.text.finding import Folded, find_phrase, fold
from desktop.ui.call.transcript.delegate import Range
from desktop.ui.call.transcript.rows import TurnRow, turn_rows, with_moments
from desktop.ui.call.transcript.search_bar import SearchBar
from desktop.ui.call.transcript.view import TranscriptView
from desktop.ui.theme import GAP, MARGIN, Look

Place = tuple[int, Range]

# Playing moves on by less.
_JUMP_S = 1.0


class TranscriptPane(QWidget):
    """Shows a report and tells what the user asked for; it changes nothing by itself.

    The screen calls `set_playhead` as the sound moves, and `follow` where the user seeks elsewhere than here.
    """

    seek_requested = Signal(float)
    moment_selected = Signal(int)
    turn_edited = Signal(object, str)
    turn_reassigned = Signal(object)
    swap_requested = Signal()

    def __init__(self, look: Look, locale: str) -> None:
        super().__init__()
        self._report: CallReport | None = None
        self._turns: tuple[TurnRow, ...] = ()
        self._moments: tuple[Moment, ...] = ()
        self._spoken = SpokenWords(())
        self._playhead_s = 0.0
        self._folded: list[Folded] | None = None
        self._found: list[Place] = []
        self._current: int | None = None
        self._view = TranscriptView(look, wording(locale))
        self._search = SearchBar()
        self._swap = QPushButton()
        self._empty = QLabel()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()

    @property
    def lines(self) -> QWidget:
        """What is read and has the keys, without the search and the button above it."""
        return self._view

    def show_report(self, report: CallReport) -> None:
        """Show a call; the place and the search stay where it is the one that was shown."""
        same = self._report is not None and self._report.call.id == report.call.id
        before = self._turns
        self._report, self._moments = report, report.moments
        self._turns = _kept_where_equal(before, turn_rows(report))
        self._spoken = SpokenWords([row.scored.turn for row in self._turns])
        self._folded = None
        self._view.prepare(scorer_label(report), _duration_s(report))
        self._show_swap(report.call)
        self._view.offer_reassigning(report.call.split_confidence is not None)
        self._show_rows(same)
        self._empty.setText(_why_empty(report))
        self._pages.setCurrentIndex(0 if self._turns else 1)
        # Tab would be caught before a view that is not there.
        self.setFocusProxy(self._view if self._turns else None)  # type: ignore[arg-type]  # Qt takes null
        self._search.setVisible(bool(self._turns))
        if not same:
            self._playhead_s = 0.0
            self._view.scrollToTop()
            self._view.follow()
        self._light()

    def show_moments(self, moments: Sequence[Moment]) -> None:
        """Show other moments under the same turns."""
        self._moments = tuple(moments)
        self._show_rows(same=True)
        self._light()

    def select_moment(self, moment_id: int | None) -> None:
        """Select the line of a moment, or nothing."""
        self._view.select(None if moment_id is None else self._view.rows.row_of_moment(moment_id))

    def select_turn_at(self, t_s: float) -> None:
        """Select the turn that is heard at a time, and bring it into view."""
        turn = self._turn_at(t_s)
        if turn is not None:
            self._view.select(self._view.rows.row_of_turn(turn))

    def set_playhead(self, t_s: float) -> None:
        """Light what is spoken at a time; after a jump into a silence, show what was said last before it."""
        jumped = abs(t_s - self._playhead_s) >= _JUMP_S
        self._playhead_s = t_s
        self._light()
        if jumped and (turn := self._turn_at(t_s)) is not None:
            self._view.show_while_following(self._view.rows.row_of_turn(turn))

    def follow(self) -> None:
        """Keep the spoken turn in view again."""
        self._view.follow()

    def focus_search(self) -> None:
        """Go to the search field."""
        self._search.start()

    def edit_turn_at(self, t_s: float) -> None:
        """Edit the text of the turn that is heard at a time."""
        turn = self._turn_at(t_s)
        if turn is not None:
            self._view.edit_row(self._view.rows.row_of_turn(turn))

    def _lay_out(self) -> None:
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setProperty("quiet", True)
        self._empty.setMargin(MARGIN)
        self._pages.addWidget(self._view)
        self._pages.addWidget(self._empty)
        top = QHBoxLayout()
        top.setContentsMargins(GAP, GAP, GAP, GAP)
        top.setSpacing(GAP)
        top.addWidget(self._search, 1)
        top.addWidget(self._swap)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._pages, 1)
        self.setFocusProxy(self._view)
        # Who comes by Tab is led to the proxy first: what stands before it in the order would never be reached.
        for widget, following in pairwise((self._view, *self._search.tab_order(), self._swap)):
            QWidget.setTabOrder(widget, following)

    def _connect(self) -> None:
        self._view.seek_requested.connect(self.seek_requested)
        self._view.moment_selected.connect(self.moment_selected)
        self._view.text_entered.connect(self.turn_edited)
        self._view.reassigned.connect(self.turn_reassigned)
        self._search.changed.connect(self._look_for)
        self._search.next_requested.connect(lambda: self._go_to_found(1))
        self._search.previous_requested.connect(lambda: self._go_to_found(-1))
        self._search.left.connect(self._view.setFocus)
        self._swap.clicked.connect(self.swap_requested)

    def _show_rows(self, same: bool) -> None:
        self._view.show_rows(with_moments(self._turns, self._moments), same)
        self._find_all()

    def _turn_at(self, t_s: float) -> int | None:
        """The turn that is heard at a time, or else the one before it."""
        scored = self._report.turn_at(t_s) if self._report else None
        return next((n for n, row in enumerate(self._turns) if row.scored is scored), None)

    def _light(self) -> None:
        lit = {}
        for spoken in self._spoken.at(self._playhead_s):
            lit[self._view.rows.row_of_turn(spoken.turn)] = self._turns[spoken.turn].ranges[spoken.word]
        self._view.set_spoken(lit)

    def _look_for(self) -> None:
        """Search as it is typed, and go to the first place from what is in view."""
        self._find_all()
        top = self._view.top_row()
        places = enumerate(self._found)
        first = next((n for n, (turn, _) in places if self._view.rows.row_of_turn(turn) >= top), 0)
        if self._found:
            self._show_found(first)

    def _find_all(self) -> None:
        phrase = fold(self._search.text).text.strip()
        if phrase and self._folded is None:
            self._folded = [fold(row.text) for row in self._turns]
        texts = self._folded if phrase and self._folded else []
        self._found = [(turn, place) for turn, text in enumerate(texts) for place in find_phrase(text, phrase)]
        marked: dict[int, list[Range]] = {}
        for turn, place in self._found:
            marked.setdefault(self._view.rows.row_of_turn(turn), []).append(place)
        self._view.set_found(marked)
        self._current = None
        self._search.show_count(0, len(self._found))

    def _go_to_found(self, step: int) -> None:
        if self._found:
            at = self._current if self._current is not None else min(-step, 0)
            self._show_found((at + step) % len(self._found))

    def _show_found(self, number: int) -> None:
        self._current = number
        turn, place = self._found[number]
        self._view.show_found(self._view.rows.row_of_turn(turn), place)
        self._search.show_count(number + 1, len(self._found))

    def _show_swap(self, call: Call) -> None:
        recording = call.recording
        split = call.split_confidence is not None
        apart = split or (recording is not None and len(recording.heard_channels) > 1)
        self._swap.setVisible(apart and bool(self._turns))
        known = call.agent_channel() is not None
        unknown = "Voice 1 is the agent" if split else "Left is the agent"
        self._swap.setText("⇄ Swap agent and customer" if known else unknown)
        self._swap.setToolTip(_how_sure(call))


def _how_sure(call: Call) -> str:
    agent = call.agent_channel()
    if agent is None:
        return "It is not known who is who. If this is the wrong way round, swap them afterwards."
    side = next(side.value for side in Side if side.channel == agent.index)
    side_words = f"The agent is on the {side} channel"
    split = call.split_confidence is not None
    place = f"Of two voices on one microphone, voice {agent.index + 1} is the agent" if split else side_words
    how = "set by you" if agent.source is RoleSource.SET else f"a guess, {agent.confidence:.0%} sure"
    return f"{place} ({how})."


def _why_empty(report: CallReport) -> str:
    if report.call.analysis is None:
        return "This call has not been transcribed yet.\n\nIts words will stand here, in step with the sound."
    return "No speech was heard in this recording."


def _duration_s(report: CallReport) -> float:
    return report.call.recording.duration_s if report.call.recording else 0.0


def _kept_where_equal(old: Sequence[TurnRow], new: Sequence[TurnRow]) -> tuple[TurnRow, ...]:
    """The new rows, with those that did not change as the same objects, whose lines are laid out already."""
    known = {(row.scored.turn.channel, row.scored.turn.start_s): row for row in old}
    matched = ((known.get((row.scored.turn.channel, row.scored.turn.start_s)), row) for row in new)
    return tuple(kept if kept is not None and kept == row else row for kept, row in matched)
