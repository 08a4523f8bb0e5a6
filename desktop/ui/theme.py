"""The look: the product's palette on Qt's Fusion style, light or dark, as the system or the user says."""

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from desktop.model.drawing.palette import Palette, Theme, palette
from desktop.ui.style_sheet import style_sheet

GRID = 4
GAP = 8
MARGIN = 16
# How much darker than the window Fusion draws outlines, in per cent as QColor counts.
_FUSION_DARKENS = {"QLineEdit": 140, "QAbstractSpinBox": 140, "QComboBox": 140, "QCheckBox": 127}


class FontSize(StrEnum):
    """The four sizes of type."""

    CAPTION = "caption"
    BODY = "body"
    HEADING = "heading"
    TITLE = "title"

    @property
    def factor(self) -> float:
        """Times the system's size."""
        return {"caption": 0.92, "body": 1.0, "heading": 1.15, "title": 1.5}[self.value]


class Look(QObject):
    """The theme that the application shows; there is one, and widgets that paint themselves listen to it."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._chosen: Theme | None = None
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def theme(self) -> Theme:
        """Light or dark: what was chosen, or else as the system is."""
        if self._chosen is not None:
            return self._chosen
        dark = self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return Theme.DARK if dark else Theme.LIGHT

    @property
    def colours(self) -> Palette:
        """The colours of the theme."""
        return palette(self.theme)

    def choose(self, theme: Theme | None) -> None:
        """Show a theme from now on; null follows the system."""
        self._chosen = theme
        schemes = {Theme.DARK: Qt.ColorScheme.Dark, Theme.LIGHT: Qt.ColorScheme.Light}
        hints = self._application.styleHints()
        if theme is None:
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(schemes[theme])
        self._apply()

    def _apply(self) -> None:
        self._application.setPalette(qt_palette(self.colours))
        for kind, per_cent in _FUSION_DARKENS.items():
            outlined = outlined_palette(self.colours, per_cent)
            self._application.setPalette(outlined, kind)  # type: ignore[arg-type]  # The stubs ask for bytes
        self._application.setStyleSheet(style_sheet(self.colours))
        self.changed.emit()


def qt_palette(colours: Palette) -> QPalette:
    """The product's colours in the roles that Qt's widgets ask for."""
    role = QPalette.ColorRole
    qt = QPalette()
    for name, colour in (
        (role.Window, colours.window),
        (role.WindowText, colours.text),
        (role.Base, colours.panel),
        (role.AlternateBase, colours.window),
        (role.Text, colours.text),
        (role.PlaceholderText, colours.quiet),
        (role.Button, colours.panel),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.error),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.ToolTipBase, colours.panel),
        (role.ToolTipText, colours.text),
        (role.Mid, colours.line),
        (role.Midlight, colours.line),
        (role.Light, colours.panel),
        (role.Dark, colours.quiet),
    ):
        qt.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        qt.setColor(QPalette.ColorGroup.Disabled, name, QColor(colours.quiet))
    return qt


def outlined_palette(colours: Palette, darkened: int) -> QPalette:
    """The palette of fields and boxes, of which Fusion draws the outline in a darker shade of the window's colour.

    That shade is too faint in the dark, so they are told of a window whose darker shade is our outline.
    """
    qt = qt_palette(colours)
    qt.setColor(QPalette.ColorRole.Window, QColor(colours.outline).lighter(darkened))
    return qt


def sized(font: QFont, size: FontSize, *, bold: bool = False) -> QFont:
    """A font in one of the four sizes."""
    scaled = QFont(font)
    scaled.setPointSizeF(font.pointSizeF() * size.factor)
    if bold:
        scaled.setWeight(QFont.Weight.DemiBold)
    return scaled


def tabular(font: QFont) -> QFont:
    """A font whose digits are all equally wide, for times and figures that stand in columns."""
    tabulated = QFont(font)
    tabulated.setFeature(QFont.Tag("tnum"), 1)
    return tabulated
