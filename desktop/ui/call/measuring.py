"""The waveform of a recording that was analysed before waveforms were stored, measured beside the window."""

from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from desktop.errors import UserError


class WaveformMeasurement(QObject):
    """Measures one recording after the other off the window's thread and tells what came of it."""

    measured = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def measure(self, call_id: int, file: Path) -> None:
        """Begin; a recording that cannot be read has no waveform, and the player says why."""
        self._pool.clear()
        self._pool.start(_Measuring(self, call_id, file))

    def close(self) -> None:
        """Wait for what is under way; nothing else is begun."""
        self._pool.clear()
        self._pool.waitForDone()


class _Measuring(QRunnable):
    def __init__(self, owner: WaveformMeasurement, call_id: int, file: Path) -> None:
        super().__init__()
        self._owner = owner
        self._call_id = call_id
        self._file = file

    def run(self) -> None:
        from desktop.media.peaks import peaks_of

        try:
            peaks = peaks_of(self._file)
        except UserError:
            return
        self._owner.measured.emit(self._call_id, peaks)
