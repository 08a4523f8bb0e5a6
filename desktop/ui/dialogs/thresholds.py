"""The thresholds with which calls are read, each with what it means: the second page of the preferences."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QWheelEvent
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
from desktop.ui.dialogs.fields import Field
from desktop.ui.theme import GAP, MARGIN, FontSize, sized

_COLUMNS = 4
_VALENCE, _SECONDS, _COUNT = (-1.0, 1.0, 0.05, 2), (0.1, 600.0, 0.5, 1), (1.0, 99.0, 1.0, 0)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of the rules: in which part, under which name, and what it means.

    `bounds` are the least, the most, the step and the decimals.
    """

    part: str
    name: str
    label: str
    meaning: str
    bounds: tuple[float, float, float, int]
    suffix: str = ""

    def of(self, rules: Rules) -> float:
        """Its value."""
        return float(getattr(getattr(rules, self.part), self.name))

    def put(self, rules: Rules, value: float) -> Rules:
        """The rules with another value."""
        whole = self.bounds[3] == 0
        part: Any = replace(getattr(rules, self.part), **{self.name: round(value) if whole else round(value, 3)})
        changed: dict[str, Any] = {self.part: part}
        return replace(rules, **changed)


_SECTIONS: dict[str, tuple[Threshold, ...]] = {
    "Win candidate": (
        Threshold("win", "low_start", "Low start", "The call begins at this valence or lower …", _VALENCE),
        Threshold("win", "low", "Low", "… or the line falls to this or lower …", _VALENCE),
        Threshold("win", "clear_end", "Clear end", "… and the call ends at this or higher …", _VALENCE),
        Threshold("win", "enough_turns", "Customer turns", "… with so many turns at the least.", (6.0, 99.0, 1.0, 0)),
    ),
    "Events": (
        Threshold("events", "silence_s", "Silence", "Nobody speaks for longer.", _SECONDS, " s"),
        Threshold("events", "monologue_s", "Long monologue", "One person has the floor for longer.", _SECONDS, " s"),
        Threshold("events", "overlap_s", "Talk-over", "Both speak at once for so long.", (0.05, 10.0, 0.05, 2), " s"),
        Threshold(
            "events", "interruption_s", "Interruption", "So long into a turn, and both for so long.", _SECONDS, " s"
        ),
        Threshold(
            "events",
            "hold_talk_s",
            "Hold",
            "Silences belong to one hold until the customer has spoken for longer.",
            _SECONDS,
            " s",
        ),
        Threshold(
            "events",
            "strong_valence",
            "Strong feeling",
            "So far from neutral, answers are timed.",
            (0.05, 1.0, 0.05, 2),
        ),
        Threshold(
            "events", "fast_deviations", "Fast speech", "So many deviations above one's own pace.", (0.5, 10.0, 0.5, 1)
        ),
        Threshold("events", "fast_least_words", "Fast speech: words", "Shorter turns have no pace.", _COUNT),
        Threshold("events", "fast_least_turns", "Fast speech: turns", "So many, for a pace of one's own.", _COUNT),
    ),
    "Pivots": (
        Threshold("changes", "smallest_change", "Smallest change", "Between two levels.", (0.05, 2.0, 0.05, 2)),
        Threshold("changes", "shortest_turns", "Shortest level", "In turns of the customer's.", (1.0, 20.0, 1.0, 0)),
        Threshold("changes", "strictness", "Strictness", "Higher: fewer pivots, and surer ones.", (0.0, 10.0, 0.1, 1)),
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
        self.defaults_button.clicked.connect(lambda _checked: self._show(Rules()))
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
        self.defaults_button.setEnabled(self.chosen != Rules())
        return all(checked)

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
    """A number that turning the wheel over the page leaves as it is."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page, unless this is what is being set."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _box(threshold: Threshold, locale: QLocale) -> QDoubleSpinBox:
    least, most, step, digits = threshold.bounds
    box = _Box()
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setLocale(locale)
    box.setDecimals(digits)
    box.setRange(least, most)
    box.setSingleStep(step)
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
