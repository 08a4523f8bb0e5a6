"""News of many calls in quick succession, told no faster than a window can draw them."""

from itertools import islice

from PySide6.QtCore import QObject, QTimer, Signal

_EVERY_MS = 40
_CALLS_AT_ONCE = 40


class News(QObject):
    """Tells of each call and of the queue once, however often they have changed since."""

    call_changed = Signal(int)
    queue_changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._calls: dict[int, None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._tell)

    def of_call(self, call_id: int) -> None:
        """A call has changed, and the queue with it."""
        self._calls[call_id] = None
        self.of_queue()

    def of_queue(self) -> None:
        """The queue has changed."""
        if not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Tell nothing more."""
        self._timer.stop()

    def _tell(self) -> None:
        told = list(islice(self._calls, _CALLS_AT_ONCE))
        for call_id in told:
            del self._calls[call_id]
        if self._calls:
            self._timer.start()
        for call_id in told:
            self.call_changed.emit(call_id)
        self.queue_changed.emit()
