"""The dialogs, each opened with what it needs to know."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QWidget

from desktop.model.call import Call, Details
from desktop.model.report import CallReport
from desktop.paths import Paths
from desktop.settings import Settings
from desktop.storage.library import Library
from desktop.ui.actions import actions_by_group, shown_keys
from desktop.ui.theme import Look


class Dialogs:
    """Opens them over a window. Their modules are imported when they are asked for, to keep the start short."""

    def __init__(self, window: QWidget, library: Library, paths: Paths, look: Look, locale: str) -> None:
        self._window = window
        self._library = library
        self._paths = paths
        self._look = look
        self._locale = locale

    def preferences(self, settings: Settings, changed: Callable[[Settings], object]) -> None:
        """Let the user choose."""
        from desktop.ui.dialogs.preferences import PreferencesDialog

        models = sorted(folder.name for folder in self._paths.models.glob("*") if (folder / "model.bin").is_file())
        dialog = PreferencesDialog(settings, self._paths, models, self._look, self._window)
        dialog.settings_changed.connect(changed)
        self._show(dialog)

    def keys(self) -> None:
        """Show every key."""
        from desktop.ui.dialogs.keys_sheet import KeysSheet

        self._show(KeysSheet(self._window, self._look, self._window))

    def log(self) -> None:
        """Show the log."""
        from desktop.ui.dialogs.log_view import LogView

        self._show(LogView(self._paths, self._look, self._window))

    def about(self) -> None:
        """Show what this program is and what it builds on."""
        from desktop.ui.dialogs.about import AboutDialog

        self._show(AboutDialog(self._paths, self._look, self._window))

    def details(self, calls: Sequence[Call], changed: Callable[[dict[int, Details]], object]) -> None:
        """Let the user say what is known of some calls."""
        from desktop.ui.dialogs.details import DetailsDialog, Known

        details = [overview.details for overview in self._library.overviews.all()]
        known = Known(
            agents=sorted({each.agent for each in details if each.agent}),
            queues=sorted({each.queue for each in details if each.queue}),
        )
        named = [(call.id, Path(call.file).name, call.details) for call in calls]
        dialog = DetailsDialog(named, self._look, self._locale, known, self._window)
        dialog.details_changed.connect(changed)
        self._show(dialog)

    def go_to(self, open_call: Callable[[int], object]) -> None:
        """Let the user go to any call, or do anything that an action does."""
        from desktop.ui.dialogs.go_to import CallHints, GoTo, Target

        hint_of = CallHints(self._locale)

        actions = [
            Target(action.text().replace("&", ""), shown_keys(action), action.trigger)
            for group in actions_by_group(self._window).values()
            for action in group
            if action.isEnabled() and any(owner.isVisible() for owner in _owners(action))
        ]
        calls = [
            Target(Path(each.file).name, hint_of(each), partial(open_call, each.call_id))
            for each in self._library.overviews.all()
        ]
        self._show(GoTo([*calls, *actions], self._window))

    def export(self, report: CallReport, folder: str) -> None:
        """Preview a call's documents and save them."""
        from desktop.ui.dialogs.export_preview import ExportPreview

        self._show(ExportPreview(report, self._locale, folder, self._look, self._window))

    def _show(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fitting = dialog.size().boundedTo(self._window.screen().availableSize())
        if fitting != dialog.size():
            dialog.resize(fitting)
        dialog.open()


def _owners(action: QAction) -> list[QWidget]:
    return [owner for owner in action.associatedObjects() if isinstance(owner, QWidget)]
