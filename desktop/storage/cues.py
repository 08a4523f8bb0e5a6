"""What agents did in the turns of calls."""

from collections.abc import Iterable

from sqlite_utils import Database

from desktop.model.score import Cue, TurnCues
from desktop.storage.reading_rows import cue_of, cue_rows
from desktop.storage.rows import as_stored, insert_all, number_in


class Cues:
    """The cues of turns, each belonging to the job that found it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, job_id: int) -> tuple[TurnCues, ...]:
        """The cues that a job has found, turn by turn in the order of time; a turn without any is left out."""
        turns: dict[tuple[int, float], list[Cue]] = {}
        sql = "SELECT * FROM cues WHERE job_id = ? ORDER BY start_s, channel, position"
        with as_stored():
            for row in self._db.query(sql, [job_id]):
                turns.setdefault((int(row["channel"]), number_in(row["start_s"])), []).append(cue_of(row))
        return tuple(TurnCues(channel, start_s, tuple(cues)) for (channel, start_s), cues in turns.items())

    def replace(self, job_id: int, turns: Iterable[TurnCues]) -> None:
        """Store the cues that a job has found in place of any earlier ones."""
        with self._db.atomic():
            self._db.execute("DELETE FROM cues WHERE job_id = ?", [job_id])
            insert_all(self._db, "cues", [row for turn in turns for row in cue_rows(job_id, turn)])
