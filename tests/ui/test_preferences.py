"""The preferences: what is wrong is said while it is typed, and nothing wrong can be chosen."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QDoubleSpinBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.model.drawing.palette import Theme
from desktop.model.request import Engine
from desktop.paths import Paths
from desktop.settings import Settings, ThemeChoice
from desktop.ui.dialogs.preferences import PreferencesDialog, theme_of
from desktop.ui.theme import Look


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    for name in ("base", "tiny.en"):
        (tmp_path / "models" / name).mkdir(parents=True)
        (tmp_path / "models" / name / "model.bin").touch()
    return Paths(tmp_path)


@pytest.fixture
def dialog(qtbot: QtBot, look: Look, paths: Paths) -> PreferencesDialog:
    return opened(qtbot, look, paths, Settings(author="Sam", locale="en_GB"))


def opened(qtbot: QtBot, look: Look, paths: Paths, settings: Settings) -> PreferencesDialog:
    shown = PreferencesDialog(settings, paths, ["base", "tiny.en"], look)
    qtbot.addWidget(shown)
    shown.show()
    return shown


def named(dialog: QWidget, name: str) -> QWidget:
    return next(w for w in dialog.findChildren(QWidget) if w.accessibleName() == name)


def line(dialog: QWidget, name: str) -> QLineEdit:
    found = named(dialog, name)
    assert isinstance(found, QLineEdit)
    return found


def pick(dialog: QWidget, name: str, data: object) -> None:
    combo = named(dialog, name)
    assert isinstance(combo, QComboBox)
    assert combo.findData(data) >= 0
    combo.setCurrentIndex(combo.findData(data))


def button(dialog: PreferencesDialog, which: QDialogButtonBox.StandardButton) -> QPushButton:
    return dialog.findChild(QDialogButtonBox).button(which)


def sentences(dialog: QWidget, *, wrong: bool = True) -> list[str]:
    labels = dialog.findChildren(QLabel)
    return [label.text() for label in labels if label.isVisible() and bool(label.property("error")) is wrong]


def test_it_opens_on_what_is_chosen_and_nothing_is_wrong(dialog: PreferencesDialog) -> None:
    assert dialog.chosen == Settings(author="Sam", locale="en_GB")
    assert sentences(dialog) == []
    assert button(dialog, QDialogButtonBox.StandardButton.Ok).isEnabled()
    assert not button(dialog, QDialogButtonBox.StandardButton.Apply).isEnabled()


def test_every_setting_can_be_chosen_and_is_handed_over_once(
    qtbot: QtBot, dialog: PreferencesDialog, tmp_path: Path
) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Willow\nDaniel\n")
    pick(dialog, "Engine", Engine.FASTER_WHISPER)
    pick(dialog, "Language that is spoken", "de")
    pick(dialog, "Theme", ThemeChoice.DARK)
    spin = named(dialog, "Reaction lag")
    assert isinstance(spin, QDoubleSpinBox)
    spin.setValue(0.7)
    for name, text in (
        ("Glossary: names it should know", str(names)),
        ("Author of moments and notes", "Zoe"),
        ("Dates and numbers", "de_CH"),
        ("Recordings", str(tmp_path)),
        ("Exports", str(tmp_path)),
    ):
        line(dialog, name).clear()
        qtbot.keyClicks(line(dialog, name), text)
    expected = Settings(
        Engine.FASTER_WHISPER,
        "base",
        "de",
        str(names),
        "Zoe",
        "de_CH",
        0.7,
        ThemeChoice.DARK,
        str(tmp_path),
        str(tmp_path),
    )

    with qtbot.waitSignal(dialog.settings_changed) as told:
        qtbot.mouseClick(button(dialog, QDialogButtonBox.StandardButton.Apply), Qt.MouseButton.LeftButton)

    assert told.args == [expected]
    assert dialog.isVisible()
    with qtbot.assertNotEmitted(dialog.settings_changed):
        qtbot.mouseClick(button(dialog, QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("Glossary: names it should know", "/nowhere/names.txt", "cannot be read"),
        ("Glossary: names it should know", "~nobody-here/names.txt", "cannot be read"),
        ("Dates and numbers", "xx_YY", "is not a locale"),
        ("Recordings", "/nowhere", "There is no folder"),
        ("Exports", "/nowhere", "There is no folder"),
    ],
)
def test_what_is_wrong_is_said_and_cannot_be_chosen(
    qtbot: QtBot, dialog: PreferencesDialog, name: str, typed: str, said: str
) -> None:
    line(dialog, name).clear()
    qtbot.keyClicks(line(dialog, name), typed)

    assert [said in sentence for sentence in sentences(dialog)] == [True]
    assert said in line(dialog, name).accessibleDescription()
    assert not button(dialog, QDialogButtonBox.StandardButton.Ok).isEnabled()
    assert not button(dialog, QDialogButtonBox.StandardButton.Apply).isEnabled()

    line(dialog, name).clear()
    assert sentences(dialog) == []
    assert button(dialog, QDialogButtonBox.StandardButton.Ok).isEnabled()


def test_a_model_that_is_not_installed_is_told_and_one_by_its_path_will_do(
    dialog: PreferencesDialog, tmp_path: Path
) -> None:
    model = named(dialog, "Model")
    assert isinstance(model, QComboBox)
    model.setCurrentText("large")
    assert ["not installed" in sentence for sentence in sentences(dialog)] == [True]

    model.setCurrentText(str(tmp_path / "models" / "base"))
    assert sentences(dialog) == []


def test_a_model_for_english_takes_no_other_language(dialog: PreferencesDialog) -> None:
    pick(dialog, "Language that is spoken", "de")
    assert any("Feelings are read in English only" in said for said in sentences(dialog, wrong=False))
    model = named(dialog, "Model")
    assert isinstance(model, QComboBox)
    model.setCurrentText("tiny.en")

    assert any("knows English only" in said for said in sentences(dialog))
    pick(dialog, "Language that is spoken", "en")
    assert sentences(dialog) == []


def test_the_glossary_says_how_many_names_it_has(qtbot: QtBot, dialog: PreferencesDialog, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Willow\n# a remark\nDaniel\n")
    qtbot.keyClicks(line(dialog, "Glossary: names it should know"), str(names))

    assert "2 names." in sentences(dialog, wrong=False)


def test_a_locale_shows_how_it_writes(qtbot: QtBot, dialog: PreferencesDialog) -> None:
    line(dialog, "Dates and numbers").clear()
    qtbot.keyClicks(line(dialog, "Dates and numbers"), "de_DE")

    assert any("−0,6" in said and "1.234,5" in said for said in sentences(dialog, wrong=False))


def test_settings_from_the_file_that_cannot_be_used_are_shown_and_told(qtbot: QtBot, look: Look, paths: Paths) -> None:
    dialog = opened(qtbot, look, paths, Settings(language="klingon", model="gone", locale="nowhere"))

    assert len(sentences(dialog)) == 3
    assert dialog.chosen.language == "klingon"


def test_cancel_changes_nothing(qtbot: QtBot, dialog: PreferencesDialog) -> None:
    line(dialog, "Author of moments and notes").setText("Zoe")
    with qtbot.assertNotEmitted(dialog.settings_changed):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_languages_are_named_as_the_user_names_them(qtbot: QtBot, look: Look, paths: Paths) -> None:
    dialog = opened(qtbot, look, paths, Settings(locale="de_DE"))
    combo = named(dialog, "Language that is spoken")
    assert isinstance(combo, QComboBox)
    assert combo.itemText(combo.findData("fr")) == "Französisch (fr)"
    assert combo.itemText(combo.findData("jw")) == "Javanisch (jw)"


def test_a_choice_of_theme_is_what_the_look_takes() -> None:
    assert [theme_of(choice) for choice in ThemeChoice] == [None, Theme.LIGHT, Theme.DARK]
