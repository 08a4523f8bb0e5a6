"""The head of the call screen: which call this is, and its arc in words and figures."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop.export.sentences.corrections import corrections_words, short_split_words
from desktop.export.sentences.course import course_of
from desktop.export.sentences.summary import FEELING, summary_parts
from desktop.export.sentences.verdict import WIN_RULE, condition_lines
from desktop.export.wording import UPDATING, file_name, listed, scorer_label, wording
from desktop.model.course.win import WinVerdict
from desktop.model.report import CallReport
from desktop.model.timecode import format_timecode
from desktop.ui.plain_tip import plain_tip
from desktop.ui.theme import GAP, MARGIN, FontSize, sized, tabular

_SPLIT_HINT = (
    "One microphone heard both: two voices were told apart, and one of them taken for the agent's.\n"
    "“Swap agent and customer” lets them change places; X gives a turn to the other one."
)
_CORRECTED_HINT = "The tab Reading lists them, with what the model had said."


class CallHeader(QWidget):
    """Says which call is open, how it went in a sentence, and offers the way back and the export."""

    left = Signal()
    details_requested = Signal()
    export_requested = Signal()
    reading_requested = Signal()

    def __init__(self, locale: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = wording(locale)
        self._title, self._facts, self._split, self._course = _Elided(), _Elided(), _Elided(), _Elided()
        self._figures, self._corrected = QLabel(), QLabel()
        self._title.setFont(sized(self.font(), FontSize.HEADING, bold=True))
        self._figures.setFont(tabular(self.font()))
        self._figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self._facts, self._split, self._corrected):
            label.setProperty("quiet", True)
        self._corrected.setToolTip(_CORRECTED_HINT)
        self._win = _badge("★ Win candidate")
        self._back = _button("◂ Library", "Back to the library (Esc)", self.left.emit)
        self._details = _button("Details…", "Agent, customer and date of this call", self.details_requested.emit)
        self._export = _button("Export…", "Coaching notes or win story (Ctrl+E)", self.export_requested.emit)
        self._win.clicked.connect(lambda _checked: self.reading_requested.emit())
        self._lay_out()

    def show_report(self, report: CallReport, *, outdated: bool = False) -> None:
        """Show what is known of a call; `outdated` says that its figures are not those of what is shown."""
        details = report.call.details
        self._title.show_text(details.customer_ref or file_name(report))
        self._facts.show_text(self._facts_of(report))
        self._show_split(report)
        self._show_course(report, outdated=outdated)
        self._export.setEnabled(report.call.analysis is not None)

    def _show_course(self, report: CallReport, *, outdated: bool) -> None:
        figures = report.arc.figures
        # Where there is no arc, the timeline says why.
        has_arc = figures is not None and report.no_arc is None and not outdated
        told = UPDATING if outdated else course_of(report, self._words) or ""
        corrected = corrections_words(report) if has_arc else None
        self._course.show_text(told, "" if outdated else self._why_course(report))
        self._course.setVisible(bool(told))
        self._figures.setVisible(has_arc)
        self._corrected.setText(corrected or "")
        self._corrected.setVisible(corrected is not None)
        self._win.setVisible(has_arc and report.win.candidate)
        self._win.setToolTip(self._rule(report.win))
        if figures is not None:
            named = {"start": figures.start, "low": figures.low, "end": figures.end, "needle": figures.needle}
            self._figures.setText("   ".join(f"{name} {self._words.signed(value)}" for name, value in named.items()))
            self._figures.setToolTip(
                f"A {scorer_label(report)}, from −1 to +1.\nstart and end: the mean of the customer's first and last "
                "three turns\nlow: the lowest point of the line\nneedle: end minus start"
            )

    def _show_split(self, report: CallReport) -> None:
        split = short_split_words(report.call, self._words)
        self._split.show_text(split or "", _SPLIT_HINT)
        self._split.setVisible(split is not None)

    def _why_course(self, report: CallReport) -> str:
        """The turns in which it started and ended, as they were said, and what the figure is."""
        felt = [part for part in summary_parts(report, self._words) if part.name == FEELING]
        said = [f"{quoted.time}  {quoted.who}: “{quoted.text}”" for part in felt for quoted in part.evidence]
        return "\n".join([*said, "The last figure is the needle: end minus start."]) if said else ""

    def _rule(self, verdict: WinVerdict) -> str:
        """Every condition of the rule with its value and its threshold."""
        lines = condition_lines(verdict, self._words)
        told = (f"{'✓' if line.met else '✗'} {line.name} {line.value}, {line.asked}" for line in lines)
        return "\n".join([WIN_RULE, *told])

    def _facts_of(self, report: CallReport) -> str:
        call = report.call
        started_at = call.details.started_at
        return listed(
            [
                call.details.agent,
                # Before what may be cut off in a small window: nobody is to take an estimate for more.
                scorer_label(report) if report.arc.points else None,
                self._words.moment(started_at) if started_at else None,
                format_timecode(call.recording.duration_s) if call.recording else None,
                file_name(report) if call.details.customer_ref else None,
            ]
        )

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(MARGIN)
        first.addWidget(self._back)
        first.addWidget(self._title)
        first.addWidget(self._facts, stretch=1)
        first.addWidget(self._split)
        first.addWidget(self._details)
        first.addWidget(self._export)
        second.addWidget(self._course, stretch=1)
        second.addWidget(self._corrected)
        second.addWidget(self._win)
        second.addWidget(self._figures)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        column.setSpacing(GAP // 2)
        column.addLayout(first)
        column.addLayout(second)


class _Elided(QLabel):
    """A label that gives way where there is too little room; on hover it tells the whole, and why it says so."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = self._why = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(40)

    def show_text(self, text: str, why: str = "") -> None:
        self._whole, self._why = text, why
        self.setAccessibleName(text)
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        hint.setWidth(self.fontMetrics().horizontalAdvance(self._whole) + 4)
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        told = [*([self._whole] if shown != self._whole else []), *([self._why] if self._why else [])]
        self.setToolTip(plain_tip("\n".join(told)) if told else "")


def _badge(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setProperty("badge", True)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _button(text: str, tip: str, clicked: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.clicked.connect(lambda _checked: clicked())
    return button
