"""What a team knows about a call besides its sound, for one call or for several at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDateTimeEdit,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.model.call import Details
from desktop.model.editing.shared_details import changed, shared
from desktop.ui.dialogs.fields import make_primary, select_data
from desktop.ui.theme import GAP, MARGIN, FontSize, Look, sized

DIFFERENT = "Different values"
_LABELS = {
    "agent": "Agent",
    "customer_ref": "Customer reference",
    "started_at": "Started at",
    "queue": "Queue",
    "csat": "CSAT",
    "resolved_at_first_contact": "Resolved at first contact",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What other calls of the library say, to complete what is typed."""

    agents: Sequence[str] = ()
    queues: Sequence[str] = ()


class MomentEdit(QWidget):
    """A date with its time of day in the user's locale, or none."""

    edited = Signal()

    def __init__(self, locale: QLocale) -> None:
        super().__init__()
        self._zone: tzinfo | None = None
        self._is_known = QCheckBox("Known")
        self._edit = QDateTimeEdit(QDateTime.currentDateTime())
        self._edit.setLocale(locale)
        self._edit.setCalendarPopup(True)
        self._edit.setDisplayFormat(_with_whole_year(locale.dateTimeFormat(QLocale.FormatType.ShortFormat)))
        self._edit.hide()
        self.setFocusProxy(self._is_known)
        self._is_known.toggled.connect(self._edit.setVisible)
        self._is_known.clicked.connect(self._settle)
        self._edit.dateTimeChanged.connect(self._tell)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._is_known)
        row.addWidget(self._edit)
        row.addStretch(1)

    @property
    def value(self) -> datetime | None:
        """The instant in the time zone of the one that was shown last, or else in this computer's."""
        if not self._is_known.isChecked():
            return None
        shown = self._edit.dateTime().toPython()
        assert isinstance(shown, datetime)  # noqa: S101  # its type in PySide6's own stubs is object
        return shown.replace(tzinfo=self._zone) if self._zone is not None else shown.astimezone()

    def show_value(self, value: datetime | None, *, differs: bool = False) -> None:
        """Show an instant as its own time zone writes it, or that none is known or several are."""
        self._is_known.setText(f"Known ({DIFFERENT.lower()})" if differs else "Known")
        self._zone = value.tzinfo if value else None
        self._is_known.setChecked(value is not None)
        if value is not None:
            self._edit.blockSignals(True)
            date, time = (value.year, value.month, value.day), (value.hour, value.minute, value.second)
            self._edit.setDateTime(QDateTime(*date, *time))
            self._edit.blockSignals(False)

    def name(self, label: str) -> None:
        """Say what the date is of, to those who hear the window."""
        self._is_known.setAccessibleName(f"{label}: known")
        self._edit.setAccessibleName(label)

    def _settle(self) -> None:
        self._is_known.setText("Known")
        self.edited.emit()

    def _tell(self) -> None:
        if self._is_known.isChecked():
            self.edited.emit()


class DetailsDialog(QDialog):
    """One field per detail. For several calls, only the fields that were changed apply, and each says so by a tick."""

    # Not Signal(dict): Qt would make a map of it, whose keys are texts.
    details_changed = Signal(object)

    def __init__(
        self,
        calls: Sequence[tuple[int, str, Details]],
        look: Look,
        locale: str,
        known: Known | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._details = {call_id: details for call_id, _name, details in calls}
        self._shared = shared(list(self._details.values()))
        self._locale = QLocale(locale)
        known = known or Known()
        self._agent, self._customer, self._queue = _line(known.agents), QLineEdit(), _line(known.queues)
        self._csat, self._started = QLineEdit(), MomentEdit(self._locale)
        self._resolved = QComboBox()
        self._ticks: dict[str, QCheckBox] = {}
        self._said = QLabel(wordWrap=True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.setWindowTitle("Details" if len(calls) == 1 else f"Details of {len(calls)} calls")
        self._lay_out(calls[0][1] if len(calls) == 1 else f"{len(calls)} calls")
        self._fill_list()
        for name in _LABELS:
            self._show(name)
        self._listen()
        self._check()

    def accept(self) -> None:
        """Hand over the calls whose details differ now, and close."""
        csat = self._csat_value()
        if csat is None and self._csat.text().strip() and self._applies("csat"):
            return
        values = self._values() | {"csat": csat}
        changes = {name: value for name, value in values.items() if self._applies(name)}
        if after := changed(self._details, changes):
            self.details_changed.emit(after)
        super().accept()

    def _values(self) -> dict[str, Any]:
        return {
            "agent": _text_of(self._agent),
            "customer_ref": _text_of(self._customer),
            "started_at": self._started.value,
            "queue": _text_of(self._queue),
            "resolved_at_first_contact": self._resolved.currentData(),
        }

    def _applies(self, name: str) -> bool:
        """Whether a field was changed; what was never touched stays as it is, to the last microsecond."""
        return self._ticks[name].isChecked()

    def _widgets(self) -> dict[str, QWidget]:
        return {
            "agent": self._agent,
            "customer_ref": self._customer,
            "started_at": self._started,
            "queue": self._queue,
            "csat": self._csat,
            "resolved_at_first_contact": self._resolved,
        }

    def _lay_out(self, heading: str) -> None:
        title = QLabel(heading)
        title.setFont(sized(title.font(), FontSize.HEADING, bold=True))
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        for row, (name, widget) in enumerate(self._widgets().items()):
            self._add_row(grid, row, name, widget)
        self._said.setProperty("error", True)
        make_primary(self._buttons.button(QDialogButtonBox.StandardButton.Ok))
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(MARGIN)
        column.addWidget(title)
        if len(self._details) > 1:
            hint = QLabel("Only what is ticked changes, in all of these calls.")
            hint.setProperty("quiet", True)
            column.addWidget(hint)
        column.addLayout(grid)
        column.addWidget(self._said)
        column.addStretch(1)
        column.addWidget(self._buttons)
        self.resize(460, self.sizeHint().height())

    def _add_row(self, grid: QGridLayout, row: int, name: str, widget: QWidget) -> None:
        """A tick with the label where there are several calls; one call needs no ticks, they are only kept."""
        tick = self._ticks[name] = QCheckBox(_LABELS[name], self)
        if len(self._details) > 1:
            tick.setToolTip("Change this in all of these calls")
            tick.setAccessibleName(f"Change: {_LABELS[name]}")
            tick.clicked.connect(lambda checked, of=name: self._tick(of, checked))
            grid.addWidget(tick, row, 0)
        else:
            tick.hide()
            label = QLabel(_LABELS[name])
            label.setBuddy(widget)
            grid.addWidget(label, row, 0)
        if isinstance(widget, MomentEdit):
            widget.name(_LABELS[name])
        widget.setAccessibleName(_LABELS[name])
        grid.addWidget(widget, row, 1)

    def _fill_list(self) -> None:
        if "resolved_at_first_contact" not in self._shared:
            self._resolved.addItem(DIFFERENT, DIFFERENT)
        for text, value in (("Not known", None), ("Yes", True), ("No", False)):
            self._resolved.addItem(text, value)

    def _show(self, name: str) -> None:
        """Show what the calls agree in, or that they do not."""
        differs, value = name not in self._shared, self._shared.get(name)
        widget = self._widgets()[name]
        if isinstance(widget, QLineEdit):
            widget.setText(self._written(value))
            widget.setPlaceholderText(DIFFERENT if differs else "Not known")
        elif isinstance(widget, MomentEdit):
            widget.show_value(value, differs=differs)
        else:
            select_data(self._resolved, DIFFERENT if differs else value)

    def _written(self, value: object) -> str:
        if isinstance(value, float | int):
            return self._locale.toString(float(value), "g", 6)
        return str(value) if value is not None else ""

    def _listen(self) -> None:
        for name, widget in self._widgets().items():
            edited = (
                widget.textEdited
                if isinstance(widget, QLineEdit)
                else widget.edited
                if isinstance(widget, MomentEdit)
                else self._resolved.activated
            )
            edited.connect(lambda *_args, of=name: self._touch(of))
        for line in (self._agent, self._queue):
            completer = line.completer()
            if completer is not None:
                name = "agent" if line is self._agent else "queue"
                completer.activated.connect(lambda *_args, of=name: self._touch(of))
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    def _touch(self, name: str) -> None:
        # Chosen back to "different values" is as good as untouched.
        self._ticks[name].setChecked(self._values().get(name) != DIFFERENT)
        self._check()

    def _tick(self, name: str, checked: bool) -> None:
        """A tick that is taken away takes back what was typed."""
        if not checked:
            self._show(name)
        elif name == "resolved_at_first_contact" and self._resolved.currentData() == DIFFERENT:
            select_data(self._resolved, None)
        self._check()

    def _check(self) -> None:
        wrong = bool(self._csat.text().strip()) and self._csat_value() is None and self._applies("csat")
        said = "⚠ CSAT is not a number. Write one such as 4.5, or leave the field empty." if wrong else ""
        self._said.setText(said)
        self._said.setVisible(wrong)
        self._csat.setAccessibleDescription(said)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not wrong)

    def _csat_value(self) -> float | None:
        """The number as the user's locale writes it, or with a point."""
        text = self._csat.text().strip()
        for locale in (QLocale(self._locale), QLocale.c()):
            locale.setNumberOptions(QLocale.NumberOption.RejectGroupSeparator)
            number, is_number = locale.toDouble(text)
            if is_number and abs(number) < float("inf"):
                return number
        return None


def _line(known: Sequence[str]) -> QLineEdit:
    """A line that completes what is typed from what is known."""
    line = QLineEdit()
    completer = QCompleter(sorted(set(known), key=str.casefold), line)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    line.setCompleter(completer)
    return line


def _text_of(line: QLineEdit) -> str | None:
    return line.text().strip() or None


def _with_whole_year(pattern: str) -> str:
    """A locale's short pattern with four digits for the year."""
    return pattern if "yyyy" in pattern else pattern.replace("yy", "yyyy")
