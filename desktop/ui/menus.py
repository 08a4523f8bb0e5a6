"""The menu bar: every action that works everywhere, with its key."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QUndoGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from desktop.settings import ThemeChoice
from desktop.ui.actions import Group, add_action, list_action

_THEMES = {ThemeChoice.SYSTEM: "As the system", ThemeChoice.LIGHT: "Light", ThemeChoice.DARK: "Dark"}


class Menus(QObject):
    """Makes the menus and says what was chosen in them."""

    add_requested = Signal()
    folder_requested = Signal()
    sample_requested = Signal()
    export_requested = Signal()
    corrections_requested = Signal()
    find_requested = Signal()
    pane_requested = Signal(int)
    """The next pane, or with −1 the one before."""
    library_requested = Signal()
    anything_requested = Signal()
    preferences_requested = Signal()
    keys_requested = Signal()
    log_requested = Signal()
    about_requested = Signal()
    theme_chosen = Signal(ThemeChoice)

    def __init__(self, window: QMainWindow, undo: QUndoGroup) -> None:
        super().__init__(window)
        self._window = window
        self._themes: dict[ThemeChoice, QAction] = {}
        bar = window.menuBar()
        self._fill_file(bar.addMenu("&File"))
        self._fill_edit(bar.addMenu("&Edit"), undo)
        self._fill_view(bar.addMenu("&View"))
        self._fill_help(bar.addMenu("&Help"))

    def show_theme(self, theme: ThemeChoice) -> None:
        """Tick the theme that is chosen."""
        self._themes[theme].setChecked(True)

    def _fill_file(self, menu: QMenu) -> None:
        self._add(menu, "Add calls…", self.add_requested.emit, "Ctrl+O")
        self._add(menu, "Add a folder of calls…", self.folder_requested.emit, "Ctrl+Shift+O")
        self._add(menu, "Open the sample call", self.sample_requested.emit)
        menu.addSeparator()
        self._add(menu, "Export…", self.export_requested.emit, "Ctrl+E")
        self._add(menu, "Export corrections as a table…", self.corrections_requested.emit, "Ctrl+Shift+E")
        menu.addSeparator()
        self._add(menu, "Preferences…", self.preferences_requested.emit, "Ctrl+,")
        self._add(menu, "Quit", self._window.close, "Ctrl+Q").setMenuRole(QAction.MenuRole.QuitRole)

    def _fill_edit(self, menu: QMenu, undo: QUndoGroup) -> None:
        for action, keys in (
            (undo.createUndoAction(self._window), ("Ctrl+Z",)),
            (undo.createRedoAction(self._window), ("Ctrl+Shift+Z", "Ctrl+Y")),
        ):
            action.setShortcuts([QKeySequence.fromString(key) for key in keys])
            list_action(action, Group.ANYWHERE)
            menu.addAction(action)
            self._window.addAction(action)
        menu.addSeparator()
        self._add(menu, "Search on this screen", self.find_requested.emit, "Ctrl+F")

    def _fill_view(self, menu: QMenu) -> None:
        self._add(menu, "Library", self.library_requested.emit, "Ctrl+L")
        self._add(menu, "Go to anything…", self.anything_requested.emit, "Ctrl+K")
        self._add(menu, "Next pane", lambda: self.pane_requested.emit(1), "F6")
        self._add(menu, "Previous pane", lambda: self.pane_requested.emit(-1), "Shift+F6")
        themes = menu.addMenu("Theme")
        group = QActionGroup(self)
        for theme, text in _THEMES.items():
            action = themes.addAction(text)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, chosen=theme: self.theme_chosen.emit(chosen))
            group.addAction(action)
            self._themes[theme] = action
            # For Ctrl+K, where nothing stands above it that says what becomes light or dark.
            add_action(self._window, Group.ANYWHERE, f"Theme: {text.lower()}", action.trigger)

    def _fill_help(self, menu: QMenu) -> None:
        self._add(menu, "Keys", self.keys_requested.emit, "?", "F1")
        self._add(menu, "Log", self.log_requested.emit)
        self._add(menu, "About Upswing", self.about_requested.emit).setMenuRole(QAction.MenuRole.AboutRole)

    def _add(self, menu: QMenu, text: str, triggered: Callable[[], object], *keys: str) -> QAction:
        action = add_action(self._window, Group.ANYWHERE, text, triggered, *keys)
        menu.addAction(action)
        return action
