"""The fields of one moment: type, times, note and tags."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.model.drawing.palette import mixed
from desktop.model.editing.marking import is_point, with_end, with_start
from desktop.model.moment import Moment, MomentType
from desktop.model.timecode import timecode_tenths
from desktop.ui.call.moments.note_field import NoteField
from desktop.ui.call.moments.tag_field import TagField
from desktop.ui.call.moments.time_field import TimeField
from desktop.ui.call.shapes import moment_icon
from desktop.ui.theme import GAP, GRID, FontSize, Look, sized

_TINT = 0.2
_TAGS_WIDTH = 80


class MomentEditor(QWidget):
    """Shows a moment and tells what becomes of it; storing is for others."""

    changed = Signal(Moment)
    removal_requested = Signal(int)
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._moment: Moment | None = None
        self._types = QButtonGroup(self)
        self._duration_s = 0.0
        self._start = TimeField("Start", look, self._with_start)
        self._end = TimeField("End", look, self._with_end)
        self._problem = QLabel()
        self._note = NoteField("Note on this moment", "What happened here?", look)
        self._tags = TagField()
        self._remove = QPushButton("Remove")
        self._lay_out()
        self._connect()
        self._show_types()

    def show_moment(self, moment: Moment, duration_s: float) -> None:
        """Show a moment; what is being typed on the same one is kept."""
        same = self._moment is not None and self._moment.id == moment.id
        self._moment, self._duration_s = moment, duration_s
        self._types.button(list(MomentType).index(moment.type)).setChecked(True)
        self._start.show_time(timecode_tenths(moment.start_s), keep_typed=same)
        self._end.show_time("" if is_point(moment) else timecode_tenths(moment.end_s), keep_typed=same)
        self._note.show_text(moment.note, moment.id)
        self._tags.show_tags(moment.tags, moment.id)

    def clear(self) -> None:
        """Show no moment; what is still being typed is dropped."""
        self._moment = None

    def offer_tags(self, tags: Iterable[str]) -> None:
        """Complete tags from these."""
        self._tags.offer(tags)

    def edit_note(self) -> None:
        """Put the cursor behind the note."""
        self._note.edit()

    def flush(self) -> None:
        """Tell what was typed and not told yet."""
        for field in (self._start, self._end, self._note, self._tags):
            field.flush()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(GAP, GAP, GAP, GAP)
        rows.setSpacing(GRID)
        rows.addLayout(self._type_row())
        rows.addWidget(self._note, 1)
        rows.addLayout(self._last_row())
        rows.addWidget(self._problem)
        self._problem.setProperty("error", True)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.hide()
        in_order = (*self._types.buttons(), self._note, self._start, self._end, self._tags, self._remove)
        for widget, following in pairwise(in_order):
            QWidget.setTabOrder(widget, following)

    def _type_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for place, kind in enumerate(MomentType):
            button = QToolButton()
            button.setCheckable(True)
            button.setText(f"{kind.digit} {kind.capitalize()}")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setAccessibleName(f"Type: {kind.capitalize()}")
            button.clicked.connect(partial(self._choose_type, kind))
            self._types.addButton(button, place)
            row.addWidget(button)
        return row

    def _last_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        self._end.setPlaceholderText("a point")
        self._end.setToolTip("The end of a range; leave it empty for a point.")
        for text, field in (("From", self._start), ("to", self._end)):
            label = QLabel(text)
            label.setProperty("quiet", True)
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field)
        self._tags.setMinimumWidth(_TAGS_WIDTH)
        row.addWidget(self._tags, 1)
        row.addWidget(self._remove)
        return row

    def _connect(self) -> None:
        for field in (self._start, self._end):
            field.changed.connect(self._change)
            field.refused.connect(self._say)
            field.left.connect(self.left)
        self._note.saved.connect(lambda text: self._change_to(note=text))
        self._note.left.connect(self.left)
        self._tags.saved.connect(lambda tags: self._change_to(tags=tags))
        self._tags.left.connect(self.left)
        self._remove.setToolTip("Remove this moment (Del in the list)")
        self._remove.setAccessibleName("Remove this moment")
        self._remove.setAutoDefault(False)
        self._remove.clicked.connect(self._ask_for_removal)
        self._look.changed.connect(self._show_types)
        self._types.buttonToggled.connect(lambda _button, _checked: self._show_types())

    def _with_start(self, text: str) -> Moment | None:
        return with_start(self._moment, text, self._duration_s) if self._moment is not None else None

    def _with_end(self, text: str) -> Moment | None:
        return with_end(self._moment, text, self._duration_s) if self._moment is not None else None

    def _choose_type(self, kind: MomentType) -> None:
        if self._moment is not None and self._moment.type is not kind:
            self._change_to(type=kind)

    def _change_to(self, **fields: object) -> None:
        if self._moment is not None:
            self._change(replace(self._moment, **fields))  # type: ignore[arg-type]

    def _change(self, moment: Moment) -> None:
        """Tell a change; it counts at once, so that the next field's does not undo it."""
        if self._moment is not None and moment != self._moment:
            self._moment = moment
            self.changed.emit(moment)

    def _ask_for_removal(self) -> None:
        if self._moment is not None and self._moment.id is not None:
            self.removal_requested.emit(self._moment.id)

    def _say(self, what: str, fix: str) -> None:
        self._problem.setText(f"{what} {fix}".strip())
        self._problem.setVisible(bool(what))

    def _show_types(self) -> None:
        """Mark the type that is chosen, to which alone Tab leads; arrow keys lead to the others.

        Fusion's checked button is hard to tell from the others in the dark, so it is tinted as well.
        """
        colours = self._look.colours
        tinted = QPalette()
        tinted.setColor(QPalette.ColorRole.Button, QColor(mixed(colours.panel, colours.accent, _TINT)))
        for button, kind in zip(self._types.buttons(), MomentType, strict=True):
            button.setIcon(moment_icon(kind, self._look.theme))
            button.setPalette(tinted if button.isChecked() else QPalette())
            focus = Qt.FocusPolicy.StrongFocus if button.isChecked() else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(focus)
            button.setFont(sized(self.font(), FontSize.BODY, bold=button.isChecked()))
