"""Whether the file of a library is sound: its pages, its schema, its references, and its index over all words."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from sqlite_utils import Database

from desktop.storage.migrations import migrations

_RESTORE = "Close the program, keep a copy of the file, and put back a backup of it."
_REINDEX = "Put back a backup, or run `INSERT INTO said(said) VALUES('rebuild')` on the file with SQLite's own program."
_MOST_TOLD = 20
_INDEX_PARTS = ("said_data", "said_idx", "said_docsize", "said_config")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong: one sentence that says what, and one that says what to do about it."""

    what: str
    fix: str


def damage_of(db: Database) -> tuple[Fault, ...]:
    """What is wrong with the file as a database: its pages, its schema, its references, its index over all words."""
    told = [str(row["integrity_check"]) for row in db.query(f"PRAGMA integrity_check({_MOST_TOLD})")]
    if told != ["ok"]:
        return tuple(Fault(f"SQLite finds the library damaged: {' '.join(one.split())}.", _RESTORE) for one in told)
    if lacks := _lacks(db):
        return tuple(Fault(f"The library lacks its {kind} {name}.", _RESTORE) for kind, name in lacks)
    return (*_orphans(db), *(() if _index_agrees(db) else (Fault("The index of words is wrong.", _REINDEX),)))


def _lacks(db: Database) -> list[tuple[str, str]]:
    """What the migrations make and is not there, by kind and name."""
    made = "SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
    with closing(sqlite3.connect(":memory:")) as connection:
        fresh = Database(connection, execute_plugins=False)
        migrations.apply(fresh)
        wanted = connection.execute(made).fetchall()
    there = set(db.execute(made).fetchall())
    return [one for one in wanted if one not in there]


def _orphans(db: Database) -> Iterator[Fault]:
    sql = 'SELECT "table" AS child, parent, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2'
    for row in db.query(sql):
        yield Fault(f"Rows of {row['child']} belong to {row['parent']} that do not exist ({row['n']}).", _RESTORE)


def _index_agrees(db: Database) -> bool:
    """Whether every word can be found where it was said.

    FTS5 compares an index with what it is of only where it may write, so a copy in memory is asked: nothing of a
    transcript is to lie in a temporary file.
    """
    (declared,) = next(db.execute("SELECT sql FROM sqlite_schema WHERE name = 'said'"))
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        copy.execute("CREATE TABLE spans (id INTEGER PRIMARY KEY, text TEXT)")
        copy.executemany("INSERT INTO spans VALUES (?, ?)", db.execute("SELECT id, text FROM spans"))
        copy.execute(declared)
        for part in _INDEX_PARTS:
            rows = db.execute(f"SELECT * FROM {part}")  # noqa: S608
            marks = ", ".join("?" for _ in rows.description)
            copy.execute(f"DELETE FROM {part}")  # noqa: S608
            copy.executemany(f"INSERT INTO {part} VALUES ({marks})", rows)  # noqa: S608
        try:
            copy.execute("INSERT INTO said(said, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError:
            return False
    return True
