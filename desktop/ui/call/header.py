"""The head of the call screen: which call this is, and its arc in words and figures."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.export.wording import UPDATING, course, file_name, listed, scorer_label, wording
from desktop.model.report import CallReport
from desktop.model.timecode import format_timecode
from desktop.ui.theme import GAP, MARGIN, FontSize, sized, tabular


class CallHeader(QWidget):
    """Says which call is open, how it went in a sentence, and offers the way back and the export."""

    left = Signal()
    details_requested = Signal()
    export_requested = Signal()

    def __init__(self, locale: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = wording(locale)
        self._title, self._facts, self._course = _Elided(), _Elided(), _Elided()
        self._figures = QLabel()
        self._title.setFont(sized(self.font(), FontSize.HEADING, bold=True))
        self._figures.setFont(tabular(self.font()))
        self._figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._facts.setProperty("quiet", True)
        self._back = _button("◂ Library", "Back to the library (Esc)", self.left.emit)
        self._details = _button("Details…", "Agent, customer and date of this call", self.details_requested.emit)
        self._export = _button("Export…", "Coaching notes or win story (Ctrl+E)", self.export_requested.emit)
        self._lay_out()

    def show_report(self, report: CallReport, *, outdated: bool = False) -> None:
        """Show what is known of a call; `outdated` says that its figures are not those of what is shown."""
        details = report.call.details
        self._title.show_text(details.customer_ref or file_name(report))
        self._facts.show_text(self._facts_of(report))
        figures = report.arc.figures
        # Where there is no arc, the timeline says why.
        has_arc = figures is not None and report.no_arc is None
        told = UPDATING if outdated else course(figures, self._words) if figures and has_arc else ""
        self._course.show_text(told)
        self._course.setVisible(bool(told))
        self._figures.setVisible(has_arc and not outdated)
        if figures is not None:
            named = {"start": figures.start, "low": figures.low, "end": figures.end, "needle": figures.needle}
            self._figures.setText("   ".join(f"{name} {self._words.signed(value)}" for name, value in named.items()))
            self._figures.setToolTip(
                f"A {scorer_label(report)}, from −1 to +1.\nstart and end: the mean of the customer's first and last "
                "three turns\nlow: the lowest point of the line\nneedle: end minus start"
            )
        self._export.setEnabled(report.call.analysis is not None)

    def _facts_of(self, report: CallReport) -> str:
        call = report.call
        started_at = call.details.started_at
        return listed(
            [
                call.details.agent,
                self._words.moment(started_at) if started_at else None,
                format_timecode(call.recording.duration_s) if call.recording else None,
                file_name(report) if call.details.customer_ref else None,
                scorer_label(report) if report.arc.points else None,
            ]
        )

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(MARGIN)
        first.addWidget(self._back)
        first.addWidget(self._title)
        first.addWidget(self._facts, stretch=1)
        first.addWidget(self._details)
        first.addWidget(self._export)
        second.addWidget(self._course, stretch=1)
        second.addWidget(self._figures)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        column.setSpacing(GAP // 2)
        column.addLayout(first)
        column.addLayout(second)


class _Elided(QLabel):
    """A label that gives way where there is too little room, and tells the whole on hover."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(40)

    def show_text(self, text: str) -> None:
        self._whole = text
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
        self.setToolTip(self._whole if shown != self._whole else "")


def _button(text: str, tip: str, clicked: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.clicked.connect(lambda _checked: clicked())
    return button
