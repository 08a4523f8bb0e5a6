"""The export with its preview: choose, look, save; and a sentence where something stands in the way."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt, QThreadPool, QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QTextBrowser
from pytestqt.qtbot import QtBot

from desktop.export.documents import DocumentKind
from desktop.model.arc import arc_of
from desktop.model.drawing.palette import Theme
from desktop.model.report import CallReport
from desktop.ui.dialogs.export_preview import ExportPreview
from desktop.ui.theme import Look


@pytest.fixture
def dialog(qtbot: QtBot, look: Look, report: CallReport, tmp_path: Path) -> ExportPreview:
    return opened(qtbot, look, report, tmp_path)


def opened(qtbot: QtBot, look: Look, report: CallReport, folder: Path) -> ExportPreview:
    shown = ExportPreview(report, "en_GB", str(folder), look)
    qtbot.addWidget(shown)
    shown.show()
    settle(qtbot, shown)
    return shown


def settle(qtbot: QtBot, dialog: ExportPreview) -> None:
    qtbot.waitUntil(lambda: dialog.is_ready, timeout=20_000)


def choose(qtbot: QtBot, dialog: ExportPreview, kind: DocumentKind) -> None:
    dialog.choose(kind)
    settle(qtbot, dialog)


def page(dialog: ExportPreview) -> QTextBrowser:
    return dialog.findChild(QTextBrowser)


def source(dialog: ExportPreview) -> QPlainTextEdit:
    return next(w for w in dialog.findChildren(QPlainTextEdit) if w.accessibleName() == "Preview")


def labels(dialog: ExportPreview) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def line(dialog: ExportPreview, name: str) -> QLineEdit:
    return next(w for w in dialog.findChildren(QLineEdit) if w.accessibleName() == name)


def button(dialog: ExportPreview, *texts: str) -> QPushButton:
    return next(b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "") in texts)


def press(qtbot: QtBot, dialog: ExportPreview, *texts: str) -> None:
    qtbot.mouseClick(button(dialog, *texts), Qt.MouseButton.LeftButton)


def test_the_notes_are_shown_with_their_arc(dialog: ExportPreview, report: CallReport) -> None:
    text = page(dialog).toPlainText()

    assert page(dialog).isVisible()
    assert "Coaching notes" in text
    assert str(report.call.details.agent) in text
    assert report.moments[0].note in text
    picture = page(dialog).loadResource(QTextDocument.ResourceType.ImageResource, QUrl("arc-1.png"))
    assert picture.width() == 640


@pytest.mark.parametrize("width", [780, 900, 1200])
def test_a_page_need_not_be_scrolled_sideways(qtbot: QtBot, dialog: ExportPreview, width: int) -> None:
    dialog.resize(width, 660)
    settle(qtbot, dialog)

    assert page(dialog).horizontalScrollBar().maximum() == 0


def test_nothing_but_its_own_pictures_is_opened(dialog: ExportPreview) -> None:
    kind = QTextDocument.ResourceType.ImageResource

    assert page(dialog).loadResource(kind, QUrl.fromLocalFile(__file__)).isNull()
    assert page(dialog).loadResource(kind, QUrl("arc-2.png")).isNull()
    assert not page(dialog).openLinks()


def test_the_transcript_comes_when_it_is_asked_for(qtbot: QtBot, dialog: ExportPreview) -> None:
    assert "Transcript" not in page(dialog).toPlainText()
    dialog.findChild(QCheckBox).click()
    settle(qtbot, dialog)

    assert "Transcript" in page(dialog).toPlainText()


def test_a_story_is_masked_until_names_are_asked_for(qtbot: QtBot, dialog: ExportPreview, report: CallReport) -> None:
    choose(qtbot, dialog, DocumentKind.STORY)
    agent = str(report.call.details.agent)
    assert "Not reviewed for personal data" in page(dialog).toPlainText()
    assert agent not in page(dialog).toPlainText()
    assert line(dialog, "File name").text() == "win-story.html"

    names = next(box for box in dialog.findChildren(QCheckBox) if box.isVisible())
    assert not names.isChecked()
    names.click()
    settle(qtbot, dialog)
    assert "Names are included" in page(dialog).toPlainText()
    assert agent in page(dialog).toPlainText()


def test_markdown_and_data_are_shown_as_text(qtbot: QtBot, dialog: ExportPreview) -> None:
    choose(qtbot, dialog, DocumentKind.NOTES_MARKDOWN)
    assert source(dialog).isVisible()
    assert source(dialog).toPlainText().startswith("# Coaching notes")
    assert "order-4401-notes.arc.png" in source(dialog).toPlainText()

    choose(qtbot, dialog, DocumentKind.JSON)
    assert source(dialog).toPlainText().startswith('{\n "schema": 1,')
    assert line(dialog, "File name").text() == "order-4401.json"


@pytest.mark.parametrize("kind", DocumentKind)
def test_what_is_saved_is_what_was_shown(
    qtbot: QtBot, dialog: ExportPreview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: DocumentKind
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(asked.append(url.toLocalFile())) or True)
    choose(qtbot, dialog, kind)
    with qtbot.waitSignal(dialog.saved) as told:
        press(qtbot, dialog, "Save")

    (path,) = told.args
    assert path.parent == tmp_path
    assert path.suffix == kind.suffix
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert f"Saved to {path}" in labels(dialog)
    if kind is DocumentKind.NOTES_MARKDOWN:
        assert path.read_text(encoding="utf-8") == source(dialog).toPlainText()
    press(qtbot, dialog, "Open")
    press(qtbot, dialog, "Show in folder")
    assert asked == [str(path), str(tmp_path)]
    beside = {one.name for one in tmp_path.iterdir()} - {path.name}
    assert beside == ({"order-4401-notes.arc.png"} if kind is DocumentKind.NOTES_MARKDOWN else set())


def test_saving_waits_for_a_document_that_is_still_being_made(qtbot: QtBot, dialog: ExportPreview) -> None:
    dialog.choose(DocumentKind.STORY)
    with qtbot.waitSignal(dialog.saved, timeout=20_000) as told:
        press(qtbot, dialog, "Save")

    assert "Before" in told.args[0].read_text(encoding="utf-8")


def test_a_file_that_is_there_is_replaced_only_after_saying_so(
    qtbot: QtBot, look: Look, report: CallReport, tmp_path: Path
) -> None:
    (tmp_path / "order-4401-notes.html").write_text("old")
    dialog = opened(qtbot, look, report, tmp_path)

    assert "will be replaced" in labels(dialog)
    assert button(dialog, "Replace").isVisible()
    qtbot.keyClick(line(dialog, "File name"), Qt.Key.Key_Home)
    qtbot.keyClicks(line(dialog, "File name"), "new ")
    assert "will be replaced" not in labels(dialog)
    press(qtbot, dialog, "Save")
    assert (tmp_path / "order-4401-notes.html").read_text() == "old"
    assert (tmp_path / "new order-4401-notes.html").exists()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [("File name", "", "not a name"), ("File name", "a/b.html", "not a name"), ("Folder", "/nowhere", "no folder")],
)
def test_a_name_or_a_folder_that_cannot_be_is_told(
    qtbot: QtBot, dialog: ExportPreview, field: str, typed: str, said: str
) -> None:
    line(dialog, field).clear()
    qtbot.keyClicks(line(dialog, field), typed)

    assert said in labels(dialog)
    assert not button(dialog, "Save").isEnabled()


def test_of_very_long_data_the_beginning_is_shown_and_all_of_it_saved(
    qtbot: QtBot, look: Look, long_report: CallReport, tmp_path: Path
) -> None:
    dialog = opened(qtbot, look, long_report, tmp_path)
    choose(qtbot, dialog, DocumentKind.JSON)
    assert source(dialog).toPlainText().endswith("more lines are in the file.")
    press(qtbot, dialog, "Save")

    (path,) = tmp_path.iterdir()
    assert len(json.loads(path.read_text(encoding="utf-8"))["turns"]) == len(long_report.turns)


def test_what_stands_in_the_way_of_saving_is_said(qtbot: QtBot, dialog: ExportPreview, tmp_path: Path) -> None:
    (tmp_path / "order-4401-notes.html").mkdir()
    with qtbot.assertNotEmitted(dialog.saved):
        press(qtbot, dialog, "Save", "Replace")

    assert "is a folder, not a file" in labels(dialog)
    assert [one.name for one in tmp_path.iterdir()] == ["order-4401-notes.html"]
    assert not button(dialog, "Open").isVisible()


def test_save_as_takes_the_place_that_was_chosen(
    qtbot: QtBot, dialog: ExportPreview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    chosen = tmp_path / "other" / "one-on-one.md"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(chosen), ""))
    choose(qtbot, dialog, DocumentKind.NOTES_MARKDOWN)
    with qtbot.waitSignal(dialog.saved, timeout=20_000):
        press(qtbot, dialog, "Save as…")

    assert "(one-on-one.arc.png)" in chosen.read_text(encoding="utf-8")
    assert (tmp_path / "other" / "one-on-one.arc.png").exists()


def test_a_name_of_ones_own_stays_with_the_ending_of_the_document(qtbot: QtBot, dialog: ExportPreview) -> None:
    line(dialog, "File name").selectAll()
    qtbot.keyClicks(line(dialog, "File name"), "anna.html")
    choose(qtbot, dialog, DocumentKind.JSON)

    assert line(dialog, "File name").text() == "anna.json"


def test_a_call_that_was_not_analysed_cannot_be_exported(
    qtbot: QtBot, look: Look, report: CallReport, tmp_path: Path
) -> None:
    raw = replace(report, call=replace(report.call, analysis=None), turns=(), arc=arc_of([]))
    dialog = opened(qtbot, look, raw, tmp_path)

    for kind in DocumentKind:
        choose(qtbot, dialog, kind)
        assert "has not been analysed yet" in labels(dialog)
        assert not button(dialog, "Save").isEnabled()
        assert not button(dialog, "Save as…").isEnabled()


def test_without_an_arc_there_are_notes_but_no_story(
    qtbot: QtBot, look: Look, report: CallReport, tmp_path: Path
) -> None:
    unscored = tuple(replace(said, score=None) for said in report.turns)
    dialog = opened(qtbot, look, replace(report, turns=unscored, arc=arc_of([])), tmp_path)
    assert "Coaching notes" in page(dialog).toPlainText()
    assert button(dialog, "Save").isEnabled()

    choose(qtbot, dialog, DocumentKind.STORY)
    assert "too few customer turns" in labels(dialog)
    choose(qtbot, dialog, DocumentKind.JSON)
    assert button(dialog, "Save").isEnabled()


def test_the_preview_follows_the_theme_and_the_call(
    qtbot: QtBot, look: Look, dialog: ExportPreview, report: CallReport
) -> None:
    light = page(dialog).toHtml()
    look.choose(Theme.DARK)
    settle(qtbot, dialog)
    assert page(dialog).toHtml() != light
    look.choose(None)

    moment = replace(report.moments[0], note="Something else that was written since")
    dialog.show_report(replace(report, moments=(moment,)))
    settle(qtbot, dialog)
    assert "written since" in page(dialog).toPlainText()


def test_closing_while_a_preview_is_being_made_does_no_harm(
    qtbot: QtBot, look: Look, long_report: CallReport, tmp_path: Path
) -> None:
    dialog = ExportPreview(long_report, "en_GB", str(tmp_path), look)
    dialog.show()
    dialog.choose(DocumentKind.STORY)
    dialog.close()
    dialog.deleteLater()
    qtbot.wait(50)

    assert QThreadPool.globalInstance().waitForDone(20_000)
    qtbot.wait(50)


def test_without_a_documents_folder_exports_go_home(
    qtbot: QtBot, look: Look, report: CallReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(tmp_path / "Documents"))

    preview = ExportPreview(report, "en", "", look)
    qtbot.addWidget(preview)

    assert preview.path.parent == tmp_path
