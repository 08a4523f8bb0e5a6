"""The list of turns: follows the sound until the user scrolls, and turns clicks into times."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QAbstractSlider, QApplication, QFrame, QListView, QPushButton, QWidget

from desktop.export.wording import Wording
from desktop.ui.actions import Group, add_action
from desktop.ui.call.transcript.delegate import Marks, Range, TurnDelegate
from desktop.ui.call.transcript.model import TranscriptModel
from desktop.ui.call.transcript.rows import MomentRow, Row, TurnRow
from desktop.ui.call.transcript.typesetting import Typesetter
from desktop.ui.theme import GAP, MARGIN, Look

_SHORT_TIME, _LONG_TIME = "00:00", "0:00:00"
_HOUR_S = 3600.0


class TranscriptView(QListView):
    """Rows of a `TranscriptModel`. It leaves all keys but those that scroll to the screen around it."""

    seek_requested = Signal(float)
    moment_selected = Signal(int)
    text_entered = Signal(object, str)
    reassigned = Signal(object)
    """A turn that the other speaker has said."""
    following_changed = Signal(bool)

    def __init__(self, look: Look, words: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = TranscriptModel(self)
        self._look = look
        self._marks = Marks()
        self._following = True
        self._longest_time = _SHORT_TIME
        self._pressed: tuple[QModelIndex, QPoint] | None = None
        self._delegate = TurnDelegate(look, words, self._marks, self._typesetter(), self)
        self._set_up()
        self._button = self._follow_button()
        self._delegate.text_entered.connect(self.text_entered)
        self.verticalScrollBar().actionTriggered.connect(self._scrolled_by_user)
        look.changed.connect(self._restyle)
        add_action(self, Group.TRANSCRIPT, "Edit text", self._edit_current, "F2")
        add_action(self, Group.TRANSCRIPT, "Copy turns", self._copy, "Ctrl+C")
        self._reassign = add_action(
            self, Group.TRANSCRIPT, "Give this turn to the other speaker (one microphone)", self._reassign_current, "X"
        )

    @property
    def following(self) -> bool:
        """Whether the spoken turn is kept in view."""
        return self._following

    def prepare(self, scorer: str, duration_s: float) -> None:
        """Say what the figures of a call are called, and make room for its longest time."""
        self._delegate.scorer = scorer[:1].upper() + scorer[1:]
        longest = _LONG_TIME if duration_s >= _HOUR_S else _SHORT_TIME
        if longest != self._longest_time:
            self._longest_time = longest
            self._lay_out_again()

    def offer_reassigning(self, offered: bool) -> None:
        """Whether a turn can be given to the other speaker."""
        self._reassign.setVisible(offered)

    def show_rows(self, rows: Sequence[Row], same_call: bool) -> None:
        """Show a call, or a change of the one that is shown."""
        if same_call:
            self.rows.exchange(rows)
            return
        self._marks.spoken, self._marks.found, self._marks.current = {}, {}, None
        self._delegate.typesetter = self._typesetter()
        self.rows.reset(rows)

    def follow(self) -> None:
        """Keep the spoken turn in view from now on."""
        self._set_following(True)
        self._show_spoken()

    def show_while_following(self, number: int) -> None:
        """Bring a row into view, unless a user has scrolled away or is typing."""
        if self._following and self.state() != QAbstractItemView.State.EditingState:
            self._bring_into_view(number, (0, 0))

    def set_spoken(self, places: Mapping[int, Range]) -> None:
        """Light words, by row."""
        if places == self._marks.spoken:
            return
        touched = {*places, *self._marks.spoken}
        self._marks.spoken = places
        self._paint_again(touched)
        self._show_spoken()

    def set_found(self, found: Mapping[int, list[Range]]) -> None:
        """Mark all places that a search found."""
        self._marks.found, self._marks.current = found, None
        self.viewport().update()

    def show_found(self, row: int, place: Range) -> None:
        """Bring one of the places found into view and frame it."""
        self._marks.current = (row, place)
        self._set_following(False)
        self._bring_into_view(row, place)
        self.viewport().update()

    def select(self, row: int | None) -> None:
        """Select one row, or none."""
        if row is None:
            self.clearSelection()
            return
        self.setCurrentIndex(self.rows.index(row))
        self._bring_into_view(row, (0, 1))

    def edit_row(self, row: int) -> None:
        """Open the editor over the text of a turn."""
        if isinstance(self.rows.row(row), TurnRow):
            self.setCurrentIndex(self.rows.index(row))
            self._bring_into_view(row, (0, 1))
            self.edit(self.rows.index(row))

    def top_row(self) -> int:
        """The first row in view."""
        return max(self.indexAt(QPoint(1, 1)).row(), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by page, or to either end; every other key is the screen's."""
        actions = {
            Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
            Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
            Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
            Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
        }
        action = actions.get(Qt.Key(event.key()))
        if action is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        else:
            self.verticalScrollBar().triggerAction(action)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click began."""
        at = event.position().toPoint()
        plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        self._pressed = (self.indexAt(at), at) if plain else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click, which is no drag, goes to the word or selects the moment."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        at = event.position().toPoint()
        if pressed is None or not pressed[0].isValid() or self.indexAt(at) != pressed[0]:
            return
        if (at - pressed[1]).manhattanLength() < QApplication.startDragDistance():
            self._click(pressed[0], at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On the words of a turn, edit them."""
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._char_at(index, event.position()) is not None:
            self.edit_row(index.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over what can be clicked."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        moment = index.isValid() and isinstance(self.rows.row(index.row()), MomentRow)
        clickable = moment or self._char_at(index, event.position()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the lines out for the new width; the row at the top stays there."""
        super().resizeEvent(event)
        button = self._button
        button.move(self.viewport().width() - button.width() - MARGIN, self.height() - button.height() - GAP)
        if event.size().width() != event.oldSize().width():
            self._lay_out_again()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the frame of the focus."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the frame of the focus away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, and around them a frame while the keys go here."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self.palette().highlight().color(), 1))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def viewportSizeHint(self) -> QSize:
        """Wide enough to read in."""
        return QSize(380, 420)

    def _set_up(self) -> None:
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Transcript")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, so that the width, and with it every line, does not depend on the height of the rows.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setAutoScroll(False)
        self.setMouseTracking(True)

    def _follow_button(self) -> QPushButton:
        button = QPushButton("Follow", self)
        button.setToolTip("Keep the turn that is spoken in view")
        button.setAccessibleName("Follow the sound")
        button.setProperty("primary", True)
        button.clicked.connect(self.follow)
        button.adjustSize()
        button.hide()
        return button

    def _typesetter(self) -> Typesetter:
        return Typesetter(self.font(), self.viewport().width(), self._longest_time)

    def _lay_out_again(self) -> None:
        top = self.indexAt(QPoint(1, 1))
        offset = self.visualRect(top).top()
        self._delegate.typesetter = self._typesetter()
        self.doItemsLayout()
        if top.isValid():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(top).top() - offset)
        if self._following:
            self._show_spoken()

    def _restyle(self) -> None:
        self.viewport().update()

    def _paint_again(self, rows: set[int]) -> None:
        for row in rows:
            self.viewport().update(self.visualRect(self.rows.index(row)))

    def _set_following(self, following: bool) -> None:
        self._button.setVisible(not following)
        if following != self._following:
            self._following = following
            self.following_changed.emit(following)

    def _scrolled_by_user(self) -> None:
        if self.verticalScrollBar().maximum() > 0:
            self._set_following(False)

    def _show_spoken(self) -> None:
        spoken = self._marks.spoken
        if self._following and spoken and self.state() != QAbstractItemView.State.EditingState:
            row = max(spoken)
            self._bring_into_view(row, spoken[row])

    def _bring_into_view(self, number: int, place: Range) -> None:
        """Scroll only if the row is not whole in view, then to where much of what follows is seen too."""
        rect, height = self.visualRect(self.rows.index(number)), self.viewport().height()
        if rect.height() > height // 2:
            rect = self._word_rect(self.rows.row(number), rect, place)
        if rect.top() < 0 or rect.bottom() >= height:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + rect.top() - height // 4)

    def _word_rect(self, row: Row, rect: QRect, place: Range) -> QRect:
        origin = self._delegate.text_origin(row, rect)
        words = next(iter(self._delegate.typesetter.rects(row, *place)), None)
        return words.translated(origin).toAlignedRect() if words else rect

    def _char_at(self, index: QModelIndex, at: QPointF) -> int | None:
        if not index.isValid():
            return None
        row = self.rows.row(index.row())
        place = at - self._delegate.text_origin(row, self.visualRect(index))
        return self._delegate.typesetter.char_at(row, place.x(), place.y()) if isinstance(row, TurnRow) else None

    def _click(self, index: QModelIndex, at: QPoint) -> None:
        row = self.rows.row(index.row())
        if isinstance(row, TurnRow):
            char = self._char_at(index, QPointF(at))
            turn = row.scored.turn
            self._set_following(True)
            self.seek_requested.emit(turn.start_s if char is None else turn.words[row.word_at(char)].start_s)
        elif row.moment.id is not None:
            self.moment_selected.emit(row.moment.id)

    def _edit_current(self) -> None:
        row = self.currentIndex().row() if self.selectedIndexes() else max(self._marks.spoken, default=-1)
        if row >= 0:
            self.edit_row(row)

    def _reassign_current(self) -> None:
        turns = [row.scored.turn for row in self._chosen()]
        if turns:
            self.reassigned.emit(turns)

    def _copy(self) -> None:
        lines = [row.read_aloud for row in self._chosen()]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def _chosen(self) -> list[TurnRow]:
        """The turns that are selected, or else the one that is heard."""
        numbers = sorted({index.row() for index in self.selectedIndexes()} or set(self._marks.spoken))
        rows: Sequence[Row] = [self.rows.row(number) for number in numbers]
        return [row for row in rows if isinstance(row, TurnRow)]
