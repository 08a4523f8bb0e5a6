"""What this program is, which versions it runs with, and under which licences it may be used."""

import platform
import sys

import PySide6
from PySide6.QtCore import QByteArray, QSize, Qt, QUrl, qVersion
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from desktop import __version__
from desktop.paths import Paths, resources
from desktop.ui.dialogs.fields import make_primary
from desktop.ui.theme import GAP, MARGIN, FontSize, Look, sized

PROMISE = "Nothing leaves this computer: Upswing contains no code that opens a network connection."
_PURPOSE = "See the moment a hard call turned, and coach the next one."
_ESTIMATE = (
    "Everything that a model says is an estimate that the coach may correct. "
    "Only customers’ feelings are estimated, never those of agents."
)


class ClosedBrowser(QTextBrowser):
    """Shows a text that came with the program; it follows no link and fetches nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Whatever a text refers to is not there."""
        return QByteArray()


class AboutDialog(QDialog):
    """Name, versions and licences."""

    def __init__(self, paths: Paths, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Upswing")
        self._paths = paths
        self._look = look
        self._tabs = QTabWidget()
        self._tabs.tabBar().setAccessibleName("About")
        self._tabs.addTab(self._overview(), "&Versions")
        self._tabs.addTab(_licence("LICENSE"), "&Licence")
        self._tabs.addTab(_licence("THIRD_PARTY.md"), "&Third-party material")
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        for widget in (*_headline(), self._tabs, self._make_buttons()):
            column.addWidget(widget)
        self.resize(QSize(760, 560))

    def copy_versions(self) -> None:
        """Put the versions on the clipboard, for a report of what went wrong."""
        QGuiApplication.clipboard().setText("\n".join(f"{name} {version}" for name, version in versions()))

    def _overview(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        form.setHorizontalSpacing(MARGIN)
        for name, value in (*versions(), ("Data folder", str(self._paths.home))):
            label, shown = QLabel(name), QLabel(value)
            label.setProperty("quiet", True)
            shown.setTextFormat(Qt.TextFormat.PlainText)
            shown.setWordWrap(True)
            shown.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            shown.setAccessibleName(f"{name}: {value}")
            form.addRow(label, shown)
        return page

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("&Copy versions", QDialogButtonBox.ButtonRole.ActionRole)
        copy.setAutoDefault(False)
        copy.clicked.connect(self.copy_versions)
        buttons.rejected.connect(self.reject)
        make_primary(buttons.button(QDialogButtonBox.StandardButton.Close))
        return buttons


def versions() -> tuple[tuple[str, str], ...]:
    """What runs here, in which version."""
    return (
        ("Upswing", __version__),
        ("Python", platform.python_version()),
        ("Qt", qVersion()),
        ("PySide6", PySide6.__version__),
        ("System", f"{platform.system()} {platform.release()} ({platform.machine()}), {sys.platform}"),
    )


def _headline() -> list[QLabel]:
    name = QLabel(f"Upswing {__version__}")
    name.setFont(sized(name.font(), FontSize.TITLE, bold=True))
    purpose, promise, estimate = QLabel(_PURPOSE), QLabel(PROMISE), QLabel(_ESTIMATE)
    promise.setFont(sized(promise.font(), FontSize.BODY, bold=True))
    purpose.setProperty("quiet", True)
    estimate.setProperty("quiet", True)
    for label in (promise, estimate):
        label.setWordWrap(True)
    return [name, purpose, promise, estimate]


def _licence(name: str) -> ClosedBrowser:
    browser = ClosedBrowser()
    browser.setAccessibleName(name)
    text = _shipped(name)
    browser.document().setDocumentMargin(MARGIN)
    if text is None:
        browser.setPlainText(f"{name} did not come with this installation. It is part of the source of Upswing.")
    elif name.endswith(".md"):
        browser.document().setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    else:
        browser.setPlainText(text)
    return browser


def _shipped(name: str) -> str | None:
    """A document that lies among the resources, or above them in a checkout."""
    for folder in (resources(), resources().parent):
        try:
            return (folder / name).read_text(encoding="utf-8")
        except OSError:
            continue
    return None
