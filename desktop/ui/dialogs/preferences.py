"""What a user chooses once and for all. The dialog says what is wrong while it is typed, and writes nothing."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import BadInput, UserError
from desktop.export.wording import Wording, wording
from desktop.model.drawing.palette import Theme
from desktop.model.request import AUTO, LANGUAGES, Engine, standard_code
from desktop.paths import Paths
from desktop.settings import (
    LONGEST_LAG_S,
    Settings,
    ThemeChoice,
    check_folder,
    check_language,
    check_model,
    expanded,
    read_glossary,
)
from desktop.ui.dialogs.fields import Check, Field, browse_file, browse_folder, make_primary, select_data
from desktop.ui.dialogs.thresholds import ThresholdsPage
from desktop.ui.theme import GAP, MARGIN, FontSize, Look, sized

_EXAMPLE = datetime(2026, 11, 12, 14, 3)
_ENGINES = {
    Engine.AUTO: "Automatic: what fits this computer",
    Engine.FASTER_WHISPER: "faster-whisper: fast on a processor",
    Engine.OPENAI_WHISPER: "openai-whisper: for NVIDIA cards",
}
_THEMES = {ThemeChoice.SYSTEM: "As the system is", ThemeChoice.LIGHT: "Light", ThemeChoice.DARK: "Dark"}
_SUFFIXES = "Text (*.txt *.csv);;All files (*)"
_PAGES = ("General", "Thresholds")
_WIDTH, _HEIGHT = 880, 600
_WIDTH_LETTERS = 120


def theme_of(choice: ThemeChoice) -> Theme | None:
    """The theme for `Look.choose`; null follows the system."""
    return None if choice is ThemeChoice.SYSTEM else Theme(choice.value)


class PreferencesDialog(QDialog):
    """Every setting on two pages; the tab of one on which something is wrong says so."""

    settings_changed = Signal(Settings)

    def __init__(
        self,
        settings: Settings,
        paths: Paths,
        installed_models: Sequence[str],
        look: Look,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self._settings = settings
        self._paths = paths
        self._look = look
        self._words = _words_for(settings.locale)
        self._engine, self._model, self._language = _list(_ENGINES), QComboBox(editable=True), QComboBox()
        self._glossary, self._author, self._locale = QLineEdit(), QLineEdit(), QLineEdit()
        self._lag, self._theme = QDoubleSpinBox(), _list(_THEMES)
        self._recordings, self._exports = QLineEdit(), QLineEdit()
        self._thresholds = ThresholdsPage(settings.rules, QLocale(str(self._words.locale)))
        self._tabs, self._buttons = QTabWidget(), QDialogButtonBox()
        self._fill_lists(installed_models)
        self._show(settings)
        self._fields = self._make_fields()
        self._lay_out()
        self._listen()
        self._check()

    @property
    def chosen(self) -> Settings:
        """What the fields say, whether it can be used or not."""
        return Settings(
            engine=Engine(self._engine.currentData()),
            model=self._model.currentText().strip(),
            language=self._language.currentData(),
            glossary=self._glossary.text().strip(),
            author=self._author.text().strip(),
            locale=self._locale.text().strip(),
            reaction_lag_s=round(self._lag.value(), 2),
            theme=ThemeChoice(self._theme.currentData()),
            recordings_folder=self._recordings.text().strip(),
            exports_folder=self._exports.text().strip(),
            rules=self._thresholds.chosen,
        )

    def apply(self) -> None:
        """Hand over what was chosen, if it differs from what was handed over last."""
        if self.chosen != self._settings:
            self._settings = self.chosen
            self.settings_changed.emit(self._settings)
        self._check()

    def accept(self) -> None:
        """Apply and close."""
        self.apply()
        super().accept()

    def _fill_lists(self, installed_models: Sequence[str]) -> None:
        self._model.addItems(list(installed_models))
        self._model.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._language.addItem("Found out for each call (auto)", AUTO)
        self._language.addItem(f"{self._named('en')} (en)", "en")
        self._language.insertSeparator(2)
        for name, code in sorted((self._named(code), code) for code in LANGUAGES if code != "en"):
            self._language.addItem(f"{name} ({code})", code)
        if self._language.findData(self._settings.language) < 0:
            self._language.addItem(f"“{self._settings.language}”", self._settings.language)
        self._lag.setRange(0.0, LONGEST_LAG_S)
        self._lag.setSingleStep(0.1)
        self._lag.setDecimals(1)
        self._lag.setSuffix(" s")
        # Fusion makes it lower than the fields around it.
        self._lag.setMinimumHeight(self._author.sizeHint().height())
        self._lag.setLocale(QLocale(str(self._words.locale)))

    def _named(self, code: str) -> str:
        name = self._words.language(standard_code(code))
        return name[:1].upper() + name[1:]

    def _show(self, settings: Settings) -> None:
        select_data(self._engine, settings.engine)
        select_data(self._language, settings.language)
        select_data(self._theme, settings.theme)
        self._model.setCurrentText(settings.model)
        self._lag.setValue(settings.reaction_lag_s)
        for line, text in (
            (self._glossary, settings.glossary),
            (self._author, settings.author),
            (self._locale, settings.locale),
            (self._recordings, settings.recordings_folder),
            (self._exports, settings.exports_folder),
        ):
            line.setText(text)
        self._glossary.setPlaceholderText("None")
        self._author.setPlaceholderText("Nobody is named")
        self._locale.setPlaceholderText(f"As the computer does ({QLocale.system().name()})")
        self._recordings.setPlaceholderText("As the system does")
        self._exports.setPlaceholderText("Your documents")

    def _make_fields(self) -> dict[str, list[Field]]:
        """The fields under their headings, in the order in which Tab goes through them."""
        model_line = self._model.lineEdit()
        assert model_line is not None  # noqa: S101  # an editable list has a line
        choose_glossary = browse_file(self, "Choose a glossary", self._glossary, _SUFFIXES)
        return {
            "Transcribing": [
                Field("&Engine", self._engine),
                Field("&Model", self._model, self._check_model, browse=browse_folder(self, "Model", model_line)),
                Field("&Language that is spoken", self._language, self._check_language),
                Field("&Glossary: names it should know", self._glossary, self._check_glossary, browse=choose_glossary),
            ],
            "Marking": [
                Field("&Author of moments and notes", self._author),
                Field("&Reaction lag", self._lag, self._say_lag),
            ],
            "Look": [
                Field("&Theme", self._theme),
                Field("&Dates and numbers", self._locale, self._check_locale),
            ],
            "Folders": [
                self._folder_field("Re&cordings", self._recordings, "Where “Add calls…” looks first."),
                self._folder_field("E&xports", self._exports, "Where “Export…” saves documents."),
            ],
        }

    def _folder_field(self, label: str, line: QLineEdit, said: str) -> Field:
        title = f"Folder for {label.replace('&', '').lower()}"
        return Field(label, line, _folder_check(line, said), browse=browse_folder(self, title, line))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * MARGIN)
        grid.setVerticalSpacing(MARGIN)
        grid.addLayout(_section("Transcribing", self._fields["Transcribing"]), 0, 0)
        right = QVBoxLayout()
        right.setSpacing(MARGIN)
        right.addLayout(_section("Marking", self._fields["Marking"]))
        right.addLayout(_section("Look", self._fields["Look"]))
        right.addStretch(1)
        grid.addLayout(right, 0, 1)
        grid.addLayout(_section("Folders", self._fields["Folders"], across=True), 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setAccessibleName("Pages of the preferences")
        self._tabs.addTab(_page(grid), _PAGES[0])
        self._tabs.addTab(self._thresholds, _PAGES[1])
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, GAP, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addWidget(self._tabs, 1)
        column.addWidget(self._buttons)
        width = max(_WIDTH, _WIDTH_LETTERS * self.fontMetrics().averageCharWidth())
        self.resize(width, max(_HEIGHT, column.totalHeightForWidth(width)))

    def _listen(self) -> None:
        button = QDialogButtonBox.StandardButton
        self._buttons.setStandardButtons(button.Ok | button.Cancel | button.Apply)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._buttons.button(button.Apply).clicked.connect(self.apply)
        make_primary(self._buttons.button(button.Ok))
        for combo in (self._engine, self._language, self._theme):
            combo.currentIndexChanged.connect(self._check)
        self._model.currentTextChanged.connect(self._check)
        self._lag.valueChanged.connect(self._check)
        for line in (self._glossary, self._author, self._locale, self._recordings, self._exports):
            line.textChanged.connect(self._check)
        self._thresholds.changed.connect(self._check)
        self._engine.setFocus()

    def _check(self) -> None:
        general = [field.check() for fields in self._fields.values() for field in fields]
        checked = [all(general), self._thresholds.check()]
        for place, right in enumerate(checked):
            self._tabs.setTabText(place, _PAGES[place] if right else f"⚠ {_PAGES[place]}")
        button = QDialogButtonBox.StandardButton
        self._buttons.button(button.Ok).setEnabled(all(checked))
        self._buttons.button(button.Apply).setEnabled(all(checked) and self.chosen != self._settings)

    def _check_model(self) -> str:
        check_model(self.chosen.model, self._paths.models)
        return ""

    def _check_language(self) -> str:
        language = self.chosen.language
        if language not in (AUTO, *LANGUAGES):
            raise BadInput(f"“{language}” is not a language that can be heard.", "Choose one from the list.")
        check_language(language, self.chosen.model)
        return "" if language == "en" else "Feelings are read in English only; other calls get a transcript, no arc."

    def _check_glossary(self) -> str:
        if not self.chosen.glossary:
            return "A text file with one name per line."
        names = read_glossary(expanded(self.chosen.glossary))
        return "One name." if len(names) == 1 else f"{self._words.number(len(names))} names."

    def _check_locale(self) -> str:
        words = wording(self.chosen.locale) if self.chosen.locale else _words_for("")
        return f"{words.moment(_EXAMPLE)} · {words.signed(-0.6)} · {words.number(1234.5)}"

    def _say_lag(self) -> str:
        return "Moments are set this long before the key is pressed."


def _page(grid: QGridLayout) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, MARGIN, 0, 0)
    column.addLayout(grid)
    column.addStretch(1)
    return page


def _folder_check(line: QLineEdit, said: str) -> Check:
    def check() -> str:
        check_folder(line.text().strip())
        return said

    return check


def _section(heading: str, fields: Sequence[Field], *, across: bool = False) -> QVBoxLayout:
    title = QLabel(heading)
    title.setFont(sized(title.font(), FontSize.HEADING, bold=True))
    column = QVBoxLayout()
    column.setSpacing(GAP + 4)
    column.addWidget(title)
    if across:
        row = QGridLayout()
        row.setHorizontalSpacing(2 * MARGIN)
        for place, field in enumerate(fields):
            row.addWidget(field, 0, place, Qt.AlignmentFlag.AlignTop)
            row.setColumnStretch(place, 1)
        column.addLayout(row)
    else:
        for field in fields:
            column.addWidget(field)
        column.addStretch(1)
    return column


def _list(names: dict[Engine, str] | dict[ThemeChoice, str]) -> QComboBox:
    combo = QComboBox()
    for value, name in names.items():
        combo.addItem(name, value)
    return combo


def _words_for(locale: str) -> Wording:
    """The wording of a locale, or else the computer's own, or else English."""
    for name in (locale, QLocale.system().name()):
        try:
            if name:
                return wording(name)
        except UserError:
            continue
    return wording("en")
