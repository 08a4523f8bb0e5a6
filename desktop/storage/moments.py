"""A coach's moments, and notes on calls as a whole."""

import json

from sqlite_utils import Database

from desktop.model.moment import Moment, Note
from desktop.storage.rows import insert, moment_of, note_of, now


class Moments:
    """The marks on the timelines of calls."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, call_id: int) -> tuple[Moment, ...]:
        """The moments of a call in the order of time."""
        rows = self._db.query("SELECT * FROM moments WHERE call_id = ? ORDER BY start_s, id", [call_id])
        return tuple(moment_of(row) for row in rows)

    def add(self, call_id: int, moment: Moment) -> int:
        """Store a moment and return its id."""
        row = {
            "call_id": call_id,
            "type": moment.type,
            "start_s": moment.start_s,
            "end_s": moment.end_s,
            "note": moment.note,
            "tags": json.dumps(moment.tags, ensure_ascii=False),
            "author": moment.author,
            "created_at": moment.created_at.isoformat() if moment.created_at else now(),
        }
        return insert(self._db, "moments", row)

    def remove(self, moment_id: int) -> None:
        """Remove a moment."""
        self._db.execute("DELETE FROM moments WHERE id = ?", [moment_id])


class Notes:
    """The notes on calls as a whole."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, call_id: int) -> tuple[Note, ...]:
        """The notes on a call, the oldest first."""
        rows = self._db.query("SELECT * FROM notes WHERE call_id = ? ORDER BY id", [call_id])
        return tuple(note_of(row) for row in rows)

    def add(self, call_id: int, note: Note) -> int:
        """Store a note and return its id."""
        created_at = note.created_at.isoformat() if note.created_at else now()
        row = {"call_id": call_id, "text": note.text, "author": note.author, "created_at": created_at}
        return insert(self._db, "notes", row)
