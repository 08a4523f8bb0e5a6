"""Calls and their channels."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from desktop.errors import BadInput
from desktop.model.call import Call, Channel, Details, Recording, RoleSource
from desktop.storage.readings import forget_others
from desktop.storage.rows import Row, call_of, channel_of, insert, insert_all, now, update

_SELECT = """
    SELECT calls.*, jobs.engine, jobs.model, jobs.language, jobs.scorer, jobs.version, jobs.seconds,
        jobs.split_confidence
    FROM present_calls AS calls LEFT JOIN jobs ON jobs.id = calls.job_id
"""
_SHORTEST_KEY = 4


class Calls:
    """The calls of a library; one that was discarded is there for nobody until it is restored or added again.

    `changed` is told, within the same transaction, of a call whose arc is another one now; `forgetting` is told before
    calls are removed for good.
    """

    def __init__(self, db: Database, changed: Callable[[int], None], forgetting: Callable[[], None]) -> None:
        self._db = db
        self._changed = changed
        self._forgetting = forgetting

    def add(self, file: Path, sha256: str) -> Call:
        """Add a recording by its content: the same sound twice is one call, found where it lies now.

        Raises:
            BadInput: its name is no text, as on a disk from a system with other letters.
        """
        _check_name(file)
        with self._db.atomic():
            self._db.execute("UPDATE calls SET removed_at = NULL WHERE sha256 = ?", [sha256])
            known = self.with_sha256(sha256)
            if known is None:
                return self.get(insert(self._db, "calls", {"sha256": sha256, "file": str(file), "added_at": now()}))
            if known.file != str(file) and not Path(known.file).exists():
                self._db.execute("UPDATE calls SET file = ? WHERE id = ?", [str(file), known.id])
            return self.get(known.id)

    def get(self, call_id: int) -> Call:
        """The call with an id.

        Raises:
            BadInput: it is not in the library.
        """
        return self._only(f"{_SELECT} WHERE calls.id = ?", call_id)

    def with_sha256(self, sha256: str) -> Call | None:
        """The call whose recording has a hash, if it is in the library."""
        return next(iter(self._select(f"{_SELECT} WHERE calls.sha256 = ?", sha256)), None)

    def at(self, file: Path) -> Call | None:
        """The call that was added last from a path, for a recording that is not there any more."""
        newest = f"{_SELECT} WHERE calls.file = ? ORDER BY calls.id DESC LIMIT 1"
        return next(iter(self._select(newest, str(file))), None)

    def beginning_with(self, key: str) -> Call:
        """The one call whose sha256 begins with a key of four digits or more.

        Raises:
            BadInput: no call begins so, or more than one does, or the key is too short.
        """
        if len(key) < _SHORTEST_KEY or not all(digit in "0123456789abcdef" for digit in key.lower()):
            raise BadInput(f"There is no call “{key}”.", "Name its recording, or the beginning of its sha256.")
        return self._only(f"{_SELECT} WHERE calls.sha256 GLOB ?", f"{key.lower()}*")

    def all(self) -> list[Call]:
        """Every call, the newest first."""
        return self._select(f"{_SELECT} ORDER BY calls.id DESC")

    def describe(self, call_id: int, details: Details) -> None:
        """Store what a team knows about a call.

        Raises:
            BadInput: it is not in the library.
        """
        row = {
            "agent": details.agent,
            "customer_ref": details.customer_ref,
            "started_at": details.started_at.isoformat() if details.started_at else None,
            "queue": details.queue,
            "csat": details.csat,
            "resolved_at_first_contact": details.resolved_at_first_contact,
        }
        if not update(self._db, "calls", call_id, row):
            raise BadInput(f"There is no call “{call_id}” in the library.", "It may have been removed.")

    def store_recording(self, call_id: int, recording: Recording) -> None:
        """Store what the sound says of itself."""
        row = {
            "duration_s": recording.duration_s,
            "channel_count": recording.channel_count,
            "layout": recording.layout,
            "notices": json.dumps(recording.notices, ensure_ascii=False),
        }
        self._db.table("calls").update(call_id, row)

    def store_channels(self, call_id: int, channels: Iterable[Channel]) -> None:
        """Store who speaks where; a role that somebody has set is not overruled by a guess."""
        channels = tuple(channels)
        guessed = all(channel.source is RoleSource.GUESSED for channel in channels)
        with self._db.atomic():
            if guessed and any(c.source is RoleSource.SET for c in self._channels(call_id)):
                return
            self.set_channels(call_id, channels)

    def set_channels(self, call_id: int, channels: Iterable[Channel]) -> None:
        """Store who speaks where whatever was known before, as to take a change back; none is to be guessed again.

        What was read in turns of whoever has another role now goes at once.
        """
        with self._db.atomic():
            self._db.execute("DELETE FROM channels WHERE call_id = ?", [call_id])
            rows = [{"call_id": call_id, "position": c.index} | _role_row(c) for c in channels]
            insert_all(self._db, "channels", rows)
            forget_others(self._db, call_id)
            self._changed(call_id)

    def forget_roles(self, call_id: int) -> Call:
        """Take back who speaks where, so that it is guessed again, and return the call as it is then."""
        self.set_channels(call_id, ())
        return self.get(call_id)

    def remove(self, call_id: int) -> None:
        """Remove a call with everything that belongs to it; the recording itself stays where it is.

        Raises:
            LibraryError: a backup of the library, which holds the call too, cannot be deleted.
        """
        self._forgetting()
        with self._db.atomic():
            self._db.execute("DELETE FROM calls WHERE id = ?", [call_id])
            self._merge_index()

    def discard(self, call_ids: Iterable[int]) -> None:
        """Take calls out of everybody's sight; they can be restored until they are purged."""
        with self._db.atomic():
            for call_id in call_ids:
                self._db.execute("UPDATE calls SET removed_at = ? WHERE id = ?", [now(), call_id])
                # Whoever works on it is told off with the next event: after a restoring it is to be taken up again.
                self._db.execute("UPDATE jobs SET state = 'queued' WHERE state = 'running' AND call_id = ?", [call_id])

    def restore(self, call_ids: Iterable[int]) -> None:
        """Bring discarded calls back with everything that belongs to them.

        Raises:
            BadInput: one of them has been purged; then none is brought back.
        """
        with self._db.atomic():
            for call_id in call_ids:
                self._db.execute("UPDATE calls SET removed_at = NULL WHERE id = ?", [call_id])
                self.get(call_id)

    def purge(self) -> None:
        """Remove for good what was discarded.

        Raises:
            LibraryError: a backup of the library, which holds the calls too, cannot be deleted.
        """
        if not self._db.table("calls").count_where("removed_at IS NOT NULL"):
            return
        self._forgetting()
        with self._db.atomic():
            self._db.execute("DELETE FROM calls WHERE removed_at IS NOT NULL")
            self._merge_index()

    def _merge_index(self) -> None:
        """Take removed words out of the index, which only strikes them out until its parts are merged."""
        self._db.execute("INSERT INTO said(said) VALUES ('optimize')")

    def _only(self, sql: str, key: object) -> Call:
        found = self._select(sql, key)
        if len(found) == 1:
            return found[0]
        if not found:
            raise BadInput(f"There is no call “{str(key).rstrip('*')}” in the library.", "Analyse its recording first.")
        raise BadInput(f"{len(found)} calls begin with “{str(key).rstrip('*')}”.", "Name more digits of the sha256.")

    def _select(self, sql: str, *values: object) -> list[Call]:
        rows = list(self._db.query(sql, list(values)))
        return [self._with_channels(row) for row in rows]

    def _with_channels(self, row: Row) -> Call:
        return replace(call_of(row, ()), channels=self._channels(row["id"]))

    def _channels(self, call_id: int) -> tuple[Channel, ...]:
        rows = self._db.query("SELECT * FROM channels WHERE call_id = ? ORDER BY position", [call_id])
        return tuple(channel_of(row) for row in rows)


def _check_name(file: Path) -> None:
    try:
        str(file).encode()
    except UnicodeEncodeError as error:
        shown = file.name.encode("utf-8", "replace").decode()
        raise BadInput(f"“{shown}” has a name that cannot be read as text.", "Give it another name.") from error


def _role_row(channel: Channel) -> dict[str, object]:
    return {"role": channel.role, "confidence": channel.confidence, "source": channel.source}
