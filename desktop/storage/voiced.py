"""Where a speech detector heard somebody in calls, words or not: what silences and talk are measured by."""

from collections.abc import Iterable

from sqlite_utils import Database

from desktop.model.events.phrases import Voiced
from desktop.storage.reading_rows import voiced_of, voiced_text
from desktop.storage.rows import as_stored, text_in


class VoicedOfCalls:
    """The voiced stretches of each recording that was read through, by its own channels."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, call_id: int) -> tuple[Voiced, ...]:
        """The stretches of a call, none where it was analysed before they were kept."""
        rows = self._db.query("SELECT stretches FROM voiced WHERE call_id = ?", [call_id])
        with as_stored():
            return next((voiced_of(text_in(row["stretches"])) for row in rows), ())

    def store(self, call_id: int, voiced: Iterable[Voiced]) -> None:
        """Keep the stretches of a call, in place of earlier ones."""
        sql = "INSERT OR REPLACE INTO voiced (call_id, stretches) VALUES (?, ?)"
        self._db.execute(sql, [call_id, voiced_text(voiced)])
