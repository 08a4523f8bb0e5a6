"""Many small steps on the thread of the window, a few at a time, so that it can draw in between."""

import time
from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.errors import LibraryError

Step = Callable[[], None]

_TURN_S = 0.008


class Chores(QObject):
    """Steps in the order in which they were asked for, the first ones at once.

    Where the library does not take one, it and those behind it are kept until somebody says `go_on`.
    """

    turn_ended = Signal()
    failed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: deque[Step] = deque()
        self._stuck = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._take_turn)

    def add(self, steps: Iterable[Step]) -> None:
        """Do steps when those before them are done."""
        waiting = bool(self._steps)
        self._steps.extend(steps)
        if not waiting:
            self._take_turn()

    def go_on(self, *, unstick: bool = True) -> None:
        """Try again where the library did not take a step."""
        self._stuck = self._stuck and not unstick
        if self._steps and not self._stuck and not self._timer.isActive():
            self._timer.start(0)

    def finish(self) -> None:
        """Do at once what is left, as far as the library takes it."""
        self._timer.stop()
        self._work_until(float("inf"))

    def clear(self) -> None:
        """Forget what is left."""
        self._steps.clear()
        self._stuck = False
        self._timer.stop()

    def _take_turn(self) -> None:
        self._work_until(time.monotonic() + _TURN_S)
        self.turn_ended.emit()
        self.go_on(unstick=False)

    def _work_until(self, end_s: float) -> None:
        while self._steps and time.monotonic() < end_s:
            step = self._steps.popleft()
            try:
                step()
            except LibraryError as error:
                self._stuck = True
                self._steps.appendleft(step)
                self.failed.emit(error.what, error.fix)
                return
