"""What coaches say customers' turns felt like, against what was estimated."""

from collections.abc import Callable, Iterable

from sqlite_utils import Database

from desktop.errors import BadInput
from desktop.model.correction import Correction
from desktop.storage.reading_rows import correction_of, correction_row
from desktop.storage.rows import insert


class Corrections:
    """The corrections of calls. They are about the sound, so no new analysis touches them.

    `changed` is told, within the same transaction, of a call whose arc is another one now.
    """

    def __init__(self, db: Database, changed: Callable[[int], None]) -> None:
        self._db = db
        self._changed = changed

    def of(self, call_id: int) -> tuple[Correction, ...]:
        """The corrections of a call in the order in which they were made."""
        rows = self._db.query("SELECT * FROM corrections WHERE call_id = ? ORDER BY made_at, rowid", [call_id])
        return tuple(correction_of(row) for row in rows)

    def put(self, call_id: int, correction: Correction) -> None:
        """Store a correction, in place of the one at the same instant; without a time of its own it is made now."""
        self.exchange(call_id, (), (correction,))

    def remove(self, call_id: int, t_s: float) -> None:
        """Take back the correction at an instant.

        Raises:
            BadInput: there is none.
        """
        with self._db.atomic():
            self._remove(call_id, t_s)
            self._changed(call_id)

    def exchange(self, call_id: int, gone: Iterable[Correction], come: Iterable[Correction]) -> None:
        """Take some back and store others in one step; the other way round, it is as it was.

        Raises:
            BadInput: one of those to be taken back is not there; then nothing changes.
        """
        with self._db.atomic():
            for correction in gone:
                self._remove(call_id, correction.t_s)
            for correction in come:
                insert(self._db, "corrections", correction_row(call_id, correction), replace=True)
            self._changed(call_id)

    def calls(self) -> tuple[int, ...]:
        """The calls in which something was corrected, the oldest first: what there is to be exported."""
        sql = """SELECT DISTINCT call_id FROM corrections JOIN present_calls ON present_calls.id = call_id
            ORDER BY call_id"""
        return tuple(int(row["call_id"]) for row in self._db.query(sql))

    def _remove(self, call_id: int, t_s: float) -> None:
        sql = "DELETE FROM corrections WHERE call_id = ? AND t_s = ?"
        if not self._db.execute(sql, [call_id, t_s]).rowcount:
            raise BadInput("There is no such correction in the library.", "It may have been taken back already.")
