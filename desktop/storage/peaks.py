"""The waveforms of recordings, so that a call is shown at once, also where its recording lies elsewhere by now."""

from sqlite_utils import Database

from desktop.model.peaks import Peaks


class PeaksOfCalls:
    """A waveform for each call that was read through."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, call_id: int) -> Peaks | None:
        """The waveform of a call; null where it was not measured yet, or is damaged and must be measured again."""
        rows = self._db.query("SELECT packed FROM peaks WHERE call_id = ?", [call_id])
        try:
            return next((Peaks.unpacked(row["packed"]) for row in rows), None)
        except (ValueError, TypeError):
            return None

    def store(self, call_id: int, peaks: Peaks) -> None:
        """Keep the waveform of a call."""
        self.store_packed(call_id, peaks.packed())

    def store_packed(self, call_id: int, packed: bytes) -> None:
        """Keep a waveform that comes packed, as a worker sends it."""
        self._db.execute("INSERT OR REPLACE INTO peaks (call_id, packed) VALUES (?, ?)", [call_id, packed])
