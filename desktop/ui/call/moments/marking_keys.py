"""The keys that mark: down begins a moment at the playhead, up ends it; a menu or a button marks a point."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.model.editing.marking import marked, meant_s
from desktop.model.moment import Moment, MomentType
from desktop.ui.actions import Group, add_action
from desktop.ui.key_repeat import KeyRepeat, physical_key

# How long to wait for the press that shows that a key did not come up but repeats.
_REPEATS_WITHIN_MS = 30


@dataclass(frozen=True, slots=True)
class _Held:
    """A key that is down: which one, the time that it meant, and the clock when it went down."""

    key: int
    start_s: float
    since_s: float


@dataclass(frozen=True, slots=True)
class _Release:
    """A key that seems to have come up: the time that it meant, and the clock."""

    end_s: float
    at_s: float


class MarkingKeys(QObject):
    """Four actions, and what Qt's actions cannot tell: when their keys come up again."""

    started = Signal(MomentType, float)
    """A key went down: the type and the time at which its moment starts. `marked` follows."""
    marked = Signal(Moment)

    def __init__(
        self,
        owners: Sequence[QWidget],
        player_position: Callable[[], float],
        is_playing: Callable[[], bool],
        duration: Callable[[], float],
        lag: Callable[[], float],
        author: Callable[[], str],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(owners[0])
        self._owners = tuple(owners)
        self._position, self._playing, self._duration = player_position, is_playing, duration
        self._lag, self._author, self._clock = lag, author, clock
        self._held: dict[MomentType, _Held] = {}
        self._releases: dict[int, _Release] = {}
        self._repeat = KeyRepeat()
        self._repeats = False
        self._last_key = 0
        self._by_key = False
        self._actions = {kind: self._action(kind, digit) for digit, kind in enumerate(MomentType, 1)}
        for owner in self._owners:
            owner.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    @property
    def actions(self) -> Mapping[MomentType, QAction]:
        """The actions, for menus and buttons."""
        return MappingProxyType(self._actions)

    def cancel(self) -> None:
        """Forget the keys that are down: nothing is marked when they come up."""
        self._held.clear()
        self._releases.clear()
        self._listen_for_releases()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice which key is about to act, that an action acts by key, and that a key comes up."""
        if event.type() == QEvent.Type.Shortcut and watched in self._actions.values():
            self._by_key = not self._repeats
            return self._repeats
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            self._key_went_down(event)
        elif event.type() == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            self._key_came_up(event)
        return False

    def _action(self, kind: MomentType, digit: int) -> QAction:
        action = add_action(self._owners, Group.MOMENTS, f"Mark {kind.value}", partial(self._act, kind), str(digit))
        action.setToolTip(f"Mark {kind.value} at the playhead ({digit}; hold the key for a range)")
        action.installEventFilter(self)
        return action

    def _act(self, kind: MomentType) -> None:
        by_key, self._by_key = self._by_key, False
        if by_key:
            self._press(kind)
        else:
            at_s = self._meant_s()
            self.marked.emit(marked(kind, at_s, at_s, 0.0, self._author()))

    def _press(self, kind: MomentType) -> None:
        self._finish(kind)
        held = _Held(self._last_key, self._meant_s(), self._clock())
        self._held[kind] = held
        self._listen_for_releases()
        self.started.emit(kind, held.start_s)

    def _finish(self, kind: MomentType) -> None:
        held = self._held.pop(kind, None)
        self._listen_for_releases()
        if held is not None:
            release = self._releases.pop(held.key, None) or self._release_now()
            held_s = release.at_s - held.since_s
            self.marked.emit(marked(kind, held.start_s, release.end_s, held_s, self._author()))

    def _key_went_down(self, event: QKeyEvent) -> None:
        self._last_key, self._repeats = physical_key(event), self._repeat.repeats(event)
        if self._repeats:
            self._releases.pop(self._last_key, None)

    def _key_came_up(self, event: QKeyEvent) -> None:
        """End what the key began; later, where the same instant may still bring the press that takes it back."""
        key = physical_key(event)
        self._repeat.repeats(event)
        if event.isAutoRepeat() or key in self._releases or not any(held.key == key for held in self._held.values()):
            return
        release = self._releases[key] = self._release_now()
        if event.timestamp():
            QTimer.singleShot(_REPEATS_WITHIN_MS, self, partial(self._end, key, release))
        else:
            self._end(key, release)

    def _end(self, key: int, release: _Release) -> None:
        if self._releases.get(key) is release:
            for kind in [kind for kind, held in self._held.items() if held.key == key]:
                self._finish(kind)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Where the focus leaves, the key's release would be told to somebody else or to nobody."""
        if new is None or not any(owner is new or owner.isAncestorOf(new) for owner in self._owners):
            for kind in list(self._held):
                self._finish(kind)

    def _listen_for_releases(self) -> None:
        """Releases are told to the child that has the focus: all events are watched, but only while a key is down."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
            if self._held:
                application.installEventFilter(self)

    def _release_now(self) -> _Release:
        return _Release(self._meant_s(), self._clock())

    def _meant_s(self) -> float:
        return meant_s(self._position(), self._lag(), self._duration(), playing=self._playing())
