"""A coach's moments, and notes on calls as a whole."""

import json

from sqlite_utils import Database

from desktop.errors import BadInput
from desktop.model.moment import Moment, Note
from desktop.storage.rows import Row, insert, moment_of, note_of, now, update

_GONE = "It may have been removed with its call."


class Moments:
    """The marks on the timelines of calls."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, call_id: int) -> tuple[Moment, ...]:
        """The moments of a call in the order of time."""
        rows = self._db.query("SELECT * FROM moments WHERE call_id = ? ORDER BY start_s, id", [call_id])
        return tuple(moment_of(row) for row in rows)

    def add(self, call_id: int, moment: Moment) -> int:
        """Store a moment and return its id, which is its own where it has one, as one that was removed has."""
        return insert(self._db, "moments", {"id": moment.id, "call_id": call_id, **_moment_row(moment)})

    def update(self, moment: Moment) -> None:
        """Store a moment in place of what it was.

        Raises:
            BadInput: it is not in the library.
        """
        if not update(self._db, "moments", moment.id, _moment_row(moment)):
            raise BadInput("There is no such moment in the library.", _GONE)

    def remove(self, moment_id: int) -> None:
        """Remove a moment.

        Raises:
            BadInput: it is not in the library.
        """
        if not self._db.execute("DELETE FROM moments WHERE id = ?", [moment_id]).rowcount:
            raise BadInput("There is no such moment in the library.", _GONE)


class Notes:
    """The notes on calls as a whole."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, call_id: int) -> tuple[Note, ...]:
        """The notes on a call, the oldest first."""
        rows = self._db.query("SELECT * FROM notes WHERE call_id = ? ORDER BY id", [call_id])
        return tuple(note_of(row) for row in rows)

    def add(self, call_id: int, note: Note) -> int:
        """Store a note and return its id, which is its own where it has one, as one that was removed has."""
        return insert(self._db, "notes", {"id": note.id, "call_id": call_id, **_note_row(note)})

    def update(self, note: Note) -> None:
        """Store a note in place of what it was.

        Raises:
            BadInput: it is not in the library.
        """
        if not update(self._db, "notes", note.id, _note_row(note)):
            raise BadInput("There is no such note in the library.", _GONE)

    def remove(self, note_id: int) -> None:
        """Remove a note.

        Raises:
            BadInput: it is not in the library.
        """
        if not self._db.execute("DELETE FROM notes WHERE id = ?", [note_id]).rowcount:
            raise BadInput("There is no such note in the library.", _GONE)


def _moment_row(moment: Moment) -> Row:
    return {
        "type": moment.type,
        "start_s": moment.start_s,
        "end_s": moment.end_s,
        "note": moment.note,
        "tags": json.dumps(moment.tags, ensure_ascii=False),
        "author": moment.author,
        "created_at": moment.created_at.isoformat() if moment.created_at else now(),
    }


def _note_row(note: Note) -> Row:
    created_at = note.created_at.isoformat() if note.created_at else now()
    return {"text": note.text, "author": note.author, "created_at": created_at}
