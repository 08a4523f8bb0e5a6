"""The thresholds with which calls are read, each with what it means: the second page of the preferences."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import BadInput
from desktop.model.rules import Rules
from desktop.model.rules_table import RANGES
from desktop.ui.dialogs.fields import Field
from desktop.ui.theme import GAP, MARGIN, FontSize, sized

_COLUMNS = 4
_MINUS = "−"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of the rules: in which part, under which name, what it means, and in which steps it is set."""

    part: str
    name: str
    label: str
    meaning: str
    step: float
    suffix: str = ""

    @property
    def digits(self) -> int:
        """How many decimals are shown of it."""
        return 0 if self.step == 1.0 else 2 if self.step < 0.1 else 1

    def of(self, rules: Rules) -> float:
        """Its value."""
        return float(getattr(getattr(rules, self.part), self.name))

    def put(self, rules: Rules, value: float) -> Rules:
        """The rules with another value."""
        exact: float = value if self.digits else round(value)
        part: Any = replace(getattr(rules, self.part), **{self.name: exact})
        changed: dict[str, Any] = {self.part: part}
        return replace(rules, **changed)


def _win(name: str, label: str, meaning: str, step: float = 0.05) -> Threshold:
    return Threshold("win", name, label, meaning, step)


def _event(name: str, label: str, meaning: str, step: float = 0.5, suffix: str = " s") -> Threshold:
    return Threshold("events", name, label, meaning, step, suffix)


def _change(name: str, label: str, meaning: str, step: float) -> Threshold:
    return Threshold("changes", name, label, meaning, step)


_SECTIONS: dict[str, tuple[Threshold, ...]] = {
    "Win candidate": (
        _win("low_start", "Low start", "The call begins at this valence or lower …"),
        _win("low", "Low", "… or the line falls to this or lower …"),
        _win("clear_end", "Clear end", "… and the call ends at this or higher …"),
        _win("enough_turns", "Customer turns", "… with so many turns at the least.", 1.0),
    ),
    "Events": (
        _event("silence_s", "Silence", "Nobody speaks for longer."),
        _event("monologue_s", "Long monologue", "One person has the floor for longer."),
        _event("overlap_s", "Talk-over", "Both speak at once for so long.", 0.05),
        _event("interruption_s", "Interruption", "Cutting in so late into a turn, and both speak for so long.", 0.05),
        _event("hold_talk_s", "Hold", "Silences belong to one hold until the customer has spoken for longer."),
        _event("strong_valence", "Strong feeling", "Answers to turns so far from neutral are timed.", 0.05, ""),
        _event("fast_deviations", "Fast speech", "So many standard deviations faster than the speaker is.", 0.5, ""),
        _event("fast_least_words", "Fast speech: words", "Shorter turns have no pace.", 1.0, ""),
        _event("fast_least_turns", "Fast speech: turns", "A speaker's own pace is told from so many.", 1.0, ""),
    ),
    "Pivots": (
        _change("smallest_change", "Smallest change", "How far the level of feeling has to move.", 0.05),
        _change("shortest_turns", "Shortest level", "For how many customer turns a level has to last.", 1.0),
        _change("strictness", "Strictness", "Higher: fewer pivots, and surer ones.", 0.1),
    ),
}


class ThresholdsPage(QScrollArea):
    """Shows rules and says what is chosen; what cannot be is said below its field as it is typed."""

    changed = Signal()

    def __init__(self, rules: Rules, locale: QLocale) -> None:
        super().__init__()
        self._base = rules
        self._boxes = {each: _box(each, locale) for own in _SECTIONS.values() for each in own}
        self._show(rules)
        self._fields = [self._field(each, box) for each, box in self._boxes.items()]
        self.defaults_button = QPushButton("Defaults")
        self._lay_out()
        self.defaults_button.clicked.connect(lambda _checked: self._show_defaults())
        for box in self._boxes.values():
            box.valueChanged.connect(self.changed)

    @property
    def chosen(self) -> Rules:
        """What the fields say, whether it makes sense or not."""
        rules = self._base
        for threshold, box in self._boxes.items():
            # A file may say it more exactly than the box shows it.
            if abs(box.value() - threshold.of(rules)) > 0.5 * 10.0 ** -box.decimals():
                rules = threshold.put(rules, box.value())
        return rules

    def check(self) -> bool:
        """Say of every field what there is to say, and return whether all can be used."""
        checked = [field.check() for field in self._fields]
        chosen, came = self.chosen, Rules()
        self.defaults_button.setEnabled(any(each.of(chosen) != each.of(came) for each in self._boxes))
        return all(checked)

    def _show_defaults(self) -> None:
        """Show what stands here as it came; what only the file can say is left as it is."""
        rules = self.chosen
        for threshold in self._boxes:
            rules = threshold.put(rules, threshold.of(Rules()))
        self._show(rules)
        self.changed.emit()

    def _show(self, rules: Rules) -> None:
        self._base = rules
        for threshold, box in self._boxes.items():
            box.setValue(threshold.of(rules))

    def _field(self, threshold: Threshold, box: QDoubleSpinBox) -> Field:
        return Field(threshold.label, box, partial(self._said, threshold))

    def _said(self, threshold: Threshold) -> str:
        return _CHECKS.get(threshold.name, _nothing)(self.chosen) or threshold.meaning

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(GAP, MARGIN, GAP, GAP)
        column.setSpacing(GAP + GAP // 2)
        column.addLayout(self._sections())
        row = QHBoxLayout()
        self.defaults_button.setAutoDefault(False)
        self.defaults_button.setToolTip("Show the thresholds as the program came with them")
        row.addWidget(self.defaults_button)
        row.addWidget(_quiet("Nothing is analysed anew: they hold at once for every call, also for earlier ones."), 1)
        column.addLayout(row)
        column.addStretch(1)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Thresholds")

    def _sections(self) -> QGridLayout:
        """The fields in columns of one width, under their headings."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(GAP)
        fields = iter(self._fields)
        for name, thresholds in _SECTIONS.items():
            row = grid.rowCount()
            grid.addWidget(_heading(name), row, 0, 1, _COLUMNS)
            for place, field in enumerate(islice(fields, len(thresholds))):
                grid.addWidget(field, row + 1 + place // _COLUMNS, place % _COLUMNS, Qt.AlignmentFlag.AlignTop)
        for place in range(_COLUMNS):
            grid.setColumnStretch(place, 1)
        return grid


class _Box(QDoubleSpinBox):
    """A number, with a minus as everywhere else, that turning the wheel over the page leaves as it is."""

    def textFromValue(self, value: float) -> str:
        """Write it."""
        return super().textFromValue(value).replace("-", _MINUS)

    def valueFromText(self, text: str) -> float:
        """Read it, with either sign."""
        return super().valueFromText(text.replace(_MINUS, "-"))

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Whether it can become a number, with either sign."""
        state, _, at = super().validate(text.replace(_MINUS, "-"), at)
        return state, text, at

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page, unless this is what is being set."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _box(threshold: Threshold, locale: QLocale) -> QDoubleSpinBox:
    box = _Box()
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setLocale(locale)
    box.setDecimals(threshold.digits)
    box.setRange(*RANGES[threshold.part][threshold.name])
    box.setSingleStep(threshold.step)
    box.setSuffix(threshold.suffix)
    return box


def _nothing(_rules: Rules) -> str:
    return ""


def _check_end(rules: Rules) -> str:
    win = rules.win
    if win.clear_end <= max(win.low_start, win.low):
        raise BadInput("A call would win by staying low.", "Let it be higher than low start and low.")
    return ""


def _check_interruption(rules: Rules) -> str:
    if rules.events.interruption_s < rules.events.overlap_s:
        raise BadInput("Shorter than a talk-over.", "Let it be as long at the least.")
    return ""


_CHECKS: dict[str, Callable[[Rules], str]] = {"clear_end": _check_end, "interruption_s": _check_interruption}


def _heading(text: str) -> QLabel:
    title = QLabel(text)
    title.setFont(sized(title.font(), FontSize.HEADING, bold=True))
    title.setContentsMargins(0, GAP // 2, 0, 0)
    return title


def _quiet(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("quiet", True)
    label.setWordWrap(True)
    return label
